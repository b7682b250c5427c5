//! `rules test`: runs the cases that stand in packs, and says which parts of conditions they leave untried.

use super::rules::chosen;
use crate::args::{Plain, RulesTest};
use crate::error::Failure;
use crate::guides;
use crate::speech::{Values, known, phrase, told, word};
use imaprules_guide::{TrialResult, run_trials};
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Branch, CaseResult, CaseVerdict, Packs, run_cases, run_cases_covering};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub(crate) fn run(arguments: &RulesTest) -> Result<u8, Failure> {
    match arguments.folder.folder.as_deref().filter(|_| arguments.watch) {
        Some(folder) => watch(folder, arguments),
        None => once(arguments),
    }
}

/// Runs again whenever a file changes. What is wrong with a pack is told and waited out: its author is at work.
fn watch(folder: &Path, arguments: &RulesTest) -> Result<u8, Failure> {
    let mut seen = None;
    loop {
        let now = state(folder);
        if seen.as_ref() != Some(&now) {
            seen = Some(now);
            if let Err(failure) = once(arguments) {
                super::print_as_is(&format!("{}\n", failure.told()))?;
            }
            super::print(&format!("{}\n", word("rules.waiting")))?;
        }
        std::thread::sleep(LOOK);
    }
}

/// How long after a change it is noticed, at most.
const LOOK: Duration = Duration::from_millis(300);

/// The files of a folder with their sizes and times.
fn state(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let mut state = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(about) if about.is_dir() => open.push(entry.path()),
                Ok(about) => state.push((entry.path(), about.len(), about.modified().ok())),
                Err(_) => {}
            }
        }
    }
    state.sort();
    state
}

fn once(arguments: &RulesTest) -> Result<u8, Failure> {
    let (packs, ids, _) = chosen(arguments.folder.folder.as_deref())?;
    let (mut results, mut branches) = if arguments.branches {
        run_cases_covering(&packs)
    } else {
        (run_cases(&packs), Vec::new())
    };
    results.retain(|case| ids.contains(&case.pack));
    if arguments.accept {
        let accepted = accept(&packs, &mut results)?;
        super::print(&format!("{}\n", told("rules.accepted", &[("count", &accepted)])))?;
    }
    branches.retain(|branch| ids.contains(&branch.pack) && !branch.missing().is_empty());
    let walks = walks(arguments, &packs)?;
    let lost = walks.iter().filter(|walk| walk.problem.is_some()).count();
    let failed = results.iter().filter(|case| !case.verdict.is_ok()).count();
    if arguments.folder.format == Plain::Json {
        super::print_json(&as_json(&results, &walks, &branches, arguments.branches))?;
    } else {
        super::print(&as_text(&results, &branches))?;
        super::print(
            &walks
                .iter()
                .filter(|walk| walk.problem.is_some())
                .map(walk_text)
                .collect::<String>(),
        )?;
        super::print(&summary(results.len(), failed, &branches, arguments.branches))?;
        if !walks.is_empty() {
            let values: Values<'_> = &[("count", &walks.len()), ("failed", &lost)];
            super::print(&format!("{}\n", told("rules.walks", values)))?;
        }
    }
    let clean = failed == 0 && lost == 0 && branches.is_empty();
    Ok(if clean { exit::OK } else { exit::FINDINGS })
}

/// Writes the findings that are held to what was accepted, a file a rule, and forgets what differed in them alone.
fn accept(packs: &Packs, results: &mut [CaseResult]) -> Result<usize, Failure> {
    let mut files: BTreeMap<PathBuf, toml::Table> = BTreeMap::new();
    let mut accepted = 0;
    for case in results.iter_mut() {
        let Some(text) = &case.snapshot else { continue };
        let pack = packs.all().iter().find(|pack| pack.id == case.pack);
        let manifest = pack.map(|pack| Path::new(&pack.place.source.name));
        let Some(folder) = manifest.and_then(Path::parent).filter(|folder| folder.is_dir()) else {
            return Err(Failure::usage(
                format!("the pack `{}` is no folder that can be written to", case.pack),
                "--accept takes the findings of packs in folders, from the folder they are named from",
            ));
        };
        let file = folder.join("snapshots").join(format!("{}.toml", case.rule));
        let table = files.entry(file).or_default();
        table.insert(case.name.clone(), text.clone().into());
        accepted += 1;
        if case.verdict == CaseVerdict::Changed {
            case.verdict = CaseVerdict::Validated;
            case.details.clear();
        }
    }
    for (path, table) in files {
        let text = toml::to_string_pretty(&table).map_err(|error| Failure::Internal(error.to_string()))?;
        let unwritable = |error: std::io::Error| Failure::unwritable(&path, &error);
        path.parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .map_err(unwritable)?;
        std::fs::write(&path, text).map_err(unwritable)?;
    }
    Ok(accepted)
}

fn summary(cases: usize, failed: usize, branches: &[Branch], asked: bool) -> String {
    let untried: usize = branches.iter().map(|branch| branch.missing().len()).sum();
    let untried = if asked {
        told("rules.untried", &[("count", &untried)])
    } else {
        String::new()
    };
    let values: Values<'_> = &[("count", &cases), ("failed", &failed), ("untried", &untried)];
    told("rules.cases", values) + "\n"
}

/// A list of cases; with branches, an object of both.
fn as_json(results: &[CaseResult], walks: &[TrialResult], branches: &[Branch], asked: bool) -> Value {
    let cases = results.iter().map(case_json).chain(walks.iter().map(walk_json));
    let cases: Value = cases.collect::<Vec<_>>().into();
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

/// The walks of the guides that are looked at: the shipped ones, or those of the folder.
fn walks(arguments: &RulesTest, packs: &Packs) -> Result<Vec<TrialResult>, Failure> {
    let folders: Vec<PathBuf> = arguments.folder.folder.iter().cloned().collect();
    let ready = guides::all(&folders, packs)?;
    let results = ready.iter().flat_map(|one| run_trials(&one.guide, &one.trials));
    let wanted = |walk: &TrialResult| folders.is_empty() == guides::is_shipped(&walk.place);
    Ok(results.filter(wanted).collect())
}

fn walk_json(walk: &TrialResult) -> Value {
    json!({
        "guide": walk.guide, "name": walk.name, "file": walk.place.source.name, "line": walk.place.line_column().0,
        "verdict": if walk.problem.is_some() { "wrong" } else { "validated" }, "details": walk.problem,
    })
}

fn walk_text(walk: &TrialResult) -> String {
    let problem = walk.problem.as_deref().unwrap_or_default();
    let line = walk.place.line_column().0;
    let text = format!(
        "{}:{line}: {}: {}: {problem}",
        walk.place.source.name, walk.guide, walk.name
    );
    format!("{}\n", for_terminal(&text))
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
        .map(|detail| format!("    {}\n", for_terminal(&phrase(detail))))
        .collect();
    let place = format!(
        "{}:{}: {}: {} ({})",
        case.file,
        case.line,
        case.rule,
        case.name,
        case.verdict.as_str()
    );
    format!("{}\n{details}", for_terminal(&expected(&place, case)))
}

/// What a case expected, and what came out instead, in the words that stand in its file.
pub(super) fn expected(place: &str, case: &CaseResult) -> String {
    let values: Values<'_> = &[
        ("place", &place),
        ("expected", &case.expected),
        ("got", &case.got),
    ];
    told("rules.expected", values)
}

fn branch_json(branch: &Branch) -> Value {
    let (line, column) = branch.place.line_column();
    json!({
        "pack": branch.pack, "rule": branch.rule, "condition": branch.condition, "text": branch.text,
        "file": branch.place.source.name, "line": line, "column": column, "missing": branch.missing(),
    })
}

fn branch_text(branch: &Branch) -> String {
    let (file, line) = (&branch.place.source.name, branch.place.line_column().0);
    let missing = branch.missing().into_iter().map(known);
    let nor = |first: String, second: String| told("rules.nor", &[("first", &first), ("second", &second)]);
    let values: Values<'_> = &[
        ("place", &format!("{file}:{line}: {}", branch.rule)),
        ("part", &branch.text),
        ("condition", &branch.condition),
        ("outcomes", &missing.reduce(nor).unwrap_or_default()),
    ];
    format!("{}\n", for_terminal(&told("rules.no_case", values)))
}
