//! The search for the size of the largest message, as far as it has come: which size to search above next. Servers may lie, so that
//! the bounds need not fit each other. It asks nothing itself.

/// Where the size of the largest message lies.
#[derive(Debug, Default)]
pub(super) struct Bracket {
    /// There are many messages above this size.
    pub(super) low: Option<u64>,
    /// There is none above this size.
    pub(super) high: Option<u64>,
    /// The largest size seen of a message.
    pub(super) seen: Option<u64>,
}

impl Bracket {
    /// The next size to search above: by turns one that was seen, since many messages often share the largest, and the
    /// middle of what is left. Nothing where the answers contradict each other.
    pub(super) fn next(&self, turn: usize) -> Option<u64> {
        if let (Some(low), Some(high)) = (self.low, self.high)
            && low >= high
        {
            return None;
        }
        Some(match (self.seen, self.low, self.high) {
            (Some(seen), _, high) if turn.is_multiple_of(2) || high.is_none() => seen,
            (_, Some(low), Some(high)) => low + high.saturating_sub(low) / 2,
            (_, None, Some(high)) => high / 4,
            (_, low, None) => low.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_contradict_each_other_end_the_search() {
        let bracket = |low, high, seen| Bracket { low, high, seen };
        for turn in 0..2 {
            assert_eq!(bracket(Some(10), Some(4), Some(10)).next(turn), None);
            assert_eq!(bracket(Some(4), Some(4), None).next(turn), None);
            assert_eq!(bracket(Some(u64::MAX), Some(0), None).next(turn), None);
        }
        assert_eq!(bracket(Some(4), Some(10), None).next(0), Some(7));
        assert_eq!(bracket(None, Some(8), None).next(0), Some(2));
        assert_eq!(bracket(Some(4), None, Some(9)).next(1), Some(9));
    }
}
