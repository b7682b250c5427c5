//! `explain`.

use super::{Plain, Spoken};
use clap::Args;
use std::path::PathBuf;

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Id of a rule, a code of lint, an error text, or a file with error texts (an error report, statistics, a log); standard input without it
    pub(crate) what: Vec<String>,
    /// Folders with further packs
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Vec<PathBuf>,
    /// How to print it
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
    #[command(flatten)]
    pub(crate) spoken: Spoken,
}
