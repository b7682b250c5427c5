//! Binds conditions to the columns of a store: negation goes down to the leaves, equal leaves are shared between
//! rules, what is the same for all subjects becomes a constant, cheap leaves are asked first.

use super::attach;
use super::context::Context;
use super::elsewhere::{self, Ways};
use super::leaf::Leaf;
use crate::Expression;
use crate::typed::{Node as TypedNode, Typed};
use imaprules_facts::{FactId, KindId};
use std::sync::Arc;

/// A bound condition. Leaves are numbers into [`Plan::leaves`].
pub(crate) enum Node {
    Leaf { leaf: usize, negated: bool },
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// All conditions of one kind of subject, bound.
pub(crate) struct Plan<'a> {
    pub(crate) leaves: Vec<Bound<'a>>,
    pub(crate) rows: usize,
    kind: KindId,
    ways: Ways,
    /// For each fact, the last leaf that names it first, and apart, the last one that names none: an equal leaf is
    /// looked for among those.
    last: Vec<Option<usize>>,
}

/// A leaf and where it was written first.
pub(crate) struct Bound<'a> {
    pub(crate) leaf: Leaf<'a>,
    /// Whether it stands in several places.
    pub(crate) shared: bool,
    whole: &'a Expression,
    typed: &'a Typed,
    /// The leaf before it that names the same fact first.
    before: Option<usize>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(context: &Context<'a>, kind: KindId) -> Self {
        let rows = context.store.subjects(kind).len();
        Plan {
            leaves: Vec::new(),
            rows,
            kind,
            ways: Ways::default(),
            last: vec![None; context.store.schema().facts().count() + 1],
        }
    }

    /// Binds one condition.
    pub(crate) fn bind(&mut self, context: &Context<'a>, expression: &'a Expression) -> Node {
        self.node(context, expression, &expression.root, false)
    }

    fn node(
        &mut self,
        context: &Context<'a>,
        whole: &'a Expression,
        typed: &'a Typed,
        negated: bool,
    ) -> Node {
        match (&typed.node, negated) {
            (TypedNode::Not(inner), _) => self.node(context, whole, inner, !negated),
            (TypedNode::And(parts), false) | (TypedNode::Or(parts), true) => {
                Node::All(self.parts(context, whole, parts, negated))
            }
            (TypedNode::Or(parts), false) | (TypedNode::And(parts), true) => {
                Node::Any(self.parts(context, whole, parts, negated))
            }
            _ => Node::Leaf {
                leaf: self.leaf(context, whole, typed),
                negated,
            },
        }
    }

    fn parts(
        &mut self,
        context: &Context<'a>,
        whole: &'a Expression,
        parts: &'a [Typed],
        negated: bool,
    ) -> Vec<Node> {
        let mut nodes: Vec<_> = parts
            .iter()
            .map(|part| self.node(context, whole, part, negated))
            .collect();
        nodes.sort_by_key(|node| self.cost(node));
        nodes
    }

    fn cost(&self, node: &Node) -> u8 {
        match node {
            Node::Leaf { leaf, .. } => self.leaves.get(*leaf).map_or(0, |bound| bound.leaf.cost()),
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().map(|part| self.cost(part)).max().unwrap_or(0)
            }
        }
    }

    fn leaf(&mut self, context: &Context<'a>, whole: &'a Expression, typed: &'a Typed) -> usize {
        // The first place is that of leaves which name no fact.
        let place = first_fact(typed).map_or(0, |fact| fact.index() + 1);
        let before = self.last.get(place).copied().flatten();
        if let Some(leaf) = self.equal(before, whole, typed) {
            return leaf;
        }
        let leaf = elsewhere::bind(context, self.kind, &mut self.ways, whole, typed)
            .or_else(|| attach::bind(context, &mut self.ways, typed))
            .unwrap_or(Leaf::Rows(whole, typed));
        self.leaves.push(Bound {
            leaf,
            shared: false,
            whole,
            typed,
            before,
        });
        let number = self.leaves.len() - 1;
        if let Some(last) = self.last.get_mut(place) {
            *last = Some(number);
        }
        number
    }

    /// A leaf that says the same, from this one backwards.
    fn equal(&mut self, mut from: Option<usize>, whole: &Expression, typed: &Typed) -> Option<usize> {
        while let Some(bound) = self.leaves.get_mut(from?) {
            if bound.typed.node == typed.node && same_functions(bound.whole, whole) {
                bound.shared = true;
                return from;
            }
            from = bound.before;
        }
        None
    }
}

/// Whether the same words mean the same: packs may have different functions of one name.
fn same_functions(left: &Expression, right: &Expression) -> bool {
    right.functions().is_empty() || Arc::ptr_eq(&left.library.0, &right.library.0)
}

fn first_fact(typed: &Typed) -> Option<FactId> {
    match &typed.node {
        TypedNode::Fact(place) | TypedNode::Known(place) | TypedNode::Conflicting(place) => Some(place.fact),
        TypedNode::Not(inner)
        | TypedNode::Negate(inner)
        | TypedNode::Length(inner)
        | TypedNode::Lower(inner)
        | TypedNode::Matches(inner, _)
        | TypedNode::Items { list: inner, .. } => first_fact(inner),
        TypedNode::Compare(_, left, right)
        | TypedNode::Text(_, left, right)
        | TypedNode::In(left, right)
        | TypedNode::Arithmetic(_, left, right) => first_fact(left).or_else(|| first_fact(right)),
        TypedNode::And(parts) | TypedNode::Or(parts) | TypedNode::Call(_, parts) => {
            parts.iter().find_map(first_fact)
        }
        TypedNode::Children(children) => children.value.iter().chain(&children.filter).find_map(first_fact),
        TypedNode::Literal(_) | TypedNode::It | TypedNode::Now => None,
    }
}
