//! Sets of message numbers such as `1:4,9,20:*` (RFC 3501 section 9, sequence-set).

use std::ops::RangeInclusive;

/// Reads a set into ascending ranges that do not overlap. `last` is what `*` stands for; 0 in an empty folder.
pub(crate) fn parse(text: &str, last: u64) -> Option<Vec<RangeInclusive<u64>>> {
    let mut ranges = text
        .split(',')
        .map(|range| one(range, last))
        .collect::<Option<Vec<_>>>()?;
    ranges.sort_by_key(|range| *range.start());
    let mut merged: Vec<RangeInclusive<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(before) if *range.start() <= before.end().saturating_add(1) => {
                *before = *before.start()..=*before.end().max(range.end());
            }
            _ => merged.push(range),
        }
    }
    Some(merged)
}

/// `4`, `*`, `4:9`, `9:4`: the order of the ends does not matter, and `559:*` always holds the last message.
fn one(text: &str, last: u64) -> Option<RangeInclusive<u64>> {
    let number = |text: &str| match text {
        "*" => Some(last),
        digits if digits.bytes().all(|octet| octet.is_ascii_digit()) => digits
            .parse::<u32>()
            .ok()
            .filter(|number| *number > 0)
            .map(u64::from),
        _ => None,
    };
    let (from, to) = match text.split_once(':') {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (number(text)?, number(text)?),
    };
    Some(from.min(to)..=from.max(to))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sets_are_sorted_and_merged() {
        assert_eq!(parse("9,1:4,3:6,20:*", 30).unwrap(), [1..=6, 9..=9, 20..=30]);
        assert_eq!(parse("559:*", 12).unwrap(), [12..=559]);
        assert_eq!(parse("*", 12).unwrap(), [12..=12]);
        assert_eq!(parse("1:*", 0).unwrap(), [0..=1]);
    }

    #[test]
    fn rubbish_is_refused() {
        for text in ["", "0", "1:", ":", "1,", "a", "-1", "+1", "1:2:3", "4294967296"] {
            assert_eq!(parse(text, 5), None, "{text:?}");
        }
    }
}
