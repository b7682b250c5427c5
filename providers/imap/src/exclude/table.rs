//! The table of exclusions, compiled once. A test holds that all of it can be read.

use super::Seen;
use imaprules_provider::{EmbeddedTable, ProviderError};
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use serde::de::Error as _;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    exclude: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
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

static TABLE: EmbeddedTable<Vec<Compiled>, toml::de::Error> = EmbeddedTable::new(
    "imap/exclusions.toml",
    include_str!("../../exclusions.toml"),
    |text| {
        let table: Table = toml::from_str(text)?;
        table.exclude.into_iter().map(compile).collect()
    },
);

fn table() -> &'static [Compiled] {
    &TABLE
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

fn compile(entry: Entry) -> Result<Compiled, toml::de::Error> {
    let name = entry.name.as_ref().map(|name| {
        RegexBuilder::new(&format!("^(?:{name})$"))
            .case_insensitive(true)
            .build()
    });
    let name = name.transpose().map_err(toml::de::Error::custom)?;
    let says = name.is_some() || !entry.namespace.is_empty() || !entry.special_use.is_empty();
    if !says {
        return Err(toml::de::Error::custom(
            "an entry without a word would leave everything out",
        ));
    }
    Ok(Compiled { entry, name })
}

#[cfg(test)]
pub(super) fn compiled() -> usize {
    table().len()
}
