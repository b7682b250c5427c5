//! A file's text with the name people know it by.

use std::ops::Range;

/// A file of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// Its name as shown in messages: `rules/imap/login.toml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl SourceText {
    /// A text under this name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        SourceText {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..self.whole(offset)).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (
            line,
            before.get(line_start..).map_or(0, |rest| rest.chars().count()) + 1,
        )
    }

    /// The byte offset of a line and column, both from 1; a column of 0 is the start of the line.
    pub(crate) fn offset(&self, line: usize, column: usize) -> usize {
        let mut rest = self.text.as_str();
        for _ in 1..line {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
        let within = rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at);
        self.text.len() - rest.len() + within
    }

    /// The span cut to what the text has, on character boundaries, at least one character long where possible.
    pub(crate) fn clip(&self, span: Range<usize>) -> Range<usize> {
        let start = self.whole(span.start);
        let mut end = self.whole(span.end.max(start));
        if end == start {
            end += self
                .text
                .get(start..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
        }
        start..end
    }

    fn whole(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let text = SourceText::new("a.toml", "ü = 1\nş = 'ı'\n");
        assert_eq!(text.line_column(0), (1, 1));
        assert_eq!(text.line_column(2), (1, 2));
        assert_eq!(text.line_column(text.text.find('ı').unwrap()), (2, 6));
        assert_eq!(text.line_column(999), (3, 1));
        assert_eq!(text.offset(2, 6), text.text.find('ı').unwrap());
        assert_eq!(text.offset(9, 1), text.text.len());
    }

    #[test]
    fn spans_are_cut_to_whole_characters() {
        let text = SourceText::new("a.toml", "aü");
        assert_eq!(text.clip(2..2), 1..3);
        assert_eq!(text.clip(0..90), 0..3);
        assert_eq!(text.clip(7..9), 3..3);
    }
}
