//! The agreed terms of translations, as `rules lint` holds them to them.

use crate::error::Failure;
use imaprules_rules::Term;
use serde::Deserialize;

/// A file of agreed terms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    term: Vec<Entry>,
}

/// One of its terms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    english: Option<String>,
    wanted: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
}

/// The terms of all languages.
pub(crate) fn terms() -> Result<Vec<Term>, Failure> {
    let mut terms = Vec::new();
    for (language, text) in imaprules_packs::glossaries() {
        let file: File = toml::from_str(text)
            .map_err(|error| Failure::Internal(format!("rules/glossary/{language}.toml: {error}")))?;
        terms.extend(file.term.into_iter().map(|entry| Term {
            language: (*language).to_owned(),
            english: entry.english,
            wanted: entry.wanted,
            never: entry.never,
        }));
    }
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_glossaries_can_be_read() {
        let terms = terms().unwrap_or_else(|failure| panic!("{failure}"));
        assert!(terms.len() > 10);
        assert!(terms.iter().all(|term| !term.wanted.is_empty()));
    }
}
