//! The provider as the program sees it: its description, what it would touch, and the call that collects.

use crate::collect;
use crate::emit::Emitter;
use crate::rows::{self, Row};
use crate::settings::{self, Plan, SignIn};
use crate::symptoms;
use imaprules_packs::Embedded;
use imaprules_provider::{
    Description, Host, PackSource, Provider, ProviderError, Request, SchemaSource, Symptom, Touch,
};

/// The facts every IMAP server gives away.
const FACTS: &str = include_str!("../facts.toml");

/// What it wants to know of every row.
const INPUTS: [&str; 3] = ["mailbox.address", "csv.user_name", "csv.user_root"];

/// What a provider for one product has of its own. Everything else is the generic provider's.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// Id, as in `--provider ID`; also the provider of its records' sources.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Version of the provider.
    pub version: &'static str,
    /// Server as `HOST[:PORT]` where the user names none.
    pub server: Option<&'static str>,
    /// Facts besides those of the generic provider.
    pub schemas: Vec<SchemaSource>,
    /// Packs besides that of the generic provider.
    pub packs: Vec<Embedded>,
    /// What administrators see and these packs explain.
    pub symptoms: Vec<Symptom>,
    /// Facts of other providers that it wants besides those the generic one asks for.
    pub inputs: Vec<String>,
}

impl Defaults {
    /// Those of the generic provider: no server, nothing of its own.
    pub fn generic() -> Defaults {
        Defaults {
            id: "imap",
            title: "IMAP server",
            version: env!("CARGO_PKG_VERSION"),
            server: None,
            schemas: Vec::new(),
            packs: Vec::new(),
            symptoms: Vec::new(),
            inputs: Vec::new(),
        }
    }
}

/// Collects from an IMAP server.
#[derive(Debug)]
pub struct ImapProvider {
    defaults: Defaults,
}

impl ImapProvider {
    /// The provider for any IMAP server.
    pub fn new() -> ImapProvider {
        ImapProvider::with(Defaults::generic())
    }

    /// The provider for one product.
    pub fn with(defaults: Defaults) -> ImapProvider {
        ImapProvider { defaults }
    }

    fn plan(&self, request: &Request) -> Result<Plan, ProviderError> {
        Plan::read(request, self.defaults.server)
    }
}

impl Default for ImapProvider {
    fn default() -> Self {
        ImapProvider::new()
    }
}

impl Provider for ImapProvider {
    fn describe(&self) -> Description {
        let defaults = &self.defaults;
        let facts = SchemaSource {
            name: "providers/imap/facts.toml".to_owned(),
            text: FACTS.to_owned(),
        };
        let packs = std::iter::once(imaprules_packs::imap()).chain(defaults.packs.iter().copied());
        let inputs = INPUTS.iter().map(|name| (*name).to_owned());
        Description {
            id: defaults.id.to_owned(),
            version: defaults.version.to_owned(),
            title: defaults.title.to_owned(),
            schemas: std::iter::once(facts)
                .chain(defaults.schemas.iter().cloned())
                .collect(),
            packs: packs.map(pack_source).collect(),
            settings: settings::declared(defaults.server),
            symptoms: symptoms::with(&defaults.symptoms),
            capabilities: vec!["net:dns".to_owned(), "net:imap".to_owned()],
            inputs: inputs.chain(defaults.inputs.iter().cloned()).collect(),
        }
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        let plan = self.plan(request)?;
        let rows = rows::rows(request);
        let touch = |action: &str, target: &str, account: Option<String>, times: u64| Touch {
            action: action.to_owned(),
            target: target.to_owned(),
            account,
            times,
        };
        let accounts = accounts(&rows, plan.sign_in);
        let sign_ins: u64 = accounts.iter().map(|(_, times)| times).sum();
        let mut touches = vec![
            touch("resolve", &plan.host, None, 1),
            touch(
                "connect",
                &plan.label,
                None,
                sign_ins.saturating_add(settings::LOOKS),
            ),
        ];
        touches.extend(
            accounts
                .into_iter()
                .map(|(name, times)| touch("sign-in", &plan.label, Some(name), times)),
        );
        Ok(touches)
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let plan = self.plan(request)?;
        let emitter = Emitter::new(self.defaults.id, &plan.label);
        collect::collect(&plan, &rows::rows(request), &emitter, host)
    }
}

/// The accounts that would sign in, in the order of the file, and for how many rows.
fn accounts(rows: &[Row], sign_in: SignIn) -> Vec<(String, u64)> {
    let with_account = rows.iter().filter_map(|row| row.account.as_ref());
    let mut accounts: Vec<(String, u64)> = Vec::new();
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for account in with_account.take(sign_in.most()) {
        let place = *places
            .entry(account.authenticates_as.to_lowercase())
            .or_insert(accounts.len());
        match accounts.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => accounts.push((account.authenticates_as.clone(), 1)),
        }
    }
    accounts
}

/// A shipped pack, as a description hands it out.
fn pack_source(pack: Embedded) -> PackSource {
    let files = pack
        .files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    PackSource {
        name: pack.name.to_owned(),
        files: files.collect(),
    }
}
