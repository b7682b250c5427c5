//! The command line, as clap reads it. Words and defaults of the program stand here; what they mean does not.

mod commands;
mod csv;
mod deadline;
mod explain;
mod guide;
mod import;
mod look;
mod options;
mod pairs;
mod providers;
mod report;
mod rules;
mod server;
mod spoken;

pub(crate) use commands::Commands;
pub(crate) use csv::{Csv, CsvCheck, CsvCommand, CsvFix, CsvOptions, CsvSplit, CsvTemplate};
pub(crate) use deadline::Deadline;
pub(crate) use explain::Explain;
pub(crate) use guide::{Guide, Picture};
pub(crate) use import::{End, Import};
pub(crate) use look::{LookOptions, PackOptions};
pub(crate) use options::{JudgeOptions, Shown, SourceOptions};
pub(crate) use pairs::Pairs;
pub(crate) use providers::{AddProvider, Language, NewProvider, Providers, ProvidersCommand, VerifyProvider};
pub(crate) use report::{Diff, ReportCommand, To};
pub(crate) use rules::{
    LintFormat, NewRule, Rules, RulesCommand, RulesFolder, RulesLint, RulesList, RulesNew, RulesPack,
    RulesSchema, RulesShow, RulesTest, SchemaOf,
};
pub(crate) use server::{Login, Security, Server, Shard};
pub(crate) use spoken::Spoken;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use std::path::PathBuf;

/// Checks everything that decides whether an IMAP migration into Microsoft 365 works.
#[derive(Debug, Parser)]
#[command(
    name = "imaprules",
    version,
    about,
    propagate_version = true,
    max_term_width = 110
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Load exactly the plugins that providers.lock names, approve none, and stop where a library is missing, changed or not listed
    #[arg(long, global = true, env = "IMAPRULES_FROZEN")]
    pub(crate) frozen: bool,
    /// The language, such as en or tr; by default that of the system, for what people read
    #[arg(long, value_name = "WORD")]
    pub(crate) lang: Option<String>,
}

impl Cli {
    /// The configuration file that was named.
    pub(crate) fn config(&self) -> Option<&std::path::Path> {
        let named = match &self.command {
            Command::Run(arguments) => &arguments.common.config,
            Command::Collect(arguments) => &arguments.common.config,
            Command::Guide(arguments) => &arguments.common.config,
            Command::Gaps(arguments) => &arguments.look.common.config,
            Command::Why(arguments) => &arguments.look.common.config,
            Command::Commands(arguments) => &arguments.look.common.config,
            Command::Plan(arguments) => &arguments.look.common.config,
            Command::Csv(arguments) => match &arguments.command {
                CsvCommand::Check(arguments) => &arguments.options.config,
                CsvCommand::Fix(arguments) => &arguments.options.config,
                CsvCommand::Split(arguments) => &arguments.options.config,
                CsvCommand::Template(_) => return None,
            },
            // These take none: a new command is to be asked here.
            Command::Explain(_)
            | Command::Rules(_)
            | Command::Facts(_)
            | Command::Providers(_)
            | Command::Report(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::ProviderHost { .. } => return None,
        };
        named.as_deref()
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Collect facts, judge them and report: the main job
    Run(Box<Run>),
    /// Only collect facts, into a bundle that `run --facts` judges later or elsewhere
    Collect(Box<Collect>),
    /// What is still unknown, and what to collect to decide it
    Gaps(Box<Gaps>),
    /// Why a rule came out as it did on one subject, and what would have to be different
    Why(Box<WhyArguments>),
    /// The troubleshooter: from what you see to its cause, step by step
    Guide(Box<Guide>),
    /// The commands that findings name, as scripts to read first: with old values noted, destructive ones commented out, and undo
    Commands(Box<Commands>),
    /// The migration plan: batches, days, folders to exclude, and what each way loses or duplicates
    Plan(Box<Plan>),
    /// What a rule or an error means: a rule's id, an error text, or an error report
    Explain(Explain),
    /// The migration file: check it, correct it, split it, begin one
    Csv(Box<Csv>),
    /// Look at rule packs: list, show, check and test them
    Rules(Rules),
    /// The vocabulary of facts that rules build on
    Facts(Facts),
    /// The source systems that facts can be collected from
    Providers(Providers),
    /// Work with finished reports: write them in another format, merge, compare
    #[command(subcommand)]
    Report(ReportCommand),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print a page of the manual, for `man -l -`
    Man(Man),
    /// Load a plugin; started by the program itself
    #[command(hide = true)]
    ProviderHost {
        /// The process that started it
        parent: u32,
    },
}

/// `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    #[command(flatten)]
    pub(crate) judge: JudgeOptions,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Judge the facts of this bundle instead of collecting; repeated for the parts of a split collection
    #[arg(long, value_name = "FILE", help_heading = "Source",
          conflicts_with_all = ["provider", "csv", "demo", "server", "login", "dry_run", "shard", "resume"])]
    pub(crate) facts: Vec<PathBuf>,
    /// Write the report to this file, in the format of its extension; may be repeated
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Report")]
    pub(crate) output: Vec<PathBuf>,
}

/// `collect`.
#[derive(Debug, Args)]
pub(crate) struct Collect {
    #[command(flatten)]
    pub(crate) source: SourceOptions,
    #[command(flatten)]
    pub(crate) common: Common,
    /// The bundle to write: JSON Lines, compressed when its name ends in .zst
    #[arg(short = 'o', long = "output", value_name = "FILE", required_unless_present_any = ["resume", "dry_run", "script"])]
    pub(crate) output: Option<PathBuf>,
    /// Collect nothing; print the PowerShell script with which an administrator exports what is to be known: microsoft365, exchange
    #[arg(long, value_name = "ID", conflicts_with_all = ["demo", "import", "resume", "dry_run"])]
    pub(crate) script: Option<String>,
}

/// `gaps`.
#[derive(Debug, Args)]
pub(crate) struct Gaps {
    #[command(flatten)]
    pub(crate) look: LookOptions,
    #[command(flatten)]
    pub(crate) packs: PackOptions,
    /// How to print them
    #[arg(long, default_value = "text", help_heading = "Report")]
    pub(crate) format: Plain,
}

/// `why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArguments {
    /// Id of the rule
    pub(crate) rule: String,
    /// The subject, by its id: for a mailbox its EmailAddress. Not needed where there is only one
    #[arg(long, value_name = "ID")]
    pub(crate) subject: Option<String>,
    /// As if this fact had this value; may be repeated
    #[arg(long, value_name = "FACT=VALUE")]
    pub(crate) assume: Vec<Pairs>,
    #[command(flatten)]
    pub(crate) look: LookOptions,
    #[command(flatten)]
    pub(crate) packs: PackOptions,
    /// The moment that counts as now, as 2026-11-24T10:00:00Z; the end of collection by default
    #[arg(long, value_name = "TIME", env = "IMAPRULES_AS_OF", help_heading = "Report")]
    pub(crate) as_of: Option<String>,
    /// How to print it
    #[arg(long, default_value = "text", help_heading = "Report")]
    pub(crate) format: Plain,
}

/// `plan`.
#[derive(Debug, Args)]
#[command(mut_arg("facts", |arg| arg.help("Plan with this bundle instead of collecting; may be repeated")))]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) look: LookOptions,
    /// A folder to exclude, as the batch takes it: a name from the root, `NAME/*`, `#SentItems#`; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Plan", allow_hyphen_values = true)]
    pub(crate) exclude: Vec<String>,
    /// Another value for a parameter of a pack, such as daily_download=2000MB; may be repeated
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Plan")]
    pub(crate) param: Vec<Pairs>,
    /// How to print it; text unless the name of the file says otherwise
    #[arg(long, help_heading = "Plan")]
    pub(crate) format: Option<Plain>,
    /// Write the plan to this file instead; may be repeated
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Plan")]
    pub(crate) output: Vec<PathBuf>,
    /// Name every mailbox, not just a few
    #[arg(long, help_heading = "Plan")]
    pub(crate) all: bool,
}

/// What every command that collects takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Print what would be touched - every host, port and account, and how often - and touch nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The configuration file; `imaprules.toml` in the current folder by default
    #[arg(long, value_name = "FILE", env = "IMAPRULES_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// No progress and no notes
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// More about what is being done; twice for every step
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(flatten)]
    pub(crate) spoken: Spoken,
}

/// `facts`.
#[derive(Debug, Args)]
pub(crate) struct Facts {
    #[command(subcommand)]
    pub(crate) command: FactsCommand,
}

/// What to do with the vocabulary.
#[derive(Debug, Subcommand)]
pub(crate) enum FactsCommand {
    /// List every fact
    List {
        /// How to print them
        #[arg(long, default_value = "text")]
        format: Plain,
        #[command(flatten)]
        spoken: Spoken,
    },
    /// Show one fact: what it is, its type, how to obtain it
    Show {
        /// Name of the fact
        fact: String,
        /// How to print it
        #[arg(long, default_value = "text")]
        format: Plain,
        #[command(flatten)]
        spoken: Spoken,
    },
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command the page is about; the program as a whole by default
    pub(crate) command: Vec<String>,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Plain {
    /// For people
    Text,
    /// For programs
    Json,
}
