//! How long all mailboxes take together: several are copied at the same time, and none faster than its own allowance lets it.

use crate::figures::Range;

/// Days of all mailboxes, so many at the same time.
pub(crate) fn together(days: impl Iterator<Item = Range> + Clone, at_once: u64) -> Range {
    let of = |days: &mut dyn Iterator<Item = u64>| {
        let (mut sum, mut most) = (0u64, 0u64);
        for one in days {
            sum = sum.saturating_add(one);
            most = most.max(one);
        }
        most.max(sum.div_ceil(at_once.max(1)))
    };
    let low = of(&mut days.clone().map(|days| days.low));
    let high = days.clone().all(|days| days.high.is_some());
    Range {
        low,
        high: high.then(|| of(&mut days.filter_map(|days| days.high))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_or_the_sum_over_what_runs_at_once() {
        let exact = |days: u64| Range {
            low: days,
            high: Some(days),
        };
        let all = [exact(10), exact(1), exact(1)];
        assert_eq!(together(all.into_iter(), 20), exact(10));
        assert_eq!(together([exact(2); 30].into_iter(), 20), exact(3));
        assert_eq!(
            together([exact(2), Range { low: 1, high: None }].into_iter(), 1),
            Range { low: 3, high: None }
        );
        assert_eq!(together(std::iter::empty(), 20), exact(0));
    }
}
