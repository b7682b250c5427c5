//! Scenes: a mail system described as data, ready to be replayed.
//!
//! A scene says what a system answers and holds; it knows no rule and expects no finding. The scenes that ship
//! with the program stand in `scenes/*.toml`, each text there with the place where it was recorded.

mod mail;
mod wording;

pub(crate) use mail::{Account, Folder, Quota, Row, Run, Set, Shows};
pub(crate) use wording::{Dialect, Limits, SpecialUse, TellCapabilities, Wording, fill};

use crate::error::DemoError;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// The scenes that ship with the program: the provider they are meant for, and their text.
const SHIPPED: [(&str, &str); 3] = [
    ("gmail", include_str!("../../scenes/gmail.toml")),
    ("imap", include_str!("../../scenes/imap.toml")),
    ("exchange", include_str!("../../scenes/exchange.toml")),
];

/// A mail system as data: what it presents to the world, its wording, its accounts.
#[derive(Debug, Clone)]
pub struct Scene {
    pub(crate) name: String,
    pub(crate) script: Script,
}

/// The content of a scene file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    /// Host name the system is known by.
    pub host: String,
    /// Addresses the host name seems to have.
    pub addresses: Vec<IpAddr>,
    /// Ports it listens on; the first is the usual one.
    pub listener: Vec<Listener>,
    pub capabilities: Capabilities,
    pub wording: Wording,
    #[serde(default)]
    pub dialect: Dialect,
    #[serde(default)]
    pub limits: Limits,
    /// Folders, and mail in them, that accounts share by naming the set.
    #[serde(default)]
    pub sets: BTreeMap<String, Set>,
    pub account: Vec<Account>,
    /// The rows of the migration file.
    pub row: Vec<Row>,
}

/// One port of the system.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listener {
    /// The port as presented; the real one on loopback is picked by the operating system.
    pub port: u16,
    pub security: Security,
}

/// How a port is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Security {
    /// TLS from the first octet (RFC 8314).
    Tls,
    /// In clear, with STARTTLS offered (RFC 3501 section 6.2.1).
    Starttls,
    /// In clear for good.
    None,
}

/// Capability lists, as written after `CAPABILITY`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Capabilities {
    /// On an unprotected connection, before sign-in; the list of `before` when absent.
    pub in_clear: Option<String>,
    /// Before sign-in.
    pub before: String,
    /// After sign-in.
    pub after: String,
}

impl Scene {
    /// The scene meant for a provider: `gmail`, `imap` or `exchange`.
    pub fn for_provider(provider: &str) -> Result<Scene, DemoError> {
        match SHIPPED.iter().find(|(name, _)| *name == provider) {
            Some((name, text)) => Scene::parse(name, text),
            None => Err(DemoError::UnknownScene {
                name: provider.to_owned(),
                known: SHIPPED.map(|(name, _)| name).join(", "),
            }),
        }
    }

    /// Names of the scenes that ship with the program.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// Reads a scene from the text of its file.
    pub fn parse(name: &str, text: &str) -> Result<Scene, DemoError> {
        let script: Script = toml::from_str(text).map_err(|source| DemoError::Syntax {
            name: name.to_owned(),
            source: Box::new(source),
        })?;
        match script.problem() {
            Some(problem) => Err(DemoError::Scene {
                name: name.to_owned(),
                problem,
            }),
            None => Ok(Scene {
                name: name.to_owned(),
                script,
            }),
        }
    }

    /// The migration file of the cast: `EmailAddress,UserName,Password` and one row an account.
    pub fn csv(&self) -> String {
        let mut text = String::from("EmailAddress,UserName,Password\r\n");
        for row in &self.script.row {
            let fields = [&row.email, &row.user, &row.password.0].map(|field| csv_field(field));
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
        text
    }
}

/// A field as RFC 4180 wants it.
fn csv_field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

impl Script {
    /// The first thing in it that cannot be played.
    fn problem(&self) -> Option<String> {
        if self.listener.is_empty() || self.addresses.is_empty() || self.account.is_empty() {
            return Some("it needs an address, a listener and an account".to_owned());
        }
        let mut users = BTreeSet::new();
        for account in &self.account {
            if account.users.is_empty() {
                return Some("an account has no user name".to_owned());
            }
            if let Some(twice) = account
                .users
                .iter()
                .find(|user| !users.insert(user.to_lowercase()))
            {
                return Some(format!("two accounts are called {twice}"));
            }
            if let Some(problem) = self.account_problem(account) {
                return Some(problem);
            }
        }
        self.row
            .iter()
            .find_map(|row| match users.contains(&row.user.to_lowercase()) {
                known if known != row.stranger => None,
                true => Some(format!("{} is no stranger", row.user)),
                false => Some(format!("nobody is called {}", row.user)),
            })
    }

    fn account_problem(&self, account: &Account) -> Option<String> {
        let called = account.users.first().map_or("", String::as_str);
        if let Some(missing) = account.sets.iter().find(|set| !self.sets.contains_key(*set)) {
            return Some(format!("{called} uses the set {missing}, which does not exist"));
        }
        let runs = self.sets.values().flat_map(|set| &set.mail).chain(&account.mail);
        if runs
            .clone()
            .any(|run| run.sizes.is_empty() || run.sizes.contains(&0))
        {
            return Some(format!("a message of {called} has no size"));
        }
        let items: u64 = runs.map(|run| run.count).sum();
        // UIDs are 32-bit (RFC 3501 section 2.3.1.1).
        if account.uid_step == 0 || items.saturating_mul(account.uid_step) >= u64::from(u32::MAX) {
            return Some(format!("{called} has more messages than there are UIDs"));
        }
        None
    }
}

#[cfg(test)]
mod tests;
