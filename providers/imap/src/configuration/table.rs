//! What the settings of each product mean, as data: `configuration/*.toml`. The keys are explained in `dovecot.toml`.

use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Value;

type Product = EmbeddedTable<Option<Table>, toml::de::Error>;

static TABLES: [Product; 4] = [
    product(
        "imap/configuration/dovecot.toml",
        include_str!("../../configuration/dovecot.toml"),
    ),
    product(
        "imap/configuration/courier.toml",
        include_str!("../../configuration/courier.toml"),
    ),
    product(
        "imap/configuration/cyrus.toml",
        include_str!("../../configuration/cyrus.toml"),
    ),
    product(
        "imap/configuration/zimbra.toml",
        include_str!("../../configuration/zimbra.toml"),
    ),
];

const fn product(name: &'static str, text: &'static str) -> Product {
    EmbeddedTable::new(name, text, |text| toml::from_str(text).map(Some))
}

/// What is known of one product's configuration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) family: String,
    #[serde(default)]
    pub(super) limit: Vec<Limit>,
    #[serde(default)]
    pub(super) say: Vec<Say>,
    #[serde(default)]
    pub(super) namespace: Vec<Namespaces>,
    pub(super) accounts: Accounts,
}

/// A limit of sessions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    pub(super) scope: Scope,
    pub(super) called: String,
    pub(super) settings: Vec<String>,
    /// Values that leave the number to the next setting.
    #[serde(default)]
    pub(super) passes: Vec<String>,
    /// Where this one is not set, its default counts, whatever the next settings say.
    pub(super) own: Option<String>,
    #[serde(default)]
    pub(super) times: Vec<String>,
    #[serde(default)]
    pub(super) times_passes: Vec<String>,
    pub(super) times_default: Option<i64>,
    #[serde(default)]
    pub(super) unless: Vec<Same>,
    /// Whether the multiplication is left out, too, where none of those in `unless` is set.
    #[serde(default)]
    pub(super) unless_unset: bool,
    /// Values that mean: no limit.
    #[serde(default)]
    pub(super) unlimited: Vec<String>,
    #[serde(default)]
    pub(super) default: Vec<Default>,
    #[serde(rename = "in")]
    pub(super) forms: Vec<String>,
    /// Settings of which one must be there for a default to count.
    #[serde(default)]
    pub(super) wants: Vec<String>,
    pub(super) counts: Option<String>,
    pub(super) remedy: String,
    #[serde(rename = "source")]
    _source: String,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    Total,
    PerUser,
    PerAddress,
}

impl Scope {
    pub(super) const ALL: [Scope; 3] = [Scope::Total, Scope::PerUser, Scope::PerAddress];

    /// Names of its facts: the number, the setting, its words, where it is from, the remedy.
    pub(super) fn facts(self) -> [&'static str; 5] {
        match self {
            Scope::Total => [
                "server.limit.total",
                "server.limit.total_setting",
                "server.limit.total_written",
                "server.limit.total_origin",
                "server.limit.total_remedy",
            ],
            Scope::PerUser => [
                "server.limit.per_user",
                "server.limit.per_user_setting",
                "server.limit.per_user_written",
                "server.limit.per_user_origin",
                "server.limit.per_user_remedy",
            ],
            Scope::PerAddress => [
                "server.limit.per_address",
                "server.limit.per_address_setting",
                "server.limit.per_address_written",
                "server.limit.per_address_origin",
                "server.limit.per_address_remedy",
            ],
        }
    }
}

/// A setting with a value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Same {
    pub(super) setting: String,
    pub(super) value: String,
}

/// The value of a product that says nothing, for the versions from `since` on and before `until`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Default {
    pub(super) since: Option<String>,
    pub(super) until: Option<String>,
    pub(super) value: Value,
}

/// A fact that a setting says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Say {
    pub(super) fact: String,
    pub(super) settings: Vec<String>,
    #[serde(rename = "as")]
    pub(super) kind: Kind,
    /// The word that `contains` looks for.
    pub(super) word: Option<String>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Value>,
    /// What other words mean.
    pub(super) otherwise: Option<Value>,
    /// Whether the items of a list are put into capitals.
    #[serde(default)]
    pub(super) upper: bool,
    #[serde(default)]
    pub(super) default: Vec<Default>,
    #[serde(rename = "in")]
    pub(super) forms: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

/// How the text of a setting is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A truth value.
    Bool,
    /// A truth value, turned round.
    Not,
    /// Whether one of all settings of these paths is true.
    Any,
    /// Whether there is a setting at all.
    There,
    Int,
    Text,
    List,
    /// Whether a list has a word.
    Contains,
    Duration,
    /// One of `words`.
    Word,
    /// Of the items of a list, that whose meaning is the least.
    Lowest,
}

/// Which blocks are namespaces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Namespaces {
    pub(super) blocks: String,
    pub(super) prefix: String,
    pub(super) r#type: String,
    pub(super) separator: String,
    pub(super) default_type: String,
    /// Types whose folders several users see.
    pub(super) shared: Vec<String>,
}

/// How accounts are told apart that may use IMAP.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accounts {
    /// Why the configuration does not show it.
    pub(super) hidden: Option<String>,
    #[serde(default)]
    pub(super) enabled: Vec<String>,
    #[serde(default)]
    pub(super) status: String,
    #[serde(default)]
    pub(super) must_change: String,
    #[serde(default)]
    pub(super) two_factor: Vec<String>,
    #[serde(default)]
    pub(super) addresses: Vec<String>,
    #[serde(default)]
    pub(super) class: String,
    #[serde(default)]
    pub(super) id: String,
    #[serde(rename = "source")]
    _source: String,
}

/// Holds that all tables can be read.
pub(super) fn check() -> Result<(), ProviderError> {
    TABLES.iter().try_for_each(EmbeddedTable::check)
}

/// The table of a product.
pub(super) fn of(family: &str) -> Option<&'static Table> {
    let mut tables = TABLES.iter().filter_map(|table| table.as_ref());
    tables.find(|table| table.family == family)
}

#[cfg(test)]
mod tests {
    use super::super::form::forms;
    use super::*;

    #[test]
    fn every_table_can_be_read_and_names_forms_that_exist() {
        check().unwrap();
        for table in &TABLES {
            let table = table.as_ref().unwrap();
            assert_eq!(
                of(&table.family).map(|known| known.limit.len()),
                Some(table.limit.len())
            );
            let of_limits = table.limit.iter().map(|limit| &limit.forms);
            let of_says = table.say.iter().map(|say| &say.forms);
            for form in of_limits.chain(of_says).flatten() {
                let known = forms()
                    .iter()
                    .any(|known| known.id == *form && known.family == table.family);
                assert!(known, "{form} of {}", table.family);
            }
            for limit in &table.limit {
                assert!(
                    limit.remedy.contains("{n}") || limit.settings.is_empty(),
                    "{}",
                    limit.called
                );
                assert_eq!(
                    limit.counts.is_some(),
                    limit.scope == Scope::PerUser,
                    "{}",
                    limit.called
                );
            }
        }
    }
}
