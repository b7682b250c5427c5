//! `rules coverage`: which statement of the troubleshooter is covered by which rules.

use crate::args::{Plain, RulesList};
use crate::error::Failure;
use crate::{packs, statements};
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Packs, run_cases};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(arguments: &RulesList) -> Result<u8, Failure> {
    let packs = packs::load_with(&arguments.rules, &[], &[], packs::Tests::Wanted)?;
    let covered = covered(&packs);
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
            let line = |(id, by): (&String, &BTreeSet<String>)| {
                let by: Vec<&str> = by.iter().map(String::as_str).collect();
                format!(
                    "{id}  {}\n",
                    if by.is_empty() {
                        "-".to_owned()
                    } else {
                        for_terminal(&by.join(", ")).into_owned()
                    }
                )
            };
            super::print(&covered.iter().map(line).collect::<String>())?;
            super::print(&format!(
                "{} of {}\n",
                covered.len() - missing.len(),
                covered.len()
            ))?;
        }
    }
    Ok(if missing.is_empty() {
        exit::OK
    } else {
        exit::FINDINGS
    })
}

/// Every statement, with the rules that name it and whose tests show that they find it.
fn covered(packs: &Packs) -> BTreeMap<String, BTreeSet<String>> {
    let shown: BTreeSet<String> = run_cases(packs)
        .into_iter()
        .filter(|case| case.verdict.is_ok() && case.expected == "fail")
        .map(|case| case.rule)
        .collect();
    let mut covered: BTreeMap<String, BTreeSet<String>> =
        statements::all().map(|id| (id, BTreeSet::new())).collect();
    for (_, rule) in packs.rules().filter(|(_, rule)| shown.contains(&rule.id)) {
        for statement in &rule.covers {
            if let Some(by) = covered.get_mut(statement) {
                by.insert(rule.id.clone());
            }
        }
    }
    covered
}
