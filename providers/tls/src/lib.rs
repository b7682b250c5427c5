//! Which certificates of servers are believed: the roots, how a chain is held against them, and handshakes that ask a [`Judge`].
//!
//! Whoever shakes hands decides what follows from a certificate: `directory` refuses within the handshake, `imap` records, goes on
//! and judges afterwards. Both hold it against the same [`Roots`], Mozilla's and those that the user names. What this machine
//! trusts besides is the business of whoever wants it. Nothing here opens a connection, reads a file or knows a fact.
//!
//! [`rustls`] is handed on, so that nobody names a version of his own.

mod handshake;
mod pem;
mod roots;
mod shown;
#[cfg(test)]
mod testkit;

pub use handshake::{Judge, client, cryptography};
pub use pem::{Unusable, certificates};
pub use roots::Roots;
pub use rustls;
pub use shown::Shown;
