//! Computing derived facts: only those that some rule needs, each after those it needs itself.

use crate::{DerivedFact, Rule};
use imaprules_conditions::compute;
use imaprules_facts::{FactId, FactStore};
use std::collections::HashSet;

/// The derived facts that rules name in conditions or words, directly or over others, in the order of computing.
pub(crate) fn needed<'a>(rules: &[&Rule], derived: &'a [DerivedFact]) -> Vec<&'a DerivedFact> {
    if derived.is_empty() {
        return Vec::new();
    }
    let named = |rule: &&Rule| {
        let conditions = rule
            .expressions()
            .chain(rule.command_expressions())
            .flat_map(|expression| expression.facts().iter().copied());
        conditions
            .chain(rule.templates().flat_map(|template| template.facts()))
            .collect::<Vec<_>>()
    };
    let mut wanted: HashSet<FactId> = rules.iter().flat_map(named).collect();
    // Each comes after those it needs, so one walk from the end finds all.
    let mut found: Vec<&DerivedFact> = Vec::new();
    for fact in derived.iter().rev() {
        if wanted.contains(&fact.fact) {
            wanted.extend(fact.value.facts());
            found.push(fact);
        }
    }
    found.reverse();
    found
}

/// Computes derived facts into the store, in this order.
pub(super) fn compute_all(derived: &[&DerivedFact], store: &mut FactStore, now: i64) {
    for fact in derived {
        let values = compute(store, fact.kind, &fact.value, now);
        store.derive(fact.fact, values);
    }
}
