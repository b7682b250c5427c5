//! The published report: types that are written as JSON and read back, nothing else.
//!
//! The format is `imaprules-report/1`. Fields may be added; a reader ignores those it does not know. Fields are
//! neither removed nor given another meaning without a new number. Everything is sorted, so that two reports can be
//! compared line by line. This crate decides nothing but [`exit`] codes and prints nothing.

mod compare;
pub mod exit;
mod merge;
mod report;
#[cfg(test)]
mod testkit;
mod threshold;

pub use compare::{Difference, difference};
pub use merge::merge;
pub use report::{
    Command, Evidence, FORMAT, Gap, Outcome, Provider, Report, Result, Run, Severities, Severity, Subject,
    Summary, Tool, Undecided,
};
pub use threshold::{FailOn, UnknownFailOn};
