//! `--lang`, wherever something is said, and who reads it.

use super::{
    Cli, Command, CsvCommand, FactsCommand, LintFormat, Plain, ProvidersCommand, ReportCommand, RulesCommand,
};
use clap::Args;

/// The language of a command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Spoken {
    /// The language, such as en or tr; by default that of the system, for what people read
    #[arg(long, value_name = "WORD", env = "IMAPRULES_LANG")]
    pub(crate) lang: Option<String>,
}

impl Cli {
    /// The language that was asked for.
    pub(crate) fn lang(&self) -> Option<&str> {
        let spoken = match &self.command {
            Command::Run(arguments) => &arguments.common.spoken,
            Command::Collect(arguments) => &arguments.common.spoken,
            Command::Gaps(arguments) => &arguments.look.common.spoken,
            Command::Why(arguments) => &arguments.look.common.spoken,
            Command::Guide(arguments) => &arguments.common.spoken,
            Command::Commands(arguments) => &arguments.look.common.spoken,
            Command::Plan(arguments) => &arguments.look.common.spoken,
            Command::Explain(arguments) => &arguments.spoken,
            Command::Csv(arguments) => match &arguments.command {
                CsvCommand::Check(arguments) => &arguments.options.spoken,
                CsvCommand::Fix(arguments) => &arguments.options.spoken,
                CsvCommand::Split(arguments) => &arguments.options.spoken,
                CsvCommand::Template(_) => return self.lang.as_deref(),
            },
            Command::Facts(arguments) => match &arguments.command {
                FactsCommand::List { spoken, .. } | FactsCommand::Show { spoken, .. } => spoken,
            },
            Command::Rules(arguments) => match &arguments.command {
                RulesCommand::List(arguments) | RulesCommand::Coverage(arguments) => &arguments.spoken,
                RulesCommand::Show(arguments) => &arguments.spoken,
                _ => return self.lang.as_deref(),
            },
            Command::Report(ReportCommand::Render(arguments)) => &arguments.to.spoken,
            Command::Report(ReportCommand::Merge(arguments)) => &arguments.to.spoken,
            Command::Report(ReportCommand::Diff(arguments)) => &arguments.spoken,
            _ => return self.lang.as_deref(),
        };
        spoken.lang.as_deref().or(self.lang.as_deref())
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
            Command::Commands(arguments) => {
                arguments.format == Plain::Json || arguments.output.iter().any(is_json)
            }
            Command::Rules(arguments) => arguments.command.for_programs(),
            Command::Facts(arguments) => match &arguments.command {
                FactsCommand::List { format, .. } | FactsCommand::Show { format, .. } => {
                    *format == Plain::Json
                }
            },
            Command::Providers(arguments) => match &arguments.command {
                ProvidersCommand::Verify(arguments) => arguments.format == Plain::Json,
                _ => false,
            },
            Command::ProviderHost { .. } => true,
            _ => false,
        }
    }
}

impl RulesCommand {
    /// The catalogue is a file of the packs it is made of, in the language of their authors.
    fn for_programs(&self) -> bool {
        match self {
            RulesCommand::List(arguments) | RulesCommand::Coverage(arguments) => {
                arguments.format == Plain::Json
            }
            RulesCommand::Show(arguments) => arguments.format == Plain::Json,
            RulesCommand::Lint(arguments) => !matches!(arguments.format, LintFormat::Text),
            RulesCommand::Test(arguments) => arguments.folder.format == Plain::Json,
            RulesCommand::Schema(arguments) => arguments.output.is_none(),
            RulesCommand::Catalogue(_) => true,
            RulesCommand::New(_) | RulesCommand::Pack(_) => false,
        }
    }
}
