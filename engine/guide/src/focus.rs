//! Which subjects count when somebody asks about a few of them. What is then made of the others is left to whoever counts.

use imaprules_conditions::reach;
use imaprules_facts::{FactId, FactStore, KindId, Subject};

/// The subjects somebody asks about: findings on others of their kind, and on what belongs to those, do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// A fact of the subjects' kind, by its id in the schema.
    pub fact: FactId,
    /// The subjects' rows.
    pub rows: Vec<usize>,
}

/// Whether a subject counts: it is, or belongs to, one that somebody asks about, or has nothing to do with their like.
pub(crate) fn counts(store: &FactStore, kind: KindId, row: usize, focus: Option<&Focus>) -> bool {
    concerns(store, kind, row, focus).is_some()
}

/// As [`counts`]: whether it is about one that somebody asks about; nothing where it does not count.
pub(crate) fn concerns(store: &FactStore, kind: KindId, row: usize, focus: Option<&Focus>) -> Option<bool> {
    let Some(focus) = focus else {
        return Some(false);
    };
    match reach(store, Subject { kind, row }, focus.fact) {
        Some(reached) => focus.rows.contains(&reached).then_some(true),
        // What no such subject can be seen from concerns all of them.
        None => Some(false),
    }
}
