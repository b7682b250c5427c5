//! A mailbox database, or what stands above databases in the directory, as one source shows it.

use super::organisation::Descriptor;
use super::origin::{Seen, Told};
use super::texts::Symbol;

/// What one record says of a mailbox database.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) seen: Seen,
    pub(crate) name: Option<Symbol>,
    pub(crate) dn: Option<Symbol>,
    pub(crate) guid: Option<Symbol>,
    pub(crate) legacy_dn: Option<Symbol>,
    /// Name or DN of the server that has it or, with copies, has it mounted.
    pub(crate) server: Option<Symbol>,
    /// Other names of it that entries and mailboxes use, as `MBX1\First Storage Group\Sales`.
    pub(crate) identity: Option<Symbol>,
    /// Its own security descriptor, with what it inherited.
    pub(crate) descriptor: Told<Descriptor>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) when_changed: Told<i64>,
}

impl Database {
    pub(crate) fn new(seen: Seen) -> Self {
        Database {
            seen,
            name: None,
            dn: None,
            guid: None,
            legacy_dn: None,
            server: None,
            identity: None,
            descriptor: None,
            when_changed: None,
        }
    }
}
