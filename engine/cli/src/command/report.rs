//! `report render|merge|diff`: work with finished reports.

use crate::args::{Diff, JudgeOptions, Plain, ReportCommand, To};
use crate::error::Failure;
use crate::output;
use imaprules_render::{counted, for_terminal, number};
use imaprules_report::{Difference, FORMAT, Finding, Report, difference, exit, merge};
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
            let partial = json!({ "old": !old.run.complete, "new": !new.run.complete });
            super::print_json(&json!({
                "new": found.new, "gone": found.gone, "not-checked": found.not_checked, "same": found.same,
                "partial": partial,
            }))?
        }
        Plain::Text => super::print(&text(&found, &old, &new))?,
    }
    Ok(if found.new.is_empty() {
        exit::OK
    } else {
        exit::FINDINGS
    })
}

/// What stands before a finding whose rule was not decided on its subject this time.
const NOT_CHECKED: &str = "not checked";

fn text(found: &Difference<'_>, old: &Report, new: &Report) -> String {
    let line = |word: &str, one: &Finding| {
        format!(
            "{word:<width$}  {:<8} {}  {}\n",
            one.severity.as_str(),
            for_terminal(&one.rule),
            for_terminal(&one.title),
            width = NOT_CHECKED.len(),
        )
    };
    let lines = [
        ("new", &found.new),
        ("gone", &found.gone),
        (NOT_CHECKED, &found.not_checked),
    ];
    let lines = lines
        .into_iter()
        .flat_map(|(word, findings)| findings.iter().map(move |one| line(word, one)));
    let lines: String = lines.collect();
    lines + &partial(old, new) + &summary(found)
}

fn summary(found: &Difference<'_>) -> String {
    let not_checked = match found.not_checked.len() {
        0 => String::new(),
        count => format!("{} not checked this time, ", number(count)),
    };
    format!(
        "{} new, {} gone, {not_checked}{} in both\n",
        counted(found.new.len(), "finding"),
        number(found.gone.len()),
        number(found.same)
    )
}

/// What a report that is not whole means for the comparison.
fn partial(old: &Report, new: &Report) -> String {
    let mut text = String::new();
    if !old.run.complete {
        text += "the old report is partial: what is new may have been there before\n";
    }
    if !new.run.complete {
        text += "the new report is partial: what it does not have was not checked, and may still be there\n";
    }
    text
}
