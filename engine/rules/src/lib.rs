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
mod judge;
mod lint;
mod pack;
pub mod read;
mod report;
mod template;
#[cfg(test)]
mod testkit;
mod text;

pub use cases::{CaseResult, CaseVerdict, run_cases};
pub use diagnostic::{Code, Diagnostic, Level, Place, Problems, show};
pub use files::PackFiles;
pub use imaprules_conditions::nearest;
pub use imaprules_report::{Outcome, Severity};
pub use judge::{JudgeOptions, Judgement, judge};
pub use lint::{LintOptions, lint};
pub use pack::{Case, DerivedFact, Pack, PackFunction, PackParam, Packs, Rule, load};
pub use report::{ReportOptions, report};
pub use template::{Command, Shell, Template};
pub use text::SourceText;
