//! A host that grants everything and keeps one number.

use crate::scene::PASSWORD;
use imaprules_facts::{Record, SubjectRef, Value};
use imaprules_provider::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use std::sync::Mutex;
use std::time::Duration;

#[derive(Debug, Default)]
pub(crate) struct Counted {
    messages: Mutex<Option<u64>>,
}

impl Counted {
    /// Messages that were counted by their labels.
    pub(crate) fn counted(&self) -> Option<u64> {
        self.messages.lock().ok().and_then(|messages| *messages)
    }
}

impl Host for Counted {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        let counted = record.facts.iter().find_map(|(name, known)| match known {
            Ok(Value::Int(count)) if name == "gmail.counted_messages" => u64::try_from(*count).ok(),
            _ => None,
        });
        if let (Some(counted), Ok(mut messages)) = (counted, self.messages.lock()) {
            *messages = Some(counted);
        }
        Ok(())
    }

    fn log(&self, _: Level, _: &str) {}

    fn progress(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        false
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, _: &Attempt) -> Decision {
        Decision::Granted
    }

    fn told(&self, _: &Attempt, _: Outcome) {}

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        Some(SecretString::from(PASSWORD.to_owned()))
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
