//! A host that keeps what it is told, and collections against the double.

use imaprules_demo::google::{Asked, GoogleDouble, GoogleScene};
use imaprules_facts::{FactStore, Known, Record, Schema, SubjectRef, Value};
use imaprules_provider::{
    Attempt, Budget, BudgetLimits, Decision, Host, InputSubject, Level, Outcome, Provider, ProviderError,
    Request, SecretString, SettingValue, Stop,
};
use imaprules_provider_gmail::GmailProvider;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// The super administrator of the double.
pub(crate) const ADMIN: &str = "admin@example.com";

/// Keeps everything.
pub(crate) struct Kept {
    pub(crate) records: Mutex<Vec<Record>>,
    log: Mutex<Vec<String>>,
    open: Mutex<Vec<Attempt>>,
    budget: Budget,
    pub(crate) cancel: AtomicBool,
}

impl Kept {
    pub(crate) fn new() -> Kept {
        Kept {
            records: Mutex::default(),
            log: Mutex::default(),
            open: Mutex::default(),
            budget: Budget::new(BudgetLimits::default()),
            cancel: AtomicBool::new(false),
        }
    }

    /// What is known of a fact; the last word on it.
    #[track_caller]
    pub(crate) fn fact(&self, kind: &str, id: &str, name: &str) -> Known {
        let records = self.records.lock().unwrap();
        let of_subject = records
            .iter()
            .filter(|record| record.subject == SubjectRef::new(kind, id));
        let found = of_subject
            .flat_map(|record| &record.facts)
            .rfind(|(fact, _)| fact == name);
        found
            .unwrap_or_else(|| panic!("nothing was said of {name} of {kind} {id}"))
            .1
            .clone()
    }

    /// A fact of a mailbox, as text: the value, or the reason in brackets.
    #[track_caller]
    pub(crate) fn mailbox(&self, id: &str, name: &str) -> String {
        shown(&self.fact("mailbox", id, name))
    }

    /// A fact of the whole migration, in the same way.
    #[track_caller]
    pub(crate) fn whole(&self, name: &str) -> String {
        shown(&self.fact("migration", "migration", name))
    }

    /// The note of an unknown fact.
    #[track_caller]
    pub(crate) fn note(&self, kind: &str, id: &str, name: &str) -> String {
        self.fact(kind, id, name)
            .expect_err(name)
            .note
            .unwrap_or_default()
    }

    /// Everything that left the provider.
    pub(crate) fn everything(&self) -> String {
        format!("{:?}{:?}", self.records.lock().unwrap(), self.log.lock().unwrap())
    }
}

fn shown(known: &Known) -> String {
    match known {
        Ok(Value::Bool(value)) => value.to_string(),
        Ok(Value::Int(value)) => value.to_string(),
        Ok(Value::Float(value)) => value.to_string(),
        Ok(Value::Text(value)) => value.clone(),
        Ok(Value::List(values)) => values
            .iter()
            .filter_map(Value::as_text)
            .collect::<Vec<_>>()
            .join(" "),
        Err(unknown) => format!("({})", unknown.reason),
    }
}

impl Host for Kept {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }

    fn log(&self, _: Level, message: &str) {
        self.log.lock().unwrap().push(message.to_owned());
    }

    fn progress(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::SeqCst)
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        let decision = self.budget.ask(attempt);
        if decision == Decision::Granted {
            self.open.lock().unwrap().push(attempt.clone());
        }
        decision
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        self.budget.told(attempt, outcome);
        let mut open = self.open.lock().unwrap();
        let at = open
            .iter()
            .position(|one| one == attempt)
            .expect("told of an attempt that was granted");
        open.swap_remove(at);
    }

    fn secret(&self, subject: &SubjectRef, _: &str) -> Option<SecretString> {
        let without = subject.id.starts_with("ned.nokey");
        (!without).then(|| SecretString::from("abcdefghijklmnop".to_owned()))
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}

/// A double, and a folder with the key file.
pub(crate) struct Lab {
    pub(crate) double: GoogleDouble,
    folder: TempDir,
}

/// A finished collection.
pub(crate) struct Ran {
    pub(crate) host: Kept,
    pub(crate) asked: Vec<Asked>,
}

impl Lab {
    pub(crate) fn new(scene: GoogleScene) -> Lab {
        let double = GoogleDouble::start(scene).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key.json"), double.key_file()).unwrap();
        Lab { double, folder }
    }

    /// Writes another key file.
    pub(crate) fn key(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("other.json");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A request for these rows, with short pauses, no mail server, and what a test sets.
    pub(crate) fn request(&self, rows: &[&str], set: &[(&str, &str)]) -> Request {
        let mut request = Request::default();
        let text = |text: &str| SettingValue::Text(text.to_owned());
        for setting in GmailProvider::new().describe().settings {
            if let Some(default) = &setting.default {
                let value = match default.as_str() {
                    "true" | "false" => SettingValue::Bool(default == "true"),
                    other => other.parse().map_or_else(|_| text(other), SettingValue::Int),
                };
                request.settings.insert(&setting.name, value);
            }
        }
        let key = self.folder.path().join("key.json");
        let usual = [
            ("service_account", key.to_str().unwrap()),
            ("admin", ADMIN),
            ("api_base", &self.double.base()),
            ("server", "127.0.0.1:1"),
            ("sign_in", "none"),
            ("tls_probe", "none"),
            ("google_pause", "20"),
            ("google_wait", "3000"),
            ("timeout", "5000"),
            ("mailbox_time", "5000"),
            ("throttle_pause", "10"),
        ];
        for (name, value) in usual.iter().chain(set) {
            let value = value.parse().map_or_else(|_| text(value), SettingValue::Int);
            request.settings.insert(*name, value);
        }
        request.subjects = rows.iter().map(|row| input(row)).collect();
        request
    }

    /// Collects about these rows.
    pub(crate) fn run(&self, rows: &[&str], set: &[(&str, &str)]) -> Ran {
        self.collect(&self.request(rows, set)).expect("a collection")
    }

    /// Collects, and holds every record against the schema and every attempt against its end.
    pub(crate) fn collect(&self, request: &Request) -> Result<Ran, ProviderError> {
        let host = Kept::new();
        GmailProvider::new().collect(request, &host)?;
        let about = GmailProvider::new().describe();
        let texts = about
            .schemas
            .iter()
            .map(|source| (source.name.as_str(), source.text.as_str()));
        let mut store = FactStore::new(Arc::new(Schema::read(texts).expect("the schema")));
        for record in host.records.lock().unwrap().iter() {
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
        }
        assert_eq!(*host.open.lock().unwrap(), [], "attempts that were never told");
        Ok(Ran {
            host,
            asked: self.double.asked(),
        })
    }
}

/// A row: `ADDRESS`, or `ADDRESS=USERNAME`.
fn input(row: &str) -> InputSubject {
    let (address, user) = row.split_once('=').unwrap_or((row, row));
    let text = |text: &str| Value::Text(text.to_owned());
    InputSubject {
        subject: SubjectRef::new("mailbox", address),
        facts: vec![
            ("mailbox.address".to_owned(), text(address)),
            ("csv.user_name".to_owned(), text(user)),
        ],
    }
}

/// The shipped organisation.
pub(crate) fn scene() -> GoogleScene {
    GoogleScene::shipped().unwrap()
}
