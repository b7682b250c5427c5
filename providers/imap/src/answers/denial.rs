//! Refused commands that say that the account lacks a right.

use super::CatalogueError;
use super::table::compiled;
use crate::wire::Condition;
use regex::Regex;
use serde::Deserialize;

/// A denial as it stands in the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(default)]
    codes: Vec<String>,
    pattern: Option<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
    /// Literal answers that the tests hold against the entry.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(super) texts: Vec<String>,
}

/// A denial with its pattern.
#[derive(Debug)]
pub(super) struct Denial {
    pub(super) entry: Entry,
    pattern: Option<Regex>,
}

impl Denial {
    pub(super) fn read(entry: Entry) -> Result<Denial, CatalogueError> {
        if entry.pattern.is_none() && entry.codes.is_empty() {
            let login = "denial".to_owned();
            return Err(CatalogueError::Everything { login });
        }
        let pattern = entry.pattern.as_deref().map(compiled).transpose()?;
        Ok(Denial { entry, pattern })
    }

    pub(super) fn fits(&self, said: &Condition) -> bool {
        let Entry { codes, .. } = &self.entry;
        let coded = || said.code_name().is_some_and(|code| codes.contains(&code));
        let worded = |pattern: &Regex| pattern.is_match(&said.text);
        (codes.is_empty() || coded()) && self.pattern.as_ref().is_none_or(worded)
    }
}
