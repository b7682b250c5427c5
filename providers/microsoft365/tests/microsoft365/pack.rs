//! The shipped pack: it loads, lints clean, and all its cases hold.

use imaprules_facts::Schema;
use imaprules_provider::Provider as _;
use imaprules_provider_microsoft365::Microsoft365Provider;
use imaprules_rules::{LintOptions, PackFiles, Packs, lint, load, run_cases, show};

/// What the providers beside this one declare: the pack names facts of theirs.
const OTHERS: [(&str, &str); 2] = [
    ("providers/csv/facts.toml", include_str!("../../csv/facts.toml")),
    ("providers/imap/facts.toml", include_str!("../../imap/facts.toml")),
];

fn schema() -> Schema {
    let own = Microsoft365Provider::new().describe().schemas;
    let own = own.iter().map(|source| (source.name.as_str(), source.text.as_str()));
    Schema::read(OTHERS.into_iter().chain(own)).unwrap()
}

fn packs() -> Packs {
    let packs = Microsoft365Provider::new().describe().packs;
    let files: Vec<PackFiles> = packs.into_iter().map(|pack| PackFiles::shipped(pack.name, pack.files)).collect();
    load(schema(), &files, &[]).unwrap_or_else(|problems| panic!("{}", show(&problems.0, false)))
}

#[test]
fn the_pack_is_clean() {
    let about = Microsoft365Provider::new().describe();
    let provided = schema().facts().map(|(_, fact)| fact.name.clone()).collect();
    let options = LintOptions {
        symptoms: Some(about.symptoms.iter().map(|symptom| symptom.id.clone()).collect()),
        provided: Some(provided),
    };
    let found = lint(&packs(), &options);
    assert!(found.is_empty(), "{}", show(&found, false));
}

#[test]
fn every_case_holds() {
    let results = run_cases(&packs());
    let wrong: Vec<String> = results
        .iter()
        .filter(|result| result.verdict != imaprules_rules::CaseVerdict::Validated)
        .map(|result| format!("{} `{}`: wanted {}, got {}: {}", result.rule, result.name, result.expected, result.got, result.details.join("; ")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(results.len() > 200, "{}", results.len());
}
