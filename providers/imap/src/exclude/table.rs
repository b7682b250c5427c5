//! The table of exclusions, compiled once. A test holds that all of it can be read.

use super::Seen;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::sync::OnceLock;

pub(super) const TABLE: &str = include_str!("../../exclusions.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) exclude: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(default)]
    family: Vec<String>,
    #[serde(default)]
    namespace: Vec<String>,
    #[serde(default)]
    special_use: Vec<String>,
    name: Option<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

struct Compiled {
    entry: Entry,
    name: Option<Regex>,
}

/// Whether a folder is to be left out.
pub(super) fn fits(seen: Seen<'_>) -> bool {
    table().iter().any(|compiled| compiled.fits(seen))
}

impl Compiled {
    fn fits(&self, seen: Seen<'_>) -> bool {
        let names = |list: &[String], word: &str| list.is_empty() || list.iter().any(|one| one == word);
        names(&self.entry.family, seen.family)
            && names(&self.entry.namespace, seen.namespace)
            && names(&self.entry.special_use, seen.special_use)
            && self.name.as_ref().is_none_or(|name| name.is_match(seen.path))
    }
}

fn table() -> &'static [Compiled] {
    static COMPILED: OnceLock<Vec<Compiled>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let entries = toml::from_str::<Table>(TABLE)
            .map(|table| table.exclude)
            .unwrap_or_default();
        entries.into_iter().filter_map(compile).collect()
    })
}

/// An entry that says nothing would leave everything out.
fn compile(entry: Entry) -> Option<Compiled> {
    let name = entry.name.as_ref().map(|name| {
        RegexBuilder::new(&format!("^(?:{name})$"))
            .case_insensitive(true)
            .build()
    });
    let name = name.transpose().ok()?;
    let says = name.is_some() || !entry.namespace.is_empty() || !entry.special_use.is_empty();
    says.then_some(Compiled { entry, name })
}

#[cfg(test)]
pub(super) fn compiled() -> usize {
    table().len()
}
