//! `rules` and its own words: packs listed, checked, tested, begun and shipped.

use super::Plain;
use crate::speech::word;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `rules`.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List every rule
    List(RulesList),
    /// Show one rule: what it checks, why, how to fix it, where it comes from
    Show(RulesShow),
    /// Check packs and their guides for mistakes: the shipped ones, or those of a folder
    Lint(RulesLint),
    /// Run the tests that stand in packs, and the walks of their guides: the shipped ones, or those of a folder
    Test(RulesTest),
    /// Make a pack or a rule that works, to be changed into what is wanted
    #[command(subcommand)]
    New(RulesNew),
    /// Print every rule as documentation, as Markdown: rules/CATALOGUE.md
    Catalogue(RulesFolder),
    /// Print or write JSON Schemas for editors: of pack.toml, rule files, tests, imaprules.toml
    Schema(RulesSchema),
    /// Put a pack into one file, with checksums; `--rules FILE.pack` takes it
    Pack(RulesPack),
    /// Which statement of Microsoft's troubleshooter (S001 to S160) is covered by which rules, pages of the guide and messages
    Coverage(RulesList),
}

/// `rules schema`.
#[derive(Debug, Args)]
pub(crate) struct RulesSchema {
    /// Of which file; rule files by default
    #[arg(conflicts_with = "output")]
    pub(crate) what: Option<SchemaOf>,
    /// Write all of them into this folder, and print the lines with which editors find them
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

/// A file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SchemaOf {
    /// pack.toml
    Pack,
    /// Rule files
    Rules,
    /// Files of test cases
    Tests,
    /// imaprules.toml
    Config,
}

impl SchemaOf {
    /// All of them.
    pub(crate) const ALL: [SchemaOf; 4] =
        [SchemaOf::Pack, SchemaOf::Rules, SchemaOf::Tests, SchemaOf::Config];

    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            SchemaOf::Pack => "pack",
            SchemaOf::Rules => "rules",
            SchemaOf::Tests => "tests",
            SchemaOf::Config => "imaprules",
        }
    }

    /// The files it is of.
    pub(crate) fn about(self) -> &'static str {
        match self {
            SchemaOf::Pack => "pack.toml",
            SchemaOf::Rules => word("rules.schema_rules"),
            SchemaOf::Tests => "tests/*.toml",
            SchemaOf::Config => "imaprules.toml",
        }
    }
}

/// `rules pack`.
#[derive(Debug, Args)]
pub(crate) struct RulesPack {
    /// The folder of the pack
    pub(crate) folder: PathBuf,
    /// The file to write; its name ends in .pack
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `rules new`.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesNew {
    /// Make a folder with a pack: one rule and its tests
    Pack {
        /// Id of the pack: lower-case words joined by hyphens
        name: String,
        /// The folder; by default one of the pack's name in the current folder
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
    /// Add a rule and its test cases to a pack
    Rule(NewRule),
}

/// `rules new rule`.
#[derive(Debug, Args)]
pub(crate) struct NewRule {
    /// Id of the rule: area.kebab-case
    pub(crate) id: String,
    /// Folder of the pack
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) pack: PathBuf,
}

/// `rules list`.
#[derive(Debug, Args)]
pub(crate) struct RulesList {
    /// Folders with further packs
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Vec<PathBuf>,
    /// How to print them
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
    #[command(flatten)]
    pub(crate) spoken: super::Spoken,
}

/// `rules show`.
#[derive(Debug, Args)]
pub(crate) struct RulesShow {
    /// Id of the rule
    pub(crate) rule: String,
    /// Folders with further packs
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Vec<PathBuf>,
    /// How to print it
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
    #[command(flatten)]
    pub(crate) spoken: super::Spoken,
}

/// `rules lint`.
#[derive(Debug, Args)]
pub(crate) struct RulesLint {
    /// A pack, a folder of packs or a pack in one file; the shipped packs by default
    pub(crate) folder: Option<PathBuf>,
    /// How to print what is found
    #[arg(long, default_value = "text")]
    pub(crate) format: LintFormat,
    /// Mend what a program can mend, in the files themselves: mistyped names, titles
    #[arg(long, requires = "folder")]
    pub(crate) fix: bool,
}

/// How lint prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LintFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code review
    Sarif,
}

/// `rules test`.
#[derive(Debug, Args)]
pub(crate) struct RulesTest {
    #[command(flatten)]
    pub(crate) folder: RulesFolder,
    /// Tell as well which parts of conditions no case has shown true, false or unknown
    #[arg(long)]
    pub(crate) branches: bool,
    /// Take the findings of cases with `snapshot = true` as they are, into the pack's folder `snapshots`
    #[arg(long)]
    pub(crate) accept: bool,
    /// Run again whenever a file of the folder changes, until interrupted
    #[arg(long, requires = "folder")]
    pub(crate) watch: bool,
}

/// The packs that are meant.
#[derive(Debug, Args)]
pub(crate) struct RulesFolder {
    /// A pack, a folder of packs or a pack in one file; the shipped packs by default
    pub(crate) folder: Option<PathBuf>,
    /// How to print what is found
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
}
