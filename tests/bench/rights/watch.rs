//! Watching records go by: nothing is kept of them but the moments and the words that are measured.

use imaprules_facts::{Record, Value};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many mailboxes came to which verdict.
pub(crate) type Verdicts = BTreeMap<String, usize>;

/// Watches records go by.
#[derive(Default)]
pub(crate) struct Watching(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    before: Option<Instant>,
    last: Option<Instant>,
    begun: bool,
    verdicts: Verdicts,
}

impl Watching {
    /// One more record.
    pub(crate) fn see(&self, record: &Record) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).see(record);
    }

    /// From the last record before those of rights to the last of them, and their verdicts.
    pub(crate) fn rights(&self, start: Instant) -> (Duration, Verdicts) {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.before.unwrap_or(start);
        (seen.last.unwrap_or(before) - before, seen.verdicts.clone())
    }
}

impl Seen {
    fn see(&mut self, record: &Record) {
        let of_rights = |name: &str| name.starts_with("exchange.access") || name == "exchange.delegated";
        if record.facts.iter().any(|(name, _)| of_rights(name)) {
            self.begun = true;
            self.last = Some(Instant::now());
        } else if !self.begun {
            self.before = Some(Instant::now());
        }
        for (name, known) in &record.facts {
            if name == "exchange.access" {
                let word = known.as_ref().ok().and_then(Value::as_text).unwrap_or("unknown");
                *self.verdicts.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
}

/// Memory of this process at most.
#[cfg(target_os = "linux")]
pub(crate) fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() / 1024
}

/// Not told elsewhere.
#[cfg(not(target_os = "linux"))]
pub(crate) fn peak_mebibytes() -> u64 {
    0
}
