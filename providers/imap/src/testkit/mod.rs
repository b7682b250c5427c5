//! For tests: a host that only counts, certificates made on the spot, recorded handshakes, and servers on loopback.

mod certificates;
mod fake;
mod flights;
mod name_server;

pub(crate) use certificates::{Authority, Identity, self_signed};
pub(crate) use fake::{Fake, listen};
pub(crate) use flights::{Heard, play_flight, player, recorded};
pub(crate) use name_server::name_server;

use crate::rows::{Account, Row};
use crate::watch::Watch;
use imaprules_facts::SubjectRef;
use imaprules_kit::Memory;
use std::time::Duration;

/// Short enough to wait for, long enough for a busy machine.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(1500);

/// A host that grants everything; every row has the same password.
pub(crate) fn quiet() -> Memory {
    Memory::default().secrets(|_| Some("open-sesame".to_owned()))
}

/// A watch over a host, with that time-out.
pub(crate) fn watch(host: &Memory) -> Watch<'_> {
    Watch {
        host,
        timeout: TIMEOUT,
    }
}

/// Rows of the migration file whose addresses and user names are the same; an empty one has no account.
pub(crate) fn rows(names: &[&str]) -> Vec<Row> {
    let row = |name: &&str| Row {
        subject: SubjectRef::new("mailbox", *name),
        account: Account::of(name, None, None),
        root: None,
        address: (*name).to_owned(),
        password_flags: Vec::new(),
        shared: false,
    };
    names.iter().map(row).collect()
}
