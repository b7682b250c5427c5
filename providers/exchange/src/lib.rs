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
        // Exchange 2007 marks mail as read even after EXAMINE (before Service Pack 2 Rollup 2), and a server behind a proxy may not
        // look like Exchange.
        opens_folders: false,
        packs: vec![imaprules_packs::exchange()],
        ..Defaults::generic()
    })
}
