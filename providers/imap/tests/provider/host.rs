//! A host that keeps what it is told, with a real budget and a schema that every record is checked against.

use imaprules_facts::{FactStore, Known, Record, Schema, SubjectRef, Value};
use imaprules_provider::{
    Attempt, Budget, BudgetLimits, Decision, Host, InputSubject, Level, Outcome, Provider, ProviderError,
    Request, SecretString, SettingValue, Stop,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A row of the migration file: address, user name, password.
pub(crate) type Row<'a> = (&'a str, &'a str, &'a str);

pub(crate) struct Collected {
    pub(crate) records: Mutex<Vec<Record>>,
    pub(crate) log: Mutex<Vec<String>>,
    pub(crate) asked: Mutex<Vec<Attempt>>,
    pub(crate) told: Mutex<Vec<(Attempt, Outcome)>>,
    pub(crate) progress: Mutex<Vec<(u64, u64)>>,
    pub(crate) cancel: AtomicBool,
    /// The row whose password costs a panic.
    pub(crate) panics_at: Option<&'static str>,
    secrets: HashMap<String, String>,
    budget: Budget,
}

impl Collected {
    pub(crate) fn new(rows: &[Row<'_>]) -> Collected {
        Collected {
            records: Mutex::default(),
            log: Mutex::default(),
            asked: Mutex::default(),
            told: Mutex::default(),
            progress: Mutex::default(),
            cancel: AtomicBool::new(false),
            panics_at: None,
            secrets: rows
                .iter()
                .map(|(address, _, password)| ((*address).to_owned(), (*password).to_owned()))
                .collect(),
            budget: Budget::new(BudgetLimits::default()),
        }
    }

    /// A host that lets limits be measured, with so many connections.
    pub(crate) fn measuring(rows: &[Row<'_>], measured: u32) -> Collected {
        Collected {
            budget: Budget::new(BudgetLimits {
                measured,
                ..BudgetLimits::default()
            }),
            ..Collected::new(rows)
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

    #[track_caller]
    pub(crate) fn text(&self, id: &str, name: &str) -> String {
        match self.fact("mailbox", id, name) {
            Ok(Value::Text(text)) => text,
            other => panic!("{name} of {id}: {other:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn int(&self, id: &str, name: &str) -> i64 {
        match self.fact("mailbox", id, name) {
            Ok(Value::Int(int)) => int,
            other => panic!("{name} of {id}: {other:?}"),
        }
    }

    /// The reason of an unknown fact of a mailbox.
    #[track_caller]
    pub(crate) fn reason(&self, id: &str, name: &str) -> &'static str {
        match self.fact("mailbox", id, name) {
            Err(unknown) => unknown.reason.as_str(),
            Ok(value) => panic!("{name} of {id} is known: {value:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn server(&self, name: &str) -> Known {
        let records = self.records.lock().unwrap();
        let server = records
            .iter()
            .find(|record| record.subject.kind == "server")
            .expect("a server")
            .subject
            .id
            .clone();
        drop(records);
        self.fact("server", &server, name)
    }

    /// Ids of the folders of a mailbox.
    pub(crate) fn folders(&self, mailbox: &str) -> Vec<String> {
        let records = self.records.lock().unwrap();
        let of_mailbox = records
            .iter()
            .filter(|record| record.parent.as_deref() == Some(mailbox));
        of_mailbox.map(|record| record.subject.id.clone()).collect()
    }

    /// Records that are about the mailboxes themselves.
    pub(crate) fn mailbox_records(&self) -> usize {
        self.records
            .lock()
            .unwrap()
            .iter()
            .filter(|record| record.subject.kind == "mailbox")
            .count()
    }

    /// Everything that left the provider, for a search for what must not.
    pub(crate) fn everything(&self) -> String {
        format!("{:?}{:?}", self.records.lock().unwrap(), self.log.lock().unwrap())
    }

    /// Every attempt that was granted has been told, and only those.
    #[track_caller]
    pub(crate) fn expect_balanced(&self) {
        let sorted = |attempts: Vec<Attempt>| {
            let mut texts: Vec<String> = attempts.iter().map(|attempt| format!("{attempt:?}")).collect();
            texts.sort();
            texts
        };
        let told = self
            .told
            .lock()
            .unwrap()
            .iter()
            .map(|(attempt, _)| attempt.clone())
            .collect();
        assert_eq!(sorted(self.asked.lock().unwrap().clone()), sorted(told));
    }

    pub(crate) fn outcomes(&self, wanted: Outcome) -> usize {
        let told = self.told.lock().unwrap();
        told.iter()
            .filter(|(attempt, outcome)| matches!(attempt, Attempt::SignIn { .. }) && *outcome == wanted)
            .count()
    }
}

impl Host for Collected {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }

    fn log(&self, _: Level, message: &str) {
        self.log.lock().unwrap().push(message.to_owned());
    }

    fn progress(&self, done: u64, total: u64) {
        self.progress.lock().unwrap().push((done, total));
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::SeqCst)
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        let decision = self.budget.ask(attempt);
        if decision == Decision::Granted {
            self.asked.lock().unwrap().push(attempt.clone());
        }
        decision
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        self.budget.told(attempt, outcome);
        self.told.lock().unwrap().push((attempt.clone(), outcome));
    }

    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        assert_eq!((subject.kind.as_str(), name), ("mailbox", "password"));
        assert_ne!(
            self.panics_at,
            Some(subject.id.as_str()),
            "a fault that a test wants"
        );
        self.secrets
            .get(&subject.id)
            .map(|secret| SecretString::from(secret.clone()))
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {
        panic!("a source system finds no secrets");
    }
}

/// The request for some rows, with the declared defaults and what a test sets.
pub(crate) fn request(provider: &dyn Provider, rows: &[Row<'_>], set: &[(&str, SettingValue)]) -> Request {
    let mut request = Request::default();
    for setting in provider.describe().settings {
        if let Some(default) = &setting.default {
            request
                .settings
                .insert(&setting.name, default_value(&setting.name, default));
        }
    }
    for (name, value) in set {
        request.settings.insert(*name, value.clone());
    }
    request.subjects = rows.iter().map(input).collect();
    request
}

fn default_value(name: &str, text: &str) -> SettingValue {
    match (name, text) {
        (_, "true" | "false") => SettingValue::Bool(text == "true"),
        ("timeout" | "mailbox_time", _) => SettingValue::Int(10_000),
        _ => text
            .parse()
            .map_or_else(|_| SettingValue::Text(text.to_owned()), SettingValue::Int),
    }
}

fn input((address, user, _): &Row<'_>) -> InputSubject {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut facts = vec![
        ("mailbox.address".to_owned(), text(address)),
        ("csv.user_name".to_owned(), text(user)),
    ];
    // A test that needs a UserRoot writes `user|root`.
    if let Some((user, root)) = user.split_once('|') {
        facts = vec![
            ("csv.user_name".to_owned(), text(user)),
            ("csv.user_root".to_owned(), text(root)),
        ];
    }
    InputSubject {
        subject: SubjectRef::new("mailbox", *address),
        facts,
    }
}

/// Runs a collection and holds every record against the schema.
pub(crate) fn collect(
    provider: &dyn Provider,
    request: &Request,
    host: &Collected,
) -> Result<(), ProviderError> {
    provider.collect(request, host)?;
    let about = provider.describe();
    let sources = about
        .schemas
        .iter()
        .map(|source| (source.name.as_str(), source.text.as_str()));
    let mut store = FactStore::new(Arc::new(Schema::read(sources).expect("the schema")));
    for record in host.records.lock().unwrap().iter() {
        store
            .add(record)
            .unwrap_or_else(|error| panic!("{error}: {record:?}"));
    }
    host.expect_balanced();
    Ok(())
}
