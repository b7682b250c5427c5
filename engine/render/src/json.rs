//! The published report as JSON, whole or line by line.
//!
//! Values are the report's, exactly. What a terminal would obey or not show is written as `\u202e`, which JSON reads as the
//! same text.

use imaprules_report::{Report, is_hidden};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// One document, indented so that two reports can be compared line by line.
pub(crate) fn whole(report: &Report, out: &mut dyn Write) -> Result<(), crate::RenderError> {
    pretty(report, &mut *out)?;
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
    Result(&'a imaprules_report::Finding),
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
    // A line is many small pieces: they are gathered here, and handed on in one.
    let mut text = Vec::new();
    for line in [head].into_iter().chain(results).chain(undecided).chain(gaps) {
        text.clear();
        line.serialize(&mut Serializer::with_formatter(
            &mut text,
            Revealing(CompactFormatter),
        ))?;
        text.push(b'\n');
        out.write_all(&text)?;
    }
    Ok(())
}

/// Any value as indented JSON that a terminal can be given.
///
/// # Errors
/// When the value has something that JSON has no words for.
pub fn json_for_terminal(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    pretty(value, &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn pretty(value: &impl Serialize, out: impl Write) -> Result<(), serde_json::Error> {
    value.serialize(&mut Serializer::with_formatter(
        out,
        Revealing(PrettyFormatter::new()),
    ))
}

/// A formatter that escapes hidden characters in texts and is the inner one in everything else.
struct Revealing<F>(F);

impl<F: Formatter> Formatter for Revealing<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all fragments are plain.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return self.0.write_string_fragment(out, fragment);
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            let (before, after) = rest.split_at(at);
            self.0.write_string_fragment(out, before)?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        self.0.write_string_fragment(out, rest)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{acting, rendered, report, tricky};
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

    #[test]
    fn a_terminal_obeys_nothing_and_a_reader_gets_every_character() {
        for format in [Format::Json, Format::Jsonl] {
            let text = rendered(&tricky(), format, &Options::default());
            assert_eq!(acting(&text), None, "{text}");
            assert!(
                text.contains("\\u202e") && text.contains("\\udb40\\udc41"),
                "{text}"
            );
        }
        let whole = rendered(&tricky(), Format::Json, &Options::default());
        let read: imaprules_report::Report = serde_json::from_str(&whole).unwrap();
        assert_eq!(read, tricky());
    }

    #[test]
    fn plain_values_look_as_ever() {
        let value = serde_json::to_value(report()).unwrap();
        assert_eq!(super::json_for_terminal(&value).unwrap(), format!("{value:#}"));
        let empty = serde_json::json!({"a": [], "b": {}, "c": "\"\\\n\u{7}ı"});
        assert_eq!(super::json_for_terminal(&empty).unwrap(), format!("{empty:#}"));
    }
}
