//! What is known of Microsoft 365 and changes with it: address ranges, roles, sorts of recipients. It is data, in `*.toml`.

use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;
use std::collections::HashMap;

/// `tenant.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tenant {
    pub(crate) network: Network,
    pub(crate) names: Names,
    pub(crate) roles: Roles,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Network {
    /// When the list was published, RFC 3339.
    pub(crate) published: String,
    /// Sets of the endpoints service, the best first.
    pub(crate) sets: Vec<i64>,
    pub(crate) ranges: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    /// Last labels that public DNS does not have.
    pub(crate) internal: Vec<String>,
    /// Endings of the names of Microsoft's mail exchangers.
    pub(crate) exchangers: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Roles {
    /// Groups whose members may migrate.
    pub(crate) groups: Vec<String>,
    /// The role itself.
    pub(crate) role: String,
    /// Beginnings of names of members that stand for others.
    pub(crate) nested: Vec<String>,
}

/// What is known of the service.
pub(crate) static TENANT: EmbeddedTable<Tenant, toml::de::Error> = EmbeddedTable::new(
    "microsoft365/tenant.toml",
    include_str!("../tenant.toml"),
    toml::from_str,
);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipients {
    sorts: HashMap<String, Vec<Named>>,
    coarse: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    number: Option<i64>,
}

/// Sorts of recipients by their words and numbers.
#[derive(Debug, Default)]
pub(crate) struct Sorts {
    words: HashMap<String, (String, String)>,
    numbers: HashMap<i64, (String, String)>,
}

pub(crate) static SORTS: EmbeddedTable<Sorts, toml::de::Error> = EmbeddedTable::new(
    "microsoft365/recipients.toml",
    include_str!("../recipients.toml"),
    |text| toml::from_str(text).map(Sorts::of),
);

/// Holds that both can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TENANT.check()?;
    SORTS.check()
}

impl Sorts {
    fn of(read: Recipients) -> Self {
        let mut sorts = Sorts::default();
        for (word, sort) in read.coarse {
            sorts.words.insert(word.to_ascii_lowercase(), (word, sort));
        }
        for (sort, names) in read.sorts {
            for named in names {
                let entry = (named.name.clone(), sort.clone());
                sorts.words.insert(named.name.to_ascii_lowercase(), entry.clone());
                sorts.numbers.extend(named.number.map(|number| (number, entry)));
            }
        }
        sorts
    }

    /// The word of Exchange and the sort, of a word or number as exported; nothing for a number that is not known.
    pub(crate) fn find(&self, written: &str) -> Option<(String, String)> {
        let written = written.trim();
        if let Ok(number) = written.parse::<i64>() {
            return self.numbers.get(&number).cloned();
        }
        let known = self.words.get(&written.to_ascii_lowercase()).cloned();
        Some(known.unwrap_or_else(|| (written.to_owned(), "other".to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read() {
        check().unwrap();
        assert!(!SORTS.words.is_empty() && !SORTS.numbers.is_empty());
        assert!(TENANT.network.ranges.len() > 10 && TENANT.roles.groups.len() == 2);
    }

    #[test]
    fn sorts_by_word_and_number() {
        let sort = |written: &str| SORTS.find(written).map(|(_, sort)| sort);
        assert_eq!(sort("userMailbox").as_deref(), Some("user_mailbox"));
        assert_eq!(sort("128").as_deref(), Some("mail_user"));
        assert_eq!(sort("99"), None);
        assert_eq!(sort("SomethingNew").as_deref(), Some("other"));
        assert_eq!(SORTS.find("4").unwrap().0, "SharedMailbox");
    }
}
