//! What evaluation needs besides the expression: the store, the moment, and who is whose child.

use crate::Expression;
use crate::place::{Step, follow};
use crate::typed::{Children, Node, Typed};
use imaprules_facts::{FactStore, KindId};
use std::collections::HashMap;

pub(crate) struct Context<'a> {
    pub(crate) store: &'a FactStore,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) now: i64,
    descendants: HashMap<(KindId, KindId), Descendants>,
}

/// Rows of one kind, grouped by the row of the ancestor they belong to.
#[derive(Default)]
struct Descendants {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl<'a> Context<'a> {
    pub(crate) fn new<'e>(
        store: &'a FactStore,
        now: i64,
        expressions: impl IntoIterator<Item = &'e Expression>,
    ) -> Self {
        let mut context = Context {
            store,
            now,
            descendants: HashMap::new(),
        };
        for expression in expressions {
            visit(&expression.root, &mut |children| context.index(children));
        }
        context
    }

    fn index(&mut self, children: &Children) {
        let schema = self.store.schema();
        let mut kind = Some(children.kind);
        // The levels between are needed too: each of them must have been listed completely.
        while let Some(level) = kind.filter(|level| *level != children.from) {
            let store = self.store;
            self.descendants
                .entry((children.from, level))
                .or_insert_with(|| group(store, children.from, level));
            kind = schema.kind_of(level).parent;
        }
    }

    /// The rows of a kind that belong to a subject.
    pub(crate) fn descendants(&self, from: KindId, kind: KindId, row: usize) -> &[u32] {
        let span = |found: &Descendants| {
            let start = *found.starts.get(row)? as usize;
            Some(start..*found.starts.get(row + 1)? as usize)
        };
        let found = self.descendants.get(&(from, kind));
        found
            .and_then(|found| found.rows.get(span(found)?))
            .unwrap_or(&[])
    }
}

fn group(store: &FactStore, from: KindId, kind: KindId) -> Descendants {
    let mut steps = Vec::new();
    let mut at = kind;
    while at != from {
        let Some(parent) = store.schema().kind_of(at).parent else {
            return Descendants::default();
        };
        steps.push(Step::Parent);
        at = parent;
    }
    let mut owned: Vec<(u32, u32)> = (0..store.subjects(kind).len())
        .filter_map(|row| {
            Some((
                u32::try_from(follow(store, kind, &steps, row)?).ok()?,
                u32::try_from(row).ok()?,
            ))
        })
        .collect();
    owned.sort_unstable();
    let mut starts = vec![0; store.subjects(from).len() + 1];
    for (owner, _) in &owned {
        if let Some(next) = starts.get_mut(*owner as usize + 1) {
            *next += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    Descendants {
        starts,
        rows: owned.into_iter().map(|(_, row)| row).collect(),
    }
}

/// Shows every aggregate of a tree to a function.
fn visit(typed: &Typed, see: &mut impl FnMut(&Children)) {
    match &typed.node {
        Node::Children(children) => {
            see(children);
            children
                .value
                .iter()
                .chain(&children.filter)
                .for_each(|inner| visit(inner, see));
        }
        Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => {
            parts.iter().for_each(|part| visit(part, see));
        }
        Node::Not(inner) | Node::Negate(inner) | Node::Length(inner) | Node::Lower(inner) => {
            visit(inner, see)
        }
        Node::Matches(inner, _) => visit(inner, see),
        Node::Compare(_, left, right)
        | Node::Text(_, left, right)
        | Node::In(left, right)
        | Node::Arithmetic(_, left, right) => {
            visit(left, see);
            visit(right, see);
        }
        Node::Items { list, body, .. } => {
            visit(list, see);
            body.iter().for_each(|body| visit(body, see));
        }
        Node::Literal(_) | Node::Fact(_) | Node::It | Node::Now | Node::Known(_) | Node::Conflicting(_) => {}
    }
}
