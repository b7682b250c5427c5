//! The jails of fail2ban, from its files (`jail.conf`, `jail.local`), its dump (`-d`), and what its client prints.
//!
//! Where several speak, what runs counts before what is written, and a `.local` file before others. What nobody says has
//! the value of the product (`configuration/fail2ban.toml`).

mod client;
mod dump;
mod ini;

pub(super) use client::Client;
pub(super) use dump::dump;
pub(super) use ini::Ini;

use super::says::milliseconds;
use imaprules_provider::EmbeddedTable;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Jails that are kept.
const MOST: usize = 1000;

/// Entries of one list that are kept.
const ENTRIES: usize = 20_000;

/// What is known of the product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(rename = "family")]
    _family: String,
    imap: Vec<String>,
    ports: Vec<String>,
    sign: Vec<Sign>,
    pub(super) default: Default,
}

/// A text in the patterns of a jail that only one mode of its filter has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    jail: String,
    text: String,
    mode: String,
    otherwise: String,
    #[serde(rename = "source")]
    _source: String,
}

impl Table {
    /// The mode of a jail by its patterns.
    fn mode(&self, jail: &str, patterns: &str) -> Option<&str> {
        let sign = self.sign.iter().find(|sign| sign.jail == jail)?;
        Some(if patterns.contains(&sign.text) {
            &sign.mode
        } else {
            &sign.otherwise
        })
    }
}

/// Values of a jail that does not say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Default {
    pub(super) enabled: bool,
    pub(super) maxretry: i64,
    pub(super) findtime: i64,
    pub(super) bantime: i64,
    pub(super) mode: String,
    #[serde(rename = "source")]
    _source: String,
}

pub(super) static TABLE: EmbeddedTable<Option<Table>, toml::de::Error> = EmbeddedTable::new(
    "imap/configuration/fail2ban.toml",
    include_str!("../../../configuration/fail2ban.toml"),
    |text| toml::from_str(text).map(Some),
);

/// What is known of the product.
pub(super) fn table() -> Option<&'static Table> {
    TABLE.as_ref()
}

/// A jail, as far as it was told.
#[derive(Debug, Clone, PartialEq, Eq, std::default::Default)]
pub(super) struct Jail {
    pub(super) enabled: Option<bool>,
    pub(super) filter: Option<String>,
    pub(super) ports: Option<String>,
    pub(super) max_retry: Option<i64>,
    pub(super) find_time: Option<i64>,
    /// Negative: for good.
    pub(super) ban_time: Option<i64>,
    pub(super) mode: Option<String>,
    pub(super) ignored: Option<Vec<String>>,
    pub(super) banned: Option<Vec<String>>,
    /// Whether one of the files was read in which a mode would be set.
    pub(super) from_files: bool,
    /// Where it was told of: file and line.
    pub(super) place: Option<(usize, u64)>,
}

impl Jail {
    /// Sets what `key` is called in files, dumps and answers alike; whether the key is one that matters.
    fn set(&mut self, key: &str, value: &str) -> bool {
        let words = || {
            value
                .split([' ', '\t', ',', '\n'])
                .filter(|word| !word.is_empty())
                .take(ENTRIES)
        };
        match key {
            "enabled" => {
                self.enabled = Some(matches!(
                    value.to_ascii_lowercase().as_str(),
                    "true" | "yes" | "on" | "1"
                ))
            }
            "filter" => {
                let (name, options) = value.split_once('[').unwrap_or((value, ""));
                self.filter = Some(name.trim().to_owned());
                let mode = options
                    .split([',', ']'])
                    .find_map(|option| option.trim().strip_prefix("mode="));
                self.mode = mode
                    .map(|mode| mode.trim_matches('"').to_owned())
                    .or(self.mode.take());
            }
            "port" => self.ports = Some(value.to_owned()),
            "maxretry" => self.max_retry = value.parse().ok(),
            "findtime" => self.find_time = milliseconds(value),
            "bantime" => self.ban_time = time(value),
            "mode" => self.mode = Some(value.to_owned()),
            "ignoreip" | "addignoreip" => {
                self.ignored
                    .get_or_insert_default()
                    .extend(words().map(str::to_owned));
            }
            "banned" => self.banned = Some(words().map(str::to_owned).collect()),
            _ => return false,
        }
        true
    }

    /// What `above` does not say is taken from `self`.
    fn under(self, above: Jail) -> Jail {
        Jail {
            enabled: above.enabled.or(self.enabled),
            filter: above.filter.or(self.filter),
            ports: above.ports.or(self.ports),
            max_retry: above.max_retry.or(self.max_retry),
            find_time: above.find_time.or(self.find_time),
            ban_time: above.ban_time.or(self.ban_time),
            mode: above.mode.or(self.mode),
            ignored: above.ignored.or(self.ignored),
            banned: above.banned.or(self.banned),
            from_files: above.from_files || self.from_files,
            place: above.place.or(self.place),
        }
    }

    /// Whether it concerns IMAP.
    pub(super) fn watches_imap(&self, name: &str, table: &Table) -> bool {
        let known = |name: &str| table.imap.iter().any(|imap| imap == name);
        let ports = self.ports.as_deref().unwrap_or_default();
        let banned = ports
            .split([',', ' '])
            .any(|port| table.ports.iter().any(|imap| imap == port));
        known(name) || self.filter.as_deref().is_some_and(known) || banned
    }
}

/// Milliseconds; negative for a ban without end.
fn time(text: &str) -> Option<i64> {
    if text.trim().starts_with('-') {
        Some(-1)
    } else {
        milliseconds(text)
    }
}

/// How much a source of jails counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// `jail.conf` and others.
    File,
    /// `jail.local`.
    Local,
    /// The dump of what would be started.
    Dump,
    /// What runs.
    Running,
}

/// All jails by name, as each source tells of them. The jail `DEFAULT` is what the others fall back to.
#[derive(Debug, std::default::Default)]
pub(super) struct Jails {
    told: BTreeMap<(Rank, usize), BTreeMap<String, Jail>>,
}

pub(super) const DEFAULT: &str = "DEFAULT";

impl Jails {
    /// Adds what a file tells.
    pub(super) fn add(&mut self, rank: Rank, file: usize, jails: BTreeMap<String, Jail>) {
        self.told.insert((rank, file), jails);
    }

    /// Every jail, put together.
    pub(super) fn all(&self) -> BTreeMap<String, Jail> {
        let mut all: BTreeMap<String, Jail> = BTreeMap::new();
        for jails in self.told.values() {
            for (name, jail) in jails {
                if all.len() < MOST || all.contains_key(name) {
                    let below = all.remove(name).unwrap_or_default();
                    all.insert(name.clone(), below.under(jail.clone()));
                }
            }
        }
        let default = all.remove(DEFAULT).unwrap_or_default();
        let default = Jail {
            place: None,
            ports: None,
            ..default
        };
        all.into_iter()
            .map(|(name, jail)| (name, default.clone().under(jail)))
            .collect()
    }

    /// Whether anything was read.
    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

#[cfg(test)]
mod tests;
