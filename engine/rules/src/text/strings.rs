//! From an offset in a TOML string's content to the offset in the file.
//!
//! A condition stands in a TOML string; its problems are found in the string's content. Escapes, the delimiter, a
//! trimmed first newline and folded lines make the two differ, and authors want to see their own line underlined.
//! See <https://toml.io/en/v1.1.0#string>.

use std::ops::Range;

/// The range in the raw text (with its quotes) of a range in the content.
pub(crate) fn locate(raw: &str, content: Range<usize>) -> Range<usize> {
    let mut walk = Walk::of(raw);
    let start = walk.until(content.start);
    let end = if content.end > content.start {
        walk.past(content.end)
    } else {
        start
    };
    start..end.max(start)
}

/// Walks a raw string, counting bytes of its content.
struct Walk<'a> {
    raw: &'a str,
    /// Where the walk stands in `raw`.
    at: usize,
    /// How many bytes of content lie before.
    content: usize,
    /// Where the closing delimiter starts.
    end: usize,
    escapes: bool,
}

impl<'a> Walk<'a> {
    fn of(raw: &'a str) -> Self {
        let quote = raw.chars().next().unwrap_or('"');
        let tripled: String = std::iter::repeat_n(quote, 3).collect();
        let multi_line = raw.len() >= 6 && raw.starts_with(&tripled);
        let delimiter = if multi_line { 3 } else { 1 };
        let mut at = delimiter.min(raw.len());
        if multi_line {
            let rest = raw.get(at..).unwrap_or("");
            at += if rest.starts_with("\r\n") {
                2
            } else {
                usize::from(rest.starts_with('\n'))
            };
        }
        let end = raw.len().saturating_sub(delimiter).max(at);
        Walk {
            raw,
            at,
            content: 0,
            end,
            escapes: quote == '"',
        }
    }

    /// The raw offset of the character that starts at this content offset.
    fn until(&mut self, content: usize) -> usize {
        while self.at < self.end {
            let (raw, decoded) = self.step();
            if decoded > 0 && self.content + decoded > content {
                break;
            }
            self.at += raw;
            self.content += decoded;
        }
        self.at
    }

    /// The raw offset just past the character that ends at this content offset.
    fn past(&mut self, content: usize) -> usize {
        while self.at < self.end && self.content < content {
            let (raw, decoded) = self.step();
            self.at += raw;
            self.content += decoded;
        }
        self.at
    }

    /// How many raw bytes come next, and how many bytes of content they are.
    fn step(&self) -> (usize, usize) {
        let rest = self.raw.get(self.at..self.end).unwrap_or("");
        match rest.chars().next() {
            Some('\\') if self.escapes => escape(rest),
            Some(character) => (character.len_utf8(), character.len_utf8()),
            None => (1, 0),
        }
    }
}

/// Length of an escape and of what it stands for.
fn escape(rest: &str) -> (usize, usize) {
    let coded = |digits: usize| {
        let hex = rest.get(2..2 + digits).unwrap_or("");
        let character = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        (2 + hex.len(), character.map_or(1, char::len_utf8))
    };
    match rest.as_bytes().get(1) {
        Some(b'x') => coded(2),
        Some(b'u') => coded(4),
        Some(b'U') => coded(8),
        Some(b' ' | b'\t' | b'\r' | b'\n') => {
            let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
            let folded = rest
                .get(1..)
                .map_or(0, |rest| rest.len() - rest.trim_start_matches(blank).len());
            (1 + folded, 0)
        }
        _ => (2, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml::de::DeTable;

    /// Every character of the content is found again in the file.
    fn finds(raw: &str) {
        let file = format!("k = {raw}\n");
        let table = DeTable::parse(&file).unwrap();
        let value = table.get_ref().get("k").unwrap();
        let content = value.get_ref().as_str().unwrap();
        let raw = &file[value.span()];
        for (offset, character) in content.char_indices() {
            let found = &raw[locate(raw, offset..offset + character.len_utf8())];
            let direct = found.starts_with(character);
            assert!(
                direct || found.starts_with('\\'),
                "{character:?} of {raw} found as {found:?}"
            );
        }
        assert_eq!(
            locate(raw, content.len()..content.len()).start,
            Walk::of(raw).end,
            "{raw}"
        );
    }

    #[test]
    fn every_kind_of_string_is_walked() {
        finds(r#"'imap.login == "ok"'"#);
        finds(r#""imap.login == \"ok\" and x""#);
        finds(r#""\u00fc == \"ı\" \U0001F600 \t end""#);
        finds("'''\nfirst\n  second ü\n'''");
        finds("\"\"\"\r\nfirst \\\r\n   folded \\\"x\\\" \"\" y\"\"\"");
        finds("''");
        finds("\"\"");
    }

    #[test]
    fn a_span_covers_whole_escapes() {
        let raw = r#""a == \"xy\" b""#;
        // The content is: a == "xy" b
        assert_eq!(&raw[locate(raw, 5..9)], r#"\"xy\""#);
        assert_eq!(&raw[locate(raw, 10..11)], "b");
    }
}
