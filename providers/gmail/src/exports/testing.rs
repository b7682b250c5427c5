//! What the tests of this module share.

use imaprules_exports::{Export, Limits, Object};
use imaprules_facts::{Record, SubjectRef, Value};
use imaprules_provider::{Attempt, Decision, Host, InputSubject, Level, Outcome, SecretString, Stop};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

/// The first record of a text.
pub(crate) fn object(text: &str) -> Object {
    let mut export = Export::from_bytes("test", text.as_bytes().to_vec(), &Limits::default()).unwrap();
    export.next().unwrap().unwrap().object
}

/// A row of the migration file.
pub(crate) fn row(address: &str, user_name: &str) -> InputSubject {
    InputSubject {
        subject: SubjectRef::new("mailbox", address),
        facts: vec![
            ("mailbox.address".to_owned(), Value::from(address)),
            ("csv.user_name".to_owned(), Value::from(user_name)),
        ],
    }
}

/// A host that keeps everything.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) records: Mutex<Vec<Record>>,
    pub(crate) log: Mutex<Vec<String>>,
    pub(crate) secrets: HashMap<SubjectRef, String>,
}

impl Host for Memory {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }
    fn log(&self, _: Level, message: &str) {
        self.log.lock().unwrap().push(message.to_owned());
    }
    fn progress(&self, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
    fn time_left(&self) -> Option<Duration> {
        None
    }
    fn budget(&self, _: &Attempt) -> Decision {
        Decision::Refused("nothing is touched here".to_owned())
    }
    fn told(&self, _: &Attempt, _: Outcome) {}
    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        let secret = self.secrets.get(subject).filter(|_| name == "password")?;
        Some(SecretString::from(secret.as_str()))
    }
    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
