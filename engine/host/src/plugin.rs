//! A plugin as a [`Provider`] like any other.

use crate::order::Order;
use crate::parent::{Ended, Start, Talk};
use crate::{Fault, Library, Limits};
use imaprules_facts::{FactId, Reason, Record, Schema, Source, SubjectRef, Unknown};
use imaprules_provider::plugin::abi;
use imaprules_provider::wire::{Lines, read_description, read_failure, write_config, write_request};
use imaprules_provider::{
    Description, Host, Provider, ProviderError, Request, SettingValue, Settings, Touch, UNINTERESTED,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use thiserror::Error;

/// The capability with which secrets are granted.
pub(crate) const SECRETS: &str = "secrets";

/// The setting in which exported files are handed over. Paths are made absolute: the child is in a folder of its own.
const FILES: &str = "import";

/// A plugin that was loaded once to describe itself.
#[derive(Debug, Clone)]
pub struct PluginProvider {
    library: Arc<Library>,
    about: Description,
    schema: Schema,
    program: PathBuf,
    limits: Limits,
    secrets: bool,
}

/// Why a library cannot be used as a provider.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PluginError {
    /// Its process did not come to describe it.
    #[error("{0}")]
    Fault(Fault),
    /// What it says about itself.
    #[error("its description cannot be used: {0}")]
    Description(String),
}

/// What came of a collection.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    /// What broke it off.
    pub(crate) fault: Option<Fault>,
    /// Records that were left out.
    pub(crate) bad: Option<Fault>,
    /// What the provider says itself.
    pub(crate) error: Option<ProviderError>,
    /// Whether it failed without saying why in the form of the contract.
    pub(crate) wordless: bool,
    pub(crate) records: u64,
    pub(crate) late: u64,
    pub(crate) said: u64,
}

impl PluginProvider {
    /// Has a child process load the library and describe itself. `program` is this very program, which is started once more for
    /// that, and `granted` what the user allowed the plugin.
    ///
    /// # Errors
    /// When it cannot be loaded or described.
    pub fn load(
        library: Arc<Library>,
        granted: &[String],
        program: &Path,
        limits: &Limits,
    ) -> Result<Self, PluginError> {
        let secrets = granted.iter().any(|grant| grant == SECRETS);
        let start = Start {
            program,
            library: &library,
            limits,
            secrets,
            newer: false,
            settle: 0,
        };
        let mut talk = Talk::new(limits, secrets, "", &UNINTERESTED);
        talk.run(&start, &Order::Describe, Some(limits.start))
            .map_err(PluginError::Fault)?;
        let text = talk.description.take().unwrap_or_default();
        let (about, schema) = read(&text).map_err(PluginError::Description)?;
        Ok(PluginProvider {
            library,
            about,
            schema,
            program: program.to_owned(),
            limits: limits.clone(),
            secrets,
        })
    }

    /// What the provider says about itself.
    pub fn about(&self) -> &Description {
        &self.about
    }

    /// The library.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The facts that it declares.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn start(&self) -> Start<'_> {
        Start {
            program: &self.program,
            library: &self.library,
            limits: &self.limits,
            secrets: self.secrets,
            newer: false,
            settle: 0,
        }
    }

    /// Collects, and tells apart what went wrong.
    pub(crate) fn watched(&self, start: Start<'_>, request: &Request, host: &dyn Host) -> Watched {
        let subjects = request.subjects.iter().map(|input| input.subject.clone());
        let lines = Lines::new(&self.about.id, self.schema.clone());
        let mut talk =
            Talk::new(start.limits, self.secrets, &self.about.id, host).expecting(lines, subjects.collect());
        let time = [start.limits.collect, host.time_left()];
        let time = time.into_iter().flatten().min();
        let order = Order::Collect {
            config: text(write_config(&absolute(&request.settings))),
            request: text(write_request(request)),
            deadline: time.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
        };
        let mut watched = Watched::default();
        match talk.run(&start, &order, time) {
            Ok(ended) => {
                watched.late = ended.end.late;
                let told = ended.error.as_deref().unwrap_or_default();
                watched.wordless = !told.is_empty() && read_failure(told).is_err()
                    || told.is_empty() && ![abi::OK, abi::CANCELLED].contains(&ended.end.status);
                match error(&ended, host) {
                    Ok(()) => {}
                    Err(Failure::Fault(fault)) => watched.fault = Some(fault),
                    Err(Failure::Told(error)) => watched.error = Some(error),
                }
            }
            Err(fault) => watched.fault = Some(fault),
        }
        if let Some(fault) = &watched.fault {
            self.give_up(request, &talk.outstanding, fault, host);
        }
        (watched.bad, watched.records, watched.said) = (talk.bad_records(), talk.records, talk.said);
        watched
    }

    /// Says of every subject that nothing was said about why that is.
    fn give_up(
        &self,
        request: &Request,
        outstanding: &std::collections::HashSet<SubjectRef>,
        fault: &Fault,
        host: &dyn Host,
    ) {
        let source = Source {
            provider: self.about.id.clone(),
            name: self.about.title.clone(),
            live: true,
        };
        let note = format!("the provider `{}` ended before: {}", self.about.id, fault.code());
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
        for input in &request.subjects {
            let SubjectRef { kind, id } = &input.subject;
            if !outstanding.contains(&input.subject) {
                continue;
            }
            let mut record = Record::about(kind, id, source.clone(), at);
            for fact in self.own_facts(kind) {
                let name = &self.schema.fact_of(fact).name;
                if !self.about.inputs.contains(name) {
                    record.miss(name, Unknown::noted(Reason::Cancelled, &note));
                }
            }
            if !record.facts.is_empty() && host.emit(record).is_err() {
                return;
            }
        }
    }

    fn own_facts(&self, kind: &str) -> Vec<FactId> {
        let kind = self.schema.kind(kind);
        kind.map_or_else(Vec::new, |kind| self.schema.facts_for(kind).to_vec())
    }
}

/// Why an order that was carried out to its end failed.
enum Failure {
    Fault(Fault),
    Told(ProviderError),
}

/// What a status and its error mean.
fn error(ended: &Ended, host: &dyn Host) -> Result<(), Failure> {
    let status = ended.end.status;
    if status == abi::OK || (status == abi::CANCELLED && host.cancelled()) {
        return Ok(());
    }
    let text = ended.error.as_deref().unwrap_or_default();
    let told = read_failure(text).unwrap_or_else(|error| {
        let problem = match text {
            [] => "it says nothing about why".to_owned(),
            _ => format!("what it says about why is no error in JSON: {error}"),
        };
        ProviderError::Broken(format!("it failed with status {status}, and {problem}"))
    });
    match status {
        abi::PANIC => Err(Failure::Fault(Fault::Panicked(match told.to_string() {
            words if words.starts_with("it panicked") => words,
            words => format!("it panicked: {words}"),
        }))),
        _ => Err(Failure::Told(told)),
    }
}

/// A description that can be used, with its facts.
pub(crate) fn read(text: &[u8]) -> Result<(Description, Schema), String> {
    let about = read_description(text).map_err(|error| error.0)?;
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let starts = about.id.starts_with(|first: char| first.is_ascii_lowercase());
    if !starts || !about.id.split('-').all(word) {
        return Err(format!(
            "its id `{}` is not made of lower-case letters and digits, joined by hyphens",
            about.id
        ));
    }
    if about.version.is_empty() || about.title.is_empty() {
        return Err("it has no version or no title".to_owned());
    }
    let texts = about.schemas.iter();
    let schema = Schema::read(texts.map(|source| (source.name.as_str(), source.text.as_str())))
        .map_err(|error| error.to_string())?;
    Ok((about, schema))
}

/// Settings whose paths are absolute.
fn absolute(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    let files = settings.texts(FILES).iter().map(|file| full(Path::new(file)));
    let files: Vec<String> = files.collect();
    if !files.is_empty() {
        settings.insert(FILES, SettingValue::Texts(files));
    }
    settings
}

fn full(path: &Path) -> String {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    full.to_string_lossy().into_owned()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

impl Provider for PluginProvider {
    fn describe(&self) -> Description {
        self.about.clone()
    }

    fn takes(&self, file: &Path) -> bool {
        let order = Order::Takes { path: full(file) };
        let mut talk = Talk::new(&self.limits, self.secrets, &self.about.id, &UNINTERESTED);
        let ended = talk.run(&self.start(), &order, Some(self.limits.start));
        ended.is_ok_and(|ended| ended.end.takes)
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        let order = Order::Touches {
            config: text(write_config(&absolute(&request.settings))),
            request: text(write_request(request)),
        };
        let mut talk = Talk::new(&self.limits, self.secrets, &self.about.id, &UNINTERESTED);
        match talk.run(&self.start(), &order, Some(self.limits.start)) {
            // What it does not tell is told from what it asked for.
            Ok(ended) if ended.end.status == abi::UNSUPPORTED => Ok(self.by_capabilities()),
            Ok(ended) => match error(&ended, &UNINTERESTED) {
                Ok(()) => Ok(talk.touches),
                Err(Failure::Told(error)) => Err(error),
                Err(Failure::Fault(fault)) => Err(ProviderError::Broken(fault.to_string())),
            },
            // A collection will show it again, and be reported; a plugin's fault is no reason not to begin.
            Err(_) => Ok(self.by_capabilities()),
        }
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let watched = self.watched(self.start(), request, host);
        let error = match (watched.error, watched.fault) {
            (Some(ProviderError::Broken(why)), _) => Some(why),
            (Some(error), _) => return Err(error),
            (None, fault) => fault.map(|fault| fault.to_string()),
        };
        let bad = watched.bad.map(|bad| bad.to_string());
        match (error, bad) {
            (None, None) => Ok(()),
            (Some(why), None) | (None, Some(why)) => Err(ProviderError::Broken(why)),
            (Some(why), Some(bad)) => Err(ProviderError::Broken(format!("{why}; {bad}"))),
        }
    }
}

impl PluginProvider {
    /// What it may use, where it does not say what it would touch; how often is not known.
    fn by_capabilities(&self) -> Vec<Touch> {
        let touch = |capability: &String| Touch {
            action: "use".to_owned(),
            target: capability.clone(),
            account: None,
            times: u64::MAX,
        };
        self.about.capabilities.iter().map(touch).collect()
    }
}
