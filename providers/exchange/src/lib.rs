//! Exchange 2003 to 2013 as the source system: the generic IMAP provider, and what exports and directories say of versions, services,
//! limits, mailboxes and rights.
//!
//! Whatever is read becomes [`evidence`]; what belongs together is brought together in [`joined`]; facts are computed from both. The
//! program sees [`ExchangeProvider`]. Nothing here judges; the pack `rules/exchange` does.

mod case;
mod directory;
mod emit;
mod evidence;
mod exports;
mod joined;
mod listen;
mod provider;
mod rights;
mod rows;
mod settings;
mod version;

pub use provider::ExchangeProvider;
#[doc(hidden)]
pub use rights::fuzz as fuzz_descriptors;

/// A script that writes what Exchange knows of IMAP into one file: PowerShell 2.0 and later.
pub const COLLECTOR: &str = include_str!("../collect.ps1");

/// The provider for Exchange on the premises.
pub fn provider() -> ExchangeProvider {
    ExchangeProvider::new()
}
