//! One provider's part in a collection: its settings, the subjects it is handed, its run.

use crate::args::{Login, Shard, SourceOptions};
use crate::ask;
use crate::error::Failure;
use crate::host::Collector;
use crate::messages::Volume;
use crate::{language, registry, resumed, settings};
use imaprules_facts::{FactId, FactStore, KindId, SubjectRef};
use imaprules_provider::{Description, InputSubject, Provider, ProviderError, Request, Settings, Touch};
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Which of the subjects are looked at.
pub(super) struct Wanted<'a> {
    /// Those of one part of the file.
    pub(super) shard: Option<Shard>,
    /// Those of these ids; all, where none is named.
    pub(super) only: &'a [String],
}

impl Wanted<'_> {
    fn takes(&self, row: usize, id: &str) -> bool {
        let named = self.only.is_empty() || self.only.iter().any(|only| only.eq_ignore_ascii_case(id));
        named && self.shard.is_none_or(|shard| shard.takes(row))
    }
}

/// A provider that takes part.
pub(super) struct Part {
    pub(super) provider: Box<dyn Provider>,
    pub(super) about: Description,
    pub(super) settings: Settings,
}

impl Part {
    /// The provider of that id with the settings of the command line.
    pub(super) fn of(id: &str, options: &SourceOptions) -> Result<Self, Failure> {
        let (provider, about) = registry::find(id)?;
        let mut settings = settings::of(&about, &options.set)?;
        let server = options.server.as_ref().map(ToString::to_string);
        let security = options.security.map(|security| security.to_string());
        let on = |flag: bool| flag.then(|| "true".to_owned());
        for (name, value) in [
            ("server", server),
            ("security", security),
            ("allow_plaintext", on(options.allow_plaintext)),
            ("measure_limits", on(options.measure_limits)),
            ("measure_throughput", on(options.measure_throughput)),
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

    /// Finds settings and inputs that cannot be used.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let touches = self.provider.touches(&self.request(Vec::new()));
        touches.map(drop).map_err(flagged)
    }

    /// Sets a setting that the provider may have.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        settings::flag(&mut self.settings, &self.about, name, value)
    }

    /// Hands over the exports that the provider reads.
    pub(super) fn import(&mut self, files: &[PathBuf]) -> Result<(), Failure> {
        files
            .iter()
            .try_for_each(|file| self.set("import", &file.to_string_lossy()))
    }

    pub(super) fn request(&self, subjects: Vec<InputSubject>) -> Request {
        Request {
            settings: self.settings.clone(),
            subjects,
        }
    }

    pub(super) fn sign_in(&mut self, login: Login) -> Result<(), Failure> {
        self.set("sign_in", &login.to_string())
    }

    pub(super) fn would_touch(
        &mut self,
        collector: &Collector,
        login: Login,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Touch>, Failure> {
        self.sign_in(login)?;
        let request = self.request(self.inputs(collector, wanted));
        self.provider.touches(&request).map_err(flagged)
    }

    /// What the user wants, or his answer to the question; nobody is signed in where nobody can be asked.
    pub(super) fn choose_login(
        &mut self,
        wanted: Option<Login>,
        collector: &Collector,
        chosen: &Wanted<'_>,
        volume: Volume,
    ) -> Result<Login, Failure> {
        if let Some(login) = wanted {
            self.would_touch(collector, login, chosen)?;
            return Ok(login);
        }
        let touches = self.would_touch(collector, Login::All, chosen)?;
        collector.progress_bar().finish();
        if ask::may_sign_in(&touches, volume)? {
            Ok(Login::All)
        } else {
            Ok(Login::None)
        }
    }

    /// Runs the provider. A broken one loses its own facts and makes the run incomplete.
    pub(super) fn collect(
        &self,
        collector: &Collector,
        subjects: Vec<InputSubject>,
        notes: &mut Vec<String>,
    ) -> Result<(), Failure> {
        collector.progress_bar().stage(&self.about.title);
        let request = self.request(subjects);
        let collect = AssertUnwindSafe(|| self.provider.collect(&request, collector));
        // A provider that panics is a provider that broke: its facts so far, and everybody else's, stay.
        match catch_unwind(collect).unwrap_or_else(|_| Err(ProviderError::Broken("it panicked".to_owned()))) {
            Ok(()) => Ok(()),
            Err(ProviderError::Broken(why)) => {
                let values: [(&str, &dyn Display); 2] = [("id", &self.about.id), ("why", &why)];
                notes.push(language::kept("say.broke", &values));
                Ok(())
            }
            Err(error) => Err(flagged(error)),
        }
    }

    /// The subjects that others found, with the facts this provider asked for: those of the part that is asked for,
    /// without those that a journal knows already. Exports are read again each time: they may be newer ones.
    pub(super) fn inputs(&self, collector: &Collector, chosen: &Wanted<'_>) -> Vec<InputSubject> {
        let resumes = !self.about.id.eq_ignore_ascii_case(registry::TARGET);
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
                let rows = (0..store.subjects(kind).len())
                    .filter(|row| chosen.takes(*row, store.subjects(kind).id(*row)));
                rows.filter(|row| !(resumes && resumed::is_done(store, kind, *row, &self.about.id)))
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

/// Settings that are flags of the program are named as flags.
pub(super) fn flagged(error: ProviderError) -> Failure {
    let flags = [
        ("server", "--server"),
        ("security", "--security"),
        ("allow_plaintext", "--allow-plaintext"),
        ("measure_limits", "--measure-limits"),
        ("measure_throughput", "--measure-throughput"),
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
