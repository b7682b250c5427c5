//! Texts by row in one buffer: for columns in which mostly each text is another.

use std::ops::Range;

/// Texts by row.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    text: String,
    spans: Spans,
}

/// Where in a buffer texts start and end: 32 bits each while the buffer is shorter than 4 GB.
#[derive(Debug, Clone)]
pub(super) enum Spans {
    Short(Vec<(u32, u32)>),
    Long(Vec<(usize, usize)>),
}

impl Default for Spans {
    fn default() -> Self {
        Spans::Short(Vec::new())
    }
}

impl Spans {
    #[inline]
    fn get(&self, row: usize) -> Range<usize> {
        let span = match self {
            Spans::Short(spans) => spans.get(row).map(|(start, end)| *start as usize..*end as usize),
            Spans::Long(spans) => spans.get(row).map(|(start, end)| *start..*end),
        };
        span.unwrap_or(0..0)
    }

    fn len(&self) -> usize {
        match self {
            Spans::Short(spans) => spans.len(),
            Spans::Long(spans) => spans.len(),
        }
    }

    pub(super) fn set(&mut self, row: usize, span: Range<usize>) {
        if let Spans::Short(spans) = self {
            // The end is the larger of the two.
            if let (Ok(start), Ok(end)) = (span.start.try_into(), span.end.try_into()) {
                return super::write(spans, row, (start, end));
            }
            let long = |(start, end): &(u32, u32)| (*start as usize, *end as usize);
            *self = Spans::Long(spans.iter().map(long).collect());
        }
        if let Spans::Long(spans) = self {
            super::write(spans, row, (span.start, span.end));
        }
    }
}

impl Texts {
    pub(super) fn of(text: String, spans: Spans) -> Self {
        Texts { text, spans }
    }

    /// The text of a row; empty when there is none.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        self.text.get(self.spans.get(row)).unwrap_or("")
    }

    /// The octets of the text of a row, for tests that need no characters.
    #[inline]
    pub fn octets(&self, row: usize) -> &[u8] {
        self.text.as_bytes().get(self.spans.get(row)).unwrap_or(b"")
    }

    /// Where in [`Texts::buffer`] the text of a row stands.
    #[inline]
    pub fn span(&self, row: usize) -> Range<usize> {
        self.spans.get(row)
    }

    /// The octets of all texts. They may stand in another order than their rows, and texts that were replaced stand
    /// there still.
    pub fn buffer(&self) -> &[u8] {
        self.text.as_bytes()
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn set(&mut self, row: usize, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.spans.set(row, start..self.text.len());
    }

    pub(super) fn reach(&mut self, rows: usize) {
        match &mut self.spans {
            Spans::Short(spans) => super::grow(spans, rows),
            Spans::Long(spans) => super::grow(spans, rows),
        }
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        match &mut self.spans {
            Spans::Short(spans) => spans.shrink_to_fit(),
            Spans::Long(spans) => spans.shrink_to_fit(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let spans = match &self.spans {
            Spans::Short(spans) => spans.capacity() * 8,
            Spans::Long(spans) => spans.capacity() * 16,
        };
        self.text.capacity() + spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_beyond_4_gb_take_more_room_and_lose_nothing() {
        let mut spans = Spans::default();
        spans.set(1, 3..5);
        spans.set(0, 5..1 << 33);
        assert!(matches!(spans, Spans::Long(_)));
        assert_eq!(
            (spans.get(0), spans.get(1), spans.get(2)),
            (5..1 << 33, 3..5, 0..0)
        );
    }
}
