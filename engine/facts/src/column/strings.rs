//! Strings side by side in one buffer.

use super::codes::Codes;
use super::texts::{Spans, Texts};

/// Strings by number.
#[derive(Debug, Clone, Default)]
pub struct Strings {
    text: String,
    ends: Ends,
}

/// Where strings end: 32 bits each while the buffer is shorter than 4 GB.
#[derive(Debug, Clone)]
enum Ends {
    Short(Vec<u32>),
    Long(Vec<usize>),
}

impl Default for Ends {
    fn default() -> Self {
        Ends::Short(Vec::new())
    }
}

impl Ends {
    #[inline]
    fn get(&self, number: usize) -> Option<usize> {
        match self {
            Ends::Short(ends) => ends.get(number).map(|end| *end as usize),
            Ends::Long(ends) => ends.get(number).copied(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Ends::Short(ends) => ends.len(),
            Ends::Long(ends) => ends.len(),
        }
    }

    fn push(&mut self, end: usize) {
        if let Ends::Short(ends) = self {
            if let Ok(end) = u32::try_from(end) {
                return ends.push(end);
            }
            *self = Ends::Long(ends.iter().map(|end| *end as usize).collect());
        }
        if let Ends::Long(ends) = self {
            ends.push(end);
        }
    }
}

impl Strings {
    /// Appends a string and returns its number.
    pub fn push(&mut self, string: &str) -> u32 {
        self.text.push_str(string);
        self.ends.push(self.text.len());
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The string of that number; empty when there is none.
    #[inline]
    pub fn get(&self, number: u32) -> &str {
        self.text.get(self.span(number)).unwrap_or("")
    }

    /// The octets of all strings, in order, for tests that need no characters.
    pub fn octets(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        let octets = |number| self.text.as_bytes().get(self.span(number as u32));
        (0..self.len()).map(move |number| octets(number).unwrap_or(b""))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All strings, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number as u32))
    }

    #[inline]
    fn span(&self, number: u32) -> std::ops::Range<usize> {
        let number = number as usize;
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.unwrap_or(0);
        start..self.ends.get(number).unwrap_or(start)
    }

    /// The same strings by row instead of by number.
    pub(super) fn by_row(self, codes: &Codes) -> Texts {
        let mut spans = Spans::default();
        for row in 0..codes.len() {
            spans.set(row, self.span(codes.get(row)));
        }
        Texts::of(self.text, spans)
    }

    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        match &mut self.ends {
            Ends::Short(ends) => ends.shrink_to_fit(),
            Ends::Long(ends) => ends.shrink_to_fit(),
        }
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let ends = match &self.ends {
            Ends::Short(ends) => ends.capacity() * 4,
            Ends::Long(ends) => ends.capacity() * 8,
        };
        self.text.capacity() + ends
    }
}
