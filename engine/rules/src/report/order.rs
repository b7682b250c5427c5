//! The order of subjects in reports.
//!
//! Subjects right below the root stand in the order in which they were first named: that of the user's file. Those
//! further down come from connections that run side by side, in an order that differs from run to run; they are
//! sorted by their parent, then by id.

use imaprules_facts::{FactStore, KindId};
use std::cmp::Ordering;

/// Sorts rows of a kind.
pub(crate) fn sort(store: &FactStore, kind: KindId, rows: &mut [usize]) {
    if !by_row(store, kind) {
        rows.sort_unstable_by(|left, right| compare(store, kind, *left, *right));
    }
}

/// The first few rows of a kind, of rows that ascend, without sorting the others.
pub(crate) fn first(
    store: &FactStore,
    kind: KindId,
    rows: impl Iterator<Item = usize>,
    count: usize,
) -> Vec<usize> {
    if by_row(store, kind) {
        return rows.take(count).collect();
    }
    let mut first: Vec<usize> = Vec::with_capacity(count + 1);
    for row in rows {
        let at = first.partition_point(|known| compare(store, kind, *known, row) == Ordering::Less);
        if at < count {
            first.insert(at, row);
            first.truncate(count);
        }
    }
    first
}

/// Whether rows of a kind are in order already.
fn by_row(store: &FactStore, kind: KindId) -> bool {
    let parent = store.schema().kind_of(kind).parent;
    parent.is_none_or(|parent| store.schema().kind_of(parent).parent.is_none())
}

fn compare(store: &FactStore, kind: KindId, left: usize, right: usize) -> Ordering {
    if by_row(store, kind) {
        return left.cmp(&right);
    }
    let subjects = store.subjects(kind);
    let above = match (
        store.schema().kind_of(kind).parent,
        subjects.parent(left),
        subjects.parent(right),
    ) {
        (Some(kind), Some(left), Some(right)) if left != right => compare(store, kind, left, right),
        // Those of which nobody said whose they are come last.
        (_, left, right) => left.is_none().cmp(&right.is_none()),
    };
    above.then_with(|| subjects.id(left).cmp(subjects.id(right)))
}
