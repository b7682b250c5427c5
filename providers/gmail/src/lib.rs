//! Gmail and Google Workspace as the source system: the generic IMAP provider at Google's address, with the pack for Gmail.
//!
//! What is Gmail's own over IMAP (labels, Google's words at sign-in) is data in `rules/gmail`. Nothing here judges.

use imaprules_provider_imap::{Defaults, ImapProvider};

/// Where Gmail serves IMAP (<https://developers.google.com/workspace/gmail/imap/imap-smtp>).
const SERVER: &str = "imap.gmail.com:993";

/// The provider for Gmail and Google Workspace.
pub fn provider() -> ImapProvider {
    ImapProvider::with(Defaults {
        id: "gmail",
        title: "Gmail and Google Workspace",
        server: Some(SERVER),
        packs: vec![imaprules_packs::gmail()],
        ..Defaults::generic()
    })
}
