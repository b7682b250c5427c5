//! The vocabulary and the shipped packs of a provider.

use imaprules_facts::Schema;
use imaprules_provider::Provider;
use imaprules_rules::{CaseVerdict, LintOptions, PackFiles, Packs, lint, load, run_cases, show};

/// The name and the text of a file that declares facts.
pub type Declared = (&'static str, &'static str);

/// The facts of the migration file.
pub const CSV: Declared = (
    "providers/csv/facts.toml",
    include_str!("../../../providers/csv/facts.toml"),
);

/// The facts of any IMAP server.
pub const IMAP: Declared = (
    "providers/imap/facts.toml",
    include_str!("../../../providers/imap/facts.toml"),
);

/// The facts of the target.
pub const MICROSOFT365: Declared = (
    "providers/microsoft365/facts.toml",
    include_str!("../../../providers/microsoft365/facts.toml"),
);

/// What a provider declares, with what others do whose facts its packs name.
pub fn schema(provider: &dyn Provider, others: &[Declared]) -> Schema {
    let own = provider.describe().schemas;
    let own = own
        .iter()
        .map(|source| (source.name.as_str(), source.text.as_str()));
    Schema::read(others.iter().copied().chain(own)).unwrap()
}

/// The packs that a provider hands out, over that vocabulary, with values for their parameters.
pub fn packs(provider: &dyn Provider, others: &[Declared], params: &[(String, String)]) -> Packs {
    let files: Vec<PackFiles> = provider
        .describe()
        .packs
        .into_iter()
        .map(|pack| PackFiles::shipped(pack.name, pack.files))
        .collect();
    load(schema(provider, others), &files, params)
        .unwrap_or_else(|problems| panic!("{}", show(&problems.0, false)))
}

/// Holds that lint has nothing to say of a provider's packs, over what the provider and others declare.
#[track_caller]
pub fn expect_clean(provider: &dyn Provider, others: &[Declared], packs: &Packs) {
    let symptoms = provider.describe().symptoms;
    let schema = schema(provider, others);
    let options = LintOptions {
        symptoms: Some(symptoms.into_iter().map(|symptom| symptom.id).collect()),
        provided: Some(schema.facts().map(|(_, fact)| fact.name.clone()).collect()),
        ..LintOptions::default()
    };
    let found = lint(packs, &options);
    assert!(found.is_empty(), "{}", show(&found, false));
}

/// Holds that all cases of the packs come out as they say; how many there are.
#[track_caller]
pub fn expect_cases_hold(packs: &Packs) -> usize {
    let results = run_cases(packs);
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
    results.len()
}
