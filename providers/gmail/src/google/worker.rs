//! The rows, several at a time. One mailbox that Google answers slowly, or not at all, holds up nobody else.

use super::errors::Failure;
use super::organisation::{self, Organisation};
use super::people::Person;
use super::plan::Google;
use super::user::{self, Done};
use imaprules_provider::{Host, Stop};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Organisational units that are told one by one at most.
const UNITS: usize = 10_000;

/// What the rows have in common once they are done.
#[derive(Debug, Default)]
struct Found {
    units: BTreeMap<String, i64>,
    gmail: Option<Result<(), Failure>>,
}

impl Found {
    fn take(&mut self, done: Done) {
        if let Some(unit) = done.unit
            && (self.units.len() < UNITS || self.units.contains_key(&unit))
        {
            *self.units.entry(unit).or_default() += 1;
        }
        // One that was answered says more than one that was not.
        let better = !matches!(&self.gmail, Some(Ok(())));
        if better && done.gmail.is_some() {
            self.gmail = done.gmail;
        }
    }
}

/// Asks about the organisation, then about each row, and tells everything.
pub(crate) fn collect(google: &Google, people: &[Person], host: &dyn Host) {
    let organisation = organisation::ask(google, people, host);
    if organisation::tell(google, &organisation, host).is_err() {
        return;
    }
    let Ok(found) = rows(google, &organisation, people, host) else {
        return;
    };
    let nobody = organisation::unasked("no mailbox was asked for");
    let gmail = match &found.gmail {
        Some(outcome) => outcome.as_ref().copied(),
        None => Err(&nobody),
    };
    // The host wants no more records when the run was stopped.
    organisation::units(&organisation, &found.units, gmail, host).unwrap_or_default();
}

fn rows(
    google: &Google,
    organisation: &Organisation<'_>,
    people: &[Person],
    host: &dyn Host,
) -> Result<Found, Stop> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let found = Mutex::new(Found::default());
    let work = || {
        while let Some(person) = people.get(next.fetch_add(1, Ordering::Relaxed)) {
            match user::tell(google, organisation, person, host) {
                Ok(one) => found.lock().unwrap_or_else(PoisonError::into_inner).take(one),
                Err(Stop) => {
                    stopped.store(true, Ordering::Relaxed);
                    return;
                }
            }
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            host.progress(count as u64, people.len() as u64);
        }
    };
    thread::scope(|scope| {
        for _ in 1..google.plan.workers.min(people.len()) {
            scope.spawn(work);
        }
        work();
    });
    match stopped.into_inner() {
        true => Err(Stop),
        false => Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}
