//! What a rule says about a subject.

use std::fmt;

/// What a rule says about a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It finds a fault.
    Fail,
    /// It finds none.
    Pass,
    /// It cannot be told: a fact that decides it is not known.
    Unknown,
    /// The rule does not apply.
    NotApplicable,
    /// The rule broke, as by a division by zero.
    Error,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 5] = [
        Outcome::Fail,
        Outcome::Pass,
        Outcome::Unknown,
        Outcome::NotApplicable,
        Outcome::Error,
    ];

    /// The word used in tests and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Fail => "fail",
            Outcome::Pass => "pass",
            Outcome::Unknown => "unknown",
            Outcome::NotApplicable => "not-applicable",
            Outcome::Error => "error",
        }
    }

    /// The outcome of that word.
    pub fn parse(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
