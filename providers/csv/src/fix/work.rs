//! The corrected copy in the making.

use super::above::above;
use super::change::{Change, ChangeKind};
use crate::blank::is_blank;
use crate::content::Form;
use crate::copy::{Ink, Layout, Note, NoteKind, Original, Place, changed};
use crate::emit::line_end;
use crate::table::{Delimiter, Reader, Row};

/// What is written and what is told so far.
pub(super) struct Work<'a> {
    original: &'a Original,
    pub(super) layout: Layout,
    pub(super) ink: Ink,
    pub(super) places: Vec<Place>,
    pub(super) changes: Vec<Change>,
    pub(super) notes: Vec<Note>,
    /// Lines whose password has a blank at an end.
    blanks: Vec<i64>,
    end: &'static str,
}

impl<'a> Work<'a> {
    pub(super) fn new(original: &'a Original) -> Self {
        Work {
            original,
            layout: Layout::of(original, true),
            ink: Ink::default(),
            places: Vec::with_capacity(original.rows),
            changes: Vec::new(),
            notes: Vec::new(),
            blanks: Vec::new(),
            end: "\r\n",
        }
    }

    /// Makes the copy.
    pub(super) fn done(mut self) -> Self {
        self.letters();
        self.head();
        self.rows();
        let blanks = std::mem::take(&mut self.blanks);
        self.notes.extend(Note::new(NoteKind::PasswordBlanks, blanks));
        self.notes.extend(self.original.guessed_passwords());
        self
    }

    /// The encoding, the mark, the delimiter, the line ends.
    fn letters(&mut self) {
        let sheet = &self.original.sheet;
        let mut whole = |kind, from, to| self.changes.push(Change::whole(kind, from, to));
        let text = &sheet.text;
        let unicode = match text.form {
            Form::Utf8 | Form::Utf8Mark => true,
            Form::Ascii => text.text.is_ascii(),
            Form::Utf16Le | Form::Utf16Be | Form::Ansi => false,
        };
        if !unicode {
            let kind = if text.guessed {
                ChangeKind::GuessedEncoding
            } else {
                ChangeKind::Encoding
            };
            whole(kind, Some(text.code_page), Some("UTF-8"));
        }
        if text.mark {
            whole(ChangeKind::ByteOrderMark, None, None);
        }
        if sheet.delimiter != Delimiter::Comma {
            whole(ChangeKind::Delimiter, Some(sheet.delimiter.word()), Some("comma"));
        }
        match line_end(&self.original.tally, sheet.above()) {
            "lf" => self.end = "\n",
            found @ ("cr" | "mixed") => whole(ChangeKind::LineEnd, Some(found), Some("crlf")),
            _ => {}
        }
    }

    /// The lines above the header, and the header.
    fn head(&mut self) {
        let sheet = &self.original.sheet;
        let (text, row) = sheet.head();
        let before = sheet.above_head();
        self.changes.extend(above(before));
        self.layout.head(self.original, &mut self.ink);
        for column in &self.layout.columns {
            let written = row.cells().get(column.at).map(|cell| cell.value(text));
            if let (Some(name), Some(written)) = (column.name, written)
                && *written != *name
            {
                self.changes.push(Change {
                    column: Some(name),
                    from: Some(sheet.header.written.get(column.at).cloned().unwrap_or_default()),
                    to: Some(name.to_owned()),
                    ..Change::on(ChangeKind::Header, row.line)
                });
            }
        }
        if sheet.above().ends_with(['\r', '\n']) {
            self.ink.plain(self.end);
        }
    }

    fn rows(&mut self) {
        let sheet = &self.original.sheet;
        let text = sheet.rows_text();
        let mut reader = sheet.rows();
        let mut row = Row::default();
        loop {
            if !self.next(&mut reader, &mut row) {
                return;
            }
            self.places.push(Place {
                at: row.place.start,
                line: row.line,
            });
            let columns = sheet.header.columns.count;
            self.layout.row(&row, text, columns, &mut self.ink);
            // The last line may have no end.
            if reader.place().0 > row.place.end {
                self.ink.plain(self.end);
            }
            if row.len() == columns {
                self.look_at(&row, text);
            }
        }
    }

    /// Reads a row, and tells of blank lines before it.
    fn next(&mut self, reader: &mut Reader<'_>, row: &mut Row) -> bool {
        let (line, blank) = (reader.place().1, reader.tally.blank_lines);
        let more = reader.read(row);
        let count = reader.tally.blank_lines - blank;
        if count > 0 {
            self.changes.push(Change {
                last_line: (count > 1).then_some(line + count - 1),
                ..Change::on(ChangeKind::BlankLines, line)
            });
        }
        more
    }

    /// Tells what was changed in a row, and what is odd about its password.
    fn look_at(&mut self, row: &Row, text: &str) {
        for column in &self.layout.columns {
            let Some(cell) = row.cells().get(column.at) else {
                continue;
            };
            if column.clean && changed(cell, text).is_some() {
                self.changes.push(Change {
                    column: column.name,
                    ..Change::on(ChangeKind::Blanks, row.line)
                });
            }
            if column.is_password() {
                let password = cell.value(text);
                if password.starts_with(is_blank) || password.ends_with(is_blank) {
                    self.blanks.push(row.line);
                }
            }
        }
    }
}
