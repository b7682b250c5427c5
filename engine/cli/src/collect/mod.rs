//! One collection: the migration file first, then with its rows the source system, then the target.

mod budget;
mod part;

use crate::args::{Login, Shard, SourceOptions};
use crate::demo::Played;
use crate::error::Failure;
use crate::host::Collector;
use crate::imports::{self, Readers};
use crate::interrupt::Interrupt;
use crate::journal::{self, Journal};
use crate::messages::Volume;
use crate::speech::word;
use crate::{language, plugins, registry, secrets, settings};
use imaprules_facts::bundle::{BundleFile, Header, ProviderVersion, Tool};
use imaprules_facts::{FactStore, Schema};
use imaprules_provider::{Budget, Description, Touch};
use part::{Part, Wanted};
use serde_json::{Map, Value};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A collection that can be carried out, as far as can be told beforehand.
pub(crate) struct Plan {
    /// The migration file.
    csv: Option<Part>,
    /// The source system.
    source: Option<Part>,
    /// The target and the migration job, when an export of theirs was given.
    target: Option<Part>,
    login: Option<Login>,
    shard: Option<Shard>,
    only: Vec<String>,
    deadline: Option<Duration>,
    /// Runs as long as this is held.
    demo: Option<Played>,
}

/// What was collected.
pub(crate) struct Collected {
    pub(crate) store: FactStore,
    pub(crate) journal: Option<BundleFile>,
    pub(crate) providers: Vec<ProviderVersion>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) started: i64,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) finished: i64,
    pub(crate) complete: bool,
    pub(crate) notes: Vec<String>,
}

/// Now, in milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Checks the options and chooses the providers. Starts the demo, if it is asked for.
pub(crate) fn plan(options: &SourceOptions, volume: Volume) -> Result<Plan, Failure> {
    let known: Vec<Description> = registry::all().into_iter().map(|(_, about)| about).collect();
    settings::check(&options.set, &known)?;
    plugins::note_refused(options.provider.as_deref(), volume);
    if options.provider.is_none() && options.csv.is_none() && options.import.is_empty() {
        return Err(Failure::usage(word("usage.nothing"), word("usage.nothing_help")));
    }
    let mut source = options
        .provider
        .as_deref()
        .map(|id| Part::of(id, options))
        .transpose()?;
    let demo = match &mut source {
        Some(source) if options.demo => {
            let played = Played::start(&source.about.id)?;
            played.configure(&mut source.settings, &source.about)?;
            Some(played)
        }
        None if options.demo => {
            return Err(Failure::usage(word("usage.demo"), word("usage.demo_help")));
        }
        _ => None,
    };
    let file = demo.as_ref().map(Played::csv).or(options.csv.as_deref());
    let csv = file.map(|file| csv_part(file, options)).transpose()?;
    let target = take_imports(options, source.as_mut(), volume)?;
    let login = if options.demo {
        options.login.or(Some(Login::All))
    } else {
        options.login
    };
    let plan = Plan {
        csv,
        source,
        target,
        login,
        shard: options.shard,
        only: options.only.clone(),
        deadline: options.deadline.map(|deadline| deadline.0),
        demo,
    };
    plan.check()?;
    Ok(plan)
}

fn csv_part(file: &Path, options: &SourceOptions) -> Result<Part, Failure> {
    let mut csv = Part::of(registry::CSV, options)?;
    csv.set("file", &file.to_string_lossy())?;
    Ok(csv)
}

/// Hands exports to the providers that read them. The target takes part when one is its.
fn take_imports(
    options: &SourceOptions,
    source: Option<&mut Part>,
    volume: Volume,
) -> Result<Option<Part>, Failure> {
    if options.import.is_empty() {
        return Ok(None);
    }
    let mut target = Part::of(registry::TARGET, options)?;
    let readers = Readers {
        source: source.as_deref().map(|part| &*part.provider),
        target: Some(&*target.provider),
    };
    let imports = imports::sort(&options.import, &readers, volume)?;
    if let Some(source) = source {
        source.import(&imports.source)?;
    }
    target.import(&imports.target)?;
    Ok((!imports.target.is_empty()).then_some(target))
}

impl Plan {
    /// The providers that take part, in the order of their ids.
    pub(crate) fn providers(&self) -> Vec<ProviderVersion> {
        let parts = self.csv.iter().chain(&self.source).chain(&self.target);
        let mut providers: Vec<_> = parts
            .map(|part| ProviderVersion {
                id: part.about.id.clone(),
                version: part.about.version.clone(),
            })
            .collect();
        providers.sort_by(|a, b| a.id.cmp(&b.id));
        providers.dedup();
        providers
    }

    /// Finds settings and inputs that cannot be used, before anything is touched or written.
    fn check(&self) -> Result<(), Failure> {
        let mut parts = self.csv.iter().chain(&self.source).chain(&self.target);
        parts.try_for_each(Part::check)
    }

    /// The budget of attempts that all providers share.
    fn budget(&self) -> Budget {
        Budget::new(budget::limits(
            self.source.as_ref().map(|source| &source.settings),
        ))
    }

    /// The first line of the journal.
    pub(crate) fn header(&self, started: i64) -> Header {
        let tool = Tool {
            name: "imaprules".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Header {
            tool,
            providers: self.providers(),
            created: started,
            more: self.about(),
        }
    }

    /// What a journal must have in common with a run that continues it: the same server.
    fn about(&self) -> Map<String, Value> {
        let server = self.source.as_ref().and_then(|part| part.settings.text("server"));
        server
            .map(|server| (journal::SERVER.to_owned(), Value::from(server)))
            .into_iter()
            .collect()
    }

    /// Reads the migration file and says what the rest would touch, without touching it.
    pub(crate) fn touches(mut self, schema: &Arc<Schema>, volume: Volume) -> Result<Vec<Touch>, Failure> {
        let store = FactStore::new(Arc::clone(schema));
        let collector = Collector::new(store, None, self.budget(), Interrupt::default(), volume);
        let mut touches = Vec::new();
        if let Some(csv) = &self.csv {
            touches.extend(csv.provider.touches(&csv.request(Vec::new()))?);
            csv.provider.collect(&csv.request(Vec::new()), &collector)?;
        }
        let login = self.login.unwrap_or(Login::All);
        if let Some(source) = &mut self.source {
            touches.extend(source.would_touch(
                &collector,
                login,
                &Wanted {
                    shard: self.shard,
                    only: &self.only,
                },
            )?);
        }
        if let Some(target) = &self.target {
            touches.extend(target.provider.touches(&target.request(Vec::new()))?);
        }
        collector.finish()?;
        Ok(touches)
    }

    /// Collects. What a provider could not find out is a fact; only what makes the whole run pointless is an error.
    pub(crate) fn collect(mut self, journal: Journal, volume: Volume) -> Result<Collected, Failure> {
        let interrupt = Interrupt::watch();
        let providers = self.providers();
        let started = journal.started;
        let collector = Collector::new(
            journal.store,
            journal.file,
            self.budget(),
            interrupt.clone(),
            volume,
        )
        .until(self.deadline);
        let mut notes = Vec::new();
        if let Some(csv) = &self.csv {
            csv.collect(&collector, Vec::new(), &mut notes)?;
        }
        if let Some(source) = &mut self.source {
            let wanted = Wanted {
                shard: self.shard,
                only: &self.only,
            };
            let login = source.choose_login(self.login, &collector, &wanted, volume)?;
            source.sign_in(login)?;
        }
        for part in self.source.iter().chain(&self.target) {
            secrets::give(&part.about, &part.settings, &collector)?;
        }
        for part in self.source.iter().chain(&self.target) {
            let wanted = Wanted {
                shard: self.shard,
                only: &self.only,
            };
            let subjects = part.inputs(&collector, &wanted);
            // What was collected so far is worth a report, whatever becomes of this part.
            if let Err(failure) = part.collect(&collector, subjects, &mut notes) {
                notes.push(failure.to_string());
            }
        }
        drop(self.demo);
        if collector.ran_out() {
            notes.push(language::kept("say.out_of_time", &[]));
        }
        let (store, journal) = collector.finish()?;
        let interrupted = interrupt.is_set();
        if interrupted {
            notes.push(language::kept("say.interrupted", &[]));
        }
        let complete = notes.is_empty();
        Ok(Collected {
            store,
            journal,
            providers,
            started,
            finished: now(),
            complete,
            notes,
        })
    }
}
