//! `rules lint`: everything authors should look at, as text, JSON or SARIF, and mended where a program can mend it.

mod sarif;

use super::rules::chosen;
use crate::args::{LintFormat, RulesLint};
use crate::error::Failure;
use crate::speech::{told, word};
use crate::{glossary, guides, messages, packs, statements};
use imaprules_report::exit;
use imaprules_rules::{Diagnostic, Edit, LintOptions, apply, edits, lint, show};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: &RulesLint) -> Result<u8, Failure> {
    let mut diagnostics = look(arguments.folder.as_deref())?;
    if arguments.fix {
        let mut mended = 0;
        // What hid behind a mistake shows once that is mended; each round mends at least one, and lint says the same twice
        // only where nothing was changed.
        loop {
            let now = mend(&diagnostics)?;
            let before = std::mem::replace(&mut diagnostics, look(arguments.folder.as_deref())?);
            mended += now;
            if now == 0 || before == diagnostics {
                break;
            }
        }
        messages::say(&told("rules.mended", &[("count", &mended)]));
    }
    found(&diagnostics, arguments.format)
}

/// What lint finds. What keeps a pack from being loaded is what lint is there to find; what cannot be read at all is not.
fn look(folder: Option<&Path>) -> Result<Vec<Diagnostic>, Failure> {
    let (packs, ids, providers) = match chosen(folder) {
        Ok(chosen) => chosen,
        Err(Failure::Packs(problems)) if folder.is_none_or(|folder| folder.join("pack.toml").is_file()) => {
            return Ok(problems.0);
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
        sessions: Some(super::commands::session_ids()?),
        glossary: glossary::terms()?,
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
    let folders: Vec<PathBuf> = folder.iter().map(|folder| folder.to_path_buf()).collect();
    diagnostics.extend(guides::lint(&folders, &packs)?);
    Ok(diagnostics)
}

/// The folder of a pack, with the slash, from the name of its `pack.toml`.
fn folder_of(manifest: &str) -> &str {
    manifest.strip_suffix("pack.toml").unwrap_or(manifest)
}

/// Mends what a program can mend, in the files themselves; how many mistakes.
fn mend(diagnostics: &[Diagnostic]) -> Result<usize, Failure> {
    let edits = edits(diagnostics);
    let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in &edits {
        files.entry(&edit.file).or_default().push(edit);
    }
    let mut mended = 0;
    for (file, edits) in files {
        let path = Path::new(file);
        // Packs that are shipped or stand in one file have no files to mend.
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        std::fs::write(path, apply(&text, &edits)).map_err(|error| Failure::unwritable(path, &error))?;
        mended += edits.len();
    }
    Ok(mended)
}

fn found(diagnostics: &[Diagnostic], format: LintFormat) -> Result<u8, Failure> {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .count();
    match format {
        LintFormat::Sarif => super::print_json(&sarif::of(diagnostics))?,
        LintFormat::Json => super::print_json(&serde_json::to_value(diagnostics).unwrap_or_default())?,
        LintFormat::Text if diagnostics.is_empty() => {
            super::print(&format!("{}\n", word("rules.clean")))?;
        }
        LintFormat::Text => {
            super::print_as_is(&format!("{}\n", show(diagnostics, messages::color())))?;
            let warnings = diagnostics.len() - errors;
            let sum = told("rules.lint_sum", &[("errors", &errors), ("warnings", &warnings)]);
            super::print(&format!("{sum}\n"))?;
        }
    }
    Ok(if errors > 0 { exit::FINDINGS } else { exit::OK })
}
