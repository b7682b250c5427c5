//! Who has to be asked for a missing fact, and which right he needs: `rules/obtain.toml`.

use crate::error::Failure;
use serde::Deserialize;

/// All entries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Obtain {
    obtain: Vec<Entry>,
}

/// Facts that are had from the same person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Beginnings of names of facts.
    facts: Vec<String>,
    /// The person.
    pub(crate) who: String,
    /// The right.
    pub(crate) right: String,
}

impl Obtain {
    /// The shipped entries.
    pub(crate) fn shipped() -> Result<Obtain, Failure> {
        toml::from_str(imaprules_packs::obtain())
            .map_err(|error| Failure::Internal(format!("rules/obtain.toml: {error}")))
    }

    /// The entry with the longest beginning that fits a fact; nothing for facts of plugins and packs of one's own.
    pub(crate) fn of(&self, fact: &str) -> Option<&Entry> {
        let fits = |entry: &Entry| {
            let fitting = entry
                .facts
                .iter()
                .filter(|beginning| fact.starts_with(beginning.as_str()));
            fitting.map(String::len).max()
        };
        self.obtain
            .iter()
            .filter_map(|entry| Some((fits(entry)?, entry)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, entry)| entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{packs, registry};

    #[test]
    fn every_fact_of_the_built_in_providers_is_had_from_somebody() {
        let obtain = Obtain::shipped().unwrap_or_else(|failure| panic!("{failure}"));
        let providers: Vec<_> = registry::built_in().into_iter().map(|(_, about)| about).collect();
        let schema = packs::schema(&providers).unwrap_or_else(|failure| panic!("{failure}"));
        let nobody: Vec<&str> = schema
            .facts()
            .map(|(_, fact)| fact.name.as_str())
            .filter(|name| obtain.of(name).is_none())
            .collect();
        assert_eq!(nobody, [""; 0]);
        let who = |fact: &str| obtain.of(fact).map(|entry| entry.who.as_str());
        assert_eq!(who("csv.row_count"), Some("you"));
        assert_ne!(who("gmail.label_mix_count"), who("gmail.imap_enabled"));
    }
}
