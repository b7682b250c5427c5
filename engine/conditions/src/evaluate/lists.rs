//! Tests of whether any item of a list passes, for 64 lists at a time.

use super::answers::Answers;
use super::lanes::{each, gather};
use imaprules_facts::column::{Codes, ListColumn};

/// How many items the lists of a word may have together to be looked up at once: about 64 each.
const MANY: usize = 4096;

/// For the set bits of a mask, whether any item of the row's list has the answer yes.
pub(crate) fn any(column: &ListColumn, codes: &Codes, answers: &Answers, word: usize, mask: u64) -> u64 {
    let spans = column.spans().get(word * 64..).unwrap_or(&[]);
    match codes {
        Codes::Byte(codes) => any_of(spans, codes, mask, |code| answers.byte(code)),
        Codes::Short(codes) => any_of(spans, codes, mask, |code| answers.get(usize::from(code))),
        Codes::Word(codes) => any_of(spans, codes, mask, |code| answers.get(code as usize)),
    }
}

#[inline(always)]
fn any_of<T: Copy>(spans: &[(u32, u32)], codes: &[T], mask: u64, answer: impl Fn(T) -> bool) -> u64 {
    let (start, end) = bounds(spans, mask);
    let codes = codes.get(start as usize..end as usize).unwrap_or(&[]);
    let span = |row: usize| {
        let (from, to) = spans.get(row).copied().unwrap_or((start, start));
        from.saturating_sub(start) as usize..to.saturating_sub(start) as usize
    };
    if codes.len() > MANY {
        let any = |codes: &[T]| codes.iter().any(|code| answer(*code));
        return each(mask, |row| codes.get(span(row)).is_some_and(any));
    }
    let bits = looked_up(codes, answer);
    each(mask, |row| any_bit(&bits, span(row)))
}

/// From where to where the items of the rows stand. Mostly nothing else stands between.
fn bounds(spans: &[(u32, u32)], mask: u64) -> (u32, u32) {
    let (mut start, mut end, mut open) = (u32::MAX, 0, mask);
    while open != 0 {
        if let Some((from, to)) = spans.get(open.trailing_zeros() as usize) {
            start = start.min(*from);
            end = end.max(*to);
        }
        open &= open - 1;
    }
    (start.min(end), end)
}

/// Bits of answers, eight an octet, with as many octets more as [`any_bit`] may read at once.
type Bits = [u8; MANY / 8 + 8];

#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "eight octets are made of eight codes")]
fn looked_up<T: Copy>(codes: &[T], answer: impl Fn(T) -> bool) -> Bits {
    let mut bits = [0; MANY / 8 + 8];
    let (eights, rest) = codes.as_chunks::<8>();
    for (octet, eight) in bits.iter_mut().zip(eights) {
        *octet = gather(std::array::from_fn(|at| u8::from(answer(eight[at]))));
    }
    if let Some(octet) = bits.get_mut(eights.len()) {
        let put = |octet, (at, code): (usize, &T)| octet | u8::from(answer(*code)) << at;
        *octet = rest.iter().enumerate().fold(0, put);
    }
    bits
}

/// Whether any bit of a span is set.
#[inline(always)]
fn any_bit(bits: &Bits, span: std::ops::Range<usize>) -> bool {
    let mut from = span.start;
    // Up to 56 bits are seen at once, whichever bit of an octet the span starts with.
    while from < span.end {
        let octets = bits.get(from / 8..).and_then(|rest| rest.first_chunk());
        let seen = u64::from_le_bytes(*octets.unwrap_or(&[0; 8])) >> (from % 8);
        let length = (span.end - from).min(56);
        if seen & ((1 << length) - 1) != 0 {
            return true;
        }
        from += length;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(spans: &[(u32, u32)], codes: &[u8], mask: u64) -> u64 {
        any_of(spans, codes, mask, |code| code == 1)
    }

    #[test]
    fn lists_are_found_wherever_their_items_stand() {
        let mut codes = vec![0; 300];
        for (place, wanted) in [
            (0, 0b0001),
            (69, 0b0001),
            (70, 0b0100),
            (170, 0b1000),
            (299, 0b1000),
        ] {
            codes.fill(0);
            codes[place] = 1;
            // The second is empty, the last is longer than is seen at once.
            let spans = [(0, 70), (70, 70), (70, 71), (71, 300)];
            assert_eq!(found(&spans, &codes, 0b1111), wanted, "{place}");
            assert_eq!(found(&spans, &codes, 0b0110), wanted & 0b0110, "{place}");
        }
        codes[2] = 1;
        assert_eq!(
            found(&[(200, 203), (0, 3), (2, 2), (100, 150)], &codes, 0b1111),
            0b0010
        );
        assert_eq!(found(&[], &codes, !0), 0);
    }

    #[test]
    fn very_long_lists_are_found_too() {
        let mut codes = vec![0; 3 * MANY];
        codes[2 * MANY] = 1;
        let long = MANY as u32;
        let spans = [(0, 2 * long), (2 * long, 3 * long), (0, 0)];
        assert_eq!(found(&spans, &codes, 0b111), 0b010);
    }
}
