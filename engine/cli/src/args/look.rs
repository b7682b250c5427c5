//! What the commands take that look at a source system or a bundle and print something of their own: `gaps`, `why`, `plan`,
//! `commands`. `run` and `guide` have flags of these names with other words and in another order.

use super::{Common, Pairs, SourceOptions};
use clap::Args;
use std::path::PathBuf;

/// What is looked at.
#[derive(Debug, Clone, Args)]
pub(crate) struct LookOptions {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Look at this bundle instead of collecting; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Source",
          conflicts_with_all = ["provider", "csv", "demo", "server", "login", "dry_run", "shard", "resume"])]
    pub(crate) facts: Vec<PathBuf>,
}

/// With which packs.
#[derive(Debug, Clone, Args)]
pub(crate) struct PackOptions {
    /// A folder with rule packs of your own; may be repeated
    #[arg(long, value_name = "DIR", help_heading = "Report")]
    pub(crate) rules: Vec<PathBuf>,
    /// Another value for a parameter of a pack; may be repeated
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Report")]
    pub(crate) param: Vec<Pairs>,
}
