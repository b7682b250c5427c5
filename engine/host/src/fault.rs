//! What a plugin did wrong. Each kind has words of its own, so that a vendor knows from a customer's report what to look for.

use std::time::Duration;
use thiserror::Error;

/// A fault of a plugin. Facts received before it stay.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The child process could not be started.
    #[error("its process could not be started: {0}")]
    Start(String),
    /// The library is none, of another version, or half a table.
    #[error("the library cannot be used: {0}")]
    Unusable(String),
    /// The process died.
    #[error("it crashed: {how}{words}")]
    Crashed {
        /// The signal or the exit code, in words.
        how: String,
        /// Its last line on standard error, after a semicolon.
        words: String,
    },
    /// It showed no sign of life.
    #[error("it hung: no sign of life for {} s, so it was ended{words}", .silence.as_secs_f64())]
    Hung {
        /// For how long.
        silence: Duration,
        /// Its last line on standard error, after a semicolon.
        words: String,
    },
    /// It was asked to stop and did not.
    #[error("it did not stop within {} s after {why}, so it was ended", .grace.as_secs_f64())]
    Deaf {
        /// Why it was to stop.
        why: &'static str,
        /// The time it had.
        grace: Duration,
    },
    /// It sent too much.
    #[error("it flooded the program: more than {0}; it was ended")]
    Flooded(String),
    /// What came through the pipe is not what its process sends.
    #[error("it broke the protocol: {0}")]
    Protocol(String),
    /// It said so itself.
    #[error("{0}")]
    Panicked(String),
    /// Records that could not be used.
    #[error(
        "{count} of its records were left out, because they do not follow its own declarations; the first: {first}"
    )]
    BadRecords {
        /// How many.
        count: u64,
        /// What is wrong with the first.
        first: String,
    },
}

impl Fault {
    /// The kind of fault, as one word.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Start(_) => "start",
            Fault::Unusable(_) => "unusable",
            Fault::Crashed { .. } => "crashed",
            Fault::Hung { .. } => "hung",
            Fault::Deaf { .. } => "deaf",
            Fault::Flooded(_) => "flooded",
            Fault::Protocol(_) => "protocol",
            Fault::Panicked(_) => "panicked",
            Fault::BadRecords { .. } => "bad-records",
        }
    }
}
