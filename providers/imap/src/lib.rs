//! Facts from any IMAP server: name, connection, encryption, first words, product, and for every row of the
//! migration file the sign-in and what the mailbox holds. Read-only: folders are opened with EXAMINE or not at all.
//!
//! It judges nothing; the pack `rules/imap` does. Providers for one product are built on it with [`Defaults`].

pub mod answers;
mod bearer;
mod collect;
mod configuration;
mod dns;
mod emit;
mod exclude;
mod family;
#[cfg(test)]
mod findings;
mod forms;
mod fuzz;
mod measure;
pub mod pass;
mod place;
mod provider;
mod rows;
mod server;
mod session;
mod settings;
mod symptoms;
mod tcp;
#[cfg(test)]
mod testkit;
mod tls;
mod watch;
mod wire;

pub use bearer::BearerTokens;
#[doc(hidden)]
pub use fuzz::fuzz;
pub use provider::{Defaults, ImapProvider};
