//! What changed between two reports.

use crate::{Outcome, Report, Result};
use std::collections::HashSet;

/// The findings of two reports, compared by rule and subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'a> {
    /// Findings of the new report that the old one has not.
    pub new: Vec<&'a Result>,
    /// Findings of the old report that the new one has not: mended, or no longer decided.
    pub gone: Vec<&'a Result>,
    /// How many are in both.
    pub same: usize,
}

/// Compares the `fail` and `error` results of two reports.
pub fn difference<'a>(old: &'a Report, new: &'a Report) -> Difference<'a> {
    let (before, after) = (keys(old), keys(new));
    let missing = |report: &'a Report, from: &HashSet<Key<'_>>| -> Vec<&'a Result> {
        findings(report)
            .filter(|result| !from.contains(&key(result)))
            .collect()
    };
    Difference {
        new: missing(new, &before),
        gone: missing(old, &after),
        same: before.intersection(&after).count(),
    }
}

type Key<'a> = (&'a str, &'a str, String);

/// Ids compare without regard to ASCII case, as they do everywhere.
fn key(result: &Result) -> Key<'_> {
    (
        &result.rule,
        &result.subject.kind,
        result.subject.id.to_ascii_lowercase(),
    )
}

fn keys(report: &Report) -> HashSet<Key<'_>> {
    findings(report).map(key).collect()
}

fn findings(report: &Report) -> impl Iterator<Item = &Result> {
    let is_finding = |result: &&Result| matches!(result.outcome, Outcome::Fail | Outcome::Error);
    report.results.iter().filter(is_finding)
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::testkit::report;

    #[test]
    fn findings_are_new_gone_or_still_there() {
        let old = report(&[("a.x", "A@example.com"), ("a.x", "b@example.com")]);
        let new = report(&[("a.x", "a@example.com"), ("a.y", "b@example.com")]);
        let found = difference(&old, &new);
        assert_eq!((found.new.len(), found.gone.len(), found.same), (1, 1, 1));
        assert_eq!(
            (found.new[0].rule.as_str(), found.gone[0].subject.id.as_str()),
            ("a.y", "b@example.com")
        );
    }
}
