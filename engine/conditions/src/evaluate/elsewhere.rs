//! Leaves that are only about another subject, such as the server of a mailbox or the whole migration: answered there,
//! once for each, and brought to the rows at hand.

use super::context::Context;
use super::leaf::Leaf;
use super::row::{Miss, Row};
use crate::Expression;
use crate::place::{Step, follow, leads_to_root};
use crate::typed::{Node, Typed};
use imaprules_facts::KindId;
use std::collections::HashMap;

/// No subject at the end of the way.
const NOBODY: u32 = u32::MAX;

/// For each way that was asked for, the row at its end, by row.
#[derive(Default)]
pub(crate) struct Ways(HashMap<Vec<Step>, Vec<u32>>);

impl Ways {
    /// The rows at the end of a way, in order; nothing where there is no such subject.
    pub(crate) fn targets(
        &mut self,
        context: &Context,
        kind: KindId,
        steps: &[Step],
    ) -> impl ExactSizeIterator<Item = Option<usize>> + use<'_> {
        if !self.0.contains_key(steps) {
            let end = |row| {
                let end = follow(context.store, kind, steps, row);
                end.and_then(|end| u32::try_from(end).ok()).unwrap_or(NOBODY)
            };
            let rows = context.store.subjects(kind).len();
            self.0.insert(steps.to_vec(), (0..rows).map(end).collect());
        }
        let targets = self.0.get(steps).map_or(&[][..], Vec::as_slice);
        targets
            .iter()
            .map(|target| (*target != NOBODY).then_some(*target as usize))
    }
}

/// Binds a leaf that looks at nothing but another subject; nothing when it is no such leaf. Where there is one such
/// subject for all, it becomes a constant.
pub(crate) fn bind<'a>(
    context: &Context<'a>,
    kind: KindId,
    ways: &mut Ways,
    whole: &'a Expression,
    typed: &'a Typed,
) -> Option<Leaf<'a>> {
    let steps = common_steps(typed).filter(|steps| !steps.is_empty())?;
    if !leads_to_root(context.store.schema(), kind, steps) {
        return Some(brought(context, kind, ways, steps, whole, typed));
    }
    match asked(context, whole, typed, 0) {
        (is, true, _) => Some(Leaf::Constant(Some(is))),
        (_, _, true) => None,
        _ => Some(Leaf::Constant(None)),
    }
}

/// Whether a leaf is true, known and wrong on a row.
fn asked(context: &Context, whole: &Expression, typed: &Typed, row: usize) -> (bool, bool, bool) {
    let row = Row {
        context,
        functions: &*whole.library.0,
        row,
        it: None,
    };
    match row.evaluate(typed) {
        Ok(cell) => (cell.truth(), true, false),
        Err(Miss::Error(_)) => (false, false, true),
        Err(_) => (false, false, false),
    }
}

/// One evaluation for each subject at the end of the way, not for each that leads there.
fn brought<'a>(
    context: &Context<'a>,
    kind: KindId,
    ways: &mut Ways,
    steps: &[Step],
    whole: &'a Expression,
    typed: &'a Typed,
) -> Leaf<'a> {
    let targets = ways.targets(context, kind, steps);
    let words = targets.len().div_ceil(64);
    let (mut bits, mut known, mut error) = (vec![0u64; words], vec![0u64; words], vec![0u64; words]);
    // By target; the first is that of rows without one.
    let mut answers: Vec<Option<(bool, bool, bool)>> = Vec::new();
    for (row, target) in targets.enumerate() {
        let place = target.map_or(0, |target| target + 1);
        if answers.len() <= place {
            answers.resize(place + 1, None);
        }
        let Some(answer) = answers.get_mut(place) else {
            continue;
        };
        let (is, knows, fails) = *answer.get_or_insert_with(|| asked(context, whole, typed, row));
        for (words, bit) in [(&mut bits, is), (&mut known, knows), (&mut error, fails)] {
            if let Some(word) = words.get_mut(row / 64) {
                *word |= u64::from(bit) << (row % 64);
            }
        }
    }
    Leaf::Ready(bits, known, error)
}

/// The way that all facts of a node share; nothing when they differ, when there are none, or when the node looks
/// at children or items.
fn common_steps(typed: &Typed) -> Option<&[Step]> {
    match &typed.node {
        Node::Fact(place) | Node::Known(place) | Node::Conflicting(place) => Some(&place.steps),
        Node::Not(inner) | Node::Negate(inner) | Node::Length(inner) | Node::Lower(inner) => {
            common_steps(inner)
        }
        Node::Matches(inner, _) => common_steps(inner),
        Node::Compare(_, left, right)
        | Node::Text(_, left, right)
        | Node::In(left, right)
        | Node::Arithmetic(_, left, right) => match (&left.node, &right.node) {
            (_, Node::Literal(_) | Node::Now) => common_steps(left),
            (Node::Literal(_) | Node::Now, _) => common_steps(right),
            _ => common_steps(left).filter(|steps| common_steps(right) == Some(steps)),
        },
        Node::Items { list, body, .. } if body.as_deref().is_none_or(only_it) => common_steps(list),
        _ => None,
    }
}

/// Whether a body looks at nothing but the item.
fn only_it(body: &Typed) -> bool {
    match &body.node {
        Node::It | Node::Literal(_) | Node::Now => true,
        Node::Not(inner) | Node::Lower(inner) | Node::Length(inner) => only_it(inner),
        Node::Matches(inner, _) => only_it(inner),
        Node::And(parts) | Node::Or(parts) => parts.iter().all(only_it),
        Node::Compare(_, left, right)
        | Node::Text(_, left, right)
        | Node::In(left, right)
        | Node::Arithmetic(_, left, right) => only_it(left) && only_it(right),
        _ => false,
    }
}
