//! What a plugin may use. Every number can be set in `imaprules.toml`.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The bounds of one child process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Time to load and to describe itself.
    pub start: Duration,
    /// Time for one collection; nothing: as long as it shows signs of life.
    pub collect: Option<Duration>,
    /// Time without any sign of life - a record, a log line, a question whether to stop - after which it counts as hung.
    pub silence: Duration,
    /// Time to return once it is asked to stop.
    pub grace: Duration,
    /// Address space in octets; nothing: no bound.
    pub memory: Option<u64>,
    /// Processor time in seconds.
    pub processor: u64,
    /// Records of one collection.
    pub records: u64,
    /// Octets of all records of one collection.
    pub octets: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            start: Duration::from_secs(10),
            collect: None,
            silence: Duration::from_secs(60),
            grace: Duration::from_secs(2),
            memory: Some(4 << 30),
            processor: 6 * 3600,
            records: 10_000_000,
            octets: 4 << 30,
        }
    }
}
