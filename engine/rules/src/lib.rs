//! Rule packs: loading, checking, judging, testing and linting them.
//!
//! Packs are data. [`load`] reads them, compiles every condition, template and script, and finds whatever is wrong
//! before anything is collected. [`judge`] evaluates them over a [`FactStore`](imaprules_facts::FactStore);
//! [`report`](report()) makes the published report of it. [`run_cases`] runs the tests that stand in packs, [`lint`]
//! says what else their authors should look at.
//!
//! The language of conditions is a crate of its own, and so are scripts. This crate knows nothing about mail, prints
//! nothing and decides no exit code. The manual for authors of rules is `rules/README.md`.

mod cases;
mod diagnostic;
mod files;
mod fix;
mod judge;
mod lint;
mod pack;
pub mod read;
mod report;
mod schemas;
mod template;
#[cfg(test)]
mod testkit;
mod text;
mod waivers;
mod why;

pub use cases::{Branch, CaseResult, CaseVerdict, run_cases, run_cases_covering};
pub use diagnostic::{Code, Diagnostic, Example, Examples, Level, Place, Problems, show};
pub use files::PackFiles;
pub use fix::{Edit, apply, edits};
pub use imaprules_conditions::nearest;
pub use imaprules_report::{Outcome, Severity};
pub use judge::{JudgeOptions, Judgement, judge};
pub use lint::{Fault, Glossary, LintOptions, Term, lint};
pub use pack::{
    Case, DerivedFact, Given, Languages, LoadOptions, Locale, OwnImport, Pack, PackFunction, PackParam,
    Packs, Rule, Words, load, load_with,
};
pub use report::{ReportOptions, report};
pub use schemas::{Written, schema_of};
pub use template::{Command, Shell, Template};
pub use text::SourceText;
pub use waivers::{Pattern, Until, Waiver, WaiverOptions, waive};
pub use why::{Change, Derived, Flip, Step, Why, WhyError, why};

use imaprules_words::{Catalogue, ENGLISH, Files};

/// What reports say besides the words of packs, in every language.
pub const MESSAGES: Files = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// Those messages in English.
pub(crate) fn english() -> Catalogue {
    // The files are this crate's own, and a test reads them all.
    Catalogue::read(ENGLISH, &[MESSAGES]).unwrap_or_default()
}
