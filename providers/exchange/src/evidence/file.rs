//! A file that was imported: what was in it, and what was wrong with it.

use super::origin::OriginId;
use std::collections::BTreeMap;

/// What is known of a file itself.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) origin: OriginId,
    /// When what it says was true, in milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
    /// Records by cmdlet.
    pub(crate) cmdlets: BTreeMap<String, u64>,
    pub(crate) records: u64,
    /// Whether it was read to its end.
    pub(crate) whole: bool,
    /// Whether it ends where a cmdlet ends unless told otherwise.
    pub(crate) paged: bool,
    /// What cannot be read or was spoilt, with the place and the remedy.
    pub(crate) troubles: Vec<String>,
    /// Properties whose values were lost.
    pub(crate) spoilt: Vec<String>,
    /// Errors that the collector script met.
    pub(crate) failures: Vec<String>,
}
