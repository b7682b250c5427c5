//! Text in columns: strings side by side in one buffer, and codes into them.
//!
//! While few distinct strings turn up they are kept once and looked up, so that a test over the column runs once
//! for each distinct string. Where more than a quarter is distinct (addresses), looking up stops.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Strings side by side.
#[derive(Debug, Clone, Default)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Appends a string and returns its number.
    pub fn push(&mut self, string: &str) -> u32 {
        self.text.push_str(string);
        self.ends.push(self.text.len());
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The string of that number; empty when there is none.
    pub fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.ends
            .get(number)
            .and_then(|end| self.text.get(start..*end))
            .unwrap_or("")
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All strings, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number as u32))
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 8
    }
}

/// Codes of a column, as narrow as the largest one allows.
#[derive(Debug, Clone)]
pub enum Codes {
    /// Up to 256 strings.
    Byte(Vec<u8>),
    /// Up to 65,536 strings.
    Short(Vec<u16>),
    /// More.
    Word(Vec<u32>),
}

impl Codes {
    /// The code of a row; 0 beyond the end.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Byte(codes) => codes.get(row).copied().unwrap_or(0).into(),
            Codes::Short(codes) => codes.get(row).copied().unwrap_or(0).into(),
            Codes::Word(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    fn len(&self) -> usize {
        match self {
            Codes::Byte(codes) => codes.len(),
            Codes::Short(codes) => codes.len(),
            Codes::Word(codes) => codes.len(),
        }
    }

    fn reach(&mut self, rows: usize) {
        if rows <= self.len() {
            return;
        }
        match self {
            Codes::Byte(codes) => codes.resize(rows, 0),
            Codes::Short(codes) => codes.resize(rows, 0),
            Codes::Word(codes) => codes.resize(rows, 0),
        }
    }

    fn set(&mut self, row: usize, code: u32) {
        self.widen(code);
        self.reach(row + 1);
        // The casts cannot lose anything: `widen` made room for the code.
        match self {
            Codes::Byte(codes) => put(codes, row, code as u8),
            Codes::Short(codes) => put(codes, row, code as u16),
            Codes::Word(codes) => put(codes, row, code),
        }
    }

    fn widen(&mut self, code: u32) {
        *self = match self {
            Codes::Byte(codes) if code > 0xFFFF => Codes::Word(codes.iter().map(|c| u32::from(*c)).collect()),
            Codes::Byte(codes) if code > 0xFF => Codes::Short(codes.iter().map(|c| u16::from(*c)).collect()),
            Codes::Short(codes) if code > 0xFFFF => {
                Codes::Word(codes.iter().map(|c| u32::from(*c)).collect())
            }
            _ => return,
        };
    }

    fn bytes(&self) -> usize {
        match self {
            Codes::Byte(codes) => codes.capacity(),
            Codes::Short(codes) => codes.capacity() * 2,
            Codes::Word(codes) => codes.capacity() * 4,
        }
    }
}

fn put<T>(codes: &mut [T], row: usize, code: T) {
    if let Some(cell) = codes.get_mut(row) {
        *cell = code;
    }
}

/// A column of text.
#[derive(Debug, Clone)]
pub struct TextColumn {
    strings: Strings,
    codes: Codes,
    lookup: Option<HashTable<u32>>,
    hasher: DefaultHashBuilder,
    written: usize,
}

impl Default for TextColumn {
    fn default() -> Self {
        TextColumn {
            strings: Strings::default(),
            codes: Codes::Byte(Vec::new()),
            lookup: Some(HashTable::new()),
            hasher: DefaultHashBuilder::default(),
            written: 0,
        }
    }
}

/// Below this many distinct strings, looking up always pays.
const FEW: usize = 256;

impl TextColumn {
    /// Writes a row, growing as needed.
    pub fn set(&mut self, row: usize, text: &str) {
        self.written += 1;
        let code = self.code(text);
        self.codes.set(row, code);
    }

    fn code(&mut self, text: &str) -> u32 {
        let strings = &mut self.strings;
        let Some(lookup) = &mut self.lookup else {
            return strings.push(text);
        };
        let hash = self.hasher.hash_one(text);
        if let Some(code) = lookup.find(hash, |code| strings.get(*code) == text) {
            return *code;
        }
        let code = strings.push(text);
        if strings.len() > FEW && strings.len() * 4 > self.written {
            self.lookup = None;
        } else {
            lookup.insert_unique(hash, code, |code| self.hasher.hash_one(strings.get(*code)));
        }
        code
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> &str {
        self.strings.get(self.codes.get(row))
    }

    /// The distinct strings, when there are few enough that each is kept once.
    pub fn dictionary(&self) -> Option<&Strings> {
        self.lookup.is_some().then_some(&self.strings)
    }

    /// The strings, distinct or not.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// The codes, by row.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Rows written or reached.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether no row was reached.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Grows to so many rows; the new ones are without meaning.
    pub fn reach(&mut self, rows: usize) {
        self.codes.reach(rows);
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.strings.bytes()
            + self.codes.bytes()
            + self.lookup.as_ref().map_or(0, |table| table.capacity() * 5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_strings_are_kept_once_and_codes_stay_narrow() {
        let mut column = TextColumn::default();
        (0..1000).for_each(|row| column.set(row, ["a", "b"][row % 2]));
        assert_eq!(column.dictionary().unwrap().len(), 2);
        assert!(matches!(column.codes(), Codes::Byte(_)));
        assert_eq!(column.get(999), "b");
    }

    #[test]
    fn mostly_distinct_strings_stop_being_looked_up() {
        let mut column = TextColumn::default();
        (0..100_000).for_each(|row| column.set(row, &format!("user{row}@example.com")));
        assert!(column.dictionary().is_none());
        assert!(matches!(column.codes(), Codes::Word(_)));
        assert_eq!(column.get(70_000), "user70000@example.com");
        assert_eq!(column.get(3), "user3@example.com");
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
