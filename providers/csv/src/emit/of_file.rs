//! The record about the file as a whole.

use super::{Origin, malformed, not_all};
use crate::content::Form;
use crate::file::Cut;
use crate::sheet::Sheet;
use crate::survey::Survey;
use crate::table::{LineEnd, Tally};
use imaprules_facts::{Record, Unknown, Value};
use std::path::Path;

/// What is known of any file that could be opened.
pub(crate) struct About<'a> {
    pub(crate) origin: &'a Origin,
    pub(crate) path: &'a Path,
    pub(crate) size: Option<u64>,
    /// Why the file was not read to its end.
    pub(crate) cut: Option<Cut>,
}

/// Facts that only a text has.
const OF_TEXT: [&str; 5] = [
    "csv.encoding",
    "csv.code_page",
    "csv.byte_order_mark",
    "csv.line_end",
    "csv.delimiter",
];

/// Facts that only a file with a first row has.
const OF_FIRST_ROW: [&str; 2] = ["csv.column_count", "csv.header.missing"];

/// Facts that only a file with a header has.
const OF_HEADER: [&str; 8] = [
    "csv.header",
    "csv.header_line",
    "csv.header.unknown",
    "csv.header.localized",
    "csv.header.turkish_i",
    "csv.header.misspelled",
    "csv.header.inexact",
    "csv.header.duplicate",
];

/// Facts about all rows, but for their number.
const OF_ROWS: [&str; 6] = [
    "csv.blank_lines",
    "csv.unclosed_quotes",
    "csv.user_name_forms",
    "csv.credentials",
    "csv.duplicates.email_address",
    "csv.duplicates.user_name",
];

/// Of a file that holds no table: `content` is a word of `csv.content`, `why` says the same in a sentence.
pub(crate) fn of_unusable(about: &About<'_>, content: &str, why: &str) -> Record {
    let mut record = of_any(about, content);
    let empty = content == "empty";
    record.know("csv.readable", empty);
    for name in OF_TEXT
        .iter()
        .chain(&OF_FIRST_ROW)
        .chain(&OF_HEADER)
        .chain(&OF_ROWS)
    {
        record.miss(name, malformed(why));
    }
    let of_nothing = [
        ("csv.header_present", Value::Bool(false)),
        ("csv.row_count", Value::Int(0)),
        ("csv.rows_read", Value::Int(0)),
    ];
    for (name, value) in of_nothing {
        put(
            &mut record,
            name,
            if empty { Ok(value) } else { Err(malformed(why)) },
        );
    }
    record
}

/// Of a text.
pub(crate) fn of_sheet(about: &About<'_>, sheet: &Sheet, survey: &Survey) -> Record {
    let mut record = of_any(about, "text");
    record.know("csv.readable", true);
    of_letters(&mut record, sheet, survey);
    of_header(&mut record, sheet, survey);
    of_rows(&mut record, survey);
    record
}

fn of_any(about: &About<'_>, content: &str) -> Record {
    let mut record = Record::about(
        "migration",
        "migration",
        about.origin.source.clone(),
        about.origin.at,
    );
    record.know("csv.file", about.path.display().to_string());
    match about.size.and_then(|size| i64::try_from(size).ok()) {
        Some(size) => record.know("csv.bytes", size),
        None => record.miss(
            "csv.bytes",
            about
                .cut
                .map_or_else(|| malformed("it has no size"), |cut| not_all(cut, 0)),
        ),
    };
    record.know("csv.content", content);
    record.know("csv.whole", about.cut.is_none());
    record
}

fn of_letters(record: &mut Record, sheet: &Sheet, survey: &Survey) {
    // Letters and line ends of another kind may follow what was read.
    let open = survey.cut.map(|cut| not_all(cut, survey.rows));
    let form = sheet.text.form;
    let encoding = match &open {
        Some(why) if form == Form::Ascii => Err(why.clone()),
        _ => Ok(Value::from(form.word())),
    };
    put(record, "csv.encoding", encoding);
    record.know("csv.code_page", sheet.text.code_page);
    record.know("csv.byte_order_mark", sheet.text.mark);
    let line_end = line_end(&survey.tally, sheet.above());
    let line_end = match open {
        Some(why) if line_end != "mixed" => Err(why),
        _ => Ok(Value::from(line_end)),
    };
    put(record, "csv.line_end", line_end);
    record.know("csv.delimiter", sheet.delimiter.word());
}

/// How the lines end, of the rows and of what stands above them, as a word of `csv.line_end`.
pub(crate) fn line_end(rows: &Tally, above: &str) -> &'static str {
    let mut seen = [rows.crlf > 0, rows.lf > 0, rows.cr > 0];
    let mut at = 0;
    while let Some(length) = above.get(at..).and_then(|rest| rest.find(['\r', '\n'])) {
        at += length;
        let Some(end) = LineEnd::at(above, at) else {
            break;
        };
        at += end.octets();
        let [crlf, lf, cr] = &mut seen;
        match end {
            LineEnd::CrLf => *crlf = true,
            LineEnd::Lf => *lf = true,
            LineEnd::Cr => *cr = true,
        }
    }
    match seen {
        [false, false, false] => "none",
        [true, false, false] => "crlf",
        [false, true, false] => "lf",
        [false, false, true] => "cr",
        _ => "mixed",
    }
}

fn of_header(record: &mut Record, sheet: &Sheet, survey: &Survey) {
    let header = &sheet.header;
    if let (None, Some(cut)) = (sheet.first_line, sheet.cut) {
        for name in ["csv.header_present"]
            .iter()
            .chain(&OF_FIRST_ROW)
            .chain(&OF_HEADER)
        {
            record.miss(name, not_all(cut, survey.rows));
        }
        return;
    }
    record.know("csv.header_present", header.present);
    record.know("csv.column_count", count(header.columns.count));
    record.know("csv.header.missing", header.missing.clone());
    if !header.present {
        for name in OF_HEADER {
            record.miss(name, malformed("the first row holds no column names"));
        }
        return;
    }
    let line = sheet
        .first_line
        .map(Value::Int)
        .ok_or_else(|| malformed("there is no row"));
    put(record, "csv.header_line", line);
    for (name, list) in [
        ("csv.header", &header.written),
        ("csv.header.unknown", &header.unknown),
        ("csv.header.localized", &header.localized),
        ("csv.header.turkish_i", &header.turkish_i),
        ("csv.header.misspelled", &header.misspelled),
        ("csv.header.inexact", &header.inexact),
        ("csv.header.duplicate", &header.duplicate),
    ] {
        record.know(name, list.clone());
    }
}

fn of_rows(record: &mut Record, survey: &Survey) {
    record.know("csv.rows_read", survey.rows);
    let credentials = survey.credentials().map(|credentials| credentials.word());
    if let Some(cut) = survey.cut {
        record.miss("csv.row_count", not_all(cut, survey.rows));
        for name in OF_ROWS {
            match (name, credentials) {
                ("csv.credentials", Some(word)) => record.know(name, word),
                _ => record.miss(name, not_all(cut, survey.rows)),
            };
        }
        return;
    }
    record.know("csv.row_count", survey.rows);
    record.know("csv.blank_lines", survey.tally.blank_lines);
    record.know("csv.unclosed_quotes", survey.tally.unclosed.clone());
    let forms: Vec<&str> = survey.forms.iter().map(|form| form.word()).collect();
    record.know("csv.user_name_forms", forms);
    let nobody = || malformed("no row names a user");
    put(
        record,
        "csv.credentials",
        credentials.map(Value::from).ok_or_else(nobody),
    );
    record.know("csv.duplicates.email_address", survey.addresses.list());
    record.know("csv.duplicates.user_name", survey.user_names.list());
}

fn put(record: &mut Record, name: &str, known: Result<Value, Unknown>) {
    record.facts.push((name.to_owned(), known));
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
