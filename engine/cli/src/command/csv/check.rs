//! `csv check`: the findings that `run --csv` has, with their places.

use super::Options;
use super::findings::Findings;
use crate::args::{CsvCheck, Plain};
use crate::command;
use crate::error::Failure;

pub(super) fn run(arguments: &CsvCheck) -> Result<u8, Failure> {
    let options = Options::of(&arguments.options, arguments.fail_on)?;
    let findings = Findings::of(&arguments.file, &options)?;
    match arguments.options.format {
        Plain::Json => command::print_json(&findings.json())?,
        Plain::Text => command::print(&findings.text())?,
    }
    Ok(options
        .judge
        .fail_on
        .unwrap_or_default()
        .exit_code(&findings.report))
}
