//! One report of several: the parts of a collection that was split over machines or nights.
//!
//! Exact would be to judge the parts' bundles together; this is for when only the reports are at hand. Counts of outcomes add up,
//! so that what every part judged anew (the root, what the parts share) is counted once a part. Counts of subjects add up but
//! for those that results of both parts name: nothing else in a report tells the same subject from another.

use crate::{Finding, Gap, Report, Severities, Summary, Undecided};
use std::collections::{HashMap, HashSet};

/// How many subjects an entry of `undecided` names.
const EXAMPLES: usize = 3;

/// Merges reports in the order given. Nothing of nothing.
pub fn merge(parts: Vec<Report>) -> Option<Report> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next()?;
    for part in parts {
        whole = join(whole, part);
    }
    whole
        .results
        .sort_by(|a, b| (a.severity, &a.rule).cmp(&(b.severity, &b.rule)));
    Some(whole)
}

fn join(mut whole: Report, part: Report) -> Report {
    whole.run.complete &= part.run.complete;
    if part.run.started < whole.run.started {
        whole.run.started = part.run.started;
    }
    if part.run.finished > whole.run.finished {
        whole.run.finished = part.run.finished;
    }
    whole.run.notes.extend(part.run.notes);
    for provider in part.run.providers {
        if !whole.run.providers.contains(&provider) {
            whole.run.providers.push(provider);
        }
    }
    whole
        .run
        .providers
        .sort_by(|a, b| (&a.id, &a.version).cmp(&(&b.id, &b.version)));
    let shared = shared(&whole.results, &part.results);
    for (kind, count) in part.subjects {
        let twice = shared.get(&kind).copied().unwrap_or_default();
        let counted = whole.subjects.entry(kind).or_default();
        *counted = counted.saturating_add(count).saturating_sub(twice);
    }
    let (results, again) = union(whole.results, part.results);
    whole.results = results;
    whole.summary = add(whole.summary, part.summary, &again);
    whole.summary.waived = waived(&whole.results);
    whole.undecided = undecided(whole.undecided, part.undecided);
    whole.gaps = gaps(whole.gaps, part.gaps);
    whole
}

/// How many subjects of each kind results of both name.
fn shared(whole: &[Finding], part: &[Finding]) -> HashMap<String, usize> {
    let named = |results: &[Finding]| -> HashSet<(String, String)> {
        let subject = |result: &Finding| {
            (
                result.subject.kind.clone(),
                result.subject.id.to_ascii_lowercase(),
            )
        };
        results.iter().map(subject).collect()
    };
    let mut shared = HashMap::new();
    for (kind, _) in named(whole).intersection(&named(part)) {
        *shared.entry(kind.clone()).or_default() += 1;
    }
    shared
}

/// Results of both, and those of the second that were in the first already.
fn union(mut whole: Vec<Finding>, part: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let key = |result: &Finding| {
        (
            result.rule.clone(),
            result.subject.kind.clone(),
            result.subject.id.to_ascii_lowercase(),
            result.outcome,
        )
    };
    let known: HashSet<_> = whole.iter().map(key).collect();
    let (again, new): (Vec<_>, Vec<_>) = part.into_iter().partition(|result| known.contains(&key(result)));
    whole.extend(new);
    (whole, again)
}

fn add(whole: Summary, part: Summary, again: &[Finding]) -> Summary {
    let twice = |severity| {
        let same = |result: &&Finding| result.outcome == crate::Outcome::Fail && result.severity == severity;
        again.iter().filter(same).count()
    };
    let fail = |a: usize, b: usize, severity| a.saturating_add(b).saturating_sub(twice(severity));
    use crate::Severity::{Advice, Blocker, Warning};
    let broken = again
        .iter()
        .filter(|result| result.outcome == crate::Outcome::Error)
        .count();
    Summary {
        fail: Severities {
            blocker: fail(whole.fail.blocker, part.fail.blocker, Blocker),
            warning: fail(whole.fail.warning, part.fail.warning, Warning),
            advice: fail(whole.fail.advice, part.fail.advice, Advice),
        },
        pass: whole.pass.saturating_add(part.pass),
        unknown: whole.unknown.saturating_add(part.unknown),
        not_applicable: whole.not_applicable.saturating_add(part.not_applicable),
        error: whole.error.saturating_add(part.error).saturating_sub(broken),
        // Every failure is listed, so they are counted when all are together.
        waived: Severities::default(),
    }
}

/// How many failures somebody accepts.
fn waived(results: &[Finding]) -> Severities {
    let count = |severity| {
        let accepted = |result: &&Finding| result.waived.is_some() && result.severity == severity;
        results.iter().filter(accepted).count()
    };
    Severities {
        blocker: count(crate::Severity::Blocker),
        warning: count(crate::Severity::Warning),
        advice: count(crate::Severity::Advice),
    }
}

fn undecided(mut whole: Vec<Undecided>, part: Vec<Undecided>) -> Vec<Undecided> {
    for one in part {
        match whole.iter_mut().find(|known| known.rule == one.rule) {
            None => whole.push(one),
            Some(known) => {
                known.subjects = known.subjects.saturating_add(one.subjects);
                known.reasons.extend(one.reasons);
                known.reasons.sort();
                known.reasons.dedup();
                let new = one.examples.into_iter().filter(|id| !known.examples.contains(id));
                known.examples.extend(new.collect::<Vec<_>>());
                known.examples.truncate(EXAMPLES);
            }
        }
    }
    whole
}

fn gaps(mut whole: Vec<Gap>, part: Vec<Gap>) -> Vec<Gap> {
    for one in part {
        match whole
            .iter_mut()
            .find(|known| known.fact == one.fact && known.reason == one.reason)
        {
            None => whole.push(one),
            Some(known) => {
                known.rules = known.rules.max(one.rules);
                known.subjects = known.subjects.saturating_add(one.subjects);
                if known.note != one.note {
                    known.note = None;
                }
            }
        }
    }
    whole.sort_by(|a, b| {
        (b.rules, b.subjects, &a.fact, &a.reason).cmp(&(a.rules, a.subjects, &b.fact, &b.reason))
    });
    whole
}

#[cfg(test)]
mod tests {
    use super::merge;
    use crate::testkit::{report, undecided};

    #[test]
    fn parts_add_up_and_what_both_say_counts_once() {
        let one = report(&[
            ("a.server", "server imap.example.com:993"),
            ("a.x", "a@example.com"),
        ]);
        let two = report(&[
            ("a.server", "server IMAP.example.com:993"),
            ("a.x", "b@example.com"),
        ]);
        let whole = merge(vec![one, two]).unwrap();
        let said: Vec<_> = whole
            .results
            .iter()
            .map(|result| result.subject.id.as_str())
            .collect();
        assert_eq!(said, ["imap.example.com:993", "a@example.com", "b@example.com"]);
        assert_eq!(whole.summary.fail.blocker, 3);
        assert_eq!(whole.summary.pass, 2);
        assert_eq!(whole.subjects.get("server"), Some(&1));
        assert_eq!(whole.subjects.get("mailbox"), Some(&20));
        assert!(whole.run.complete);
    }

    #[test]
    fn subjects_add_up_unless_both_parts_name_them() {
        let part = |found: &[(&str, &str)]| {
            let mut part = report(found);
            part.subjects.insert("mailbox".into(), 1);
            part
        };
        let mailboxes = |one, two| merge(vec![one, two]).unwrap().subjects["mailbox"];
        // Two parts of one mailbox each are two mailboxes.
        assert_eq!(mailboxes(part(&[]), part(&[])), 2);
        let other = || part(&[("a.x", "b@example.com")]);
        assert_eq!(mailboxes(part(&[("a.x", "a@example.com")]), other()), 2);
        assert_eq!(mailboxes(part(&[("a.y", "B@example.com")]), other()), 1);
        let three = merge(vec![other(), other(), part(&[("a.x", "c@example.com")])]).unwrap();
        assert_eq!(three.subjects["mailbox"], 2);
    }

    #[test]
    fn a_part_that_has_no_such_subjects_takes_none_away() {
        let mut one = report(&[("a.x", "a@example.com")]);
        one.subjects.shift_remove("server");
        let whole = merge(vec![one, report(&[("a.x", "a@example.com")])]).unwrap();
        assert_eq!((whole.subjects["server"], whole.subjects["mailbox"]), (1, 19));
    }

    #[test]
    fn undecided_rules_add_up_and_name_each_subject_once() {
        let part = |id: &str| {
            let mut part = report(&[]);
            part.undecided = vec![undecided("a.x", 1, &[id])];
            part
        };
        let whole = merge(vec![part("a"), part("b"), part("a")]).unwrap();
        assert_eq!(whole.undecided[0].subjects, 3);
        assert_eq!(whole.undecided[0].examples, ["a", "b"]);
    }

    #[test]
    fn a_partial_part_makes_the_whole_partial() {
        let mut two = report(&[]);
        two.run.complete = false;
        two.run.finished = "2026-11-25T00:00:00Z".into();
        let whole = merge(vec![report(&[]), two]).unwrap();
        assert!(!whole.run.complete);
        assert_eq!(whole.run.finished, "2026-11-25T00:00:00Z");
        assert_eq!(merge(vec![]), None);
    }
}
