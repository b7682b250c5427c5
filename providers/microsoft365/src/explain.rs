//! Error texts explained by the catalogue, each text once: a bad night leaves thousands of mailboxes with the same one.

use crate::errors::{By, CatalogueError, Class, ErrorCatalogue};
use crate::model::class_word;
use imaprules_provider::{EmbeddedTable, ProviderError};
use std::collections::HashMap;

static CATALOGUE: EmbeddedTable<Option<ErrorCatalogue>, CatalogueError> =
    EmbeddedTable::new("microsoft365/errors", "", |_| ErrorCatalogue::shipped().map(Some));

/// Holds that the catalogue can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    CATALOGUE.check()
}

/// What the facts of an error say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explained {
    pub(crate) id: String,
    pub(crate) class: &'static str,
    pub(crate) by: &'static str,
    pub(crate) cause: String,
    pub(crate) remedy: String,
    pub(crate) symptom: String,
    pub(crate) message: String,
    pub(crate) exception: String,
}

/// Whether a text is a known error, by its type or its words.
pub(crate) fn is_known_error(text: &str) -> bool {
    let found = CATALOGUE.as_ref().and_then(|catalogue| catalogue.recognise(text));
    found.is_some_and(|found| matches!(found.by, By::Type | By::Text) && found.class != Class::Symptom)
}

/// Explanations made so far.
#[derive(Debug, Default)]
pub(crate) struct Explainer {
    known: HashMap<(String, String), Explained>,
}

/// Texts remembered; addresses in them make each one different, and those need not be kept.
const REMEMBERED: usize = 10_000;

impl Explainer {
    /// Explains an error by its text and the type that was told beside it.
    pub(crate) fn explain(&mut self, text: &str, kind: &str) -> Explained {
        let key = (text.to_owned(), kind.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let explained = explain(text, kind);
        if self.known.len() < REMEMBERED {
            self.known.insert(key, explained.clone());
        }
        explained
    }
}

fn explain(text: &str, kind: &str) -> Explained {
    let nothing = Explained {
        id: String::new(),
        class: if text.trim().is_empty() && kind.is_empty() {
            "none"
        } else {
            "unknown"
        },
        by: "none",
        cause: String::new(),
        remedy: String::new(),
        symptom: String::new(),
        message: text.trim().to_owned(),
        exception: kind.to_owned(),
    };
    let types: Vec<&str> = Some(kind).filter(|kind| !kind.is_empty()).into_iter().collect();
    let Some(found) = CATALOGUE
        .as_ref()
        .and_then(|catalogue| catalogue.recognise_with(text, &types))
    else {
        return nothing;
    };
    let entry = found.entry;
    Explained {
        id: entry.map(|entry| entry.id.clone()).unwrap_or_default(),
        class: class_word(found.class),
        by: match found.by {
            By::Type => "type",
            By::Text => "text",
            By::Near => "near",
            By::Class => "class",
        },
        cause: entry.map(|entry| entry.cause.clone()).unwrap_or_default(),
        remedy: entry.map(crate::errors::Entry::remedy).unwrap_or_default(),
        symptom: entry.and_then(|entry| entry.symptom.clone()).unwrap_or_default(),
        message: shown(&found.message, text),
        exception: found.exception.unwrap_or_default(),
    }
}

/// The innermost message, without the list of types that was added to it.
fn shown(message: &str, text: &str) -> String {
    let message = if message.is_empty() { text } else { message };
    message
        .split(" ExceptionTypes: {")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_read() {
        check().unwrap();
        assert!(is_known_error(
            "MigrationRecipientNotFoundException: no such recipient"
        ));
    }
}
