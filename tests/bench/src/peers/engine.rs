//! The engine itself, as the program uses it: the pack of forty rules over a store that a bundle was read into.

use crate::finding::Finding;
use imaprules_conditions::{Check, Verdicts};
use imaprules_facts::FactStore;
use imaprules_facts::column::Bits;
use imaprules_rules::{JudgeOptions, Packs, judge};

/// Where each rule is true.
pub fn failing(packs: &Packs, store: &mut FactStore, found: &mut Vec<Finding>) {
    list(packs, store, |verdicts| &verdicts.fail, found);
}

/// Where each rule is true, by the part of the engine that does not tell what is false from what is unknown.
pub fn true_only(packs: &Packs, store: &FactStore, found: &mut Vec<Finding>) {
    let Some((_, first)) = packs.rules().next() else {
        return;
    };
    let checks: Vec<Check> = packs.rules().map(|(_, rule)| rule.check()).collect();
    let failing = imaprules_conditions::failing(store, first.kind, &checks, store.latest());
    for (rule, failing) in failing.iter().enumerate() {
        found.extend(failing.rows().map(|mailbox| Finding::of(rule, mailbox)));
    }
}

/// Where each rule is unknown.
pub fn unknown(packs: &Packs, store: &mut FactStore, found: &mut Vec<Finding>) {
    list(packs, store, |verdicts| &verdicts.unknown, found);
}

fn list(packs: &Packs, store: &mut FactStore, which: fn(&Verdicts) -> &Bits, found: &mut Vec<Finding>) {
    let judgement = judge(packs, store, &JudgeOptions::default());
    for (rule, (_, _, verdicts)) in judgement.rules(packs).enumerate() {
        found.extend(which(verdicts).rows().map(|mailbox| Finding::of(rule, mailbox)));
    }
}
