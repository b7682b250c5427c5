//! The tables, read and checked once.

use super::denial::{self, Denial};
use super::{CatalogueError, Cause, Thresholds};
use crate::wire::Condition;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

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

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// A word of the fact `imap.login`.
    pub(crate) login: &'static str,
    /// The server protects itself, or the account is locked.
    pub(crate) guards: bool,
    /// Causes it can have, the commonest first.
    pub(crate) causes: &'static [String],
}

/// Answers of servers, and why sign-ins fail.
#[derive(Debug)]
pub struct Catalogue {
    pub(super) answers: Vec<Answer>,
    pub(super) endings: Vec<Ending>,
    pub(super) denials: Vec<Denial>,
    causes: Vec<Cause>,
    thresholds: Thresholds,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    answer: Vec<Entry>,
    ending: Vec<Ending>,
    #[serde(default)]
    denial: Vec<denial::Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Causes {
    thresholds: Thresholds,
    cause: Vec<Cause>,
}

/// An answer as it stands in the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) login: String,
    pub(super) when: Vec<When>,
    #[serde(default)]
    pub(super) codes: Vec<String>,
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) family: Vec<String>,
    #[serde(default)]
    pub(super) guards: bool,
    pub(super) causes: Vec<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
    /// Literal answers that the tests hold against the entry.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(super) texts: Vec<String>,
}

/// A sign-in that ended without words that are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ending {
    pub(super) login: String,
    /// At any time where it is empty.
    #[serde(default)]
    when: Vec<When>,
    pub(super) causes: Vec<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

/// An answer with its pattern.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) entry: Entry,
    pattern: Option<Regex>,
}

impl Catalogue {
    /// Reads a catalogue: the table of answers and that of causes.
    ///
    /// # Errors
    /// When a table is malformed, a pattern cannot be read, or a cause that is named is not declared.
    pub fn read(answers: &str, causes: &str) -> Result<Catalogue, CatalogueError> {
        let Answers {
            answer,
            ending,
            denial,
        } = toml::from_str(answers)?;
        let Causes { thresholds, cause } = toml::from_str(causes)?;
        let catalogue = Catalogue {
            answers: answer.into_iter().map(compile).collect::<Result<_, _>>()?,
            endings: ending,
            denials: denial.into_iter().map(Denial::read).collect::<Result<_, _>>()?,
            causes: cause,
            thresholds,
        };
        catalogue.check()?;
        Ok(catalogue)
    }

    /// Every cause.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// The cause of that id.
    pub fn cause(&self, id: &str) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.id == id)
    }

    /// From when on something is a sign, and a cause likely.
    pub(crate) fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    fn check(&self) -> Result<(), CatalogueError> {
        let answers = self
            .answers
            .iter()
            .map(|answer| (&answer.entry.login, &answer.entry.causes));
        let endings = self.endings.iter().map(|ending| (&ending.login, &ending.causes));
        for (login, causes) in answers.chain(endings) {
            if let Some(cause) = causes.iter().find(|id| self.cause(id).is_none()) {
                return Err(CatalogueError::Cause {
                    login: login.clone(),
                    cause: cause.clone(),
                });
            }
        }
        Ok(())
    }

    /// The meaning of an answer.
    pub(crate) fn meaning(&'static self, when: When, said: &Condition, family: &str) -> Option<Meaning> {
        let code = said.code_name();
        let entry = &self
            .answers
            .iter()
            .find(|answer| answer.fits(when, said, code.as_deref()) && answer.is_of(family))?
            .entry;
        Some(Meaning {
            login: &entry.login,
            guards: entry.guards,
            causes: &entry.causes,
        })
    }

    /// The causes of an end without words that are known.
    pub(crate) fn ending(&self, login: &str, when: When) -> &[String] {
        let fits = |ending: &&Ending| {
            ending.login == login && (ending.when.is_empty() || ending.when.contains(&when))
        };
        self.endings
            .iter()
            .find(fits)
            .map_or(&[], |ending| &ending.causes)
    }
}

impl Answer {
    pub(super) fn fits(&self, when: When, said: &Condition, code: Option<&str>) -> bool {
        let entry = &self.entry;
        entry.when.contains(&when)
            && (entry.codes.is_empty() || code.is_some_and(|code| names(&entry.codes, code)))
            && self
                .pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(&said.text))
    }

    pub(super) fn is_of(&self, family: &str) -> bool {
        self.entry.family.is_empty() || names(&self.entry.family, family)
    }
}

fn names(names: &[String], name: &str) -> bool {
    names.iter().any(|one| one == name)
}

fn compile(entry: Entry) -> Result<Answer, CatalogueError> {
    if entry.pattern.is_none() && entry.codes.is_empty() {
        return Err(CatalogueError::Everything { login: entry.login });
    }
    let pattern = entry.pattern.as_deref().map(compiled).transpose()?;
    Ok(Answer { entry, pattern })
}

/// A pattern as the tables write them: letter case aside, of bounded size.
pub(super) fn compiled(pattern: &str) -> Result<Regex, CatalogueError> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(PATTERN_SIZE)
        .build()
        .map_err(|error| CatalogueError::Pattern {
            pattern: pattern.to_owned(),
            error,
        })
}
