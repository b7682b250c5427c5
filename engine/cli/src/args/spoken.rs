//! `--lang`, wherever something is said, and who reads it.

use super::{Cli, Command, CsvCommand, Plain, ReportCommand};
use clap::Args;

/// The language of a command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Spoken {
    /// The language: en, tr; by default that of the system, for what people read
    #[arg(long, value_name = "WORD", env = "IMAPRULES_LANG")]
    pub(crate) lang: Option<String>,
}

impl Cli {
    /// The language that was asked for.
    pub(crate) fn lang(&self) -> Option<&str> {
        let spoken = match &self.command {
            Command::Run(arguments) => &arguments.common.spoken,
            Command::Collect(arguments) => &arguments.common.spoken,
            Command::Gaps(arguments) => &arguments.common.spoken,
            Command::Why(arguments) => &arguments.common.spoken,
            Command::Guide(arguments) => &arguments.common.spoken,
            Command::Plan(arguments) => &arguments.common.spoken,
            Command::Explain(arguments) => &arguments.spoken,
            Command::Csv(arguments) => match &arguments.command {
                CsvCommand::Check(arguments) => &arguments.options.spoken,
                CsvCommand::Fix(arguments) => &arguments.options.spoken,
                CsvCommand::Split(arguments) => &arguments.options.spoken,
                CsvCommand::Template(_) => return None,
            },
            Command::Report(ReportCommand::Render(arguments)) => &arguments.to.spoken,
            Command::Report(ReportCommand::Merge(arguments)) => &arguments.to.spoken,
            Command::Report(ReportCommand::Diff(arguments)) => &arguments.spoken,
            _ => return None,
        };
        spoken.lang.as_deref()
    }

    /// Whether a program reads what is printed; reports are decided on by themselves.
    pub(crate) fn for_programs(&self) -> bool {
        let is_json = |name: &std::path::PathBuf| name.extension().is_some_and(|ending| ending == "json");
        match &self.command {
            Command::Gaps(arguments) => arguments.format == Plain::Json,
            Command::Why(arguments) => arguments.format == Plain::Json,
            Command::Guide(arguments) => arguments.answers.is_some(),
            Command::Plan(arguments) => {
                arguments.format == Some(Plain::Json) || arguments.output.iter().any(is_json)
            }
            Command::Explain(arguments) => arguments.format == Plain::Json,
            Command::Csv(arguments) => match &arguments.command {
                CsvCommand::Check(arguments) => arguments.options.format == Plain::Json,
                CsvCommand::Fix(arguments) => arguments.options.format == Plain::Json,
                CsvCommand::Split(arguments) => arguments.options.format == Plain::Json,
                CsvCommand::Template(_) => false,
            },
            // What authors of rules and of providers work with is English, and their words stand in files.
            Command::Rules(_) | Command::Facts(_) | Command::Providers(_) | Command::ProviderHost { .. } => {
                true
            }
            _ => false,
        }
    }
}
