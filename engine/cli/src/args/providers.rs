//! `providers`: the words of its commands.

use super::{Pairs, Plain};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `providers`.
#[derive(Debug, Args)]
pub(crate) struct Providers {
    #[command(subcommand)]
    pub(crate) command: ProvidersCommand,
}

/// What to do with providers.
#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// List every provider, and the plugins that were approved or found
    List,
    /// Show one provider: what it needs, which settings it takes
    Show {
        /// Id of the provider
        provider: String,
    },
    /// Approve a plugin: show what it asks for, ask, and pin its content in providers.lock
    Add(AddProvider),
    /// Take the approval of a plugin back
    Remove {
        /// Id of the provider
        provider: String,
    },
    /// Make a plugin project that works, to be changed into what is wanted
    New(NewProvider),
    /// Try whether a plugin keeps the contract
    Verify(VerifyProvider),
}

/// `providers add`.
#[derive(Debug, Args)]
pub(crate) struct AddProvider {
    /// The library: a path, or the name of a file in ./providers or the user's data folder
    pub(crate) library: PathBuf,
    /// Approve without being asked
    #[arg(long)]
    pub(crate) yes: bool,
    /// Only add the hash of a library for another platform, such as windows-x86_64, to a provider that was approved; it is not loaded
    #[arg(long, requires = "id")]
    pub(crate) platform: Option<String>,
    /// The provider that --platform is about
    #[arg(long, requires = "platform")]
    pub(crate) id: Option<String>,
}

/// `providers new`.
#[derive(Debug, Args)]
pub(crate) struct NewProvider {
    /// Id of the provider: lower-case words joined by hyphens
    pub(crate) name: String,
    /// The language of the plugin
    #[arg(long)]
    pub(crate) lang: Language,
    /// The folder; by default one of the provider's name in the current folder
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

/// Languages that projects are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    /// Rust, built with cargo
    Rust,
    /// C99, built with make
    C,
}

/// `providers verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyProvider {
    /// The library
    pub(crate) library: PathBuf,
    /// Let it connect and sign in, as the settings say; otherwise every attempt is refused
    #[arg(long)]
    pub(crate) live: bool,
    /// A setting of the provider, as for `run`; may be repeated
    #[arg(long, value_name = "PROVIDER.SETTING=VALUE")]
    pub(crate) set: Vec<Pairs>,
    /// How to print what is found
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
}
