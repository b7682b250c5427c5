//! A host that wants no records and shows no log, for reading files outside a run.

use imaprules_facts::{Record, SubjectRef};
use imaprules_provider::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use std::time::Duration;

/// Says nothing, keeps nothing.
pub(crate) struct Quiet;

impl Host for Quiet {
    fn emit(&self, _: Record) -> Result<(), Stop> {
        Err(Stop)
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
        Decision::Refused("files are read, nothing else".to_owned())
    }

    fn told(&self, _: &Attempt, _: Outcome) {}

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        None
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
