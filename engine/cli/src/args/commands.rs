//! `commands`: what findings say to run, as scripts to read first.

use super::{LookOptions, PackOptions, Plain};
use clap::Args;
use std::path::PathBuf;

/// `commands`.
#[derive(Debug, Args)]
pub(crate) struct Commands {
    /// A finished report in JSON, as `run --format json` writes it; without it the source is looked at, or the bundle of --facts
    #[arg(conflicts_with_all = ["provider", "csv", "demo", "server", "import", "login", "dry_run", "shard", "resume", "facts", "rules", "param", "as_of"])]
    pub(crate) report: Option<PathBuf>,
    /// Only what this rule found; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Script")]
    pub(crate) rule: Vec<String>,
    /// Only what was found about this subject, for a mailbox its EmailAddress; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Script")]
    pub(crate) subject: Vec<String>,
    /// Write this script, for the shell of its extension: .ps1, .sh, .cmd; or .json. Commands of other shells get a file beside it, and
    /// so does what takes everything back. May be repeated
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Script")]
    pub(crate) output: Vec<PathBuf>,
    /// How to print them where no file is named
    #[arg(long, default_value = "text", help_heading = "Script")]
    pub(crate) format: Plain,
    #[command(flatten)]
    pub(crate) look: LookOptions,
    #[command(flatten)]
    pub(crate) packs: PackOptions,
    /// The moment that counts as now, as 2026-11-24T10:00:00Z; the end of collection by default
    #[arg(long, value_name = "TIME", env = "IMAPRULES_AS_OF", help_heading = "Report")]
    pub(crate) as_of: Option<String>,
    /// A file of accepted risks; their commands are left out. May be repeated
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub(crate) waivers: Vec<PathBuf>,
    /// Something that has happened, for accepted risks that last until then; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Report")]
    pub(crate) event: Vec<String>,
}
