//! Reads a directory over LDAP (RFC 4511), such as Active Directory: connects, signs in, searches.
//!
//! What it is careful about: nobody signs in over a connection that is not trusted; every message, list and wait is bounded,
//! since a server may be broken or hostile; connections and sign-ins are asked of the budget; nothing is written. It knows how
//! a directory is spoken to, not what its entries mean: that is the business of the provider that asks.
//!
//! The protocol is written here by hand, in a few hundred lines over blocking sockets. The common client library decodes
//! nested values without a limit and panics on unexpected answers, either of which lets a server end the program.

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

pub use codes::Refusal;
pub use connection::Connection;
pub use endpoint::{Endpoint, Security, Unfit};
pub use entry::Entry;
pub use error::DirectoryError;
pub use filter::Filter;
pub use limits::Limits;
pub use root::Root;
pub use search::{Ended, Found, Scope, Search};
pub use tls::{Trust, Unusable};
