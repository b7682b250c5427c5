//! Plugins: what a child process writes for one, and the texts that travel between program and plugin.

use imaprules_facts::{FactStore, Record, Schema, SubjectRef};
use imaprules_provider::wire::{
    Lines, read_attempt, read_config, read_description, read_failure, read_request, read_touch,
    write_attempt, write_config, write_description, write_failure, write_request, write_touch,
};
use imaprules_provider::{
    Attempt, Decision, Host, InputSubject, Level, Outcome, Request, SecretString, Stop,
};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The declarations with which the condition language's own tests work: every type, parents, references, lists.
const FACTS: &str = include_str!("../../../engine/conditions/src/tests_facts.toml");

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::read([("facts.toml", FACTS)]).expect("declarations"));

/// What every question for a secret is answered.
const SECRET: &str = "open-sesame-17";

/// Octets as frames of a child, and as each text by itself.
///
/// # Panics
/// When a record gets through that does not follow the declarations, a secret is logged, an attempt is told that was not granted, or
/// a text that was read and written again reads differently.
pub fn plugin(octets: &[u8]) {
    let host = Strict {
        store: Mutex::new(FactStore::new(Arc::new(SCHEMA.clone()))),
        granted: Mutex::default(),
    };
    if let Err(fault) = imaprules_host::fuzz(octets, Lines::new("fuzz", SCHEMA.clone()), &host) {
        assert!(!fault.to_string().contains(SECRET), "a fault says a secret");
    }
    texts(octets);
}

/// What can be read can be written, and reads the same again.
fn texts(octets: &[u8]) {
    twice(octets, read_attempt, write_attempt);
    twice(octets, read_config, write_config);
    twice(octets, read_description, write_description);
    twice(octets, read_failure, write_failure);
    let request = |subjects: &Vec<InputSubject>| {
        write_request(&Request {
            subjects: subjects.clone(),
            ..Request::default()
        })
    };
    twice(octets, read_request, request);
    twice(octets, read_touch, write_touch);
}

fn twice<T: std::fmt::Debug, E: std::fmt::Debug>(
    octets: &[u8],
    read: impl Fn(&[u8]) -> Result<T, E>,
    write: impl Fn(&T) -> Vec<u8>,
) {
    let Ok(once) = read(octets) else { return };
    let again = read(&write(&once)).expect("what was written can be read");
    assert_eq!(format!("{once:?}"), format!("{again:?}"), "read twice");
}

/// A host that grants everything, and holds the program to its word.
struct Strict {
    store: Mutex<FactStore>,
    granted: Mutex<Vec<Attempt>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host for Strict {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        let added = held(&self.store).add(&record);
        added.expect("a record that follows the declarations");
        Ok(())
    }

    fn log(&self, _: Level, message: &str) {
        assert!(!message.contains(SECRET), "a secret is logged: {message}");
    }

    fn progress(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        false
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        held(&self.granted).push(attempt.clone());
        Decision::Granted
    }

    fn told(&self, attempt: &Attempt, _: Outcome) {
        let mut granted = held(&self.granted);
        let at = granted.iter().position(|one| one == attempt);
        granted.swap_remove(at.expect("an attempt that was granted"));
    }

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        Some(SecretString::from(SECRET.to_owned()))
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
