//! A host that also listens: what the generic provider tells of the server is evidence of its version.

use imaprules_facts::{Known, Record, SubjectRef, Value};
use imaprules_provider::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the server said, as far as it tells versions apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Heard {
    /// Id of the endpoint's subject.
    pub(crate) server: Option<String>,
    pub(crate) greeting: Option<String>,
    /// Whether it greeted as an IMAP server does.
    pub(crate) greets: bool,
    /// Capabilities over TLS, in clear and once signed in, each in its order.
    pub(crate) capabilities: Vec<Vec<String>>,
    /// Answer to ID, as `name=value`.
    pub(crate) id: Vec<String>,
    /// When it was heard, in milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
}

/// Passes everything on, and keeps what the server said.
pub(crate) struct Listener<'a> {
    host: &'a dyn Host,
    heard: Mutex<Heard>,
}

impl<'a> Listener<'a> {
    pub(crate) fn new(host: &'a dyn Host) -> Self {
        Listener {
            host,
            heard: Mutex::default(),
        }
    }

    /// What was heard.
    pub(crate) fn heard(self) -> Heard {
        self.heard.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn listen(&mut self, record: &Record) {
        for (name, known) in &record.facts {
            self.fact(name, known);
        }
        self.server.get_or_insert_with(|| record.subject.id.clone());
        self.at = record.at;
    }

    fn fact(&mut self, name: &str, known: &Known) {
        match (name, known) {
            ("imap.greeting_text", Ok(Value::Text(text))) => self.greeting = Some(text.clone()),
            ("imap.greeting", Ok(word)) => self.greets = word.as_text() == Some("ok"),
            ("imap.id", Ok(list)) => self.id = texts(list),
            ("imap.capabilities" | "imap.capabilities_plain" | "imap.capabilities_signed_in", Ok(list)) => {
                self.capabilities.push(texts(list))
            }
            _ => {}
        }
    }
}

fn texts(list: &Value) -> Vec<String> {
    match list {
        Value::List(items) => items
            .iter()
            .filter_map(Value::as_text)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

impl Host for Listener<'_> {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        if record.subject.kind == "server" {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.listen(&record);
        }
        self.host.emit(record)
    }

    fn log(&self, level: Level, message: &str) {
        self.host.log(level, message);
    }

    fn progress(&self, done: u64, total: u64) {
        self.host.progress(done, total);
    }

    fn cancelled(&self) -> bool {
        self.host.cancelled()
    }

    fn time_left(&self) -> Option<Duration> {
        self.host.time_left()
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        self.host.budget(attempt)
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        self.host.told(attempt, outcome);
    }

    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        self.host.secret(subject, name)
    }

    fn keep_secret(&self, subject: &SubjectRef, name: &str, secret: SecretString) {
        self.host.keep_secret(subject, name, secret);
    }
}
