//! Gmail and Google Workspace as the source system: the generic IMAP provider at Google's address, with the pack for Gmail.
//!
//! What is Gmail's own over IMAP (labels, Google's words at sign-in) is data in `rules/gmail`. Nothing here judges.

use imaprules_provider::{Description, Host, Provider, ProviderError, Request, Touch};
use imaprules_provider_imap::{Defaults, ImapProvider};

/// Where Gmail serves IMAP (<https://developers.google.com/workspace/gmail/imap/imap-smtp>).
const SERVER: &str = "imap.gmail.com:993";

/// Collects from Gmail.
#[derive(Debug)]
pub struct GmailProvider(ImapProvider);

impl GmailProvider {
    /// The provider for Gmail and Google Workspace.
    pub fn new() -> Self {
        GmailProvider(ImapProvider::with(Defaults {
            id: "gmail",
            title: "Gmail and Google Workspace",
            server: Some(SERVER),
            packs: vec![imaprules_packs::gmail()],
            inputs: vec!["csv.user_name_form".to_owned()],
            ..Defaults::generic()
        }))
    }
}

impl Default for GmailProvider {
    fn default() -> Self {
        GmailProvider::new()
    }
}

impl Provider for GmailProvider {
    fn describe(&self) -> Description {
        self.0.describe()
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        self.0.touches(request)
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        self.0.collect(request, host)
    }
}
