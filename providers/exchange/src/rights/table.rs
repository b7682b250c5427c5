//! The table of rights, trustees and groups: `rights.toml`, read once.

use super::guid::Guid;
use super::sid::Sid;
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;
use std::collections::HashMap;

/// The table as it is written.
const TEXT: &str = include_str!("../../rights.toml");

/// Whether the token of an ordinary account holds an identifier that is the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Token {
    /// Every account's does.
    Always,
    /// No ordinary account's does.
    Never,
    /// It stands for the account whose object it is.
    Own,
    /// It depends on how the account signs in.
    Perhaps,
    /// A group like any other.
    Group,
}

/// An identifier that is the same everywhere.
#[derive(Debug)]
pub(super) struct WellKnown {
    pub(super) name: String,
    pub(super) token: Token,
}

/// The table, arranged for what is asked of it.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) receive_as: Option<Guid>,
    pub(super) full_access: u32,
    /// Names of rights, in small letters, by id.
    pub(super) right_names: HashMap<String, String>,
    pub(super) letters: HashMap<String, u32>,
    /// What two letters mean: an identifier, or a number of a domain, and whether it is the first one's.
    pub(super) aliases: HashMap<String, Alias>,
    pub(super) well_known: HashMap<Sid, WellKnown>,
    /// Identifiers by name, in small letters.
    pub(super) by_name: HashMap<String, Sid>,
    /// The name that is shown for a number of a domain, and all its names in small letters.
    pub(super) member_names: HashMap<u32, String>,
    pub(super) member_words: HashMap<u32, Vec<String>>,
    /// Numbers by id: `domain_admins`.
    pub(super) members: HashMap<String, u32>,
    /// Ids of groups that Exchange makes, by name in small letters.
    pub(super) groups: HashMap<String, String>,
}

/// What two letters of a text mean.
#[derive(Debug, Clone)]
pub(super) enum Alias {
    /// An identifier.
    Sid(Sid),
    /// A number of the domain, or of the forest's first domain.
    Member { rid: u32, root: bool },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    right: Vec<Right>,
    letters: toml::Table,
    trustee: Vec<Everywhere>,
    member: Vec<Member>,
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Right {
    id: String,
    guid: Option<String>,
    mask: Option<u32>,
    names: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Everywhere {
    sid: String,
    sddl: Option<String>,
    names: Vec<String>,
    token: Token,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    rid: u32,
    sddl: String,
    #[serde(default)]
    root: bool,
    id: Option<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    id: String,
    names: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

static TABLE: EmbeddedTable<Table, toml::de::Error> = EmbeddedTable::new("exchange/rights.toml", TEXT, read);

/// The table.
pub(super) fn table() -> &'static Table {
    &TABLE
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

/// Reads the text of a table.
fn read(text: &str) -> Result<Table, toml::de::Error> {
    let written: Written = toml::from_str(text)?;
    let mut table = Table::default();
    for right in written.right {
        add_right(&mut table, right);
    }
    for (letters, bits) in written.letters {
        if let Some(bits) = bits.as_integer().and_then(|bits| u32::try_from(bits).ok()) {
            table.letters.insert(letters, bits);
        }
    }
    for trustee in written.trustee {
        add_trustee(&mut table, trustee);
    }
    for member in written.member {
        add_member(&mut table, member);
    }
    for group in written.group {
        let names = group
            .names
            .iter()
            .map(|name| (name.to_lowercase(), group.id.clone()));
        table.groups.extend(names);
    }
    Ok(table)
}

fn add_right(table: &mut Table, right: Right) {
    if right.id == "receive_as" {
        table.receive_as = right.guid.as_deref().and_then(Guid::parse);
    }
    if right.id == "full_access" {
        table.full_access = right.mask.unwrap_or_default();
    }
    let names = right
        .names
        .iter()
        .map(|name| (name.to_lowercase(), right.id.clone()));
    table.right_names.extend(names);
}

fn add_trustee(table: &mut Table, trustee: Everywhere) {
    let Some(sid) = Sid::parse(&trustee.sid) else {
        return;
    };
    if let Some(letters) = trustee.sddl {
        table.aliases.insert(letters, Alias::Sid(sid.clone()));
    }
    let names = trustee
        .names
        .iter()
        .map(|name| (name.to_lowercase(), sid.clone()));
    table.by_name.extend(names);
    let known = WellKnown {
        name: trustee.names.into_iter().next().unwrap_or_default(),
        token: trustee.token,
    };
    table.well_known.insert(sid, known);
}

fn add_member(table: &mut Table, member: Member) {
    let (rid, root) = (member.rid, member.root);
    table.aliases.insert(member.sddl, Alias::Member { rid, root });
    if let Some(id) = member.id {
        table.members.insert(id, rid);
    }
    let words = member.names.iter().map(|name| name.to_lowercase()).collect();
    table.member_words.insert(rid, words);
    if let Some(name) = member.names.into_iter().next() {
        table.member_names.insert(rid, name);
    }
}
