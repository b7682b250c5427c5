//! A host that keeps what it is told. Every row has the same password.

use imaprules_facts::{Record, SubjectRef};
use imaprules_provider::{Attempt, Budget, Decision, Host, Level, Outcome, SecretString, Stop};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Grants every attempt unless told otherwise, and keeps everything.
#[derive(Default)]
pub(crate) struct Quiet {
    pub(crate) records: Mutex<Vec<Record>>,
    pub(crate) told: Mutex<Vec<(Attempt, Outcome)>>,
    pub(crate) cancelled: AtomicBool,
    /// Why no attempt is granted.
    pub(crate) refuses: Option<&'static str>,
    /// Asked where there is one.
    pub(crate) budget: Option<Budget>,
}

impl Quiet {
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        self.told
            .lock()
            .unwrap()
            .iter()
            .map(|(_, outcome)| *outcome)
            .collect()
    }
}

impl Host for Quiet {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }

    fn log(&self, _: Level, _: &str) {}

    fn progress(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        match (self.refuses, &self.budget) {
            (Some(note), _) => Decision::Refused(note.to_owned()),
            (None, Some(budget)) => budget.ask(attempt),
            (None, None) => Decision::Granted,
        }
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        if let Some(budget) = &self.budget {
            budget.told(attempt, outcome);
        }
        self.told.lock().unwrap().push((attempt.clone(), outcome));
    }

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        Some(SecretString::from("open-sesame".to_owned()))
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
