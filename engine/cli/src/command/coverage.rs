//! `rules coverage`: which statement of the troubleshooter is covered by which rules, nodes of the guide and known messages.
//!
//! Naming a statement is not enough: a rule counts when a case of its tests shows that it fails, a node when a walk of the
//! tests comes to it, a message when its example is recognised.

use crate::args::{Plain, RulesList};
use crate::error::Failure;
use crate::speech::told;
use crate::{guides, packs, statements};
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Packs, run_cases};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What stands before the name of a node, and of a message, that covers a statement.
const GUIDE: &str = "guide";
const MESSAGE: &str = "message";

/// Every statement, with what covers it.
type Covered = BTreeMap<String, BTreeSet<String>>;

pub(super) fn run(arguments: &RulesList) -> Result<u8, Failure> {
    let packs = packs::load_with(&arguments.rules, &[], &[], packs::Tests::Wanted)?;
    let covered = covered(&packs, arguments)?;
    let missing: Vec<&String> = covered
        .iter()
        .filter(|(_, by)| by.is_empty())
        .map(|(id, _)| id)
        .collect();
    match arguments.format {
        Plain::Json => super::print_json(&json!({
            "statements": covered.iter().map(|(id, by)| json!({ "id": id, "by": by })).collect::<Vec<_>>(),
            "covered": covered.len() - missing.len(),
            "of": covered.len(),
        }))?,
        Plain::Text => {
            super::print(&covered.iter().map(line).collect::<String>())?;
            let (all, counted) = (covered.len(), covered.len() - missing.len());
            let sum = told("rules.covered", &[("covered", &counted), ("all", &all)]);
            super::print(&format!("{sum}\n"))?;
        }
    }
    Ok(if missing.is_empty() {
        exit::OK
    } else {
        exit::FINDINGS
    })
}

fn line((id, by): (&String, &BTreeSet<String>)) -> String {
    let by: Vec<String> = by.iter().map(|by| spoken(by)).collect();
    let shown = if by.is_empty() {
        "-".to_owned()
    } else {
        by.join(", ")
    };
    format!("{id}  {}\n", for_terminal(&shown))
}

/// What covers a statement, for people: programs read `guide ID`.
fn spoken(by: &str) -> String {
    match by.split_once(' ') {
        Some((GUIDE, id)) => told("rules.by_guide", &[("id", &id)]),
        Some((MESSAGE, id)) => told("rules.by_message", &[("id", &id)]),
        _ => by.to_owned(),
    }
}

fn covered(packs: &Packs, arguments: &RulesList) -> Result<Covered, Failure> {
    let mut covered: Covered = statements::all().map(|id| (id, BTreeSet::new())).collect();
    by_rules(packs, &mut covered);
    for ready in guides::all(&arguments.rules, packs)? {
        let visited = guides::visited(&ready);
        for node in ready.guide.nodes.iter().filter(|node| visited.contains(&node.id)) {
            note(&mut covered, &node.covers, &format!("{GUIDE} {}", node.id));
        }
    }
    by_messages(&mut covered)?;
    Ok(covered)
}

fn note(covered: &mut Covered, statements: &[String], by: &str) {
    for statement in statements {
        if let Some(all) = covered.get_mut(statement) {
            all.insert(by.to_owned());
        }
    }
}

fn by_rules(packs: &Packs, covered: &mut Covered) {
    let shown: BTreeSet<String> = run_cases(packs)
        .into_iter()
        .filter(|case| case.verdict.is_ok() && case.expected == "fail")
        .map(|case| case.rule)
        .collect();
    for (_, rule) in packs.rules().filter(|(_, rule)| shown.contains(&rule.id)) {
        note(covered, &rule.covers, &rule.id);
    }
}

fn by_messages(covered: &mut Covered) -> Result<(), Failure> {
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    for entry in catalogue
        .entries()
        .iter()
        .filter(|entry| !entry.covers.is_empty())
    {
        let known = |text: &String| {
            let found = catalogue.recognise(text).and_then(|found| found.entry);
            found.is_some_and(|found| found.id == entry.id)
        };
        if !entry.examples.is_empty() && entry.examples.iter().all(known) {
            note(covered, &entry.covers, &format!("{MESSAGE} {}", entry.id));
        }
    }
    Ok(())
}
