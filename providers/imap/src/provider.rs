//! The provider as the program sees it: its description, what it would touch, and the call that collects.

use crate::bearer::BearerTokens;
use crate::emit::Emitter;
use crate::pass::{MailboxPass, PassRun};
use crate::rows::{self, Account, Row};
use crate::settings::{self, Plan};
use crate::symptoms;
use crate::{answers, collect, configuration, exclude, family, forms, measure, tls};
use imaprules_packs::Embedded;
use imaprules_provider::{
    Description, Host, PackSource, Provider, ProviderError, Request, SchemaSource, Setting, Symptom, Touch,
};
use std::path::Path;
use std::sync::Arc;

/// Id of the generic provider.
pub(crate) const ID: &str = "imap";

/// The facts every IMAP server gives away.
const FACTS: &str = include_str!("../facts.toml");

/// What it wants to know of every row.
const INPUTS: [&str; 4] = [
    "mailbox.address",
    "csv.user_name",
    "csv.user_root",
    "csv.password_flags",
];

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
    /// Whether folders are opened, with EXAMINE, to see how large messages are. Where not, none is whatever the server looks like.
    pub opens_folders: bool,
    /// Facts besides those of the generic provider.
    pub schemas: Vec<SchemaSource>,
    /// Packs besides that of the generic provider.
    pub packs: Vec<Embedded>,
    /// What administrators see and these packs explain.
    pub symptoms: Vec<Symptom>,
    /// Facts of other providers that it wants besides those the generic one asks for.
    pub inputs: Vec<String>,
    /// Settings besides those of the generic provider.
    pub settings: Vec<Setting>,
    /// Where tokens come from that sign rows in instead of passwords.
    pub bearer: Option<Arc<dyn BearerTokens>>,
    /// A look of its own at every mailbox.
    pub mailbox_pass: Option<Arc<dyn MailboxPass>>,
}

impl Defaults {
    /// Those of the generic provider: no server, nothing of its own.
    pub fn generic() -> Defaults {
        Defaults {
            id: ID,
            title: "IMAP server",
            version: env!("CARGO_PKG_VERSION"),
            server: None,
            opens_folders: true,
            schemas: Vec::new(),
            packs: Vec::new(),
            symptoms: Vec::new(),
            inputs: Vec::new(),
            settings: Vec::new(),
            bearer: None,
            mailbox_pass: None,
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
        check_tables()?;
        Ok(Plan {
            provider: self.defaults.id,
            opens_folders: self.defaults.opens_folders,
            bearer: self.defaults.bearer.clone(),
            ..Plan::read(request, self.defaults.server)?
        })
    }
}

impl ImapProvider {
    /// The look of its own, with its settings read.
    fn pass(&self, request: &Request) -> Result<Option<Box<dyn PassRun>>, ProviderError> {
        match &self.defaults.mailbox_pass {
            Some(pass) => pass.start(&request.settings),
            None => Ok(None),
        }
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
            based_on: (defaults.id != ID).then(|| ID.to_owned()),
            version: defaults.version.to_owned(),
            title: defaults.title.to_owned(),
            schemas: [facts, configuration::facts(), measure::facts()]
                .into_iter()
                .chain(defaults.schemas.iter().cloned())
                .collect(),
            packs: packs.map(pack_source).collect(),
            settings: [
                settings::declared(defaults.server),
                configuration::settings(),
                defaults.settings.clone(),
            ]
            .concat(),
            symptoms: symptoms::with(&defaults.symptoms),
            capabilities: ["net:dns", "net:imap", "fs:read", "secrets"]
                .map(str::to_owned)
                .to_vec(),
            inputs: inputs.chain(defaults.inputs.iter().cloned()).collect(),
        }
    }

    fn takes(&self, file: &Path) -> bool {
        configuration::takes(file)
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        let plan = self.plan(request)?;
        self.pass(request)?;
        // The rows that would be signed in, as a collection chooses them.
        let (rows, _) = rows::divide(rows::rows(request, &plan.rows), plan.sign_in);
        let touch = |action: &str, target: &str, account: Option<String>, times: u64| Touch {
            action: action.to_owned(),
            target: target.to_owned(),
            account,
            times,
        };
        // Which product it is shows only when it is asked: whether a mailbox must be looked for first is not known yet.
        let looked_for = |row: &Row| {
            let delegated = row.account.as_ref().is_some_and(Account::delegated);
            u64::from(plan.rows.authorization && delegated)
        };
        let accounts = rows::sign_ins(&rows, looked_for);
        let sign_ins: u64 = accounts.iter().map(|(_, times)| times).sum();
        let mut touches = vec![
            touch("resolve", &plan.host, None, 1),
            touch(
                "connect",
                &plan.label,
                None,
                sign_ins
                    .saturating_add(plan.looks())
                    .saturating_add(measure::connections(&plan)),
            ),
        ];
        let public = plan.look.public_dns;
        touches.extend(public.map(|server| touch("resolve", &format!("{} at {server}", plan.host), None, 1)));
        touches.extend(
            plan.look
                .other_port
                .iter()
                .map(|other| touch("connect", &other.label, None, 1)),
        );
        touches.extend(
            accounts
                .into_iter()
                // Which of them works, and so is measured, shows only then.
                .map(|(name, times)| (name, times.saturating_add(measure::sign_ins(&plan))))
                .map(|(name, times)| touch("sign-in", &plan.label, Some(name), times)),
        );
        touches.extend(configuration::touches(request));
        Ok(touches)
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let plan = self.plan(request)?;
        let pass = self.pass(request)?;
        let emitter = Emitter::new(self.defaults.id, &plan.label);
        configuration::collect(self.defaults.id, &plan.label, &plan.host, request, host)?;
        collect::collect(
            &plan,
            rows::rows(request, &plan.rows),
            &emitter,
            host,
            pass.as_deref(),
        )
    }
}

/// Holds that everything can be read that is known of servers: a table that is not there would look as if nobody knew anything.
fn check_tables() -> Result<(), ProviderError> {
    answers::check()?;
    configuration::check()?;
    exclude::check()?;
    family::check()?;
    forms::check()?;
    tls::probe::check()
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
