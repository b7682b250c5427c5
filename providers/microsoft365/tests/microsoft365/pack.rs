//! The shipped pack: it loads, lints clean, and all its cases hold.

use crate::kit::{packs, schema};
use imaprules_provider::Provider as _;
use imaprules_provider_microsoft365::Microsoft365Provider;
use imaprules_provider_microsoft365::errors::Catalogue;
use imaprules_rules::{CaseVerdict, LintOptions, lint, run_cases, show};

#[test]
fn the_pack_is_clean() {
    let about = Microsoft365Provider::new().describe();
    let provided = schema().facts().map(|(_, fact)| fact.name.clone()).collect();
    let options = LintOptions {
        symptoms: Some(about.symptoms.iter().map(|symptom| symptom.id.clone()).collect()),
        provided: Some(provided),
        ..LintOptions::default()
    };
    let found = lint(&packs(), &options);
    assert!(found.is_empty(), "{}", show(&found, false));
}

#[test]
fn every_case_holds() {
    let results = run_cases(&packs());
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
    assert!(results.len() > 200, "{}", results.len());
}

#[test]
fn symptoms_of_the_catalogue_are_those_that_the_provider_lists() {
    let listed = Microsoft365Provider::new().describe().symptoms;
    for entry in Catalogue::shipped().unwrap().entries() {
        let known = |symptom: &String| listed.iter().any(|listed| listed.id == *symptom);
        assert!(entry.symptom.as_ref().is_none_or(known), "{}", entry.id);
    }
}
