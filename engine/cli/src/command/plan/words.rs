//! Numbers as people read them.

use crate::language::speech;
use crate::speech::{number, told, word};
use imaprules_conditions::format_size;
use imaprules_plan::Range;

/// `1,234`, or `1,000-1,234`; `1,000 or more` without a bound.
pub(super) fn count(range: Range) -> String {
    spread(range, |value| {
        number(usize::try_from(value).unwrap_or(usize::MAX))
    })
}

/// The same for octets.
pub(super) fn octets(range: Range) -> String {
    spread(range, size)
}

fn spread(range: Range, show: impl Fn(u64) -> String) -> String {
    let low = show(range.low);
    match range.high.map(show) {
        None if range.low == 0 => word("plan.unknown").to_owned(),
        None => told("plan.or_more", &[("low", &low)]),
        Some(high) if high == low => low,
        Some(high) => format!("{low}-{high}"),
    }
}

/// A number as it is printed, with or without its unit, as the language writes it.
pub(super) fn decimal(printed: &str) -> String {
    speech().form().measure(printed)
}

/// A size, as findings write it.
pub(super) fn size(octets: u64) -> String {
    decimal(&format_size(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let range = |low, high| Range { low, high };
        for (range, words) in [
            (range(0, Some(0)), "0"),
            (range(9, Some(31)), "9-31"),
            (range(31, Some(31)), "31"),
            (range(1200, None), "1,200 or more"),
            (range(0, None), "unknown"),
        ] {
            assert_eq!(count(range), words);
        }
        assert_eq!(octets(range(335 << 10, Some(1336 << 10))), "335 KB-1.3 MB");
        assert_eq!(
            (size(7), size(1 << 40), size(2500 << 20)),
            ("7 B".into(), "1 TB".into(), "2.4 GB".into())
        );
    }
}
