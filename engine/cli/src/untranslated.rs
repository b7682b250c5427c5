//! Tests alone: in every language that ships, nothing that providers and tables say to people is left in English, and no phrase
//! translates what nobody says any more.
//!
//! Sentences that code puts together cannot be listed; what they look like in a run is looked at by the tests of the whole program.

use crate::{language, packs, registry};
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use imaprules_words::{ENGLISH, Phrases};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// So many words of a phrase, one after another, stand in the sources wherever it comes from; fewer could stand anywhere.
const RUN: usize = 3;

/// Every language but English, with its phrases.
fn languages() -> Vec<(&'static str, Arc<Phrases>)> {
    let others = language::all()
        .into_iter()
        .filter(|language| *language != ENGLISH);
    others
        .map(|name| (name, Arc::clone(language::catalogue(name).form().phrases())))
        .collect()
}

/// What a language has no phrase for.
fn missing(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let texts: BTreeSet<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    assert!(texts.len() > 10, "{texts:?}");
    let mut missing = Vec::new();
    for (language, phrases) in languages() {
        let lacks = texts.iter().filter(|text| !phrases.has(text));
        missing.extend(lacks.map(|text| format!("{language}: {text}")));
    }
    missing
}

#[test]
fn what_kinds_and_facts_are_and_how_facts_are_obtained() {
    let providers: Vec<_> = registry::built_in().into_iter().map(|(_, about)| about).collect();
    let schema = packs::schema(&providers).unwrap();
    let kinds = schema.kinds().map(|(_, kind)| kind.about.clone());
    let facts = schema
        .facts()
        .flat_map(|(_, fact)| [fact.about.clone(), fact.how.clone()]);
    assert_eq!(missing(kinds.chain(facts)), [""; 0]);
}

#[test]
fn what_providers_and_their_settings_and_symptoms_are() {
    let mut texts = Vec::new();
    for (_, about) in registry::built_in() {
        // Names of products are the same everywhere.
        texts.extend(Some(about.title).filter(|title| title != "Microsoft 365"));
        texts.extend(about.settings.into_iter().map(|setting| setting.about));
        texts.extend(about.symptoms.into_iter().map(|symptom| symptom.title));
    }
    assert_eq!(missing(texts), [""; 0]);
}

#[test]
fn what_errors_of_the_catalogue_mean_and_ask_for() {
    let catalogue = ErrorCatalogue::shipped().unwrap();
    let entries = catalogue.entries().iter();
    let texts = entries.flat_map(|entry| {
        [entry.title.clone(), entry.cause.clone(), entry.remedy()]
            .into_iter()
            .chain(entry.fix.clone())
    });
    assert_eq!(missing(texts), [""; 0]);
}

#[test]
fn whom_to_ask_and_what_sessions_are() {
    let mut texts = Vec::new();
    for (text, keys) in [
        (imaprules_packs::obtain(), ["who", "right"]),
        (imaprules_packs::sessions(), ["title", "how"]),
    ] {
        let table: toml::Table = text.parse().unwrap();
        let entries = table.values().filter_map(toml::Value::as_array).flatten();
        let words = entries.flat_map(|entry| keys.map(|key| entry.get(key)).into_iter().flatten());
        texts.extend(words.filter_map(|word| Some(word.as_str()?.to_owned())));
    }
    assert_eq!(missing(texts), [""; 0]);
}

/// Phrases outlive what they translate, and then only hide that something is missing.
#[test]
fn phrases_translate_what_is_said_today() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut said = String::new();
    for folder in ["engine", "providers", "rules"] {
        gather(&root.join(folder), &mut said);
    }
    let said = plain(&said);
    let words: Vec<&str> = words(&said).collect();
    let said: HashSet<&[&str]> = words.windows(RUN).collect();
    let mut stale = Vec::new();
    for (language, phrases) in languages() {
        let foreign = of_libraries(&root, language);
        let lost = phrases
            .texts()
            .filter(|of| !foreign.has(of) && !stands(&said, of));
        stale.extend(lost.map(|of| format!("{language}: {of}")));
    }
    stale.sort();
    assert_eq!(stale, [""; 0]);
}

/// What libraries and the system say, which stands in no source of ours: `locale/LANGUAGE.libraries.toml`.
fn of_libraries(root: &Path, language: &str) -> Phrases {
    let file = root.join(format!("engine/cli/locale/{language}.libraries.toml"));
    Phrases::read(language, &fs::read_to_string(file).unwrap_or_default()).unwrap()
}

/// Whether the runs of words of a phrase stand in the sources. Half of them are enough, and one alone may be missing: what is put together
/// from parts has runs of its own.
fn stands(said: &HashSet<&[&str]>, of: &str) -> bool {
    let of = plain(of);
    let pieces = of.split(['{', '}']).step_by(2);
    let pieces = pieces.flat_map(|piece| piece.split([';', ':', '.', ',', '(']));
    let (mut runs, mut known) = (0, 0);
    for piece in pieces {
        let words: Vec<&str> = words(piece).collect();
        runs += words.windows(RUN).len();
        known += words.windows(RUN).filter(|run| said.contains(run)).count();
    }
    runs < 2 || known * 2 >= runs
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The texts of a folder's files but those of other languages.
fn gather(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" {
                gather(&path, into);
            }
        } else if [".rs", ".toml", ".rhai", ".ps1"]
            .iter()
            .any(|ending| name.ends_with(ending))
            && (folder.file_name().is_none_or(|folder| folder != "locale") || name.starts_with("en."))
        {
            into.push_str(&fs::read_to_string(&path).unwrap());
            into.push('\n');
        }
    }
}

/// Without what breaks lines within a text.
fn plain(text: &str) -> String {
    text.replace("\\\n", "").replace("\\\"", "\"").replace("\\n", " ")
}

/// Lint looks at the languages that a pack has: that none is missing, somebody else has to.
#[test]
fn every_shipped_pack_speaks_every_language() {
    for (language, _) in languages() {
        for pack in imaprules_packs::all() {
            let file = format!("locale/{language}.toml");
            let has = pack.files.iter().any(|(path, _)| *path == file);
            assert!(has, "{} has no {file}", pack.name);
        }
    }
}
