//! Reading the catalogue's files, and checking that they hold together.

use super::entry::{Certainty, Class, Entry, Text};
use super::near::{self, Words};
use super::{ErrorCatalogue, pattern};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use thiserror::Error;

const CAPTURES: (&str, &str) = ("errors/captures.toml", include_str!("../../errors/captures.toml"));

/// What the source server says comes last: its texts are short.
const FILES: [(&str, &str); 4] = [
    ("errors/mailbox.toml", include_str!("../../errors/mailbox.toml")),
    ("errors/setup.toml", include_str!("../../errors/setup.toml")),
    ("errors/symptoms.toml", include_str!("../../errors/symptoms.toml")),
    ("errors/server.toml", include_str!("../../errors/server.toml")),
];

/// What is wrong with a file of the catalogue.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// It is no TOML of the expected shape.
    #[error("{file}: {problem}")]
    Syntax {
        /// The file.
        file: String,
        /// What the parser says.
        problem: String,
    },
    /// An entry cannot be used.
    #[error("{file}: `{id}`: {problem}")]
    Entry {
        /// The file.
        file: String,
        /// The entry.
        id: String,
        /// What is wrong with it.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCaptures {
    captures: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    error: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    id: String,
    title: String,
    class: Class,
    certainty: Certainty,
    symptom: Option<String>,
    #[serde(default)]
    types: Vec<String>,
    code: Option<String>,
    cause: String,
    fix: Vec<String>,
    source: String,
    #[serde(default)]
    wrapper: bool,
    #[serde(default)]
    needs_text: bool,
    inner: Option<String>,
    /// Statements of the troubleshooter.
    #[serde(default)]
    covers: Vec<String>,
    /// Whole texts as people see them.
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    texts: Vec<RawText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawText {
    lang: String,
    pattern: String,
    /// Whether the text is so short that it counts only where nothing stands around it.
    #[serde(default)]
    whole: bool,
}

pub(super) fn shipped() -> Result<ErrorCatalogue, CatalogueError> {
    read(CAPTURES, &FILES)
}

/// Reads a catalogue from texts.
pub(super) fn read(captures: (&str, &str), files: &[(&str, &str)]) -> Result<ErrorCatalogue, CatalogueError> {
    let captures: RawCaptures = parse(captures)?;
    let mut catalogue = ErrorCatalogue {
        entries: Vec::new(),
        texts: Vec::new(),
        words: Vec::new(),
    };
    let mut ids = HashSet::new();
    for file in files {
        for raw in parse::<RawFile>(*file)?.error {
            let id = raw.id.clone();
            let wrong = |problem| CatalogueError::Entry {
                file: file.0.to_owned(),
                id: id.clone(),
                problem,
            };
            if !ids.insert(raw.id.to_ascii_lowercase()) {
                return Err(wrong("another entry has this id".to_owned()));
            }
            add(&mut catalogue, raw, &captures.captures).map_err(wrong)?;
        }
    }
    Ok(catalogue)
}

fn parse<T: for<'de> Deserialize<'de>>((name, text): (&str, &str)) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError::Syntax {
        file: name.to_owned(),
        problem: error.to_string(),
    })
}

fn add(
    catalogue: &mut ErrorCatalogue,
    raw: RawEntry,
    captures: &BTreeMap<String, String>,
) -> Result<(), String> {
    if raw.types.is_empty() && raw.texts.is_empty() && raw.code.is_none() {
        return Err("it has neither `types` nor `texts` nor `code`: nothing would find it".to_owned());
    }
    if raw.needs_text && raw.texts.is_empty() {
        return Err("`needs_text` wants `texts`".to_owned());
    }
    let entry = catalogue.entries.len();
    for text in &raw.texts {
        let (regex, weight) = pattern::compile(&text.pattern, text.whole, captures)?;
        let hint = near::longest_word(&pattern::fixed(&text.pattern));
        catalogue.texts.push(Text {
            entry,
            lang: text.lang.clone(),
            regex,
            hint,
            weight,
        });
        if !text.whole {
            catalogue
                .words
                .push(Words::of(entry, &pattern::fixed(&text.pattern)));
        }
    }
    // People change whole texts, and patterns may hold only the part that tells them apart.
    let examples = raw.examples.iter().map(|example| Words::of(entry, example));
    catalogue.words.extend(examples);
    catalogue.entries.push(Entry {
        id: raw.id,
        title: raw.title,
        class: raw.class,
        certainty: raw.certainty,
        symptom: raw.symptom,
        types: raw.types,
        code: raw.code,
        cause: raw.cause,
        fix: raw.fix,
        source: raw.source,
        covers: raw.covers,
        examples: raw.examples,
        wrapper: raw.wrapper,
        needs_text: raw.needs_text,
        inner: raw.inner,
    });
    Ok(())
}
