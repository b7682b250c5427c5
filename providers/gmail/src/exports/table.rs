//! What is known of exports, as data: which sorts there are, how one is recognised, which column becomes which fact
//! (`exports.toml`).

use super::fields::Fields;
use imaprules_provider::EmbeddedTable;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// What is done with the records of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    Users,
    Imap,
    Language,
    Labels,
    AppPasswords,
    Usage,
    Policies,
    Units,
}

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Read {
    Bool,
    Text,
    Int,
    Megabytes,
    Gigabytes,
    Size,
    Moment,
    Word,
    State,
}

/// A column and what it says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    pub(super) names: Vec<String>,
    pub(super) fact: String,
    pub(super) read: Read,
    /// The word that a state stands for where it is true.
    #[serde(default)]
    pub(super) word: String,
    /// Words of the file and what they mean.
    #[serde(default)]
    pub(super) words: BTreeMap<String, String>,
    /// The fact that says whether there was no such moment at all.
    pub(super) never: Option<String>,
    /// Whether an empty cell is an empty text.
    #[serde(default)]
    pub(super) empty: bool,
}

/// A sort of export.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    pub(super) id: Sort,
    pub(super) title: String,
    pub(super) how: String,
    #[serde(default)]
    pub(super) user: Vec<String>,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) whole: bool,
    #[serde(default)]
    pub(super) column: Vec<Column>,
}

/// Where answers hold their records.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) names: Vec<String>,
    pub(super) cell: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Never {
    words: Vec<String>,
}

/// The whole table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) sort: Vec<Shape>,
    pub(super) lists: Lists,
    never: Never,
}

/// The table.
pub(super) static TABLE: EmbeddedTable<Table, toml::de::Error> = EmbeddedTable::new(
    "gmail/exports.toml",
    include_str!("../../exports.toml"),
    toml::from_str,
);

impl Table {
    /// The sort of a record, if it is one that is known.
    pub(super) fn of(&self, fields: &Fields<'_>) -> Option<&Shape> {
        self.sort.iter().find(|shape| shape.fits(fields))
    }

    /// Whether a text stands in the place of a time because there was none.
    pub(super) fn is_never(&self, text: &str) -> bool {
        self.never
            .words
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text.trim()))
    }
}

impl Shape {
    fn fits(&self, fields: &Fields<'_>) -> bool {
        let has = |name: &String| fields.has(name);
        (self.user.is_empty() || self.user.iter().any(has))
            && self.all.iter().all(has)
            && (self.any.is_empty() || self.any.iter().any(has))
            && !self.none.iter().any(has)
    }

    /// The user that a record is about, in small letters.
    pub(super) fn user_of(&self, fields: &Fields<'_>) -> Option<String> {
        let text = self.user.iter().find_map(|name| fields.text(name))?;
        Some(text.to_lowercase())
    }

    /// Facts that such an export gives.
    pub(super) fn facts(&self) -> impl Iterator<Item = &str> {
        let mut seen = HashSet::new();
        let all = self
            .column
            .iter()
            .flat_map(|column| std::iter::once(column.fact.as_str()).chain(column.never.as_deref()));
        all.filter(move |fact| seen.insert(*fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::FACTS;
    use imaprules_facts::{FactType, Schema};

    /// Every fact of the table is declared, and every word is one of its words.
    #[test]
    fn the_table_is_read_and_names_declared_facts() {
        TABLE.check().unwrap();
        assert!(!TABLE.sort.is_empty() && !TABLE.lists.names.is_empty() && !TABLE.never.words.is_empty());
        let schema = Schema::read(FACTS).unwrap();
        for shape in &TABLE.sort {
            for column in &shape.column {
                let fact = schema
                    .fact(&column.fact)
                    .unwrap_or_else(|| panic!("{}", column.fact));
                let ty = &schema.fact_of(fact).ty;
                let words = column
                    .words
                    .values()
                    .chain((!column.word.is_empty()).then_some(&column.word));
                for word in words {
                    match ty {
                        FactType::Enum(known) => {
                            assert!(known.iter().any(|one| **one == **word), "{word}")
                        }
                        FactType::Bool => assert!(word == "true" || word == "false", "{word}"),
                        other => panic!("{}: {other:?}", column.fact),
                    }
                }
                if let Some(never) = &column.never {
                    assert!(schema.fact(never).is_some(), "{never}");
                }
            }
        }
    }
}
