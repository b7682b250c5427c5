//! The published report: types that are written as JSON and read back, nothing else.
//!
//! The format is `imaprules-report/1`. Fields may be added; a reader ignores those it does not know. Fields are
//! neither removed nor given another meaning without a new number. Everything is sorted, so that two reports can be
//! compared line by line. This crate decides nothing but [`exit`] codes and
//! prints nothing; it says which characters nobody who prints may let through ([`is_hidden`]).

mod compare;
pub mod exit;
mod hidden;
mod merge;
mod outcome;
mod report;
mod severity;
#[cfg(test)]
mod testkit;
mod threshold;

pub use compare::{Difference, difference};
pub use hidden::{is_hidden, reveal};
pub use merge::merge;
pub use outcome::Outcome;
pub use report::{
    Command, Evidence, FORMAT, Finding, Gap, ParamUsed, Provider, Report, Run, Severities, Subject, Summary,
    Tool, Undecided, Waived,
};
pub use severity::Severity;
pub use threshold::{FailOn, UnknownFailOn};
