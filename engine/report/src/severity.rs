//! How much a failure matters.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a failure matters; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It will not work.
    Blocker,
    /// Slow, duplicated, degraded or risky.
    Warning,
    /// Worth knowing.
    Advice,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Blocker, Severity::Warning, Severity::Advice];

    /// The word used in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Blocker => "blocker",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }

    /// The severity of that word.
    pub fn parse(word: &str) -> Option<Severity> {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.as_str() == word)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json_and_read_back_and_the_worst_is_first() {
        for severity in Severity::ALL {
            assert_eq!(serde_json::to_value(severity).unwrap(), severity.as_str());
            assert_eq!(Severity::parse(severity.as_str()), Some(severity));
        }
        assert!(Severity::ALL.is_sorted());
        assert_eq!(Severity::parse("Blocker"), None);
    }
}
