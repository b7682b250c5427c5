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
mod help;
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
mod pack_file;
mod packs;
mod plugins;
mod progress;
mod registry;
mod resumed;
mod secrets;
mod settings;
mod speech;
mod statements;
#[cfg(test)]
mod untranslated;
mod waivers;

use args::{Cli, Command};
use clap::Parser;
use error::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return help::tell(error),
    };
    let asked = language::ask(cli.lang(), cli.for_programs());
    language::configured_if_known(config::language_of(cli.config()).as_deref());
    match asked
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
