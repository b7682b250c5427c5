//! `completions`: a script that teaches a shell the words of this program.

use crate::args::{Cli, Completions};
use crate::error::Failure;
use clap::CommandFactory;

pub(crate) fn run(arguments: &Completions) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "imaprules", &mut script);
    super::print_as_is(&String::from_utf8_lossy(&script))?;
    Ok(imaprules_report::exit::OK)
}
