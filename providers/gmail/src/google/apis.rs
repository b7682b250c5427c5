//! The table of Google's APIs and permissions, read once. A test holds that all of it can be read.

use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;
use std::time::Duration;

/// One of Google's services, as the program names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ApiName {
    /// Where tokens are had.
    Token,
    /// Gmail API.
    Gmail,
    /// Directory API of the Admin SDK.
    Directory,
    /// Reports API of the Admin SDK.
    Reports,
    /// Cloud Identity Policy API.
    Policy,
}

impl ApiName {
    /// All of them.
    pub(crate) const ALL: [ApiName; 5] = [
        ApiName::Token,
        ApiName::Gmail,
        ApiName::Directory,
        ApiName::Reports,
        ApiName::Policy,
    ];

    /// What the table says of it.
    pub(crate) fn entry(self) -> Api {
        let known = table().api.iter().find(|api| api.name == self).cloned();
        known.unwrap_or_else(|| Api::unknown(self))
    }
}

/// An API, as the table has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    pub(crate) name: ApiName,
    /// As the source of facts.
    pub(crate) title: String,
    pub(crate) host: String,
    pause_ms: u64,
}

impl Api {
    /// What stands in for an entry that the table lacks; nothing can be asked there.
    fn unknown(name: ApiName) -> Api {
        Api {
            name,
            title: "Google".to_owned(),
            host: "invalid".to_owned(),
            pause_ms: 0,
        }
    }

    /// Time between calls.
    pub(crate) fn pause(&self) -> Duration {
        Duration::from_millis(self.pause_ms)
    }
}

/// Whom the service account stands in for when it uses a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// The administrator.
    Admin,
    /// Each user.
    User,
    /// Each user, to sign in over IMAP.
    Imap,
}

/// A permission (OAuth scope).
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) role: Role,
}

/// The permission of that name.
pub(crate) fn scope(name: &str) -> Option<&'static Scope> {
    table().scope.iter().find(|scope| scope.name == name)
}

/// The permissions used when standing in for one kind of account.
pub(crate) fn scopes(role: Role) -> impl Iterator<Item = &'static Scope> {
    table().scope.iter().filter(move |scope| scope.role == role)
}

/// The whole table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) largest_answer: u64,
    pub(crate) most_pages: usize,
    pub(crate) give_up_after: u32,
    pub(crate) report_days: i64,
    pub(crate) audit_pages: usize,
    pub(crate) audit_days: i64,
    api: Vec<Api>,
    scope: Vec<Scope>,
}

static TABLE: EmbeddedTable<Table, toml::de::Error> = EmbeddedTable::new(
    "gmail/google-apis.toml",
    include_str!("../../google-apis.toml"),
    toml::from_str,
);

/// The table.
pub(crate) fn table() -> &'static Table {
    &TABLE
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_has_every_api() {
        check().unwrap();
        assert_eq!(TABLE.api.len(), ApiName::ALL.len());
        for name in ApiName::ALL {
            assert_ne!(name.entry().host, "invalid", "{name:?}");
        }
        for name in [
            "users",
            "units",
            "groups",
            "app-passwords",
            "usage",
            "audit",
            "policies",
            "settings",
            "labels",
            "imap",
            "imap-admin",
        ] {
            assert!(scope(name).unwrap().url.starts_with("https://"), "{name}");
        }
        assert_eq!(
            scopes(Role::Admin).count() + scopes(Role::User).count() + scopes(Role::Imap).count(),
            11
        );
    }
}
