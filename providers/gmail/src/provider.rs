//! The provider: what IMAP shows, what Google itself says, and what exports say, as one source system.

use crate::google::{self, Bearer, Google};
use crate::{exports, labels, passwords, symptoms};
use imaprules_provider::{Description, Host, Provider, ProviderError, Request, SchemaSource, Touch};
use imaprules_provider_imap::{BearerTokens, Defaults, ImapProvider};
use std::path::Path;
use std::sync::Arc;

/// Its id; also the provider of its records' sources.
const ID: &str = "gmail";

/// Where Gmail serves IMAP (<https://developers.google.com/workspace/gmail/imap/imap-smtp>).
const SERVER: &str = "imap.gmail.com:993";

/// The provider for Gmail and Google Workspace.
#[derive(Debug, Clone, Copy, Default)]
pub struct GmailProvider;

impl GmailProvider {
    /// The provider.
    pub fn new() -> Self {
        GmailProvider
    }

    /// The look over IMAP, with tokens where a service account hands them out.
    fn imap(google: Option<&Google>) -> ImapProvider {
        let bearer = google.map(|google| Arc::new(Bearer::new(google.clone())) as Arc<dyn BearerTokens>);
        ImapProvider::with(Defaults {
            id: ID,
            title: "Gmail and Google Workspace",
            server: Some(SERVER),
            packs: vec![imaprules_packs::gmail()],
            schemas: schemas(),
            symptoms: symptoms::seen(),
            settings: [labels::settings(), google::declared()].concat(),
            mailbox_pass: Some(Arc::new(labels::LabelPass)),
            bearer,
            ..Defaults::generic()
        })
    }
}

impl Provider for GmailProvider {
    fn describe(&self) -> Description {
        let mut about = GmailProvider::imap(None).describe();
        about.capabilities.push("net:https".to_owned());
        about
    }

    fn takes(&self, file: &Path) -> bool {
        exports::takes(file) || GmailProvider::imap(None).takes(file)
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        let google = google::google(request)?;
        let mut touches = google::touches(request)?;
        touches.extend(GmailProvider::imap(google.as_ref()).touches(request)?);
        Ok(touches)
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let google = google::google(request)?;
        exports::collect(ID, request, host)?;
        passwords::collect(ID, request, host);
        google::collect(google.as_ref(), request, host);
        GmailProvider::imap(google.as_ref()).collect(request, host)
    }
}

/// The facts that are Gmail's own.
fn schemas() -> Vec<SchemaSource> {
    let source = |name: &str, text: &str| SchemaSource {
        name: format!("providers/gmail/facts/{name}"),
        text: text.to_owned(),
    };
    vec![
        source("tenant.toml", include_str!("../facts/tenant.toml")),
        source("user.toml", include_str!("../facts/user.toml")),
        labels::schema(),
        exports::facts(),
    ]
}
