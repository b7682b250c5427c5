//! A bitmap that grows, in words of 64.

/// One bit a row; rows beyond the end read as 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The bit of a row.
    pub fn get(&self, row: usize) -> bool {
        self.words
            .get(row / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Sets the bit of a row, growing as needed.
    pub fn set(&mut self, row: usize, bit: bool) {
        self.reach(row + 1);
        if let Some(word) = self.words.get_mut(row / 64) {
            let mask = 1 << (row % 64);
            *word = if bit { *word | mask } else { *word & !mask };
        }
    }

    /// Grows to hold so many rows.
    pub fn reach(&mut self, rows: usize) {
        let words = rows.div_ceil(64);
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }

    /// The words, 64 rows each, lowest row in the lowest bit.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many bits are set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no bit is set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn shrink(&mut self) {
        self.words.shrink_to_fit();
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * 8
    }
}

impl From<Vec<u64>> for Bits {
    fn from(words: Vec<u64>) -> Self {
        Bits { words }
    }
}

impl Bits {
    /// The rows whose bit is set, ascending.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            words: &self.words,
            next: 0,
            left: 0,
        }
    }
}

/// The rows whose bit is set, ascending; see [`Bits::rows`].
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    words: &'a [u64],
    /// Number of the word after the one at hand.
    next: usize,
    /// What is left of the word at hand.
    left: u64,
}

impl Iterator for Rows<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.left = *self.words.get(self.next)?;
            self.next += 1;
        }
        let row = (self.next - 1) * 64 + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(row)
    }
}
