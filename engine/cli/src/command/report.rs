//! `report render|merge|diff`: work with finished reports.

use crate::args::{Diff, JudgeOptions, Plain, ReportCommand, To};
use crate::error::Failure;
use crate::output;
use imaprules_render::{counted, for_terminal};
use imaprules_report::{Difference, FORMAT, Report, Result as Finding, difference, exit, merge};
use serde_json::json;
use std::path::Path;

pub(crate) fn run(command: ReportCommand) -> Result<u8, Failure> {
    match command {
        ReportCommand::Render(arguments) => write(&read(&arguments.report)?, arguments.to),
        ReportCommand::Merge(arguments) => {
            let parts = arguments
                .reports
                .iter()
                .map(|file| read(file))
                .collect::<Result<_, _>>()?;
            let whole =
                merge(parts).ok_or_else(|| Failure::usage("there is no report to merge", "name some"))?;
            write(&whole, arguments.to)
        }
        ReportCommand::Diff(arguments) => diff(&arguments),
    }
}

fn read(file: &Path) -> Result<Report, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::unreadable(file, &error))?;
    let remedy = "give a report as `imaprules run --format json` writes it";
    let unfit = |why: String| Failure::usage(format!("{}: {why}", file.display()), remedy);
    let report: Report =
        serde_json::from_str(&text).map_err(|error| unfit(format!("this is no report: {error}")))?;
    if report.format == FORMAT {
        Ok(report)
    } else {
        Err(unfit(format!(
            "its format is `{}`, and this program reads {FORMAT}",
            report.format
        )))
    }
}

fn write(report: &Report, to: To) -> Result<u8, Failure> {
    let outputs = output::prepare(&to.output, to.format)?;
    let options = JudgeOptions {
        all: to.all,
        ..JudgeOptions::default()
    };
    output::write(report, &outputs, &options)?;
    Ok(exit::OK)
}

fn diff(arguments: &Diff) -> Result<u8, Failure> {
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let found = difference(&old, &new);
    match arguments.format {
        Plain::Json => {
            super::print_json(&json!({ "new": found.new, "gone": found.gone, "same": found.same }))?
        }
        Plain::Text => super::print(&text(&found))?,
    }
    Ok(if found.new.is_empty() {
        exit::OK
    } else {
        exit::FINDINGS
    })
}

fn text(found: &Difference<'_>) -> String {
    let line = |word: &str, one: &Finding| {
        format!(
            "{word:<5}{:<8} {}  {}\n",
            one.severity.to_string(),
            one.rule,
            for_terminal(&one.title)
        )
    };
    let new = found.new.iter().map(|one| line("new", one));
    let gone = found.gone.iter().map(|one| line("gone", one));
    let lines: String = new.chain(gone).collect();
    let summary = format!(
        "{} new, {} gone, {} in both\n",
        counted(found.new.len(), "finding"),
        found.gone.len(),
        found.same
    );
    lines + &summary
}
