//! Exchange 2003 to 2013 as the source system: the generic IMAP provider with the pack for Exchange.
//!
//! What is Exchange's own over IMAP is data in `rules/exchange`. Nothing here judges.

use imaprules_provider_imap::{Defaults, ImapProvider};

/// A script that writes what Exchange knows of IMAP into one file: PowerShell 2.0 and later.
pub const COLLECTOR: &str = include_str!("../collect.ps1");

/// The provider for Exchange on the premises.
pub fn provider() -> ImapProvider {
    ImapProvider::with(Defaults {
        id: "exchange",
        title: "Exchange 2003 to 2013",
        packs: vec![imaprules_packs::exchange()],
        ..Defaults::generic()
    })
}
