//! `report`: finished reports.

use super::{Plain, Spoken};
use clap::{Args, Subcommand};
use imaprules_render::Format;
use std::path::PathBuf;

/// What to do with finished reports.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Write a report in another format
    Render(Render),
    /// Make one report of the parts of a split collection; judging their bundles together is more exact: run --facts A --facts B
    Merge(Merge),
    /// What is new, gone or not checked this time between two reports; exit code 1 when something is new
    Diff(Diff),
}

/// `report render`.
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// A report in JSON, as `run --format json` writes it
    pub(crate) report: PathBuf,
    #[command(flatten)]
    pub(crate) to: To,
}

/// `report merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Reports in JSON
    #[arg(required = true, num_args = 1..)]
    pub(crate) reports: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) to: To,
}

/// `report diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The older report in JSON
    pub(crate) old: PathBuf,
    /// The newer report in JSON
    pub(crate) new: PathBuf,
    /// How to print it
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
    #[command(flatten)]
    pub(crate) spoken: Spoken,
}

/// Where a report goes, and how.
#[derive(Debug, Args)]
pub(crate) struct To {
    /// text, json, jsonl, sarif, junit, markdown, html, csv
    #[arg(long, value_name = "WORD")]
    pub(crate) format: Option<Format>,
    /// Write to this file, in the format of its extension; may be repeated
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Name every subject, not just a few of each rule
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) spoken: Spoken,
}
