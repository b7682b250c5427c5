//! Text in columns.
//!
//! While few distinct strings turn up they are kept once, with a code for each row, so that a test over the column runs
//! once for each distinct string. Where more than a quarter is distinct (addresses), each row gets its own text.

use super::codes::Codes;
use super::strings::Strings;
use super::texts::Texts;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A column of text.
#[derive(Debug, Clone)]
pub struct TextColumn(Form);

#[derive(Debug, Clone)]
enum Form {
    Coded(Coded),
    Plain(Texts),
}

#[derive(Debug, Clone, Default)]
struct Coded {
    strings: Strings,
    codes: Codes,
    lookup: HashTable<u32>,
    hasher: DefaultHashBuilder,
    written: usize,
}

/// How the texts of a column are kept.
#[derive(Debug, Clone, Copy)]
pub enum Kept<'a> {
    /// Each distinct text once, and a code for each row.
    Once(&'a Strings, &'a Codes),
    /// By row.
    ByRow(&'a Texts),
}

impl Default for TextColumn {
    fn default() -> Self {
        TextColumn(Form::Coded(Coded::default()))
    }
}

/// Below this many distinct strings, looking up always pays.
const FEW: usize = 256;

impl Coded {
    /// Writes a row; says whether distinct strings are still few.
    fn set(&mut self, row: usize, text: &str) -> bool {
        self.written += 1;
        let strings = &mut self.strings;
        let hash = self.hasher.hash_one(text);
        if let Some(code) = self.lookup.find(hash, |code| strings.get(*code) == text) {
            self.codes.set(row, *code);
            return true;
        }
        let code = strings.push(text);
        self.codes.set(row, code);
        let hash_of = |code: &u32| self.hasher.hash_one(strings.get(*code));
        self.lookup.insert_unique(hash, code, hash_of);
        strings.len() <= FEW || strings.len() * 4 <= self.written
    }
}

impl TextColumn {
    /// Writes a row, growing as needed.
    pub fn set(&mut self, row: usize, text: &str) {
        match &mut self.0 {
            Form::Plain(texts) => texts.set(row, text),
            Form::Coded(coded) => {
                if !coded.set(row, text) {
                    let Coded { strings, codes, .. } = std::mem::take(coded);
                    self.0 = Form::Plain(strings.by_row(&codes));
                }
            }
        }
    }

    /// The text of a row.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        match &self.0 {
            Form::Coded(coded) => coded.strings.get(coded.codes.get(row)),
            Form::Plain(texts) => texts.get(row),
        }
    }

    /// How the texts are kept.
    pub fn kept(&self) -> Kept<'_> {
        match &self.0 {
            Form::Coded(coded) => Kept::Once(&coded.strings, &coded.codes),
            Form::Plain(texts) => Kept::ByRow(texts),
        }
    }

    /// Rows written or reached.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Coded(coded) => coded.codes.len(),
            Form::Plain(texts) => texts.len(),
        }
    }

    /// Whether no row was reached.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Grows to so many rows; the new ones are without meaning.
    pub fn reach(&mut self, rows: usize) {
        match &mut self.0 {
            Form::Coded(coded) => coded.codes.reach(rows),
            Form::Plain(texts) => texts.reach(rows),
        }
    }

    pub(crate) fn shrink(&mut self) {
        match &mut self.0 {
            Form::Coded(coded) => {
                coded.strings.shrink();
                coded.codes.shrink();
            }
            Form::Plain(texts) => texts.shrink(),
        }
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Form::Coded(coded) => {
                coded.strings.bytes() + coded.codes.bytes() + coded.lookup.allocation_size()
            }
            Form::Plain(texts) => texts.bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_strings_are_kept_once_and_codes_stay_narrow() {
        let mut column = TextColumn::default();
        (0..1000).for_each(|row| column.set(row, ["a", "b"][row % 2]));
        let Kept::Once(strings, codes) = column.kept() else {
            panic!("by row")
        };
        assert_eq!(strings.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert!(matches!(codes, Codes::Byte(_)));
        assert_eq!(column.get(999), "b");
    }

    #[test]
    fn codes_grow_with_the_number_of_strings() {
        let mut column = TextColumn::default();
        for times in 0..5 {
            (0..70_000).for_each(|row| column.set(times * 70_000 + row, &format!("text {}", row % 200)));
        }
        (0..70_000).for_each(|row| column.set(350_000 + row, &format!("text {row}")));
        let Kept::Once(strings, codes) = column.kept() else {
            panic!("by row")
        };
        assert_eq!(strings.len(), 70_000);
        assert!(matches!(codes, Codes::Word(_)));
        assert_eq!((column.get(199), column.get(419_999)), ("text 199", "text 69999"));
    }

    #[test]
    fn mostly_distinct_strings_stop_being_looked_up() {
        let mut column = TextColumn::default();
        (0..100_000).for_each(|row| column.set(row, &format!("user{row}@example.com")));
        assert!(matches!(column.kept(), Kept::ByRow(_)));
        assert_eq!(column.get(70_000), "user70000@example.com");
        assert_eq!(column.get(3), "user3@example.com");
        column.set(3, "another");
        column.set(100_001, "more");
        assert_eq!(
            (column.get(2), column.get(3), column.get(4)),
            ("user2@example.com", "another", "user4@example.com")
        );
        assert_eq!(
            (column.get(100_000), column.get(100_001), column.len()),
            ("", "more", 100_002)
        );
    }

    #[test]
    fn rows_may_be_written_in_any_order_and_again() {
        let mut column = TextColumn::default();
        column.set(5, "x");
        column.set(2, "y");
        column.set(5, "z");
        assert_eq!((column.get(5), column.get(2), column.len()), ("z", "y", 6));
    }
}
