//! What a survey found and what it cost.

use serde::Deserialize;
use std::time::Duration;

/// What is in the mailboxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(crate) struct Holds {
    pub(crate) mailboxes: u64,
    pub(crate) folders: u64,
    pub(crate) messages: u64,
    pub(crate) octets: u64,
    /// Octets of the largest message.
    pub(crate) largest: u64,
}

/// One survey.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) found: Holds,
    pub(crate) took: Duration,
    /// The most octets of memory.
    pub(crate) peak: u64,
    /// Processor time of its own; the server's is not in it.
    pub(crate) processor: Duration,
}

impl Outcome {
    pub(crate) fn mailboxes_a_second(&self) -> f64 {
        self.found.mailboxes as f64 / self.took.as_secs_f64()
    }
}

impl Outcome {
    /// Milliseconds of processor time a mailbox.
    pub(crate) fn own_milliseconds(&self) -> f64 {
        self.processor.as_secs_f64() * 1e3 / self.found.mailboxes as f64
    }
}

/// The middle one; of an even number the upper.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
