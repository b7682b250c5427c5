//! The provider as the program sees it: what others exported is read and told first, then the server is asked over IMAP, and what it
//! answered closes the question of its version.

use crate::case::Case;
use crate::evidence::Evidence;
use crate::joined::{Joined, add_homes};
use crate::listen::{Heard, Listener};
use crate::settings::{self, Order};
use crate::{directory, emit, exports, rights, rows, version};
use imaprules_provider::{
    Description, Host, Provider, ProviderError, Request, SchemaSource, SettingValue, Stop, Touch,
};
use imaprules_provider_imap::{Defaults, ImapProvider};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Facts besides those of the generic provider. Kinds are declared before they are used.
const FACTS: [(&str, &str); 5] = [
    (
        "providers/exchange/facts/server.toml",
        include_str!("../facts/server.toml"),
    ),
    (
        "providers/exchange/facts/mailbox.toml",
        include_str!("../facts/mailbox.toml"),
    ),
    (
        "providers/exchange/facts/rights.toml",
        include_str!("../facts/rights.toml"),
    ),
    (
        "providers/exchange/facts/limits.toml",
        include_str!("../facts/limits.toml"),
    ),
    (
        "providers/exchange/facts/directory.toml",
        include_str!("../facts/directory.toml"),
    ),
];

/// Collects from Exchange: exports, the directory, IMAP, in any mixture.
#[derive(Debug)]
pub struct ExchangeProvider {
    imap: ImapProvider,
}

impl ExchangeProvider {
    /// The provider.
    pub fn new() -> Self {
        let schema = |(name, text): &(&str, &str)| SchemaSource {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
        };
        ExchangeProvider {
            imap: ImapProvider::with(Defaults {
                id: crate::evidence::PROVIDER,
                title: "Exchange 2003 to 2013",
                // Exchange 2007 marks mail as read even after EXAMINE (before Service Pack 2 Rollup 2), and a server behind a proxy may
                // not look like Exchange.
                opens_folders: false,
                packs: vec![imaprules_packs::exchange()],
                schemas: FACTS.iter().map(schema).collect(),
                ..Defaults::generic()
            }),
        }
    }

    /// Reads what others exported, and brings it together.
    fn evidence(
        &self,
        order: &Order,
        request: &Request,
        now: i64,
        host: &dyn Host,
    ) -> Result<Evidence, ProviderError> {
        let directory = directory::plan(request)?;
        let mut evidence = Evidence::default();
        for path in &order.imports {
            if host.cancelled() {
                break;
            }
            // Configuration of another product's proxy before the server is the generic provider's.
            if exports::takes(path) {
                exports::read(&mut evidence, path, order.records, now, host)?;
            }
        }
        exports::finish(&mut evidence, order.host.as_deref());
        if let Some(plan) = &directory {
            let admins = rows::admins(request, order.admin.as_deref());
            directory::collect(plan, &admins, &mut evidence, now, host);
        }
        add_homes(&mut evidence);
        Ok(evidence)
    }

    /// Asks the server, where one is named.
    fn ask(&self, order: &Order, request: &Request, host: &dyn Host) -> Result<Heard, ProviderError> {
        if !asks_server(order, request) {
            return Ok(Heard::default());
        }
        let listener = Listener::new(host);
        self.imap.collect(&without_exports(request), &listener)?;
        Ok(listener.heard())
    }
}

impl Default for ExchangeProvider {
    fn default() -> Self {
        ExchangeProvider::new()
    }
}

impl Provider for ExchangeProvider {
    fn describe(&self) -> Description {
        let mut description = self.imap.describe();
        description.settings.extend(settings::declared());
        description.settings.extend(directory::declared());
        description.capabilities.push("net:ldap".to_owned());
        description
    }

    fn takes(&self, file: &Path) -> bool {
        exports::takes(file) || self.imap.takes(file)
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        check_tables()?;
        let order = settings::order(request)?;
        let mut touches = Vec::new();
        for path in order.imports.iter().filter(|path| exports::takes(path)) {
            touches.push(Touch {
                action: "read".to_owned(),
                target: path.display().to_string(),
                account: None,
                times: 1,
            });
        }
        touches.extend(directory::plan(request)?.iter().flat_map(directory::touches));
        if asks_server(&order, request) {
            touches.extend(self.imap.touches(&without_exports(request))?);
        }
        Ok(touches)
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        check_tables()?;
        let order = settings::order(request)?;
        let now = now();
        let mut evidence = self.evidence(&order, request, now, host)?;
        let joined = Joined::of(&mut evidence);
        let rows = rows::rows(request, &evidence, &joined);
        let case = Case {
            evidence: &evidence,
            joined: &joined,
            rows: &rows,
            order: &order,
            host,
            now,
        };
        // The host wants no more records when the run was stopped.
        if tell(&case).is_err() {
            return Ok(());
        }
        let heard = self.ask(&order, request, host)?;
        version::emit(&case, &heard).unwrap_or_default();
        Ok(())
    }
}

/// Holds that everything can be read that is known of Exchange.
fn check_tables() -> Result<(), ProviderError> {
    exports::check()?;
    rights::check()?;
    version::check()?;
    imaprules_directory::check_codes()
}

/// Everything that is told before the server is asked: one line for each module that computes facts.
fn tell(case: &Case<'_>) -> Result<(), Stop> {
    emit::all(case)?;
    rights::emit(case)
}

/// Whether the server is asked over IMAP: where one is named, and where nothing else is, so that its absence is told.
fn asks_server(order: &Order, request: &Request) -> bool {
    let other = !order.imports.is_empty() || !request.settings.texts("directory").is_empty();
    order.endpoint.is_some() || !other
}

/// The request without the files that are read here: the generic provider is handed its own.
fn without_exports(request: &Request) -> Request {
    let mut own = request.clone();
    let files = request.settings.texts("import").iter();
    let others: Vec<String> = files
        .filter(|file| !exports::takes(Path::new(file)))
        .cloned()
        .collect();
    own.settings.insert("import", SettingValue::Texts(others));
    own
}

/// In milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
