//! What the program gives a provider while it collects.

use crate::{Attempt, Decision, Outcome, SecretString};
use imaprules_facts::{Record, SubjectRef};
use std::time::Duration;

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Every step, for a developer.
    Debug,
    /// What is being done.
    Info,
    /// Something odd that no fact carries.
    Warning,
}

/// The host wants no more records: the run was interrupted or its output broke. Return soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// The program's side of a collection. Every method may be called from any thread of the provider and returns
/// quickly; only [`Host::emit`] may wait for the journal.
pub trait Host: Send + Sync {
    /// Hands over a record. It is journalled before this returns.
    ///
    /// # Errors
    /// [`Stop`] when no more records are wanted.
    fn emit(&self, record: Record) -> Result<(), Stop>;

    /// A line for the log. Never a secret, never a fact that a rule should see.
    fn log(&self, level: Level, message: &str);

    /// How far the collection is.
    fn progress(&self, done: u64, total: u64);

    /// Whether to stop. Asked before each attempt and at least every 100 ms while waiting.
    fn cancelled(&self) -> bool;

    /// Time left until the deadline; nothing when there is none.
    fn time_left(&self) -> Option<Duration>;

    /// Asks whether an attempt may be made now. Never blocks: a [`Decision::Later`] says when to ask again.
    fn budget(&self, attempt: &Attempt) -> Decision;

    /// Tells how an attempt that was granted ended. Every granted attempt is told exactly once.
    fn told(&self, attempt: &Attempt, outcome: Outcome);

    /// A secret of a subject, such as `password`, when this provider was granted it.
    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString>;

    /// Keeps a secret that was found in an input, for providers that are granted it. It stays in memory.
    fn keep_secret(&self, subject: &SubjectRef, name: &str, secret: SecretString);
}
