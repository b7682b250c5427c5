//! The causes for which mailboxes failed, each with a name that files can have, and what became of its rows.

use super::ladder::Ladder;
use crate::error::Failure;
use crate::speech::word;
use imaprules_provider_csv::{Part, Parts};
use imaprules_provider_microsoft365::Failed;
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use std::collections::HashSet;
use std::path::Path;

/// A cause and the mailboxes that it failed.
pub(super) struct Cause {
    /// What its files are named after: the id of the error, or what is known instead.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) failed: Failed,
    /// Its files.
    pub(super) parts: Vec<Part>,
    /// Its mailboxes that no row of the file has.
    pub(super) absent: Vec<String>,
    /// How the migration goes on; empty where there are no rows.
    pub(super) commands: String,
}

/// Names the causes.
pub(super) fn causes(failed: Vec<Failed>) -> Result<Vec<Cause>, Failure> {
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    let mut names = HashSet::new();
    let cause = |failed: Failed| {
        let entry = catalogue.entry(&failed.error_id);
        Cause {
            name: name(&failed, &mut names),
            title: entry
                .map_or(word("csv.unknown_cause"), |entry| entry.title.as_str())
                .to_owned(),
            failed,
            parts: Vec::new(),
            absent: Vec::new(),
            commands: String::new(),
        }
    };
    Ok(failed.into_iter().map(cause).collect())
}

/// One error may be passing here and lasting there; then its class tells the two apart.
fn name(failed: &Failed, names: &mut HashSet<String>) -> String {
    let id = match failed.error_id.as_str() {
        "" => "unknown",
        id => id,
    };
    let mut name = id.to_owned();
    if !names.insert(name.to_lowercase()) {
        name = format!("{id}-{}", failed.class);
        names.insert(name.to_lowercase());
    }
    name
}

impl Cause {
    /// Takes what became of its rows.
    pub(super) fn meet(&mut self, parts: &Parts, ladder: &Ladder, folder: &Path) {
        let ours = |part: &&Part| part.group.as_deref() == Some(self.name.as_str());
        self.parts = parts.parts.iter().filter(ours).cloned().collect();
        let absent: HashSet<&String> = parts.absent.iter().collect();
        let addresses = self.failed.addresses.iter();
        self.absent = addresses
            .filter(|address| absent.contains(address))
            .cloned()
            .collect();
        if !self.parts.is_empty() {
            let files: Vec<&str> = self.parts.iter().map(|part| part.file.as_str()).collect();
            self.commands = ladder.commands(self.passes(), folder, &files);
        }
    }

    /// Whether the service tries again by itself.
    pub(super) fn passes(&self) -> bool {
        self.failed.class == "transient"
    }

    pub(super) fn rows(&self) -> usize {
        self.parts.iter().map(|part| part.rows).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_a_name_of_its_own() {
        let failed = |id: &str, class: &str| Failed {
            error_id: id.to_owned(),
            class: class.to_owned(),
            ..Failed::default()
        };
        let all = causes(vec![
            failed("E06", "permanent"),
            failed("E06", "transient"),
            failed("", "unknown"),
            failed("", "permanent"),
        ]);
        let names: Vec<String> = all.unwrap().into_iter().map(|cause| cause.name).collect();
        assert_eq!(names, ["E06", "E06-transient", "unknown", "unknown-permanent"]);
    }
}
