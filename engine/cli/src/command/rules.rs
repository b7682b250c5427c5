//! `rules list|show|lint|test`; what else `rules` does has files of its own.

use crate::args::{Plain, RulesCommand, RulesFolder, RulesList, RulesShow};
use crate::error::Failure;
use crate::{guides, messages, packs, registry, statements};
use imaprules_guide::{TrialResult, run_trials};
use imaprules_provider::Description;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{
    CaseResult, Diagnostic, LintOptions, Pack, PackFiles, Packs, Rule, lint, load, run_cases, show,
};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

pub(crate) fn run(command: RulesCommand) -> Result<u8, Failure> {
    match command {
        RulesCommand::List(arguments) => list_rules(&arguments),
        RulesCommand::Show(arguments) => show_rule(&arguments),
        RulesCommand::Lint(arguments) => lint_packs(&arguments),
        RulesCommand::Test(arguments) => test_packs(&arguments),
        RulesCommand::New(what) => super::new::run(what),
        RulesCommand::Coverage(arguments) => super::coverage::run(&arguments),
    }
}

fn list_rules(arguments: &RulesList) -> Result<u8, Failure> {
    let packs = packs::load_all(&arguments.rules, &[])?;
    let mut rules: Vec<(&Pack, &Rule)> = packs.rules().collect();
    rules.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    if arguments.format == Plain::Json {
        let all: Vec<Value> = rules
            .iter()
            .map(|(pack, rule)| rule_json(&packs, pack, rule))
            .collect();
        super::print_json(&all.into())?;
        return Ok(exit::OK);
    }
    let widest = rules
        .iter()
        .map(|(_, rule)| rule.id.len())
        .max()
        .unwrap_or_default();
    let line = |(_, rule): &(&Pack, &Rule)| {
        format!(
            "{:<7}  {:<widest$}  {}\n",
            rule.severity.as_str(),
            for_terminal(&rule.id),
            for_terminal(rule.title.text())
        )
    };
    super::print(&rules.iter().map(line).collect::<String>())?;
    Ok(exit::OK)
}

fn rule_json(packs: &Packs, pack: &Pack, rule: &Rule) -> Value {
    let texts = |steps: &[imaprules_rules::Template]| {
        steps
            .iter()
            .map(|step| step.text().to_owned())
            .collect::<Vec<_>>()
    };
    json!({
        "id": rule.id,
        "pack": pack.id,
        "for": packs.schema().kind_of(rule.kind).name,
        "severity": rule.severity.as_str(),
        "given": rule.given.as_ref().map(|given| given.text()),
        "when": rule.when.text(),
        "title": rule.title.text(),
        "why": rule.why.text(),
        "fix": texts(&rule.fix),
        "explains": rule.explains,
        "covers": rule.covers,
        "aka": rule.aka,
        "sources": rule.sources,
        "since": rule.since,
    })
}

fn show_rule(arguments: &RulesShow) -> Result<u8, Failure> {
    let packs = packs::load_all(&arguments.rules, &[])?;
    let Some((pack, rule)) = packs.rule(&arguments.rule) else {
        let near = packs.nearest_rule(&arguments.rule);
        let help = near.map_or("`rules list` lists them".to_owned(), |near| {
            format!("did you mean `{near}`?")
        });
        return Err(Failure::usage(
            format!("there is no rule `{}`", arguments.rule),
            help,
        ));
    };
    print_rule(&packs, pack, rule, arguments.format)?;
    Ok(exit::OK)
}

/// Prints all that a rule says of itself.
pub(super) fn print_rule(packs: &Packs, pack: &Pack, rule: &Rule, format: Plain) -> Result<(), Failure> {
    match format {
        Plain::Json => super::print_json(&rule_json(packs, pack, rule)),
        Plain::Text => super::print(&rule_text(packs, pack, rule)),
    }
}

/// Writing to a String cannot fail, so the results are dropped. Paragraphs and conditions keep their lines.
fn rule_text(packs: &Packs, pack: &Pack, rule: &Rule) -> String {
    let kind = &packs.schema().kind_of(rule.kind).name;
    let mut text = format!(
        "{}\n{} of a {kind}, in the pack {} {}\n",
        for_terminal(&rule.id),
        rule.severity.as_str(),
        for_terminal(&pack.id),
        for_terminal(&pack.version)
    );
    let title = for_terminal(rule.title.text());
    let _ = writeln!(text, "\n{title}\n\n{}\n", rule.why.text());
    for (index, step) in rule.fix.iter().enumerate() {
        let _ = writeln!(text, "{}. {}", index + 1, step.text());
    }
    if let Some(given) = &rule.given {
        let _ = writeln!(text, "\ngiven {}", given.text());
    }
    let _ = writeln!(text, "when  {}", rule.when.text());
    for fact in rule.facts() {
        let fact = packs.schema().fact_of(fact);
        let _ = writeln!(text, "  {}: {}", fact.name, fact.about);
    }
    for (word, words) in [
        ("also known as", &rule.aka),
        ("covers", &rule.covers),
        ("sources", &rule.sources),
    ] {
        if !words.is_empty() {
            let _ = writeln!(text, "{word}: {}", for_terminal(&words.join(", ")));
        }
    }
    text
}

/// The packs of a folder, with the shipped ones they may stand beside; and the ids of those that are looked at.
fn chosen(folder: Option<&Path>) -> Result<(Packs, Vec<String>, Vec<Description>), Failure> {
    let providers: Vec<Description> = registry::all().into_iter().map(|(_, about)| about).collect();
    let mut files = packs::shipped(&providers, packs::Tests::Wanted);
    let own = match folder {
        None => Vec::new(),
        Some(folder) => PackFiles::read(folder).map_err(Failure::Packs)?,
    };
    let own_ids: Vec<String> = own.iter().filter_map(PackFiles::id).collect();
    files.retain(|pack| pack.id().is_none_or(|id| !own_ids.contains(&id)));
    let ids = if folder.is_none() {
        files.iter().filter_map(PackFiles::id).collect()
    } else {
        own_ids
    };
    files.extend(own);
    let packs = load(packs::schema(&providers)?, &files, &[]).map_err(Failure::Packs)?;
    Ok((packs, ids, providers))
}

fn lint_packs(arguments: &RulesFolder) -> Result<u8, Failure> {
    let (packs, ids, providers) = match chosen(arguments.folder.as_deref()) {
        Ok(chosen) => chosen,
        // What cannot be loaded is what lint is there to find; what cannot be read at all is not.
        Err(Failure::Packs(problems))
            if arguments
                .folder
                .as_ref()
                .is_none_or(|folder| folder.join("pack.toml").is_file()) =>
        {
            return found(&problems.0, arguments.format);
        }
        Err(failure) => return Err(failure),
    };
    let symptoms = providers
        .iter()
        .flat_map(|about| &about.symptoms)
        .map(|symptom| symptom.id.clone());
    let schema = packs::schema(&providers)?;
    let provided = schema.facts().map(|(_, fact)| fact.name.clone());
    let options = LintOptions {
        symptoms: Some(symptoms.collect()),
        statements: Some(statements::all().collect()),
        provided: Some(provided.collect()),
    };
    let mut diagnostics = packs.warnings().to_vec();
    diagnostics.extend(lint(&packs, &options));
    let names: Vec<&str> = packs
        .all()
        .iter()
        .filter(|pack| ids.contains(&pack.id))
        .map(|pack| folder_of(pack.place.source.name.as_str()))
        .collect();
    diagnostics.retain(|diagnostic| names.iter().any(|name| diagnostic.file().starts_with(name)));
    let folders: Vec<PathBuf> = arguments.folder.iter().cloned().collect();
    diagnostics.extend(guides::lint(&folders, &packs)?);
    found(&diagnostics, arguments.format)
}

/// The folder of a pack, with the slash, from the name of its `pack.toml`.
fn folder_of(manifest: &str) -> &str {
    manifest.strip_suffix("pack.toml").unwrap_or(manifest)
}

fn found(diagnostics: &[Diagnostic], format: Plain) -> Result<u8, Failure> {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .count();
    match format {
        Plain::Json => super::print_json(&serde_json::to_value(diagnostics).unwrap_or_default())?,
        Plain::Text if diagnostics.is_empty() => super::print("nothing to complain about\n")?,
        Plain::Text => {
            super::print_as_is(&format!("{}\n", show(diagnostics, messages::color())))?;
            super::print(&format!(
                "{errors} errors, {} warnings\n",
                diagnostics.len() - errors
            ))?;
        }
    }
    Ok(if errors > 0 { exit::FINDINGS } else { exit::OK })
}

fn test_packs(arguments: &RulesFolder) -> Result<u8, Failure> {
    let (packs, ids, _) = chosen(arguments.folder.as_deref())?;
    let results: Vec<CaseResult> = run_cases(&packs)
        .into_iter()
        .filter(|case| ids.contains(&case.pack))
        .collect();
    let bad: Vec<&CaseResult> = results.iter().filter(|case| !case.verdict.is_ok()).collect();
    let walks = walks(arguments, &packs)?;
    let lost: Vec<&TrialResult> = walks.iter().filter(|walk| walk.problem.is_some()).collect();
    if arguments.format == Plain::Json {
        let cases = results.iter().map(case_json);
        super::print_json(
            &cases
                .chain(walks.iter().map(walk_json))
                .collect::<Vec<_>>()
                .into(),
        )?;
    } else {
        super::print(&bad.iter().map(|case| case_text(case)).collect::<String>())?;
        super::print(&lost.iter().map(|walk| walk_text(walk)).collect::<String>())?;
        super::print(&format!("{} cases, {} failed\n", results.len(), bad.len()))?;
        if !walks.is_empty() {
            super::print(&format!("{} walks, {} failed\n", walks.len(), lost.len()))?;
        }
    }
    let good = bad.is_empty() && lost.is_empty();
    Ok(if good { exit::OK } else { exit::FINDINGS })
}

/// The walks of the guides that are looked at: the shipped ones, or those of the folder.
fn walks(arguments: &RulesFolder, packs: &Packs) -> Result<Vec<TrialResult>, Failure> {
    let folders: Vec<PathBuf> = arguments.folder.iter().cloned().collect();
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
