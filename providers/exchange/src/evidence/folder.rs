//! Folders of mailboxes, summed while they are read: half a million of them must not be kept one by one.

use super::origin::Seen;
use super::texts::Symbol;

/// Names of odd folders that are kept for one mailbox.
pub(crate) const KEPT: usize = 20;

/// What is known of the folders of one mailbox in one source.
#[derive(Debug)]
pub(crate) struct Folders {
    pub(crate) seen: Seen,
    /// The mailbox as written: address, identity.
    pub(crate) mailbox: Symbol,
    pub(crate) count: i64,
    pub(crate) items: i64,
    /// Whether every record told its number of items.
    pub(crate) counted: bool,
    /// The largest message, where a record tells it, in octets.
    pub(crate) largest: Option<i64>,
    /// Paths of folders with a slash in the name; [`KEPT`] of them.
    pub(crate) slashes: Vec<String>,
    pub(crate) slash_count: i64,
    /// Paths of folders with a blank at the end, a backslash or a control character in the name.
    pub(crate) odd: Vec<String>,
    pub(crate) odd_count: i64,
}
