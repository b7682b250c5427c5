//! One row a result, for spreadsheets. Only what a person sorts and filters by; the whole is in the JSON report.

use crate::escape::for_cell;
use imaprules_report::{Report, Result};
use std::io::Write;

const HEADER: [&str; 9] = [
    "severity", "outcome", "rule", "kind", "subject", "title", "why", "fix", "evidence",
];

/// CSV in UTF-8 with a byte-order mark, without which spreadsheets take it for a legacy code page.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> std::result::Result<(), crate::RenderError> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    rows.write_record(HEADER)?;
    for result in &report.results {
        let cells = row(result);
        rows.write_record(cells.iter().map(|cell| for_cell(cell).into_owned()))?;
    }
    rows.flush()?;
    Ok(())
}

fn row(result: &Result) -> [String; 9] {
    let evidence: Vec<String> = result.facts.iter().map(crate::text::evidence).collect();
    [
        result.severity.to_string(),
        result.outcome.to_string(),
        result.rule.clone(),
        result.subject.kind.clone(),
        result.subject.id.clone(),
        result.title.clone(),
        result.why.clone(),
        result.fix.join(" / "),
        evidence.join("; "),
    ]
}

#[cfg(test)]
mod tests {
    use crate::testkit::{rendered, report};
    use crate::{Format, Options};

    #[test]
    fn rows_read_back_and_no_cell_is_a_formula() {
        let mut report = report();
        report.results[0].title = "=1+1, \"quoted\"".into();
        let text = rendered(&report, Format::Csv, &Options::default());
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = rows.records().map(|row| row.unwrap()).collect();
        assert_eq!(rows.len(), report.results.len());
        assert_eq!(&rows[0][5], "'=1+1, \"quoted\"");
        assert_eq!(&rows[0][4], "bob@example.com");
    }
}
