//! `guide`.

use super::{Common, Pairs, SourceOptions};
use clap::Args;
use std::path::PathBuf;

/// `guide`.
#[derive(Debug, Args)]
#[command(mut_arg("resume", |arg| arg.help(
    "Keep this walk in this file, and take it up again when it exists").value_name("FILE").help_heading("Walk")))]
pub(crate) struct Guide {
    /// Where to begin: a symptom (sign-in-failed), a page (N07), a node, the rule of a finding, or a moment of the project: plan, pilot, morning-after,
    /// change-night, sign-off. By default at what the collected data shows, or else at the first question
    pub(crate) what: Option<String>,
    /// Begin at what this error text means; `-` reads it from standard input
    #[arg(
        long,
        value_name = "TEXT",
        help_heading = "Walk",
        conflicts_with = "what",
        allow_hyphen_values = true
    )]
    pub(crate) text: Option<String>,
    /// Begin at what this error report, or other file with error texts, names most often
    #[arg(long, value_name = "FILE", help_heading = "Walk", conflicts_with_all = ["what", "text"])]
    pub(crate) report: Option<PathBuf>,
    /// Only this mailbox: what was found on others does not count
    #[arg(long, value_name = "ADDRESS", help_heading = "Walk")]
    pub(crate) mailbox: Option<String>,
    /// Another guide: its id, or its file
    #[arg(
        long,
        value_name = "ID|FILE",
        help_heading = "Walk",
        default_value = "imap-migration"
    )]
    pub(crate) guide: String,
    /// Ask nobody: take answers from this file (`-` for standard input), one JSON value a line, and print each page as a line of JSON
    #[arg(long, value_name = "FILE", help_heading = "Walk")]
    pub(crate) answers: Option<PathBuf>,
    /// Write the transcript to this file, as Markdown for a ticket
    #[arg(long, value_name = "FILE.md", help_heading = "Walk")]
    pub(crate) export: Option<PathBuf>,
    /// Write a support package into this folder: transcript, findings, what servers said; no secrets
    #[arg(long, value_name = "DIR", help_heading = "Walk")]
    pub(crate) package: Option<PathBuf>,
    /// Draw the guide instead of walking through it
    #[arg(long, value_name = "WORD", help_heading = "Walk")]
    pub(crate) graph: Option<Picture>,
    /// List the nodes of the guide
    #[arg(long, help_heading = "Walk")]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Look at this bundle instead of collecting; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Source",
          conflicts_with_all = ["provider", "csv", "demo", "import", "server", "login", "dry_run", "shard"])]
    pub(crate) facts: Vec<PathBuf>,
    /// A folder with rule packs and guides of your own; may be repeated
    #[arg(long, value_name = "DIR", help_heading = "Report")]
    pub(crate) rules: Vec<PathBuf>,
    /// Another value for a parameter of a pack; may be repeated
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Report")]
    pub(crate) param: Vec<Pairs>,
}

/// The language of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Picture {
    /// For Markdown pages
    Mermaid,
    /// For Graphviz
    Dot,
}
