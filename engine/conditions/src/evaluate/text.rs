//! Tests of one text against something known at load, made ready once for a whole column.

use crate::ast::Operator;
use imaprules_facts::column::Texts;
use memchr::memmem::Finder;
use regex::Regex;

/// A test of one text. It looks at octets: in UTF-8 no character is part of another, so the answers are the same.
pub(crate) enum TextTest<'a> {
    Equal(&'a str),
    EqualFolded(&'a str),
    StartsWith(&'a str),
    EndsWith(Ending<'a>),
    Contains(Box<Finder<'a>>),
    Matches(&'a Regex),
    In(Vec<&'a str>),
}

/// Something that asks a test about texts. It is made for each kind of test, so that the kind is looked at once and
/// not for each text.
pub(crate) trait Asking {
    /// The bits of the answers.
    fn ask(self, test: impl Fn(&[u8]) -> bool) -> u64;
}

impl<'a> TextTest<'a> {
    /// The test that an operator makes; nothing when it is none on text.
    pub(crate) fn of(operator: Operator, operand: &'a str) -> Option<Self> {
        Some(match operator {
            Operator::Equal => TextTest::Equal(operand),
            Operator::EqualFolded => TextTest::EqualFolded(operand),
            Operator::StartsWith => TextTest::StartsWith(operand),
            Operator::EndsWith => TextTest::EndsWith(Ending::of(operand)),
            Operator::Contains => TextTest::Contains(Box::new(Finder::new(operand))),
            _ => return None,
        })
    }

    /// Lets somebody ask.
    #[inline]
    pub(crate) fn answer(&self, asking: impl Asking) -> u64 {
        match self {
            TextTest::Equal(whole) => asking.ask(|text| text == whole.as_bytes()),
            TextTest::EqualFolded(whole) => asking.ask(|text| text.eq_ignore_ascii_case(whole.as_bytes())),
            TextTest::StartsWith(start) => asking.ask(|text| text.starts_with(start.as_bytes())),
            TextTest::EndsWith(end) => asking.ask(|text| end.ends(text)),
            TextTest::Contains(finder) => asking.ask(|text| finder.find(text).is_some()),
            TextTest::Matches(regex) => asking.ask(|text| matches(regex, text)),
            TextTest::In(words) => asking.ask(|text| words.iter().any(|word| word.as_bytes() == text)),
        }
    }

    /// The answer for one text.
    pub(crate) fn is(&self, text: &[u8]) -> bool {
        struct One<'t>(&'t [u8]);
        impl Asking for One<'_> {
            fn ask(self, test: impl Fn(&[u8]) -> bool) -> u64 {
                u64::from(test(self.0))
            }
        }
        self.answer(One(text)) == 1
    }
}

fn matches(regex: &Regex, text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| regex.is_match(text))
}

/// How a text ends. Its last eight octets are compared as one number, which mostly decides.
pub(crate) struct Ending<'a> {
    whole: &'a [u8],
    last: u64,
    mask: u64,
}

impl<'a> Ending<'a> {
    fn of(end: &'a str) -> Self {
        let whole = end.as_bytes();
        let known = whole.iter().rev().take(8);
        // The last octet stands highest; each one before it stands lower.
        let put = |(last, mask), (place, octet): (usize, &u8)| {
            let shift = 56 - 8 * place;
            (last | u64::from(*octet) << shift, mask | 0xFF << shift)
        };
        let (last, mask) = known.enumerate().fold((0, 0), put);
        Ending { whole, last, mask }
    }

    #[inline]
    fn ends(&self, text: &[u8]) -> bool {
        match text.last_chunk() {
            Some(last) if u64::from_le_bytes(*last) & self.mask != self.last => false,
            Some(_) if self.whole.len() <= 8 => true,
            _ => text.ends_with(self.whole),
        }
    }
}

/// Which rows of a word contain something, found by one search over all their texts where these stand in order; nothing
/// where they do not.
pub(crate) fn containing(finder: &Finder, texts: &Texts, word: usize, mask: u64) -> Option<u64> {
    let length = finder.needle().len();
    let (start, end) = in_order(texts, word, mask)?;
    let buffer = texts.buffer().get(..end)?;
    let (mut bits, mut open, mut from) = (0, mask, start);
    while let Some(found) = finder.find(buffer.get(from..)?) {
        let found = from + found;
        let row = loop {
            if open == 0 {
                return Some(bits);
            }
            let row = texts.span(word * 64 + open.trailing_zeros() as usize);
            if found + length <= row.end {
                break row;
            }
            open &= open - 1;
        };
        if found >= row.start {
            bits |= open & open.wrapping_neg();
            open &= open - 1;
            from = row.end;
        } else {
            // It lies in no text, or across two of them.
            from = row.start;
        }
    }
    Some(bits)
}

/// Where the texts of the rows start and end, if they stand in the order of the rows.
fn in_order(texts: &Texts, word: usize, mask: u64) -> Option<(usize, usize)> {
    let first = texts.span(word * 64 + mask.trailing_zeros() as usize).start;
    let (mut end, mut open) = (first, mask);
    while open != 0 {
        let span = texts.span(word * 64 + open.trailing_zeros() as usize);
        if span.start < end {
            return None;
        }
        end = span.end;
        open &= open - 1;
    }
    Some((first, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_facts::column::{Kept, TextColumn};

    const TEXTS: [&str; 12] = [
        "",
        "a",
        "ab",
        "local",
        ".local",
        "example.local",
        "example.LOCAL",
        "12345678",
        "x12345678",
        "ş.local",
        "aaa",
        "a.localx",
    ];

    #[test]
    fn every_test_answers_as_its_operator_does_on_text() {
        for operand in TEXTS {
            let of = |operator| TextTest::of(operator, operand).unwrap();
            for text in TEXTS {
                let is = |operator| of(operator).is(text.as_bytes());
                assert_eq!(is(Operator::Equal), text == operand);
                assert_eq!(is(Operator::EqualFolded), text.eq_ignore_ascii_case(operand));
                assert_eq!(
                    is(Operator::StartsWith),
                    text.starts_with(operand),
                    "{text} {operand}"
                );
                assert_eq!(
                    is(Operator::EndsWith),
                    text.ends_with(operand),
                    "{text} {operand}"
                );
                assert_eq!(is(Operator::Contains), text.contains(operand), "{text} {operand}");
            }
        }
    }

    /// A column that keeps texts by row, the first 600 of which make it do so.
    fn column(texts: impl Iterator<Item = (usize, String)>) -> TextColumn {
        let mut column = TextColumn::default();
        (0..600).for_each(|row| column.set(row, &format!("first {row}")));
        texts.for_each(|(row, text)| column.set(row, &text));
        column.reach(1024);
        column
    }

    #[test]
    fn one_search_over_many_texts_finds_what_a_search_in_each_finds() {
        let text = |row: usize| ["b", "ab", "", "aab", "abab", "ba"][row % 6].to_owned();
        let in_order = column((640..1024).map(|row| (row, text(row))));
        let backwards = column((640..1024).rev().map(|row| (row, text(row))));
        let mut searched = 0;
        for column in [&in_order, &backwards] {
            let Kept::ByRow(texts) = column.kept() else {
                panic!("few texts")
            };
            for needle in ["", "a", "b", "ab", "ba", "bb", "aab", "first 5"] {
                let finder = Finder::new(needle);
                for (word, mask) in [
                    (10, !0),
                    (11, 0x00FF_F0F0_1234_0001),
                    (9, 1 << 63),
                    (0, !0),
                    (9, !0),
                ] {
                    let Some(found) = containing(&finder, texts, word, mask) else {
                        continue;
                    };
                    searched += 1;
                    for row in (0..64).filter(|row| mask >> row & 1 == 1) {
                        let wanted = column.get(word * 64 + row).contains(needle);
                        assert_eq!(found >> row & 1 == 1, wanted, "{needle} {word} {row}");
                    }
                }
            }
        }
        assert!(searched > 40, "{searched}");
    }
}
