//! What a server agrees to, asked with hand-made hellos: versions from TLS 1.0 on and suites that our own TLS library does
//! not speak. Up to TLS 1.2 a server sends its certificate readably (RFC 5246 section 7.4.2), so that version, suite and
//! chain are read without any cryptography; then the connection is given up.
//!
//! TLS 1.3 is not asked here: the library speaks it. Nothing that comes this way is proven to be the server's: no key
//! is checked, and no secret is ever sent.

mod ask;
mod flight;
mod hello;
mod suites;

pub(crate) use ask::{Reply, ask};
pub(crate) use flight::{Agreed, Version, overheard};
pub(crate) use hello::Question;
pub(crate) use suites::{check, microsoft_name, name};

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;
