//! The program `imaprules`: arguments to calls, nothing else.
//!
//! It reads the command line and `imaprules.toml`, chooses providers and packs, collects, judges and hands the report
//! to its format. What a fact, a rule or a report is, the libraries below know.

mod args;
mod ask;
mod bundles;
mod collect;
mod command;
mod config;
mod demo;
mod dry_run;
mod error;
mod glossary;
mod guides;
mod host;
mod imports;
mod interrupt;
mod journal;
mod judge;
mod language;
mod messages;
mod obtain;
mod output;
mod own;
mod package;
mod packs;
mod plugins;
mod progress;
mod registry;
mod resumed;
mod secrets;
mod settings;
mod speech;
mod statements;
mod waivers;

use args::{Cli, Command};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};
use error::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| nearest_command(error).exit());
    match language::ask(cli.lang(), cli.for_programs())
        .and_then(|()| prepare(&cli))
        .and_then(|()| dispatch(cli.command))
    {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            messages::error(&failure);
            ExitCode::from(imaprules_report::exit::UNUSABLE)
        }
    }
}

/// Adds the command that was probably meant, which clap names only for words that are very near.
fn nearest_command(mut error: clap::Error) -> clap::Error {
    let names: Vec<String> = Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    if error.kind() == ErrorKind::InvalidSubcommand
        && error.get(ContextKind::SuggestedSubcommand).is_none()
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && let Some(near) = meant(word, &names)
    {
        error.insert(
            ContextKind::SuggestedSubcommand,
            ContextValue::Strings(vec![near.to_owned()]),
        );
    }
    error
}

/// The nearest name, or for short ones the name with the same letters in another order.
fn meant<'a>(word: &str, names: &'a [String]) -> Option<&'a str> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let near = imaprules_rules::nearest(word, names.iter().map(String::as_str));
    near.or_else(|| {
        names
            .iter()
            .map(String::as_str)
            .find(|name| letters(name) == letters(word))
    })
}

/// Says where approvals of plugins stand. The child that loads one needs none.
fn prepare(cli: &Cli) -> Result<(), Failure> {
    if matches!(cli.command, Command::ProviderHost { .. }) {
        return Ok(());
    }
    plugins::configure(cli.config(), cli.frozen)
}

fn dispatch(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Run(arguments) => command::run::run(*arguments),
        Command::Collect(arguments) => command::collect::run(*arguments),
        Command::Explain(arguments) => command::explain::run(&arguments),
        Command::Guide(arguments) => command::guide::run(*arguments),
        Command::Gaps(arguments) => command::gaps::run(*arguments),
        Command::Why(arguments) => command::why::run(*arguments),
        Command::Commands(arguments) => command::commands::run(*arguments),
        Command::Plan(arguments) => command::plan::run(*arguments),
        Command::Csv(arguments) => command::csv::run(arguments.command),
        Command::Rules(arguments) => command::rules::run(arguments.command),
        Command::Facts(arguments) => command::facts::run(arguments.command),
        Command::Providers(arguments) => command::providers::run(arguments.command),
        Command::Report(command) => command::report::run(command),
        Command::Completions(arguments) => command::completions::run(&arguments),
        Command::Man(arguments) => command::man::run(&arguments),
        Command::ProviderHost { parent } => command::providers::host(parent),
    }
}
