//! The pack by itself: it loads, lints clean, and all its cases hold.

use super::*;
use imaprules_rules::{CaseVerdict, LintOptions, lint, run_cases};

#[test]
fn the_pack_is_clean() {
    let packs = packs(&[]);
    let symptoms = ImapProvider::new().describe().symptoms;
    let options = LintOptions {
        symptoms: Some(symptoms.into_iter().map(|symptom| symptom.id).collect()),
        provided: Some(
            packs
                .schema()
                .facts()
                .map(|(_, fact)| fact.name.clone())
                .collect(),
        ),
        ..LintOptions::default()
    };
    let found = lint(&packs, &options);
    assert!(found.is_empty(), "{}", show(&found, false));
}

#[test]
fn every_case_holds() {
    let results = run_cases(&packs(&[]));
    let wrong: Vec<String> = results
        .iter()
        .filter(|result| result.verdict != CaseVerdict::Validated)
        .map(|result| {
            format!(
                "{} `{}`: wanted {}, got {}: {}",
                result.rule,
                result.name,
                result.expected,
                result.got,
                result.details.join("; ")
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
