//! What changed between two reports.
//!
//! A finding that the newer report does not have is not always mended: the rule may not have been decided this time. Where
//! a report does not tell the one from the other, the finding counts as not checked.

use crate::{Finding, Outcome, Report, Subject};
use std::collections::{HashMap, HashSet};

/// The findings of two reports, compared by rule and subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'a> {
    /// Findings of the new report that the old one has not.
    pub new: Vec<&'a Finding>,
    /// Findings of the old report whose rule finds nothing any more.
    pub gone: Vec<&'a Finding>,
    /// Findings of the old report whose rule was not decided on that subject this time, or may not have been; among them
    /// those about subjects that were not looked at any more.
    pub not_checked: Vec<&'a Finding>,
    /// How many are in both.
    pub same: usize,
}

/// Compares the `fail` and `error` results of two reports.
pub fn difference<'a>(old: &'a Report, new: &'a Report) -> Difference<'a> {
    let (before, after) = (keys(old), keys(new));
    let missing = |report: &'a Report, from: &HashSet<Key<'_>>| -> Vec<&'a Finding> {
        let absent = |finding: &&Finding| !from.contains(&key(finding));
        findings(report).filter(absent).collect()
    };
    let looked = Looked::at(old, new);
    let (gone, not_checked) = missing(old, &after)
        .into_iter()
        .partition(|finding| looked.decided(finding));
    Difference {
        new: missing(new, &before),
        gone,
        not_checked,
        same: before.intersection(&after).count(),
    }
}

/// What the new report says of what it does not list as a finding.
struct Looked<'a> {
    old: &'a Report,
    new: &'a Report,
    /// Whether everything that was asked the first time was asked again.
    same_providers: bool,
    /// Results listed one by one although they are no findings: `--show unknown`, `--show pass`.
    listed: HashMap<Key<'a>, Outcome>,
    /// Subjects that any result is about.
    named: HashSet<(&'a str, String)>,
}

impl<'a> Looked<'a> {
    fn at(old: &'a Report, new: &'a Report) -> Self {
        let mut providers = old.run.providers.iter();
        let others = new.results.iter().filter(|result| !result.outcome.is_finding());
        Looked {
            old,
            new,
            same_providers: providers.all(|provider| asked(new, &provider.id)),
            listed: others.map(|result| (key(result), result.outcome)).collect(),
            named: new
                .results
                .iter()
                .map(|result| subject(&result.subject))
                .collect(),
        }
    }

    /// Whether the rule was certainly decided on the finding's subject, or has nothing to decide there any more.
    fn decided(&self, finding: &Finding) -> bool {
        if let Some(outcome) = self.listed.get(&key(finding)) {
            return *outcome != Outcome::Unknown;
        }
        // A pack is judged when its provider takes part, and shipped packs have their provider's name.
        let judged = self.same_providers || asked(self.new, &finding.pack);
        self.new.run.complete && judged && self.present(finding) && !self.undecided(finding)
    }

    /// Whether the finding's subject was there to be judged. A report counts its subjects and does not list them; where they
    /// are fewer than before and this one is not named, it may be missing: subjects inside of one that could not be opened.
    fn present(&self, finding: &Finding) -> bool {
        let count = |report: &Report| report.subjects.get(&finding.subject.kind).copied();
        count(self.new) >= count(self.old) || self.named.contains(&subject(&finding.subject))
    }

    /// Whether the finding's subject may be one of those that its rule could not be decided on. Only the first few are
    /// named, so a name that is missing says something only where all are there.
    fn undecided(&self, finding: &Finding) -> bool {
        let mut undecided = self.new.undecided.iter();
        let Some(undecided) = undecided.find(|undecided| undecided.rule == finding.rule) else {
            return false;
        };
        let named: HashSet<String> = undecided
            .examples
            .iter()
            .map(|id| id.to_ascii_lowercase())
            .collect();
        named.len() < undecided.subjects || named.contains(&finding.subject.id.to_ascii_lowercase())
    }
}

fn asked(report: &Report, id: &str) -> bool {
    report.run.providers.iter().any(|provider| provider.id == id)
}

type Key<'a> = (&'a str, (&'a str, String));

fn key(finding: &Finding) -> Key<'_> {
    (&finding.rule, subject(&finding.subject))
}

/// Ids compare without regard to ASCII case, as they do everywhere.
fn subject(subject: &Subject) -> (&str, String) {
    (&subject.kind, subject.id.to_ascii_lowercase())
}

fn keys(report: &Report) -> HashSet<Key<'_>> {
    findings(report).map(key).collect()
}

fn findings(report: &Report) -> impl Iterator<Item = &Finding> {
    report.results.iter().filter(|result| result.outcome.is_finding())
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::testkit::{report, undecided};
    use crate::{Finding, Outcome, Report};

    fn ids<'a>(findings: &[&'a Finding]) -> Vec<&'a str> {
        findings
            .iter()
            .map(|finding| finding.subject.id.as_str())
            .collect()
    }

    /// Which of the findings of an old report of `a.x` are gone in a new one, and which were not checked.
    fn left<'a>(old: &'a Report, new: &'a Report) -> (Vec<&'a str>, Vec<&'a str>) {
        let found = difference(old, new);
        (ids(&found.gone), ids(&found.not_checked))
    }

    fn old() -> Report {
        report(&[("a.x", "A@example.com"), ("a.x", "b@example.com")])
    }

    #[test]
    fn findings_are_new_gone_or_still_there() {
        let new = report(&[("a.x", "a@example.com"), ("a.y", "b@example.com")]);
        let old = old();
        let found = difference(&old, &new);
        assert_eq!((found.new.len(), found.same), (1, 1));
        assert_eq!(
            (found.new[0].rule.as_str(), ids(&found.gone)),
            ("a.y", vec!["b@example.com"])
        );
        assert!(found.not_checked.is_empty());
    }

    #[test]
    fn what_was_not_decided_this_time_is_not_gone() {
        let (old, mut new) = (old(), report(&[]));
        new.undecided = vec![undecided("a.x", 1, &["B@example.com"])];
        assert_eq!(left(&old, &new), (vec!["A@example.com"], vec!["b@example.com"]));
        // Of nine subjects one is named: any of the others may be among them.
        new.undecided = vec![undecided("a.x", 9, &["b@example.com"])];
        assert_eq!(left(&old, &new), (vec![], vec!["A@example.com", "b@example.com"]));
        new.undecided = vec![undecided("a.other", 9, &["b@example.com"])];
        assert_eq!(left(&old, &new).0.len(), 2);
    }

    #[test]
    fn results_listed_one_by_one_settle_it() {
        let (old, mut new) = (
            old(),
            report(&[("a.x", "a@example.com"), ("a.x", "b@example.com")]),
        );
        new.undecided = vec![undecided("a.x", 9, &[])];
        new.results[0].outcome = Outcome::Pass;
        new.results[1].outcome = Outcome::Unknown;
        assert_eq!(left(&old, &new), (vec!["A@example.com"], vec!["b@example.com"]));
    }

    #[test]
    fn nothing_is_gone_from_a_run_that_did_not_end_or_asked_fewer() {
        let (old, mut new) = (old(), report(&[]));
        new.run.complete = false;
        assert_eq!(left(&old, &new).1.len(), 2);
        new.run.complete = true;
        new.run.providers[0].id = "csv".into();
        assert_eq!(left(&old, &new).1.len(), 2);
        // The pack of this provider was judged again, whoever else was not asked.
        new.run.providers[0].id = "a".into();
        assert_eq!(left(&old, &new).0.len(), 2);
    }

    #[test]
    fn a_subject_that_was_not_looked_at_any_more_is_not_mended() {
        let (old, mut new) = (old(), report(&[("a.y", "a@example.com")]));
        new.subjects.insert("mailbox".into(), 9);
        assert_eq!(left(&old, &new), (vec!["A@example.com"], vec!["b@example.com"]));
        new.subjects.shift_remove("mailbox");
        assert_eq!(left(&old, &new).1, ["b@example.com"]);
        new.subjects.insert("mailbox".into(), 11);
        assert_eq!(left(&old, &new).0.len(), 2);
    }
}
