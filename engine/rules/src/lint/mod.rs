//! What authors should look at although the pack loads: words, sources, tests, ids, unused declarations.
//!
//! What is missing for a good report is an error in packs that ship with the program and a warning in others: a
//! user's first rule must not need ten fields.

mod alike;
mod commands;
mod declarations;
mod facts;
mod ids;
mod instead;
mod locale;
mod reach;
mod tested;
#[cfg(test)]
mod tests;
mod words;

pub use locale::{Fault, Glossary};

use crate::diagnostic::{Code, Diagnostic, Level, Place, Problems};
use crate::{Pack, Packs};

/// What lint compares packs with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LintOptions {
    /// Ids of all symptoms; nothing leaves `explains` unchecked.
    pub symptoms: Option<Vec<String>>,
    /// Ids of all statements that rules can cover; nothing leaves `covers` unchecked.
    pub statements: Option<Vec<String>>,
    /// Names of all facts that providers declare; nothing leaves it unchecked whether facts are collected.
    pub provided: Option<Vec<String>>,
    /// Words of all sessions that commands can need; nothing leaves them unchecked.
    pub sessions: Option<Vec<String>>,
    /// The agreed terms of translations.
    pub glossary: Vec<Term>,
}

/// A term that translations are held to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The language of the translations: `tr`.
    pub language: String,
    /// A regular expression for the term in the words that are translated; none where only `never` counts.
    pub english: Option<String>,
    /// One of these must occur where it does. Beginnings of words, so that endings do not matter.
    pub wanted: Vec<String>,
    /// None of these may occur anywhere.
    pub never: Vec<String>,
}

/// Looks at every pack. What was found while loading ([`Packs::warnings`]) is among it.
pub fn lint(packs: &Packs, options: &LintOptions) -> Vec<Diagnostic> {
    let mut found = packs.warnings().to_vec();
    for pack in packs.all() {
        let report = &mut Lint {
            pack,
            found: &mut found,
        };
        ids::check(report);
        words::check(report, options);
        commands::check(report, options);
        tested::check(report);
        declarations::check(report, packs);
        facts::check(report, packs, options);
        instead::check(report, packs);
        locale::check(report, options);
        reach::check(report, packs);
        alike::check(report, packs);
    }
    Problems::sorted(found).0
}

/// A pack being looked at.
struct Lint<'a> {
    pack: &'a Pack,
    found: &'a mut Vec<Diagnostic>,
}

impl Lint<'_> {
    /// Notes something that must not ship.
    fn demand(&mut self, code: Code, place: &Place, message: String, help: impl Into<String>) {
        let level = if self.pack.shipped {
            Level::Error
        } else {
            Level::Warning
        };
        self.note(level, code, place, message, help.into());
    }

    /// Notes something to look at.
    fn advise(&mut self, code: Code, place: &Place, message: String, help: impl Into<String>) {
        self.note(Level::Warning, code, place, message, help.into());
    }

    fn note(&mut self, level: Level, code: Code, place: &Place, message: String, help: String) {
        let place = Some(place.clone());
        self.found.push(Diagnostic {
            level,
            place,
            ..Diagnostic::error(code, message).help(help)
        });
    }
}
