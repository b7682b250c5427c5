//! The table of cipher suites, `tls-suites.toml`.

use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    suite: Vec<Suite>,
}

/// A suite that can be offered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suite {
    pub(super) number: u16,
    pub(super) name: String,
    /// Whether Microsoft 365 lists it.
    #[serde(default)]
    pub(super) microsoft365: bool,
}

static SUITES: EmbeddedTable<Vec<Suite>, toml::de::Error> = EmbeddedTable::new(
    "imap/tls-suites.toml",
    include_str!("../../../tls-suites.toml"),
    |text| toml::from_str::<Table>(text).map(|table| table.suite),
);

/// All suites, in the order in which they are offered.
pub(super) fn all() -> &'static [Suite] {
    &SUITES
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    SUITES.check()
}

/// A suite's name; its number where it has none here.
pub(crate) fn name(number: u16) -> String {
    let known = all().iter().find(|suite| suite.number == number);
    known.map_or_else(|| format!("0x{number:04X}"), |suite| suite.name.clone())
}

/// Whether Microsoft 365 lists a suite of this name.
pub(crate) fn microsoft_name(name: &str) -> bool {
    all().iter().any(|suite| suite.microsoft365 && suite.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_read_whole_and_names_nothing_twice() {
        check().unwrap();
        assert!(!all().is_empty());
        let numbers: BTreeSet<u16> = all().iter().map(|suite| suite.number).collect();
        let names: BTreeSet<&str> = all().iter().map(|suite| suite.name.as_str()).collect();
        assert_eq!((numbers.len(), names.len()), (all().len(), all().len()));
    }

    #[test]
    fn the_list_of_microsoft_wants_rsa_certificates() {
        let listed: Vec<&Suite> = all().iter().filter(|suite| suite.microsoft365).collect();
        assert_eq!(listed.len(), 8);
        assert!(
            listed
                .iter()
                .all(|suite| suite.name.contains("_RSA_WITH_AES_") && !suite.name.contains("_DHE_"))
        );
        assert!(microsoft_name("TLS_RSA_WITH_AES_256_GCM_SHA384"));
        assert!(!microsoft_name("TLS_RSA_WITH_AES_256_CBC_SHA"));
        assert_eq!(name(0xC030), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        assert_eq!(name(0x1301), "0x1301");
    }
}
