//! `man`: pages of the manual, made from the same definitions as `--help`.

use crate::args::{Cli, Man};
use crate::error::Failure;
use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use imaprules_report::exit;

pub(crate) fn run(arguments: &Man) -> Result<u8, Failure> {
    let command = arguments
        .command
        .iter()
        .try_fold(Cli::command(), |command, name| below(&command, name))?;
    let mut page = Vec::new();
    Page::new(command)
        .render(&mut page)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    super::print_as_is(&String::from_utf8_lossy(&page))?;
    Ok(exit::OK)
}

/// The sub-command of that name, called as one would type it.
fn below(command: &Command, name: &str) -> Result<Command, Failure> {
    let above = command.get_display_name().unwrap_or(command.get_name());
    let whole = format!("{above}-{name}");
    let found = command.find_subcommand(name).cloned();
    let typed = whole.replace('-', " ");
    found
        .map(|found| found.display_name(whole).bin_name(typed))
        .ok_or_else(|| {
            let names: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
            Failure::usage(
                format!("there is no command `{name}`"),
                format!("commands are {}", names.join(", ")),
            )
        })
}
