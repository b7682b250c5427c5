//! A host that takes everything and keeps nothing.

use imaprules_facts::{Record, SubjectRef};
use imaprules_provider::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use std::time::Duration;

/// Keeps nothing.
pub(crate) struct Null;

impl Host for Null {
    fn emit(&self, _: Record) -> Result<(), Stop> {
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
        Decision::Refused("nothing is connected".to_owned())
    }

    fn told(&self, _: &Attempt, _: Outcome) {}

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        None
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
