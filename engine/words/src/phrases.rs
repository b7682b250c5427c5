//! Sentences that come as values: notes of providers, ways to obtain a fact, advice in tables. They are English where they are made,
//! so that bundles and machine formats stay the same in every language, and are looked up here when people read them.
//!
//! A phrase is an English text and what a language says for it. Where the program fills in values, the text has holes:
//! `{count} mailboxes ({names})`. What a hole caught is looked up itself; the hole `{number}` catches digits alone. A text that is put
//! together from parts, as in `users.csv: line 3: the line is too long`, is looked up part by part. A text without a phrase stays as it is: it may be a quote.

use crate::WordsError;
use crate::holed::Holed;
use crate::message::fill;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

/// The tables of a file that hold phrases.
pub(crate) const PHRASE: &str = "phrase";

/// Holes in holes and parts of parts are followed this far: texts come from outside, and phrases from anybody.
const DEPTH: usize = 6;

/// Between the parts of a text that is put together: places, faults, remedies, values that were seen.
const GLUE: [&str; 3] = ["; ", ": ", ", "];

/// A text that no phrase could be as long as: it is not looked at.
const LONGEST: usize = 4_096;

/// The phrases of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases {
    exact: HashMap<String, String>,
    /// Those with holes, the most literal ones first: they say most about a text. With each the names of its holes, and what is said.
    holed: BTreeMap<Holed, (Vec<String>, String)>,
}

impl Phrases {
    /// The phrases of a file: its `[[phrase]]` tables, each with `of` and `say`. Whatever else it holds is for others.
    ///
    /// # Errors
    /// When the file is no TOML, or a phrase has not both texts.
    pub fn read(language: &str, text: &str) -> Result<Phrases, WordsError> {
        let table: toml::Table = text.parse().map_err(|cause| WordsError::File {
            language: language.to_owned(),
            cause: Box::new(cause),
        })?;
        let mut phrases = Phrases::default();
        phrases.take(language, &table)?;
        Ok(phrases)
    }

    /// Adds the phrases of a table.
    pub(crate) fn take(&mut self, language: &str, table: &toml::Table) -> Result<(), WordsError> {
        let items = table.get(PHRASE).and_then(toml::Value::as_array);
        for item in items.into_iter().flatten() {
            let text = |key: &str| item.get(key).and_then(toml::Value::as_str);
            let (Some(of), Some(say)) = (text("of"), text("say")) else {
                return Err(WordsError::Phrase {
                    language: language.to_owned(),
                    phrase: item.to_string(),
                });
            };
            self.add(of, say);
        }
        Ok(())
    }

    /// Adds what the language says for an English text. The last one of the same text counts.
    pub fn add(&mut self, of: &str, say: &str) {
        self.exact.insert(of.to_owned(), say.to_owned());
        if let Some((holed, names)) = Holed::of(of) {
            self.holed.insert(holed, (names, say.to_owned()));
        }
    }

    /// Adds all phrases of others.
    pub fn extend(&mut self, others: &Phrases) {
        if self.exact.is_empty() {
            self.clone_from(others);
            return;
        }
        for (of, say) in &others.exact {
            if self.exact.get(of) != Some(say) {
                self.add(of, say);
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
    }

    /// Whether exactly this English text has a phrase.
    pub fn has(&self, of: &str) -> bool {
        self.exact.contains_key(of)
    }

    /// Every English text that has a phrase, in no order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.exact.keys().map(String::as_str)
    }

    /// What the language says for a text; the text itself where it has no phrase.
    pub fn say<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        match self.found(text, DEPTH) {
            Some(said) => said,
            None => Cow::Borrowed(text),
        }
    }

    /// As [`Phrases::say`], for a text of several paragraphs, between which stand empty lines.
    pub fn say_paragraphs(&self, text: &str) -> String {
        let said: Vec<_> = text.split("\n\n").map(|part| self.say(part)).collect();
        said.join("\n\n")
    }

    fn found<'a>(&'a self, text: &'a str, depth: usize) -> Option<Cow<'a, str>> {
        if let Some(said) = self.exact.get(text) {
            return Some(Cow::Borrowed(said));
        }
        if text.len() > LONGEST || depth == 0 {
            return None;
        }
        // One glue alone, so that a text full of marks costs little.
        let glued = || GLUE.iter().find(|glue| text.contains(**glue));
        self.filled(text, depth)
            .or_else(|| self.glued(text, glued()?, depth))
            .map(Cow::Owned)
    }

    /// By a phrase with holes.
    fn filled(&self, text: &str, depth: usize) -> Option<String> {
        let mut fitting = self
            .holed
            .iter()
            .filter_map(|(holed, (names, say))| Some((names, say, holed.caught(names, text)?)));
        let (names, say, caught) = fitting.next()?;
        let said: Vec<Cow<'_, str>> = caught
            .into_iter()
            .map(|part| self.found(part, depth - 1).unwrap_or(Cow::Borrowed(part)))
            .collect();
        let values: Vec<(&str, &dyn Display)> = names
            .iter()
            .zip(&said)
            .map(|(name, said)| (name.as_str(), said as &dyn Display))
            .collect();
        Some(fill(say, &values))
    }

    /// Part by part, as in `FILE: what is wrong; what to do`; nothing where no part has a phrase.
    fn glued(&self, text: &str, glue: &str, depth: usize) -> Option<String> {
        let (first, rest) = text.split_once(glue)?;
        let (one, other) = (self.found(first, depth - 1), self.found(rest, depth - 1));
        if one.is_none() && other.is_none() {
            return None;
        }
        let one = one.unwrap_or(Cow::Borrowed(first));
        let other = other.unwrap_or(Cow::Borrowed(rest));
        Some([&one, glue, &other].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turkish() -> Phrases {
        let mut phrases = Phrases::default();
        for (of, say) in [
            ("no access", "erişim yok"),
            (
                "{count} mailboxes ({names}): {list}",
                "{list}: {count} posta kutusu ({names})",
            ),
            ("not tried: {why}", "denenmedi: {why}"),
            ("{what} failed", "{what} başarısız"),
            ("row {row} failed", "{row}. satır başarısız"),
            ("line {number}", "{number}. satır"),
            ("{a}{b}", "{b}{a}"),
        ] {
            phrases.add(of, say);
        }
        phrases
    }

    #[test]
    fn texts_are_said_whole_and_with_holes() {
        let phrases = turkish();
        assert_eq!(phrases.say("no access"), "erişim yok");
        assert_eq!(
            phrases.say("2 mailboxes (a, b): 'x','y'"),
            "'x','y': 2 posta kutusu (a, b)"
        );
        assert_eq!(phrases.say("not tried: no access"), "denenmedi: erişim yok");
        assert_eq!(phrases.say("not tried: it is {odd}"), "denenmedi: it is {odd}");
        assert_eq!(
            phrases.say_paragraphs("no access\n\nno access"),
            "erişim yok\n\nerişim yok"
        );
    }

    #[test]
    fn the_most_literal_phrase_wins() {
        assert_eq!(turkish().say("row 7 failed"), "7. satır başarısız");
        assert_eq!(turkish().say("login failed"), "login başarısız");
        assert_eq!(turkish().say("line 27"), "27. satır");
        assert_eq!(turkish().say("line too long"), "line too long");
    }

    #[test]
    fn of_phrases_that_say_as_much_the_one_with_more_holes_wins() {
        for order in [[0, 1], [1, 0]] {
            let mut phrases = Phrases::default();
            let both = [
                ("row {row}", "{row}. satır"),
                ("row {row}: {what}", "{row}. satır: {what}"),
            ];
            order
                .into_iter()
                .for_each(|at| phrases.add(both[at].0, both[at].1));
            assert_eq!(phrases.say("row 7: empty"), "7. satır: empty");
            assert_eq!(phrases.say("row 7"), "7. satır");
        }
    }

    #[test]
    fn what_has_no_phrase_stays() {
        let phrases = turkish();
        for text in [
            "NO [AUTHENTICATIONFAILED]",
            "",
            " mailboxes (): ",
            "failed",
            "not tried: ",
        ] {
            assert_eq!(phrases.say(text), text);
        }
        let long = "x".repeat(LONGEST + 1) + " failed";
        assert_eq!(phrases.say(&long), long);
    }

    #[test]
    fn texts_that_are_put_together_are_said_part_by_part() {
        let phrases = turkish();
        assert_eq!(
            phrases.say("users.csv: line 3: no access; login failed"),
            "users.csv: 3. satır: erişim yok; login başarısız"
        );
        assert_eq!(phrases.say("NO: what; else, more"), "NO: what; else, more");
    }

    #[test]
    fn phrases_are_read_from_a_file() {
        let read = Phrases::read("tr", "[a]\nb = 1\n[[phrase]]\nof = 'one'\nsay = 'bir'").unwrap();
        assert_eq!(read.say("one"), "bir");
        let error = Phrases::read("tr", "[[phrase]]\nof = 'one'")
            .unwrap_err()
            .to_string();
        assert!(error.contains("one"), "{error}");
        assert!(Phrases::read("tr", "[[phrase").is_err());
    }

    #[test]
    fn the_last_one_counts() {
        let (mut phrases, mut more) = (turkish(), Phrases::default());
        more.add("no access", "girilemiyor");
        more.add("not tried: {reason}", "atlandı: {reason}");
        phrases.extend(&more);
        assert_eq!(phrases.say("not tried: no access"), "atlandı: girilemiyor");
    }
}
