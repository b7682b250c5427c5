//! Exchange 2003 to 2013 as the source system: the generic IMAP provider with the pack for Exchange.
//!
//! What is Exchange's own over IMAP is data in `rules/exchange`. Nothing here judges. Folders of Exchange are never opened: before
//! 2007 SP2 RU2 it marks mail as read even then, so that only STATUS is used (the generic provider sees to that by family).

use imaprules_provider::{Description, Host, Provider, ProviderError, Request, Touch};
use imaprules_provider_imap::{Defaults, ImapProvider};

/// Collects from Exchange.
#[derive(Debug)]
pub struct ExchangeProvider(ImapProvider);

impl ExchangeProvider {
    /// The provider for Exchange on the premises.
    pub fn new() -> Self {
        ExchangeProvider(ImapProvider::with(Defaults {
            id: "exchange",
            title: "Exchange 2003 to 2013",
            packs: vec![imaprules_packs::exchange()],
            inputs: vec!["csv.user_name_form".to_owned()],
            ..Defaults::generic()
        }))
    }
}

impl Default for ExchangeProvider {
    fn default() -> Self {
        ExchangeProvider::new()
    }
}

impl Provider for ExchangeProvider {
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
