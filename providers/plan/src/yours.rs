//! The user's own lists of excluded folders, and where they come from.

use crate::facts::Facts;

/// Where the user's own list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// He gave it for this plan.
    Given,
    /// The imported batch of the mailbox has it.
    Batch,
    /// It was a setting of the collection.
    Setting,
}

/// The list of a mailbox: what was given, else what the imported batch of the mailbox excludes, else the setting.
pub(crate) fn of(facts: &Facts<'_>, given: &[String], row: usize) -> Option<(Vec<String>, Origin)> {
    if !given.is_empty() {
        return Some((given.to_vec(), Origin::Given));
    }
    if let Some(batch) = facts.texts("job.excluded", row) {
        return Some((batch, Origin::Batch));
    }
    let set = facts.texts("gmail.exclude", 0).filter(|names| !names.is_empty());
    set.map(|names| (names, Origin::Setting))
}
