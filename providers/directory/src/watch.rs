//! Waiting that notices an interrupt: every wait is a row of short ones, between which the host is asked.

use crate::error::DirectoryError;
use imaprules_provider::{Attempt, Decision, Host, Outcome};
use std::time::{Duration, Instant};

/// How long a single wait is: an interrupt is noticed within this.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// The host, with what its answers mean here.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'h>(&'h dyn Host);

impl<'h> Watch<'h> {
    pub(crate) fn new(host: &'h dyn Host) -> Self {
        Watch(host)
    }

    /// Whether to go on waiting for something that must be there by `end`.
    pub(crate) fn go_on(self, end: Instant, at: &str, doing: &'static str) -> Result<(), DirectoryError> {
        if self.0.cancelled() {
            return Err(DirectoryError::Cancelled);
        }
        if Instant::now() >= end || self.0.time_left().is_some_and(|left| left.is_zero()) {
            let at = at.to_owned();
            return Err(DirectoryError::Timeout { at, doing });
        }
        Ok(())
    }

    /// Asks the budget until it decides.
    pub(crate) fn ask(self, attempt: Attempt) -> Result<Lease<'h>, DirectoryError> {
        loop {
            if self.0.cancelled() {
                return Err(DirectoryError::Cancelled);
            }
            match self.0.budget(&attempt) {
                Decision::Granted => {
                    return Ok(Lease {
                        host: self.0,
                        attempt,
                        outcome: Outcome::Failed,
                    });
                }
                Decision::Refused(note) => return Err(DirectoryError::Budget(note)),
                Decision::Later(pause) => std::thread::sleep(pause.min(TICK)),
            }
        }
    }
}

/// A granted attempt. Its outcome is told when it is dropped: `Failed` unless set before.
pub(crate) struct Lease<'h> {
    host: &'h dyn Host,
    attempt: Attempt,
    pub(crate) outcome: Outcome,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.host.told(&self.attempt, self.outcome);
    }
}
