//! The way from a subject to the subject a fact is about: itself, its ancestors, what it or they refer to.

use imaprules_facts::{FactId, FactStore, KindId, Schema, Subject};
use std::collections::VecDeque;

/// One step from a subject to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Parent,
    Reference(usize),
}

/// A fact and the way to its subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) fact: FactId,
    /// Kind the way starts at.
    pub(crate) from: KindId,
    pub(crate) steps: Vec<Step>,
}

/// The shortest way between two kinds, parents before references.
pub(crate) fn way(schema: &Schema, from: KindId, to: KindId) -> Option<Vec<Step>> {
    let mut seen = vec![from];
    let mut open = VecDeque::from([(from, Vec::new())]);
    while let Some((kind, steps)) = open.pop_front() {
        if kind == to {
            return Some(steps);
        }
        let declared = schema.kind_of(kind);
        let parent = declared.parent.map(|parent| (parent, Step::Parent));
        let references = declared
            .references
            .iter()
            .enumerate()
            .map(|(which, kind)| (*kind, Step::Reference(which)));
        for (next, step) in parent.into_iter().chain(references) {
            if !seen.contains(&next) {
                seen.push(next);
                open.push_back((next, [steps.as_slice(), &[step]].concat()));
            }
        }
    }
    None
}

/// The row at the end of the way, if every step leads somewhere.
pub(crate) fn follow(store: &FactStore, from: KindId, steps: &[Step], row: usize) -> Option<usize> {
    let mut at = Subject { kind: from, row };
    for step in steps {
        let subjects = store.subjects(at.kind);
        let declared = store.schema().kind_of(at.kind);
        at = match step {
            Step::Parent => Subject {
                kind: declared.parent?,
                row: subjects.parent(at.row)?,
            },
            Step::Reference(which) => Subject {
                kind: *declared.references.get(*which)?,
                row: subjects.reference(*which, at.row)?,
            },
        };
    }
    Some(at.row)
}

/// The row of the subject that a fact is about, seen from a subject: itself, an ancestor or a reference.
pub fn reach(store: &FactStore, from: Subject, fact: FactId) -> Option<usize> {
    let to = store.schema().fact_of(fact).kind;
    let steps = way(store.schema(), from.kind, to)?;
    follow(store, from.kind, &steps, from.row)
}

/// Whether a way ends at the one subject of a root kind, whoever takes it.
pub(crate) fn leads_to_root(schema: &Schema, from: KindId, steps: &[Step]) -> bool {
    let parent = schema.kind_of(from).parent;
    matches!(steps, [Step::Parent]) && parent.is_some_and(|parent| schema.kind_of(parent).parent.is_none())
}
