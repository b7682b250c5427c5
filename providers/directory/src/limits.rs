//! What a directory may cost: numbers that a user may change, with defaults that a large forest keeps to.

use std::time::Duration;

/// The bounds of one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long any single answer may take, connecting and shaking hands included.
    pub timeout: Duration,
    /// Entries a page holds. Active Directory gives 1000 at most (`MaxPageSize` of its LDAP policy).
    pub page: u32,
    /// Octets of one message. An entry has to fit: a list of 1500 long names, a photograph.
    pub message: usize,
    /// Entries of one connection, all searches together.
    pub entries: u64,
    /// Octets of one connection.
    pub octets: u64,
    /// How often one list is asked on for its next slice.
    pub slices: u32,
    /// Empty pages in a row after which a search is given up.
    pub empty_pages: u32,
    /// Referrals that are kept to be told of.
    pub referrals: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            timeout: Duration::from_secs(30),
            page: 1000,
            message: 8 << 20,
            entries: 1_000_000,
            octets: 2 << 30,
            slices: 1000,
            empty_pages: 20,
            referrals: 100,
        }
    }
}
