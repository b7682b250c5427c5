//! `csv split --failed`: the morning after. The rows that failed in files of their own, one for each cause, with the cause,
//! what to do about it, and the commands with which the migration goes on.
//!
//! Which mailboxes failed and why is read from exports by the target's provider; rows are copied as `split` copies them.

mod causes;
mod ladder;
mod words;

use super::findings::Findings;
use super::{Options, split as plain, stopped};
use crate::args::{CsvSplit, Plain};
use crate::command;
use crate::error::Failure;
use crate::interrupt::Interrupt;
use causes::{Cause, causes};
use imaprules_provider_csv::{By, Listed, Parts, split};
use imaprules_provider_microsoft365::failed_by_cause;
use imaprules_report::exit;
use ladder::Ladder;

/// The parts that were made, and what to say besides.
struct Told<'a> {
    arguments: &'a CsvSplit,
    causes: Vec<Cause>,
    parts: Parts,
    /// Rows that the service would not migrate.
    blocked: usize,
    remarks: Vec<String>,
}

pub(super) fn run(arguments: &CsvSplit) -> Result<u8, Failure> {
    let options = Options::of(&arguments.options, None)?;
    let mut causes = causes(failed_by_cause(&arguments.failed)?)?;
    let interrupt = Interrupt::watch();
    let request = options.request(&arguments.file)?;
    let by = By::Listed(listed(&causes));
    let (cut, mut remarks) = plain::cut(arguments, Some(by), &options.packs);
    let parts = match split(&request, &cut, &arguments.output, &|| interrupt.is_set()) {
        Ok(parts) => parts,
        Err(error) => return stopped(error),
    };
    remarks.extend(plain::strangers(arguments, &parts));
    let ladder = Ladder::shipped()?;
    for cause in &mut causes {
        cause.meet(&parts, &ladder, &arguments.output);
    }
    let told = Told {
        arguments,
        blocked: blocked(arguments, &parts, options.for_own_files())?,
        causes,
        parts,
        remarks,
    };
    match arguments.options.format {
        Plain::Json => command::print_json(&told.json())?,
        Plain::Text => command::print(&told.text())?,
    }
    Ok(told.exit_code())
}

/// All failed mailboxes with the names of their causes.
fn listed(causes: &[Cause]) -> Listed {
    let mut listed = Listed::default();
    for cause in causes {
        for address in &cause.failed.addresses {
            listed.add(address, &cause.name);
        }
    }
    listed
}

/// Rows of the parts that have a blocker.
fn blocked(arguments: &CsvSplit, parts: &Parts, options: Options) -> Result<usize, Failure> {
    let count = |part: &imaprules_provider_csv::Part| {
        let findings = Findings::of(&arguments.output.join(&part.file), &options)?;
        Ok(plain::blocked(&findings))
    };
    parts.parts.iter().map(count).sum()
}

impl Told<'_> {
    /// Nothing that failed stands in the file: it is another migration's.
    fn is_foreign(&self) -> bool {
        !self.causes.is_empty() && self.parts.parts.is_empty()
    }

    fn exit_code(&self) -> u8 {
        if self.is_foreign() {
            exit::FINDINGS
        } else {
            exit::OK
        }
    }
}
