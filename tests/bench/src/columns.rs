//! Plain columns for hand-written code: values beside a bitmap of what is known, text in one buffer.
//!
//! They are padded to whole words of 64 rows when they are closed, so that loops over words need no rest.

/// One bit a row.
#[derive(Debug, Clone, Default)]
pub struct Bits {
    /// 64 rows a word, the lowest in the lowest bit.
    pub words: Vec<u64>,
    rows: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.rows.is_multiple_of(64) {
            self.words.push(0);
        }
        if let Some(word) = self.words.last_mut() {
            *word |= u64::from(bit) << (self.rows % 64);
        }
        self.rows += 1;
    }
}

/// `bool`.
#[derive(Debug, Default)]
pub struct Flags {
    /// The values.
    pub values: Bits,
    /// What is known.
    pub known: Bits,
}

/// `int`.
#[derive(Debug, Default)]
pub struct Whole {
    /// The values.
    pub values: Vec<i64>,
    /// What is known.
    pub known: Bits,
}

/// `float`.
#[derive(Debug, Default)]
pub struct Broken {
    /// The values.
    pub values: Vec<f64>,
    /// What is known.
    pub known: Bits,
}

/// `text`.
#[derive(Debug, Default)]
pub struct Texts {
    /// All texts, one after the other.
    pub text: String,
    /// Where each ends.
    pub ends: Vec<u32>,
    /// What is known.
    pub known: Bits,
}

/// `list<text>`.
#[derive(Debug, Default)]
pub struct Lists {
    /// The items of all lists.
    pub items: Texts,
    /// Where the items of each list end.
    pub ends: Vec<u32>,
    /// What is known.
    pub known: Bits,
}

fn padded(rows: usize) -> usize {
    rows.next_multiple_of(64)
}

impl Flags {
    pub(crate) fn push(&mut self, value: Option<&bool>) {
        self.values.push(value == Some(&true));
        self.known.push(value.is_some());
    }

    pub(crate) fn close(&mut self) {}
}

impl Whole {
    pub(crate) fn push(&mut self, value: Option<&i64>) {
        self.values.push(value.copied().unwrap_or(0));
        self.known.push(value.is_some());
    }

    pub(crate) fn close(&mut self) {
        self.values.resize(padded(self.values.len()), 0);
    }
}

impl Broken {
    pub(crate) fn push(&mut self, value: Option<&f64>) {
        self.values.push(value.copied().unwrap_or(0.0));
        self.known.push(value.is_some());
    }

    pub(crate) fn close(&mut self) {
        self.values.resize(padded(self.values.len()), 0.0);
    }
}

impl Texts {
    pub(crate) fn push(&mut self, value: Option<&String>) {
        self.text.push_str(value.map_or("", String::as_str));
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.known.push(value.is_some());
    }

    pub(crate) fn close(&mut self) {}

    fn span(&self, row: usize) -> std::ops::Range<usize> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before));
        *start.unwrap_or(&0) as usize..self.ends.get(row).map_or(0, |end| *end as usize)
    }

    /// The text of a row.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        self.text.get(self.span(row)).unwrap_or("")
    }

    /// The octets of the text of a row, for tests that need no more.
    #[inline]
    pub fn octets(&self, row: usize) -> &[u8] {
        self.text.as_bytes().get(self.span(row)).unwrap_or(b"")
    }
}

impl Lists {
    pub(crate) fn push(&mut self, value: Option<&Vec<String>>) {
        for item in value.into_iter().flatten() {
            self.items.push(Some(item));
        }
        self.ends
            .push(u32::try_from(self.items.ends.len()).unwrap_or(u32::MAX));
        self.known.push(value.is_some());
    }

    pub(crate) fn close(&mut self) {}

    /// The numbers of a row's items.
    pub fn span(&self, row: usize) -> std::ops::Range<usize> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before));
        *start.unwrap_or(&0) as usize..self.ends.get(row).map_or(0, |end| *end as usize)
    }
}
