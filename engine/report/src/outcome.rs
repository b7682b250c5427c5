//! What a rule says about a subject.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a rule says about a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It finds a fault: its condition is true.
    Fail,
    /// It finds none: its condition is false.
    Pass,
    /// It cannot be told: a fact that decides it is not known.
    Unknown,
    /// The rule does not apply to this subject.
    NotApplicable,
    /// The rule or a script broke, as by a division by zero.
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

    /// Whether it is listed as something wrong: a failure, or a rule that broke.
    pub fn is_finding(self) -> bool {
        matches!(self, Outcome::Fail | Outcome::Error)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json_and_read_back() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(Outcome::parse("Fail"), None);
    }
}
