//! `report render|merge|diff`: work with finished reports.

use crate::args::{Diff, JudgeOptions, Plain, ReportCommand, To};
use crate::error::Failure;
use crate::speech::{counted, known, number, told, word};
use crate::{language, output};
use imaprules_render::for_terminal;
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

/// A report that was written as JSON.
pub(super) fn read(file: &Path) -> Result<Report, Failure> {
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
        format: to.format,
        ..JudgeOptions::default()
    };
    let options = language::settle(options, &to.output);
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

fn text(found: &Difference<'_>, old: &Report, new: &Report) -> String {
    let words = [word("diff.new"), word("diff.gone"), word("diff.not_checked")];
    let line = |word: &str, one: &Finding| {
        format!(
            "{word:<width$}  {:<8} {}  {}\n",
            known(one.severity.as_str()),
            for_terminal(&one.rule),
            for_terminal(&one.title),
            width = words
                .iter()
                .map(|word| word.chars().count())
                .max()
                .unwrap_or_default(),
        )
    };
    let lines = words
        .into_iter()
        .zip([&found.new, &found.gone, &found.not_checked])
        .flat_map(|(word, findings)| findings.iter().map(move |one| line(word, one)));
    let lines: String = lines.collect();
    lines + &partial(old, new) + &summary(found)
}

fn summary(found: &Difference<'_>) -> String {
    let findings = counted(found.new.len(), "finding");
    let (gone, same) = (number(found.gone.len()), number(found.same));
    let sum = match found.not_checked.len() {
        0 => told(
            "diff.sum",
            &[("findings", &findings), ("gone", &gone), ("same", &same)],
        ),
        count => told(
            "diff.sum_not_checked",
            &[
                ("findings", &findings),
                ("gone", &gone),
                ("not_checked", &number(count)),
                ("same", &same),
            ],
        ),
    };
    format!("{sum}\n")
}

/// What a report that is not whole means for the comparison.
fn partial(old: &Report, new: &Report) -> String {
    let mut text = String::new();
    if !old.run.complete {
        text += &format!("{}\n", word("diff.old_partial"));
    }
    if !new.run.complete {
        text += &format!("{}\n", word("diff.new_partial"));
    }
    text
}
