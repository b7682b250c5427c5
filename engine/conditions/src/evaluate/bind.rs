//! Binds conditions to the columns of a store: negation goes down to the leaves, equal leaves are shared between
//! rules, what is the same for all subjects becomes a constant, cheap leaves are asked first.

use super::context::Context;
use super::leaf::{Leaf, TextTest};
use super::numbers::{self, Number};
use super::row::Row;
use crate::ast::Operator;
use crate::place::{Place, Step, follow};
use crate::typed::{Node as TypedNode, Quantifier, Ty, Typed};
use crate::{Expression, Functions};
use imaprules_facts::column::{Column, Data, Items};
use imaprules_facts::{KindId, Value};
use std::collections::HashMap;

/// A bound condition. Leaves are numbers into [`Plan::leaves`].
pub(crate) enum Node {
    Leaf { leaf: usize, negated: bool },
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// All conditions of one kind of subject, bound.
pub(crate) struct Plan<'a> {
    pub(crate) leaves: Vec<Leaf<'a>>,
    pub(crate) rows: usize,
    kind: KindId,
    shared: HashMap<String, usize>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(context: &Context<'a>, kind: KindId) -> Self {
        let rows = context.store.subjects(kind).len();
        Plan {
            leaves: Vec::new(),
            rows,
            kind,
            shared: HashMap::new(),
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
            Node::Leaf { leaf, .. } => self.leaves.get(*leaf).map_or(0, Leaf::cost),
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().map(|part| self.cost(part)).max().unwrap_or(0)
            }
        }
    }

    /// Whether evaluation of a condition can end in an error.
    pub(crate) fn can_fail(&self, node: &Node) -> bool {
        match node {
            Node::Leaf { leaf, .. } => self.leaves.get(*leaf).is_some_and(Leaf::can_fail),
            Node::All(parts) | Node::Any(parts) => parts.iter().any(|part| self.can_fail(part)),
        }
    }

    fn push(&mut self, key: String, leaf: Leaf<'a>) -> usize {
        self.leaves.push(leaf);
        self.shared.insert(key, self.leaves.len() - 1);
        self.leaves.len() - 1
    }

    fn leaf(&mut self, context: &Context<'a>, whole: &'a Expression, typed: &'a Typed) -> usize {
        let key = format!("{:?}", typed.node);
        if let Some(leaf) = self.shared.get(&key) {
            return *leaf;
        }
        let leaf = self
            .bound(context, whole, typed)
            .unwrap_or(Leaf::Rows(whole, typed));
        self.push(key, leaf)
    }

    fn bound(&self, context: &Context<'a>, whole: &'a Expression, typed: &'a Typed) -> Option<Leaf<'a>> {
        if let Some(leaf) = self.elsewhere(context, whole, typed) {
            return Some(leaf);
        }
        match &typed.node {
            TypedNode::Literal(Value::Bool(value)) => Some(Leaf::Constant(Some(*value))),
            TypedNode::Fact(place) => flag(context, place),
            TypedNode::Known(place) if place.steps.is_empty() => {
                let valid = context.store.column(place.fact).valid();
                Some(if valid.is_empty() {
                    Leaf::Constant(Some(false))
                } else {
                    Leaf::Valid(valid.words())
                })
            }
            TypedNode::Compare(operator, left, right) => self.compared(context, *operator, left, right),
            TypedNode::Text(operator, left, right) => {
                let (TypedNode::Fact(place), TypedNode::Literal(Value::Text(word))) =
                    (&left.node, &right.node)
                else {
                    return None;
                };
                self.text_column(context, place, TextTest::Operator(*operator, word.clone()))
            }
            TypedNode::Matches(inner, pattern) => {
                let TypedNode::Fact(place) = &inner.node else {
                    return None;
                };
                self.text_column(context, place, TextTest::Matches(pattern.0.clone()))
            }
            TypedNode::In(item, list) => self.membership(context, item, list),
            TypedNode::Items {
                how: Quantifier::Any,
                list,
                body: Some(body),
            } => {
                let TypedNode::Fact(place) = &list.node else {
                    return None;
                };
                list_column(context, place, it_test(body)?)
            }
            _ => None,
        }
    }

    fn compared(
        &self,
        context: &Context<'a>,
        operator: Operator,
        left: &Typed,
        right: &Typed,
    ) -> Option<Leaf<'a>> {
        match (&left.node, &right.node, &left.ty) {
            (TypedNode::Fact(place), TypedNode::Literal(Value::Text(word)), _)
            | (TypedNode::Literal(Value::Text(word)), TypedNode::Fact(place), _)
                if operator == Operator::Equal =>
            {
                self.text_column(context, place, TextTest::Operator(operator, word.clone()))
            }
            (_, _, Ty::Number { .. }) => {
                let left = numbers::bind(context, self.rows, left)?;
                let right = numbers::bind(context, self.rows, right)?;
                Some(number_leaf(operator, left, right))
            }
            _ => None,
        }
    }

    fn text_column(&self, context: &Context<'a>, place: &Place, test: TextTest) -> Option<Leaf<'a>> {
        let column = context.store.column(place.fact);
        if !place.steps.is_empty() {
            // Another subject's text, compared in a place where the whole leaf could not be moved there.
            return None;
        }
        text_leaf(column, test)
    }

    fn membership(&self, context: &Context<'a>, item: &Typed, list: &Typed) -> Option<Leaf<'a>> {
        match (&item.node, &list.node) {
            (TypedNode::Fact(place), TypedNode::Literal(Value::List(words))) => {
                let words = words
                    .iter()
                    .map(|word| word.as_text().map(str::to_owned))
                    .collect::<Option<Vec<_>>>()?;
                self.text_column(context, place, TextTest::In(words))
            }
            (TypedNode::Literal(Value::Text(word)), TypedNode::Fact(place)) => {
                list_column(context, place, TextTest::Operator(Operator::Equal, word.clone()))
            }
            _ => None,
        }
    }

    /// A leaf that is only about another subject (the server of a mailbox, the whole migration) is answered there
    /// and brought here; where there is one such subject for all, it becomes a constant.
    fn elsewhere(&self, context: &Context<'a>, whole: &'a Expression, typed: &'a Typed) -> Option<Leaf<'a>> {
        let steps = common_steps(typed)?;
        if steps.is_empty() {
            return None;
        }
        if self.rows > 0 && leads_to_root(context, self.kind, &steps) {
            let row = Row {
                context,
                functions: &*whole.library.0 as &dyn Functions,
                row: 0,
                it: None,
            };
            return match row.evaluate(typed) {
                Ok(cell) => Some(Leaf::Constant(Some(cell.truth()))),
                Err(super::row::Miss::Error(_)) => None,
                Err(_) => Some(Leaf::Constant(None)),
            };
        }
        Some(self.brought(context, whole, typed, &steps))
    }

    /// One evaluation for each subject at the end of the way, not for each that leads there.
    fn brought(
        &self,
        context: &Context<'a>,
        whole: &'a Expression,
        typed: &'a Typed,
        steps: &[Step],
    ) -> Leaf<'a> {
        let words = self.rows.div_ceil(64);
        let (mut bits, mut known, mut error) = (vec![0u64; words], vec![0u64; words], vec![0u64; words]);
        let mut answers: HashMap<Option<usize>, (bool, bool, bool)> = HashMap::new();
        for row in 0..self.rows {
            let target = follow(context.store, self.kind, steps, row);
            let (is, knows, fails) = *answers.entry(target).or_insert_with(|| {
                let row = Row {
                    context,
                    functions: &*whole.library.0 as &dyn Functions,
                    row,
                    it: None,
                };
                match row.evaluate(typed) {
                    Ok(cell) => (cell.truth(), true, false),
                    Err(super::row::Miss::Error(_)) => (false, false, true),
                    Err(_) => (false, false, false),
                }
            });
            for (words, bit) in [(&mut bits, is), (&mut known, knows), (&mut error, fails)] {
                if let Some(word) = words.get_mut(row / 64) {
                    *word |= u64::from(bit) << (row % 64);
                }
            }
        }
        Leaf::Ready(bits, known, error)
    }
}

fn flag<'a>(context: &Context<'a>, place: &Place) -> Option<Leaf<'a>> {
    let column = context.store.column(place.fact);
    match column.data() {
        _ if !place.steps.is_empty() => None,
        _ if column.valid().is_empty() => Some(Leaf::Constant(None)),
        Data::Bool(bits) => Some(Leaf::Flag(bits, column.valid().words())),
        _ => None,
    }
}

fn number_leaf<'a>(operator: Operator, left: Number<'a>, right: Number<'a>) -> Leaf<'a> {
    use std::borrow::Cow::Borrowed;
    match (left, right) {
        (Number::Nothing, _) | (_, Number::Nothing) => Leaf::Constant(None),
        (Number::Whole(Borrowed(values), Borrowed(valid)), Number::WholeConst(value)) => {
            Leaf::WholeConst(values, valid, operator, value)
        }
        (Number::Whole(Borrowed(a), Borrowed(a_valid)), Number::Whole(Borrowed(b), Borrowed(b_valid))) => {
            Leaf::WholePair(a, a_valid, operator, b, b_valid)
        }
        (left, right) => Leaf::Numbers(left, operator, right),
    }
}

fn text_leaf(column: &Column, test: TextTest) -> Option<Leaf<'_>> {
    let valid = column.valid();
    match column.data() {
        _ if valid.is_empty() => Some(Leaf::Constant(None)),
        Data::Text(text) => Some(match text.dictionary() {
            Some(words) => Leaf::Coded(
                text.codes(),
                words.iter().map(|word| test.is(word)).collect(),
                valid.words(),
            ),
            None => Leaf::Text(text, test, valid.words()),
        }),
        _ => None,
    }
}

fn list_column<'a>(context: &Context<'a>, place: &Place, test: TextTest) -> Option<Leaf<'a>> {
    let column = context.store.column(place.fact);
    let valid = column.valid();
    let Data::List(list) = column.data() else {
        return None;
    };
    match list.items() {
        _ if !place.steps.is_empty() => None,
        Items::Text(_) if valid.is_empty() => Some(Leaf::Constant(None)),
        Items::Text(text) => Some(match text.dictionary() {
            Some(words) => {
                let answers = words.iter().map(|word| test.is(word)).collect();
                Leaf::CodedItems(list, text.codes(), answers, valid.words())
            }
            None => Leaf::Items(list, test, valid.words()),
        }),
        _ => None,
    }
}

/// The test on `it` that a quantifier's body makes, where it is a plain one.
fn it_test(body: &Typed) -> Option<TextTest> {
    match &body.node {
        TypedNode::Text(operator, left, right)
        | TypedNode::Compare(operator @ Operator::Equal, left, right) => match (&left.node, &right.node) {
            (TypedNode::It, TypedNode::Literal(Value::Text(word))) => {
                Some(TextTest::Operator(*operator, word.clone()))
            }
            _ => None,
        },
        TypedNode::Matches(inner, pattern) if matches!(inner.node, TypedNode::It) => {
            Some(TextTest::Matches(pattern.0.clone()))
        }
        _ => None,
    }
}

/// The way that all facts of a node share; nothing when they differ, when there are none, or when the node looks
/// at children or items.
fn common_steps(typed: &Typed) -> Option<Vec<Step>> {
    match &typed.node {
        TypedNode::Fact(place) | TypedNode::Known(place) | TypedNode::Conflicting(place) => {
            Some(place.steps.clone())
        }
        TypedNode::Not(inner)
        | TypedNode::Negate(inner)
        | TypedNode::Length(inner)
        | TypedNode::Lower(inner) => common_steps(inner),
        TypedNode::Matches(inner, _) => common_steps(inner),
        TypedNode::Compare(_, left, right)
        | TypedNode::Text(_, left, right)
        | TypedNode::In(left, right)
        | TypedNode::Arithmetic(_, left, right) => match (&left.node, &right.node) {
            (_, TypedNode::Literal(_) | TypedNode::Now) => common_steps(left),
            (TypedNode::Literal(_) | TypedNode::Now, _) => common_steps(right),
            _ => common_steps(left).filter(|steps| common_steps(right).as_ref() == Some(steps)),
        },
        TypedNode::Items { list, body, .. } if body.as_deref().is_none_or(only_it) => common_steps(list),
        _ => None,
    }
}

/// Whether a body looks at nothing but the item.
fn only_it(body: &Typed) -> bool {
    match &body.node {
        TypedNode::It | TypedNode::Literal(_) | TypedNode::Now => true,
        TypedNode::Not(inner) | TypedNode::Lower(inner) | TypedNode::Length(inner) => only_it(inner),
        TypedNode::Matches(inner, _) => only_it(inner),
        TypedNode::And(parts) | TypedNode::Or(parts) => parts.iter().all(only_it),
        TypedNode::Compare(_, left, right)
        | TypedNode::Text(_, left, right)
        | TypedNode::In(left, right)
        | TypedNode::Arithmetic(_, left, right) => only_it(left) && only_it(right),
        _ => false,
    }
}

/// Whether a way ends at the one subject of a root kind, whoever takes it.
fn leads_to_root(context: &Context, from: KindId, steps: &[Step]) -> bool {
    let schema = context.store.schema();
    let mut at = from;
    for step in steps {
        let declared = schema.kind_of(at);
        let next = match step {
            Step::Parent => declared.parent,
            Step::Reference(_) => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    schema.kind_of(at).parent.is_none() && steps.len() == 1
}
