//! Whether a rule did what a test case expects.

use super::Said;
use crate::Outcome;
use crate::pack::Case;
use std::fmt;

/// Whether a rule did what a test case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseVerdict {
    /// It did.
    Validated,
    /// A failure was expected, and the rule found none.
    Missing,
    /// No failure was expected, and the rule found one.
    Noisy,
    /// Anything else: another outcome, title or reasons.
    Wrong,
    /// An answer was expected, and the rule could not tell.
    Undecided,
    /// The finding is not the one that was accepted.
    Changed,
}

impl CaseVerdict {
    /// The word shown to authors.
    pub fn as_str(self) -> &'static str {
        match self {
            CaseVerdict::Validated => "validated",
            CaseVerdict::Missing => "missing",
            CaseVerdict::Noisy => "noisy",
            CaseVerdict::Wrong => "wrong",
            CaseVerdict::Undecided => "undecided",
            CaseVerdict::Changed => "changed",
        }
    }

    /// Whether the case is passed.
    pub fn is_ok(self) -> bool {
        self == CaseVerdict::Validated
    }
}

impl fmt::Display for CaseVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The verdict, and what differs.
pub(super) fn compare(case: &Case, said: &Said) -> (CaseVerdict, Vec<String>) {
    let details = differences(case, said);
    let verdict = match (case.expect, said.outcome) {
        (expected, got) if expected == got && details.is_empty() => CaseVerdict::Validated,
        (expected, got) if expected == got => CaseVerdict::Wrong,
        (Outcome::Fail, Outcome::Pass | Outcome::NotApplicable) => CaseVerdict::Missing,
        (Outcome::Pass | Outcome::NotApplicable, Outcome::Fail) => CaseVerdict::Noisy,
        (_, Outcome::Unknown) => CaseVerdict::Undecided,
        _ => CaseVerdict::Wrong,
    };
    (verdict, details)
}

fn differences(case: &Case, said: &Said) -> Vec<String> {
    let mut details = Vec::new();
    if case.expect != said.outcome {
        details.push(format!("expected {}, got {}", case.expect, said.outcome));
        if said.outcome == Outcome::Unknown {
            details.push(format!("it is unknown because: {}", said.reasons.join(", ")));
        }
        details.extend(said.error.as_ref().map(|error| format!("it broke: {error}")));
        return details;
    }
    if let Some(title) = case.title.as_ref().filter(|title| **title != said.title) {
        details.push(format!("expected the title \"{title}\", got \"{}\"", said.title));
    }
    let mut expected: Vec<&str> = case.reasons.iter().map(|reason| reason.as_str()).collect();
    let mut got: Vec<&str> = said.reasons.iter().map(String::as_str).collect();
    expected.sort_unstable();
    expected.dedup();
    got.sort_unstable();
    if !expected.is_empty() && expected != got {
        details.push(format!(
            "expected the reasons {}, got {}",
            expected.join(", "),
            got.join(", ")
        ));
    }
    details
}
