//! The file that is copied: refused where its rows could be read in more than one way, or not be read at all.

use super::error::CopyError;
use super::note::{Note, NoteKind};
use crate::content::{self, Content, Text};
use crate::file::{self, Contents, Cut};
use crate::header::Names;
use crate::settings::{Order, order};
use crate::sheet::Sheet;
use crate::survey::ROWS_BETWEEN_LOOKS;
use crate::table::{LineEnd, Row, Tally};
use imaprules_provider::{ProviderError, Request};
use std::path::{Path, PathBuf};

/// Lines that a message names.
const NAMED: usize = 10;

/// A file with a header, all of whose rows are read without doubt.
pub(crate) struct Original {
    pub(crate) sheet: Sheet,
    pub(crate) names: Names,
    pub(crate) path: PathBuf,
    /// Rows after the header.
    pub(crate) rows: usize,
    /// Lines of rows whose columns do not match the header's.
    pub(crate) uneven: Vec<i64>,
    pub(crate) tally: Tally,
}

impl Original {
    /// Reads the file that a request names, however many rows it has.
    pub(crate) fn open(request: &Request, cancelled: &dyn Fn() -> bool) -> Result<Original, CopyError> {
        let order = order(request)?;
        let names = Names::shipped().map_err(|why| ProviderError::Broken(format!("headers.toml: {why}")))?;
        let contents = file::read(&order.file, order.octets, cancelled)?;
        refuse_cut(&order, contents.cut)?;
        let text = text(&order, contents, &names)?;
        let mut original = Original {
            sheet: Sheet::open(text, None, &order, &names),
            names,
            path: order.file,
            rows: 0,
            uneven: Vec::new(),
            tally: Tally::default(),
        };
        original.refuse_header()?;
        original.scan(cancelled)?;
        Ok(original)
    }

    /// The passwords that a wrong guess at the encoding would spoil.
    pub(crate) fn guessed_passwords(&self) -> Option<Note> {
        if !self.sheet.text.guessed {
            return None;
        }
        let password = self.sheet.header.columns.password?;
        let (text, mut reader, mut row) = (self.sheet.rows_text(), self.sheet.rows(), Row::default());
        let mut lines = Vec::new();
        while reader.read(&mut row) {
            if row.value(text, password).is_some_and(|value| !value.is_ascii()) {
                lines.push(row.line);
            }
        }
        Note::new(NoteKind::PasswordGuessed, lines)
    }

    pub(crate) fn refused(&self, problem: impl Into<String>, remedy: impl Into<String>) -> CopyError {
        CopyError::refused(&self.path, problem, remedy)
    }

    fn refuse_header(&self) -> Result<(), CopyError> {
        let header = &self.sheet.header;
        if !header.present {
            return Err(self.refused(
                "the first row holds no column names, so that nobody can tell the password from the rest",
                "put the names on the first line, in the order of your columns: EmailAddress,UserName,Password",
            ));
        }
        if !header.columns.are_named() {
            return Err(self.refused(
                "no column has a known name; each line may be a single value in quotes",
                "see imaprules csv check, which says how to mend it",
            ));
        }
        Ok(())
    }

    /// Goes through all rows once.
    fn scan(&mut self, cancelled: &dyn Fn() -> bool) -> Result<(), CopyError> {
        let columns = self.sheet.header.columns.count;
        let (_, head) = self.sheet.head();
        let mut wide = (head.cells().len() < head.len()).then_some(head.line);
        let mut reader = self.sheet.rows();
        let mut row = Row::default();
        let (mut rows, mut uneven) = (0, Vec::new());
        while reader.read(&mut row) {
            if rows % ROWS_BETWEEN_LOOKS == 0 && cancelled() {
                return Err(CopyError::Interrupted);
            }
            rows += 1;
            if row.len() != columns {
                uneven.push(row.line);
            }
            if row.cells().len() < row.len() {
                wide = wide.or(Some(row.line));
            }
        }
        let unclosed = [self.sheet.unclosed_in_head(), reader.tally.unclosed.clone()].concat();
        if !unclosed.is_empty() {
            return Err(self.refused(
                format!("a quote opens and never closes on {}", lines(&unclosed)),
                "remove the quote, or close it; nobody can tell where the value ends",
            ));
        }
        if let Some(line) = wide {
            return Err(self.refused(
                format!("line {line} has too many columns for a migration file"),
                "check that this is the file you mean",
            ));
        }
        self.rows = usize::try_from(rows).unwrap_or(usize::MAX);
        self.uneven = uneven;
        self.tally = reader.tally;
        Ok(())
    }
}

/// Half a file is never taken as the whole.
fn refuse_cut(order: &Order, cut: Option<Cut>) -> Result<(), CopyError> {
    match cut {
        None => Ok(()),
        Some(Cut::Cancelled) => Err(CopyError::Interrupted),
        Some(Cut::Megabytes | Cut::Rows) => Err(CopyError::refused(
            &order.file,
            format!(
                "the file is larger than the {} megabytes that are read at most",
                order.octets >> 20
            ),
            "allow more, it is held in memory: --set csv.max_megabytes=N",
        )),
    }
}

fn text(order: &Order, contents: Contents, names: &Names) -> Result<Text, CopyError> {
    let refuse = |problem: &str, remedy: &str| Err(CopyError::refused(&order.file, problem, remedy));
    let text = match content::decode(contents, order.encoding, &|name| names.is_name(name)) {
        Content::Text(text) => text,
        Content::Empty => return refuse("the file is empty", "check that this is the file you mean"),
        Content::Workbook => {
            return refuse(
                "this is an Excel workbook or another archive and no CSV",
                "save it from Excel as \"CSV UTF-8 (Comma delimited)\", and name that file",
            );
        }
        Content::Binary => {
            return refuse(
                "this is no text",
                "check that this is the file you mean; text in an unusual encoding: --set csv.encoding=NAME",
            );
        }
    };
    if text.lost {
        let damaged = damaged(&text.text);
        let problem = format!(
            "{} {} letters that {} does not have, and a copy would lose them",
            lines(&damaged),
            if damaged.len() == 1 { "holds" } else { "hold" },
            text.code_page
        );
        return refuse(
            &problem,
            "save the whole file in one encoding, or name the right one: --set csv.encoding=windows-1254",
        );
    }
    Ok(text)
}

/// Lines on which a letter could not be read.
fn damaged(text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    let (mut line, mut at) = (1, 0);
    while let Some(length) = text
        .get(at..)
        .and_then(|rest| rest.find(['\r', '\n', '\u{fffd}']))
    {
        at += length;
        match LineEnd::at(text, at) {
            Some(end) => {
                at += end.octets();
                line += 1;
            }
            None => {
                at += '\u{fffd}'.len_utf8();
                if found.last() != Some(&line) {
                    found.push(line);
                }
            }
        }
    }
    found
}

/// `line 3`, or `lines 3, 4, 9 and 12 more`.
pub(crate) fn lines(lines: &[i64]) -> String {
    let named: Vec<String> = lines.iter().take(NAMED).map(i64::to_string).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    match lines.len().saturating_sub(NAMED) {
        0 => format!("{word} {}", named.join(", ")),
        more => format!("{word} {} and {more} more", named.join(", ")),
    }
}

/// Whether two paths name one file, as far as the system can tell.
pub(crate) fn are_one(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if let (Ok(a), Ok(b)) = (std::fs::metadata(a), std::fs::metadata(b)) {
            return (a.dev(), a.ino()) == (b.dev(), b.ino());
        }
    }
    match (std::fs::canonicalize(a), std::fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
