//! One collection: the migration file first, then the source system with the rows of the file.

use crate::args::{Login, Shard, SourceOptions};
use crate::demo::Played;
use crate::error::Failure;
use crate::host::Collector;
use crate::interrupt::Interrupt;
use crate::journal::Journal;
use crate::messages::Volume;
use crate::{ask, registry, resumed, settings};
use imaprules_facts::bundle::{BundleFile, Header, ProviderVersion, Tool};
use imaprules_facts::{FactId, FactStore, KindId, Schema, SubjectRef};
use imaprules_provider::{
    Budget, BudgetLimits, Description, InputSubject, Provider, ProviderError, Request, Settings, Touch,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A collection that can be carried out, as far as can be told beforehand.
pub(crate) struct Plan {
    /// The migration file.
    csv: Option<Part>,
    /// The source system.
    source: Option<Part>,
    login: Option<Login>,
    shard: Option<Shard>,
    /// Runs as long as this is held.
    demo: Option<Played>,
}

struct Part {
    provider: Box<dyn Provider>,
    about: Description,
    settings: Settings,
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
pub(crate) fn plan(options: &SourceOptions) -> Result<Plan, Failure> {
    let known: Vec<Description> = registry::all().into_iter().map(|(_, about)| about).collect();
    settings::check(&options.set, &known)?;
    if options.provider.is_none() && options.csv.is_none() {
        let remedy = "name the source system with --provider and the migration file with --csv, \
                      or a bundle with --facts; --provider gmail --demo shows what it looks like";
        return Err(Failure::usage("there is nothing to look at", remedy));
    }
    let mut source = options
        .provider
        .as_deref()
        .map(|id| part(id, options))
        .transpose()?;
    let demo = match &mut source {
        Some(source) if options.demo => {
            let played = Played::start(&source.about.id)?;
            played.configure(&mut source.settings, &source.about)?;
            Some(played)
        }
        None if options.demo => {
            return Err(Failure::usage(
                "--demo needs a source system",
                "add --provider imap, gmail or exchange",
            ));
        }
        _ => None,
    };
    let file = demo.as_ref().map(Played::csv).or(options.csv.as_deref());
    let csv = file.map(|file| csv_part(file, options)).transpose()?;
    let login = if options.demo {
        options.login.or(Some(Login::All))
    } else {
        options.login
    };
    Ok(Plan {
        csv,
        source,
        login,
        shard: options.shard,
        demo,
    })
}

fn part(id: &str, options: &SourceOptions) -> Result<Part, Failure> {
    let (provider, about) = registry::find(id)?;
    let mut settings = settings::of(&about, &options.set)?;
    let server = options.server.as_ref().map(ToString::to_string);
    let security = options.security.map(|security| security.to_string());
    let plaintext = options.allow_plaintext.then(|| "true".to_owned());
    for (name, value) in [
        ("server", server),
        ("security", security),
        ("allow_plaintext", plaintext),
    ] {
        if let Some(value) = value {
            settings::flag(&mut settings, &about, name, &value)?;
        }
    }
    Ok(Part {
        provider,
        about,
        settings,
    })
}

fn csv_part(file: &Path, options: &SourceOptions) -> Result<Part, Failure> {
    let mut csv = part(registry::CSV, options)?;
    settings::flag(&mut csv.settings, &csv.about, "file", &file.to_string_lossy())?;
    Ok(csv)
}

impl Plan {
    /// The providers that take part, in the order of their ids.
    pub(crate) fn providers(&self) -> Vec<ProviderVersion> {
        let parts = self.csv.iter().chain(&self.source);
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
            ..Header::default()
        }
    }

    /// Reads the migration file and says what the rest would touch, without touching it.
    pub(crate) fn touches(mut self, schema: &Arc<Schema>, volume: Volume) -> Result<Vec<Touch>, Failure> {
        let store = FactStore::new(Arc::clone(schema));
        let collector = Collector::new(store, None, budget(), Interrupt::default(), volume);
        let mut touches = Vec::new();
        if let Some(csv) = &self.csv {
            touches.extend(csv.provider.touches(&csv.request(Vec::new()))?);
            csv.provider.collect(&csv.request(Vec::new()), &collector)?;
        }
        let login = self.login.unwrap_or(Login::All);
        if let Some(source) = &mut self.source {
            touches.extend(source.would_touch(&collector, login, self.shard)?);
        }
        collector.finish()?;
        Ok(touches)
    }

    /// Collects. What a provider could not find out is a fact; only what makes the whole run pointless is an error.
    pub(crate) fn collect(mut self, journal: Journal, volume: Volume) -> Result<Collected, Failure> {
        let interrupt = Interrupt::watch();
        let providers = self.providers();
        let started = journal.started;
        let collector = Collector::new(journal.store, journal.file, budget(), interrupt.clone(), volume);
        let mut notes = Vec::new();
        if let Some(csv) = &self.csv {
            csv.collect(&collector, Vec::new(), &mut notes)?;
        }
        if let Some(source) = &mut self.source {
            let login = source.choose_login(self.login, &collector, self.shard, volume)?;
            source.sign_in(login)?;
            let subjects = source.inputs(&collector, self.shard);
            source.collect(&collector, subjects, &mut notes)?;
        }
        drop(self.demo);
        let (store, journal) = collector.finish()?;
        let interrupted = interrupt.is_set();
        if interrupted {
            notes.push("The run was interrupted.".to_owned());
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

impl Part {
    fn request(&self, subjects: Vec<InputSubject>) -> Request {
        Request {
            settings: self.settings.clone(),
            subjects,
        }
    }

    fn sign_in(&mut self, login: Login) -> Result<(), Failure> {
        settings::flag(&mut self.settings, &self.about, "sign_in", &login.to_string())
    }

    fn would_touch(
        &mut self,
        collector: &Collector,
        login: Login,
        shard: Option<Shard>,
    ) -> Result<Vec<Touch>, Failure> {
        self.sign_in(login)?;
        let request = self.request(self.inputs(collector, shard));
        self.provider.touches(&request).map_err(flagged)
    }

    /// What the user wants, or his answer to the question; nobody is signed in where nobody can be asked.
    fn choose_login(
        &mut self,
        wanted: Option<Login>,
        collector: &Collector,
        shard: Option<Shard>,
        volume: Volume,
    ) -> Result<Login, Failure> {
        if let Some(login) = wanted {
            self.would_touch(collector, login, shard)?;
            return Ok(login);
        }
        let touches = self.would_touch(collector, Login::All, shard)?;
        collector.progress_bar().finish();
        if ask::may_sign_in(&touches, volume)? {
            Ok(Login::All)
        } else {
            Ok(Login::None)
        }
    }

    /// Runs the provider. A broken one loses its own facts and makes the run incomplete.
    fn collect(
        &self,
        collector: &Collector,
        subjects: Vec<InputSubject>,
        notes: &mut Vec<String>,
    ) -> Result<(), Failure> {
        collector.progress_bar().stage(&self.about.title);
        match self.provider.collect(&self.request(subjects), collector) {
            Ok(()) => Ok(()),
            Err(ProviderError::Broken(why)) => {
                notes.push(format!("The provider `{}` broke: {why}", self.about.id));
                Ok(())
            }
            Err(error) => Err(flagged(error)),
        }
    }

    /// The subjects that others found, with the facts this provider asked for: those of the part that is asked for,
    /// without those that a journal knows already.
    fn inputs(&self, collector: &Collector, shard: Option<Shard>) -> Vec<InputSubject> {
        collector.with_store(|store| {
            let facts: Vec<FactId> = self
                .about
                .inputs
                .iter()
                .filter_map(|name| store.schema().fact(name))
                .collect();
            let mut kinds: Vec<KindId> = facts
                .iter()
                .map(|fact| store.schema().fact_of(*fact).kind)
                .collect();
            kinds.sort_unstable();
            kinds.dedup();
            let wanted = |kind: KindId| {
                let rows =
                    (0..store.subjects(kind).len()).filter(|row| shard.is_none_or(|shard| shard.takes(*row)));
                rows.filter(|row| !resumed::is_done(store, kind, *row, &self.about.id))
                    .collect::<Vec<_>>()
            };
            kinds
                .into_iter()
                .flat_map(|kind| subjects(store, kind, &wanted(kind), &facts))
                .collect()
        })
    }
}

fn subjects(store: &FactStore, kind: KindId, rows: &[usize], facts: &[FactId]) -> Vec<InputSubject> {
    let schema = store.schema();
    let subjects = store.subjects(kind);
    let wanted = |fact: &&FactId| schema.fact_of(**fact).kind == kind;
    let known = |row: usize| {
        let value = |fact: &FactId| Some((schema.fact_of(*fact).name.clone(), store.get(*fact, row).ok()?));
        facts.iter().filter(wanted).filter_map(value).collect()
    };
    let input = |row: &usize| InputSubject {
        subject: SubjectRef::new(&schema.kind_of(kind).name, subjects.id(*row)),
        facts: known(*row),
    };
    rows.iter().map(input).collect()
}

fn budget() -> Budget {
    Budget::new(BudgetLimits::default())
}

/// Settings that are flags of the program are named as flags.
fn flagged(error: ProviderError) -> Failure {
    let flags = [
        ("server", "--server"),
        ("security", "--security"),
        ("allow_plaintext", "--allow-plaintext"),
    ];
    match error {
        ProviderError::Setting {
            setting,
            problem,
            remedy,
        } => {
            let flag = flags
                .iter()
                .find(|(name, _)| *name == setting)
                .map(|(_, flag)| *flag);
            let name = flag.map_or_else(|| format!("setting `{setting}`"), str::to_owned);
            Failure::usage(format!("{name}: {problem}"), remedy)
        }
        error => Failure::Provider(error),
    }
}
