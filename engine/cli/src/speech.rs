//! What the program says to people, by the keys of `locale/`. Which language that is, [`crate::language`] decides.

use crate::language::speech;
use imaprules_words::Catalogue;
use std::borrow::Cow;
use std::fmt::Display;

/// Names and values of placeholders.
pub(crate) type Values<'a> = &'a [(&'a str, &'a dyn Display)];

/// A message with values in its placeholders.
pub(crate) fn told(key: &str, values: Values<'_>) -> String {
    speech().told(key, values)
}

/// A message without placeholders.
pub(crate) fn word(key: &'static str) -> &'static str {
    speech().word(key)
}

/// What people read for a sentence that came in English: a note of a provider, a way to obtain a fact, an error.
pub(crate) fn phrase(text: &str) -> Cow<'_, str> {
    speech().phrase(text)
}

/// A message with a count in it.
pub(crate) fn counted_as(key: &str, count: usize) -> String {
    speech().counted(key, count)
}

/// As [`counted_as`], with more values.
pub(crate) fn counted_with(key: &str, count: usize, values: Values<'_>) -> String {
    speech().counted_with(key, count, values)
}

/// Whether there is such a message.
pub(crate) fn has(key: &str) -> bool {
    speech().has(key)
}

/// A number of things, by their English word: `1 account`, `3 mailboxes`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    speech().counted(&format!("count.{}", thing.replace(' ', "_")), count)
}

/// A whole number.
pub(crate) fn number(number: usize) -> String {
    speech().number(number)
}

/// A share of a hundred.
pub(crate) fn percent(number: impl Display) -> String {
    speech().form().percent(number)
}

/// A word that programs know under an English name: an outcome, a severity. One that is not known is shown itself.
pub(crate) fn known(name: &str) -> String {
    let key = format!("word.{name}");
    if speech().has(&key) {
        speech().told(&key, &[])
    } else {
        name.to_owned()
    }
}

/// Why a fact is not known.
pub(crate) fn reason(name: &str) -> String {
    let key = format!("reason.{name}");
    if speech().language() == imaprules_words::ENGLISH || !speech().has(&key) {
        // Those who ask for single facts know the words of the closed list.
        name.to_owned()
    } else {
        speech().told(&key, &[])
    }
}

/// What a kind of subject is called.
pub(crate) fn kind(name: &str) -> String {
    kind_in(speech(), name)
}

/// What a kind of subject is called in a catalogue; one of a plugin by its own name.
pub(crate) fn kind_in(words: &Catalogue, name: &str) -> String {
    let key = format!("name.{name}");
    if words.has(&key) {
        words.told(&key, &[])
    } else {
        name.to_owned()
    }
}
