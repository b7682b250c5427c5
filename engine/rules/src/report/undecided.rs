//! What could not be decided, summed up by rule: a dead server leaves every rule on tens of thousands of mailboxes
//! unknown, and nobody would read a line for each. The facts that are missing are counted on the way.
//!
//! Subjects are grouped by what is known of them, and one of each group is asked for its causes ([`alike`]): asking
//! every one would take ten times as long as judging them did.

use super::alike::{self, Groups, Targets};
use super::gaps::Gaps;
use super::{Causes, order};
use crate::judge::Judgement;
use crate::{Packs, Rule};
use imaprules_facts::{FactStore, Reason};
use imaprules_report::{Gap, Undecided};
use imaprules_words::Form;
use std::collections::BTreeSet;

/// How many subjects are named for each rule.
const EXAMPLES: usize = 5;

/// Undecided rules, worst first, and missing facts, those that would decide most first.
pub(super) fn sum_up(
    judgement: &Judgement,
    packs: &Packs,
    store: &FactStore,
    causes: &Causes,
    form: &Form,
) -> (Vec<Undecided>, Vec<Gap>) {
    let mut judged: Vec<_> = judgement
        .rules(packs)
        .filter(|(_, _, verdicts)| !verdicts.unknown.is_empty())
        .collect();
    judged.sort_by(|(_, left, _), (_, right, _)| (left.severity, &left.id).cmp(&(right.severity, &right.id)));
    let (mut targets, mut gaps, mut undecided) = (Targets::new(store), Gaps::default(), Vec::new());
    for (_, rule, verdicts) in judged {
        let rows: Vec<usize> = verdicts.unknown.rows().collect();
        let reasons = count(rule, &rows, causes, &mut targets, &mut gaps);
        undecided.push(summary(store, rule, &rows, &reasons));
    }
    (undecided, gaps.listed(store.schema(), form))
}

/// Counts what a rule lacks, and says for which reasons.
fn count(
    rule: &Rule,
    rows: &[usize],
    causes: &Causes,
    targets: &mut Targets,
    gaps: &mut Gaps,
) -> BTreeSet<Reason> {
    let Groups { alike, others } = alike::groups(rule, rows, causes, targets);
    let mut reasons = BTreeSet::new();
    gaps.next_rule();
    let first: Vec<usize> = alike.iter().filter_map(|rows| rows.first().copied()).collect();
    for (rows, found) in alike.iter().zip(causes.each(rule, &first)) {
        for cause in &found {
            reasons.insert(cause.unknown.reason);
            let target = |row: &usize| cause.fact.and_then(|fact| targets.row(rule.kind, fact, *row));
            gaps.add(rule.kind, cause, rows.iter().map(|row| (*row, target(row))));
        }
    }
    causes.visit(rule, &others, |row, cause| {
        reasons.insert(cause.unknown.reason);
        gaps.add(rule.kind, cause, [(row, cause.row)]);
    });
    reasons
}

fn summary(store: &FactStore, rule: &Rule, rows: &[usize], reasons: &BTreeSet<Reason>) -> Undecided {
    let subjects = store.subjects(rule.kind);
    let first = order::first(store, rule.kind, rows.iter().copied(), EXAMPLES);
    Undecided {
        rule: rule.id.clone(),
        severity: rule.severity,
        reasons: reasons.iter().map(ToString::to_string).collect(),
        subjects: rows.len(),
        examples: first.into_iter().map(|row| subjects.id(row).to_owned()).collect(),
    }
}
