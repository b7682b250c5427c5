//! Reads a directory over LDAP (RFC 4511), such as Active Directory: connects, signs in, searches.
//!
//! What it is careful about: nobody signs in over a connection that is not trusted; every message, list and wait is bounded,
//! since a server may be broken or hostile; connections and sign-ins are asked of the budget; nothing is written. It knows how
//! a directory is spoken to, not what its entries mean: that is the business of the provider that asks.
//!
//! The protocol is written here by hand, in a few hundred lines over blocking sockets. The common client library decodes
//! nested values without a limit and panics on unexpected answers, either of which lets a server end the program; see
//! `engine/DECISIONS.md`.

mod ber;
mod codes;
mod connection;
mod endpoint;
mod entry;
mod error;
mod filter;
mod limits;
mod message;
mod range;
mod root;
mod search;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tests;
mod tls;
mod transport;
mod watch;

pub use codes::{Refusal, check_codes};
pub use connection::Connection;
pub use endpoint::{Endpoint, Security, Unfit};
pub use entry::Entry;
pub use error::DirectoryError;
pub use filter::Filter;
pub use imaprules_tls::Unusable;
pub use limits::Limits;
pub use root::Root;
pub use search::{Ended, Found, Scope, Search};
pub use tls::Trust;

/// Reads any octets as what a server sends, message by message, for fuzzing.
///
/// # Panics
/// When a message claims to be longer than the octets, or holds more than they do.
#[doc(hidden)]
pub fn fuzz(octets: &[u8]) {
    let mut left = octets;
    while let Ok(Some(length)) = ber::frame(left, Limits::default().message) {
        let (message, rest) = left.split_at(length);
        if let Ok((_, message::Response::Entry(entry))) = message::parse(message) {
            let values = entry.attributes.iter().flat_map(|(_, values)| values);
            let kept: usize = values.map(Vec::len).sum();
            assert!(kept <= length, "{kept} octets in {length}");
        }
        left = rest;
    }
}
