//! One row a result, for spreadsheets. Only what a person sorts and filters by; the whole is in the JSON report.

use crate::Options;
use crate::escape::for_cell;
use imaprules_report::{Finding, Report};
use imaprules_words::Catalogue;
use std::io::Write;

const HEADER: [&str; 10] = [
    "severity", "outcome", "rule", "kind", "subject", "title", "why", "fix", "evidence", "accepted",
];

/// CSV in UTF-8 with a byte-order mark, without which spreadsheets take it for a legacy code page.
pub(crate) fn write(
    report: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), crate::RenderError> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    rows.write_record(HEADER)?;
    for result in &report.results {
        let cells = row(result, &options.words);
        rows.write_record(cells.iter().map(|cell| for_cell(cell).into_owned()))?;
    }
    rows.flush()?;
    Ok(())
}

fn row(result: &Finding, words: &Catalogue) -> [String; 10] {
    let evidence: Vec<String> = result
        .facts
        .iter()
        .map(|fact| crate::text::evidence(fact, words))
        .collect();
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
        result
            .waived
            .as_ref()
            .map(|waived| crate::words::accepted(words, waived))
            .unwrap_or_default(),
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

    /// The cells as a program reads them that goes by this separator.
    fn cells(text: &str, separator: u8) -> Vec<String> {
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let rows = rows.records().map(|row| row.unwrap());
        rows.flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn no_cell_is_a_formula_whatever_separates_columns() {
        let mut report = report();
        let first = &mut report.results[0];
        first.title = "x;=HYPERLINK(\"https://example.com\")".into();
        first.why = "=1;+2; -3;\t@4\t=5;\"=6\";\u{ff1d}7".into();
        first.fix = vec!["plain; text - with = signs".into(), "=8;\"\"=9".into()];
        first.subject.id = "-a;@b".into();
        first.facts[0].name = "=x".into();
        let text = rendered(&report, Format::Csv, &Options::default());
        let text = text.strip_prefix('\u{feff}').unwrap();
        for separator in [b',', b';', b'\t'] {
            for cell in cells(text, separator) {
                let shown = cell.trim_start_matches(['"', ' ']);
                assert!(
                    !shown.starts_with(['=', '+', '-', '@', '\u{ff1d}']),
                    "{cell:?} of {text}"
                );
            }
        }
        let read = cells(text, b',');
        assert_eq!(read[10 + 4], "'-a;'@b");
        assert_eq!(read[10 + 5], "x;'=HYPERLINK(\"https://example.com\")");
        assert_eq!(read[10 + 7], "plain; text - with = signs / =8;'\"\"=9");
    }
}
