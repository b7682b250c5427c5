//! The published report as JSON, whole or line by line.

use imaprules_report::Report;
use serde::Serialize;
use std::io::Write;

/// One document, indented so that two reports can be compared line by line.
pub(crate) fn whole(report: &Report, out: &mut dyn Write) -> Result<(), crate::RenderError> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A line for the run, then one for each result, undecided rule and gap. Each names what it is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Line<'a> {
    Report {
        format: &'a str,
        tool: &'a imaprules_report::Tool,
        run: &'a imaprules_report::Run,
        subjects: &'a serde_json::Value,
        summary: &'a imaprules_report::Summary,
    },
    Result(&'a imaprules_report::Result),
    Undecided(&'a imaprules_report::Undecided),
    Gap(&'a imaprules_report::Gap),
}

/// JSON Lines.
pub(crate) fn lines(report: &Report, out: &mut dyn Write) -> Result<(), crate::RenderError> {
    let subjects = serde_json::to_value(&report.subjects)?;
    let head = Line::Report {
        format: &report.format,
        tool: &report.tool,
        run: &report.run,
        subjects: &subjects,
        summary: &report.summary,
    };
    let results = report.results.iter().map(Line::Result);
    let undecided = report.undecided.iter().map(Line::Undecided);
    let gaps = report.gaps.iter().map(Line::Gap);
    for line in [head].into_iter().chain(results).chain(undecided).chain(gaps) {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testkit::{rendered, report};
    use crate::{Format, Options};

    #[test]
    fn every_line_is_json_and_says_what_it_is() {
        let text = rendered(&report(), Format::Jsonl, &Options::default());
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines[0]["report"]["format"], "imaprules-report/1");
        assert_eq!(lines[1]["result"]["rule"], "imap.sign-in-refused");
        assert!(
            lines.iter().any(|line| line["gap"]["fact"] == "gmail.labels"),
            "{text}"
        );
    }

    #[test]
    fn the_whole_report_reads_back() {
        let text = rendered(&report(), Format::Json, &Options::default());
        assert_eq!(
            serde_json::from_str::<imaprules_report::Report>(&text).unwrap(),
            report()
        );
    }
}
