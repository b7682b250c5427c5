//! The messages of one language, over the English ones.

use crate::message::{Message, fill};
use crate::phrases::PHRASE;
use crate::{ENGLISH, FORMS, Form, Phrases};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use thiserror::Error;

/// Message files, each with its language.
pub type Files = &'static [(&'static str, &'static str)];

/// Why messages cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WordsError {
    /// A file is no TOML.
    #[error("the messages in `{language}` cannot be read: {cause}")]
    File {
        /// The language of the file.
        language: String,
        /// What is wrong with it.
        cause: Box<toml::de::Error>,
    },
    /// A phrase has not both texts.
    #[error("the phrase `{phrase}` in `{language}` needs `of` and `say`")]
    Phrase {
        /// The language of the file.
        language: String,
        /// The phrase, as far as it was written.
        phrase: String,
    },
    /// A message is neither words nor a table of them.
    #[error("the message `{key}` in `{language}` is no text")]
    Message {
        /// The language of the file.
        language: String,
        /// Its key.
        key: String,
    },
}

/// What a program says, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    form: Form,
    messages: BTreeMap<String, Message>,
}

impl Catalogue {
    /// The messages of these files in a language. What it has no words for stays English.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn read(language: &str, sets: &[Files]) -> Result<Catalogue, WordsError> {
        let english = Catalogue::alone(ENGLISH, sets)?;
        if language == ENGLISH {
            return Ok(english);
        }
        let own = Catalogue::alone(language, sets)?;
        let mut messages = english.messages;
        messages.extend(own.messages);
        Ok(Catalogue {
            form: own.form,
            messages,
        })
    }

    /// The messages that a language has words of its own for: for those who look whether it has all.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn alone(language: &str, sets: &[Files]) -> Result<Catalogue, WordsError> {
        let (mut messages, mut phrases) = (BTreeMap::new(), Phrases::default());
        let files = sets.iter().flat_map(|files| files.iter());
        for (_, text) in files.filter(|(of, _)| *of == language) {
            add(language, text, &mut messages, &mut phrases)?;
        }
        Ok(Catalogue {
            form: Form::of(language).with_phrases(Arc::new(phrases)),
            messages,
        })
    }

    /// With these phrases besides those it has.
    #[must_use]
    pub fn with_phrases(self, more: &Phrases) -> Catalogue {
        let mut phrases = Phrases::clone(self.form.phrases());
        phrases.extend(more);
        Catalogue {
            form: self.form.with_phrases(Arc::new(phrases)),
            ..self
        }
    }

    /// What the language says for an English sentence that came as a value.
    pub fn phrase<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        self.form.phrase(text)
    }

    /// How the language writes numbers and moments.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The language.
    pub fn language(&self) -> &str {
        self.form.language()
    }

    /// Every message with its key.
    pub fn messages(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.messages.iter().map(|(key, message)| (key.as_str(), message))
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.messages.contains_key(key)
    }

    /// A message without placeholders. A key without a message is shown itself: somebody will see it and tell.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.messages
            .get(key)
            .map_or(key, |message| message.words("other"))
    }

    /// A message with values in its placeholders.
    pub fn told(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.word(key), values)
    }

    /// A message in the form that goes with a count, which is the value of its `{count}`.
    pub fn counted(&self, key: &str, count: usize) -> String {
        self.counted_with(key, count, &[])
    }

    /// As [`Catalogue::counted`], with more values.
    pub fn counted_with(&self, key: &str, count: usize, values: &[(&str, &dyn Display)]) -> String {
        let number = self.number(count);
        let mut all: Vec<(&str, &dyn Display)> = vec![("count", &number)];
        all.extend_from_slice(values);
        let form = self.form.plural(count);
        let words = self.messages.get(key).map_or(key, |message| message.words(form));
        fill(words, &all)
    }

    /// A whole number as the language writes it.
    pub fn number(&self, number: usize) -> String {
        self.form.number(number)
    }
}

/// Adds what a file holds.
fn add(
    language: &str,
    text: &str,
    messages: &mut BTreeMap<String, Message>,
    phrases: &mut Phrases,
) -> Result<(), WordsError> {
    let mut table: toml::Table = text.parse().map_err(|cause| WordsError::File {
        language: language.to_owned(),
        cause: Box::new(cause),
    })?;
    phrases.take(language, &table)?;
    table.remove(PHRASE);
    flatten("", &table, messages).map_err(|key| WordsError::Message {
        language: language.to_owned(),
        key,
    })
}

/// Adds the messages of a table; the error is the key of what is none.
fn flatten(before: &str, table: &toml::Table, into: &mut BTreeMap<String, Message>) -> Result<(), String> {
    for (name, value) in table {
        let key = format!("{before}{name}");
        match value {
            toml::Value::String(words) => {
                into.insert(key, Message::Plain(words.clone()));
            }
            toml::Value::Table(inner) => match Message::of(inner) {
                Some(message) => {
                    into.insert(key, message);
                }
                None => flatten(&format!("{key}."), inner, into)?,
            },
            _ => return Err(key),
        }
    }
    Ok(())
}

/// The languages that have a form here: those that the program can speak.
pub fn languages() -> impl Iterator<Item = &'static str> {
    FORMS.iter().map(|(language, _)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: Files = &[
        (
            "en",
            "plain = \"a {x}\"\n[group]\nfile = { one = \"{count} file\", other = \"{count} files\" }\nonly = \"english\"",
        ),
        ("tr", "plain = \"{x} b\"\n[group]\nfile = \"{count} dosya\""),
    ];

    #[test]
    fn a_language_speaks_and_english_stands_in() {
        let english = Catalogue::read("en", &[FILES]).unwrap();
        assert_eq!(english.counted("group.file", 1), "1 file");
        assert_eq!(english.counted("group.file", 1_234), "1,234 files");
        assert_eq!(english.counted("group.file", 0), "0 files");
        let turkish = Catalogue::read("tr", &[FILES]).unwrap();
        assert_eq!(turkish.counted("group.file", 1_234), "1.234 dosya");
        assert_eq!(turkish.told("plain", &[("x", &1)]), "1 b");
        assert_eq!(turkish.word("group.only"), "english");
        assert_eq!(turkish.word("no.such"), "no.such");
        assert_eq!(
            Catalogue::read("xx", &[FILES]).unwrap().word("group.only"),
            "english"
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let bad: Files = &[("en", "[a]\nb = 3")];
        let error = Catalogue::read("en", &[bad]).unwrap_err().to_string();
        assert!(error.contains("`a.b`"), "{error}");
    }
}
