//! The host of the kit: takes everything, remembers what it has to, and cancels when it is told to.

use imaprules_facts::{Record, SubjectRef};
use imaprules_provider::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What nobody writes by chance.
const SECRET: &str = "kit-secret-9Zq7";

/// When the kit wants the provider to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum When {
    Never,
    Now,
    After(Duration),
    /// Cancelled after so many records.
    Records(u64),
    /// No more taken after so many records.
    Enough(u64),
}

pub(super) struct KitHost {
    when: When,
    live: bool,
    waiting: bool,
    patient: AtomicBool,
    began: Instant,
    records: AtomicU64,
    asked: AtomicU64,
    seen: Mutex<HashSet<String>>,
    leaks: Mutex<Vec<String>>,
}

impl KitHost {
    pub(super) fn new(when: When, live: bool) -> Self {
        KitHost {
            when,
            live,
            waiting: false,
            patient: AtomicBool::new(false),
            began: Instant::now(),
            records: AtomicU64::new(0),
            asked: AtomicU64::new(0),
            seen: Mutex::default(),
            leaks: Mutex::default(),
        }
    }

    /// Answers every attempt with "later".
    pub(super) fn never_granting(mut self) -> Self {
        self.waiting = true;
        self
    }

    /// Does not cancel, whatever was said.
    pub(super) fn patient(&self) {
        self.patient.store(true, Ordering::Relaxed);
    }

    /// How often an attempt was asked for.
    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Facts that records held.
    pub(super) fn seen(&self) -> HashSet<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the secret turned up.
    pub(super) fn leaks(&self) -> Vec<String> {
        self.leaks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Host for KitHost {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        let records = self.records.fetch_add(1, Ordering::Relaxed) + 1;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.extend(record.facts.into_iter().map(|(name, _)| name));
        match self.when {
            When::Enough(most) if records >= most => Err(Stop),
            _ => Ok(()),
        }
    }

    fn log(&self, _: Level, message: &str) {
        // Secrets are taken out on the way here; where one was stands this.
        if message.contains("[a secret]") || message.contains(SECRET) {
            let mut leaks = self.leaks.lock().unwrap_or_else(PoisonError::into_inner);
            leaks.push("a log line held a secret".to_owned());
        }
    }

    fn progress(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        if self.patient.load(Ordering::Relaxed) {
            return false;
        }
        match self.when {
            When::Now => true,
            When::After(time) => self.began.elapsed() >= time,
            When::Records(number) => self.records.load(Ordering::Relaxed) >= number,
            When::Never | When::Enough(_) => false,
        }
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, _: &Attempt) -> Decision {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.waiting {
            Decision::Later(Duration::from_millis(20))
        } else if self.live {
            Decision::Granted
        } else {
            Decision::Refused("the kit lets nobody connect; --live does".to_owned())
        }
    }

    fn told(&self, _: &Attempt, _: Outcome) {}

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        Some(SecretString::from(SECRET.to_owned()))
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}
