//! `rules test`: runs the cases that stand in packs, and says which parts of conditions they leave untried.

use super::rules::chosen;
use crate::args::{Plain, RulesTest};
use crate::error::Failure;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Branch, CaseResult, run_cases, run_cases_covering};
use serde_json::{Value, json};

pub(crate) fn run(arguments: &RulesTest) -> Result<u8, Failure> {
    let (packs, ids, _) = chosen(arguments.folder.folder.as_deref())?;
    let (mut results, mut branches) = if arguments.branches {
        run_cases_covering(&packs)
    } else {
        (run_cases(&packs), Vec::new())
    };
    results.retain(|case| ids.contains(&case.pack));
    branches.retain(|branch| ids.contains(&branch.pack) && !branch.missing().is_empty());
    let failed = results.iter().filter(|case| !case.verdict.is_ok()).count();
    if arguments.folder.format == Plain::Json {
        super::print_json(&as_json(&results, &branches, arguments.branches))?;
    } else {
        super::print(&as_text(&results, &branches))?;
        super::print(&summary(results.len(), failed, &branches, arguments.branches))?;
    }
    let clean = failed == 0 && branches.is_empty();
    Ok(if clean { exit::OK } else { exit::FINDINGS })
}

fn summary(cases: usize, failed: usize, branches: &[Branch], asked: bool) -> String {
    let untried: usize = branches.iter().map(|branch| branch.missing().len()).sum();
    let branches = if asked {
        format!(", {untried} branches untried")
    } else {
        String::new()
    };
    format!("{cases} cases, {failed} failed{branches}\n")
}

/// A list of cases; with branches, an object of both.
fn as_json(results: &[CaseResult], branches: &[Branch], asked: bool) -> Value {
    let cases: Value = results.iter().map(case_json).collect::<Vec<_>>().into();
    if asked {
        let untried: Vec<Value> = branches.iter().map(branch_json).collect();
        json!({ "cases": cases, "untried": untried })
    } else {
        cases
    }
}

fn as_text(results: &[CaseResult], branches: &[Branch]) -> String {
    let bad = results.iter().filter(|case| !case.verdict.is_ok());
    bad.map(case_text)
        .chain(branches.iter().map(branch_text))
        .collect()
}

fn case_json(case: &CaseResult) -> Value {
    json!({
        "pack": case.pack, "rule": case.rule, "name": case.name, "file": case.file, "line": case.line,
        "verdict": case.verdict.as_str(), "expected": case.expected, "got": case.got, "details": case.details,
    })
}

fn case_text(case: &CaseResult) -> String {
    let details: String = case
        .details
        .iter()
        .map(|detail| format!("    {}\n", for_terminal(detail)))
        .collect();
    let case = format!(
        "{}:{}: {}: {} ({}): expected {}, got {}",
        case.file,
        case.line,
        case.rule,
        case.name,
        case.verdict.as_str(),
        case.expected,
        case.got
    );
    format!("{}\n{details}", for_terminal(&case))
}

fn branch_json(branch: &Branch) -> Value {
    let (line, column) = branch.place.line_column();
    json!({
        "pack": branch.pack, "rule": branch.rule, "condition": branch.condition, "text": branch.text,
        "file": branch.place.source.name, "line": line, "column": column, "missing": branch.missing(),
    })
}

fn branch_text(branch: &Branch) -> String {
    let line = format!(
        "{}:{}: {}: no case shows `{}` in `{}` {}",
        branch.place.source.name,
        branch.place.line_column().0,
        branch.rule,
        branch.text,
        branch.condition,
        branch.missing().join(", nor ")
    );
    format!("{}\n", for_terminal(&line))
}
