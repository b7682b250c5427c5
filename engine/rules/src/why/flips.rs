//! The smallest changes that would lead to another outcome: every fact the rule rests on is tried alone, with the
//! values at which its conditions can change their mind.

use super::assume::Assumed;
use super::candidates::candidates;
use super::{Case, exact, shown};
use crate::Outcome;
use crate::report::facts_of;
use crate::template::row_of;
use imaprules_facts::{FactId, FactStore};
use serde::Serialize;

/// Another value of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Name of the fact.
    pub fact: String,
    /// What it is, as conditions write it; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it would have to be.
    pub to: String,
}

/// A change that leads to another outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flip {
    /// The change.
    pub change: Change,
    /// The outcome it leads to.
    pub outcome: Outcome,
}

/// One flip for each fact and outcome: the one with the value next to what the fact is now.
pub(super) fn search(case: &Case, store: &FactStore) -> Vec<Flip> {
    let mut judged = store.clone();
    let now = case.judge(&mut judged, &[]);
    let mut flips: Vec<Flip> = Vec::new();
    for fact in base_facts(case) {
        let Some(row) = row_of(store, case.subject, fact) else {
            continue;
        };
        for value in candidates(case, &judged, fact, row) {
            let changed = Assumed { fact, row, value };
            let outcome = case.judge(&mut store.clone(), std::slice::from_ref(&changed));
            let flip = Flip {
                change: change(store, &changed),
                outcome,
            };
            let told = flips
                .iter()
                .any(|told| told.change.fact == flip.change.fact && told.outcome == outcome);
            if worth_telling(now, outcome) && !told {
                flips.push(flip);
            }
        }
    }
    flips
}

/// Another outcome that is no fault of the rule. From `unknown` both answers are of interest.
fn worth_telling(now: Outcome, then: Outcome) -> bool {
    then != now && matches!(then, Outcome::Fail | Outcome::Pass | Outcome::NotApplicable)
}

/// The facts that the rule rests on and no pack computes.
fn base_facts(case: &Case) -> Vec<FactId> {
    let facts = facts_of(case.packs, case.rule).into_iter();
    let mut decide: Vec<FactId> = facts
        .filter(|shown| !shown.derived)
        .map(|shown| shown.fact)
        .collect();
    decide.retain(|fact| case.assumed.iter().all(|assumed| assumed.fact != *fact));
    decide
}

/// Told to the last octet where it matters: what a fact would have to be, and what it is where that would read the same.
fn change(store: &FactStore, changed: &Assumed) -> Change {
    let declared = store.schema().fact_of(changed.fact);
    let to = exact(&changed.value, &declared.ty);
    let from = store.get(changed.fact, changed.row).ok().map(|value| {
        let told = shown(&value, &declared.ty);
        if told == to {
            exact(&value, &declared.ty)
        } else {
            told
        }
    });
    Change {
        fact: declared.name.clone(),
        from,
        to,
    }
}
