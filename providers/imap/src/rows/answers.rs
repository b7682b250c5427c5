//! What the answer to a sign-in means. The table is data: `sign-in.toml`.

use crate::wire::Condition;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::sync::OnceLock;

/// The table of answers.
const TABLE: &str = include_str!("../../sign-in.toml");

/// Memory of one compiled pattern at most.
const PATTERN_SIZE: usize = 1 << 20;

/// Where the words were said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum When {
    SignIn,
    /// Once the sign-in was OK.
    After,
    Greeting,
}

/// A word of the fact `imap.login` for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) login: &'static str,
    /// The server protects itself, or the account is locked.
    pub(crate) guards: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    answer: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    login: String,
    when: Vec<When>,
    #[serde(default)]
    codes: Vec<String>,
    pattern: Option<String>,
    #[serde(default)]
    family: Vec<String>,
    #[serde(default)]
    guards: bool,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
    /// Literal answers that the tests hold against the entry.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    texts: Vec<String>,
}

struct Compiled {
    entry: Entry,
    pattern: Option<Regex>,
}

/// The meaning of an answer, if the table has one.
pub(crate) fn meaning(when: When, said: &Condition, family: &str) -> Option<Meaning> {
    let code = said.code_name();
    let entry = table()
        .iter()
        .find(|compiled| compiled.fits(when, said, code.as_deref(), family))?;
    Some(Meaning {
        login: &entry.entry.login,
        guards: entry.entry.guards,
    })
}

impl Compiled {
    fn fits(&self, when: When, said: &Condition, code: Option<&str>, family: &str) -> bool {
        let entry = &self.entry;
        let named = |names: &[String], name: &str| names.iter().any(|one| one == name);
        entry.when.contains(&when)
            && (entry.codes.is_empty() || code.is_some_and(|code| named(&entry.codes, code)))
            && (entry.family.is_empty() || named(&entry.family, family))
            && self
                .pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(&said.text))
    }
}

/// The table, compiled once. A test holds that all of it is used; an entry that cannot be read would only be missing.
fn table() -> &'static [Compiled] {
    static COMPILED: OnceLock<Vec<Compiled>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let entries = toml::from_str::<Table>(TABLE)
            .map(|table| table.answer)
            .unwrap_or_default();
        entries.into_iter().filter_map(compile).collect()
    })
}

fn compile(entry: Entry) -> Option<Compiled> {
    let compiled = |pattern: &String| {
        RegexBuilder::new(pattern)
            .case_insensitive(true)
            .size_limit(PATTERN_SIZE)
            .build()
    };
    let pattern = entry.pattern.as_ref().map(compiled).transpose().ok()?;
    (pattern.is_some() || !entry.codes.is_empty()).then_some(Compiled { entry, pattern })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Condition {
        Condition::read(format!("A1 {line}\r\n").as_bytes()).unwrap_or_else(|| panic!("{line}"))
    }

    fn raw() -> Vec<Entry> {
        toml::from_str::<Table>(TABLE).unwrap().answer
    }

    #[test]
    fn every_entry_is_understood_and_every_text_means_what_its_entry_says() {
        assert_eq!(table().len(), raw().len());
        for entry in raw() {
            assert!(!entry.texts.is_empty(), "{entry:?}");
            let family = entry.family.first().map_or("other", String::as_str);
            for text in &entry.texts {
                let fits = entry
                    .when
                    .iter()
                    .filter_map(|when| meaning(*when, &said(text), family));
                let logins: Vec<_> = fits.map(|meaning| (meaning.login, meaning.guards)).collect();
                let expected = vec![(entry.login.as_str(), entry.guards); entry.when.len()];
                assert_eq!(logins, expected, "{text}");
            }
        }
    }

    #[test]
    fn every_word_is_one_of_the_fact() {
        let facts = include_str!("../../facts.toml");
        let login = facts.split("name = \"imap.login\"\n").nth(1).unwrap();
        let words = login.split("enum(").nth(1).unwrap().split(')').next().unwrap();
        for entry in raw() {
            assert!(
                words.split(", ").any(|word| word == entry.login),
                "{}",
                entry.login
            );
        }
    }

    #[test]
    fn what_says_nothing_means_nothing() {
        for line in [
            "NO",
            "NO Nope",
            "BAD Command received in Invalid state.",
            "NO [ALERT] Unsupported authentication mechanism.",
            "BYE Logging out",
        ] {
            for when in [When::SignIn, When::After, When::Greeting] {
                assert_eq!(meaning(when, &said(line), "dovecot"), None, "{line}");
            }
        }
    }

    #[test]
    fn the_same_words_differ_by_place_and_product() {
        let denied = said("NO Login failed: authorization failure");
        assert_eq!(meaning(When::SignIn, &denied, "cyrus").unwrap().login, "disabled");
        assert_eq!(
            meaning(When::SignIn, &denied, "courier").unwrap().login,
            "credentials"
        );
        let failed = said("NO Login failed.");
        assert_eq!(meaning(When::After, &failed, "courier"), None);
    }
}
