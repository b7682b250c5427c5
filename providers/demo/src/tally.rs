//! What a demo counts while it runs, so that a test can prove what a client did and did not do.

use std::sync::{Mutex, PoisonError};

/// Commands kept by name; more are only counted.
const KEPT: usize = 1000;

/// The counts so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Connections accepted.
    pub connections: u64,
    /// Passwords offered, right or wrong.
    pub sign_ins: u64,
    /// Passwords that came over an unprotected connection.
    pub passwords_in_clear: u64,
    /// Commands that would have changed something and were refused. `SELECT` is among them, since it may take
    /// away the mark of new messages, and so is a FETCH that marks messages as read.
    pub changes_refused: u64,
    /// Those commands, the first thousand, in the order they came.
    pub changes: Vec<String>,
    /// The most octets that waited to be sent on one connection.
    pub largest_backlog: usize,
}

/// A tally that connections write to.
#[derive(Debug, Default)]
pub(crate) struct Counter(Mutex<Tally>);

impl Counter {
    /// The counts so far.
    pub(crate) fn read(&self) -> Tally {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the counts.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Tally)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// A command that would have changed something.
    pub(crate) fn refused_change(&self, command: &str) {
        self.note(|tally| {
            tally.changes_refused += 1;
            if tally.changes.len() < KEPT {
                tally.changes.push(command.to_owned());
            }
        });
    }
}
