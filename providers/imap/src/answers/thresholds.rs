//! From when on something is a sign, and from when on a cause is likely: the numbers of `causes.toml`. What a slow refusal is stands
//! here alone, for whoever blames it and for whoever stops at it.

use serde::Deserialize;
use std::time::Duration;

/// The numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    /// A refusal is slow when it took so long,
    slow_seconds: u64,
    /// and so many times as long as the first one.
    slow_times: u32,
    /// Refusals in a row of which the last is slow that are a penalty.
    slow_refusals: usize,
    /// Rows that must have been refused before "nobody can sign in" means anything.
    nobody_refused: usize,
    /// Rows that must have signed in before "most can" means anything.
    most_worked: usize,
    /// Rows refused one after the other that look like a ban.
    many_refused: usize,
    /// How much the place of a cause among those of its answer counts.
    pub(super) place: i32,
    /// So much must the first be ahead of the second to be called likely.
    pub(super) ahead: i32,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

/// Rows of a run so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Signed in.
    pub(crate) worked: usize,
    pub(crate) refused: usize,
    /// Refused one after the other, up to now.
    pub(crate) in_a_row: usize,
}

impl Thresholds {
    /// Whether a refusal is no ordinary one, beside the first.
    pub(crate) fn is_slow(&self, first: Duration, took: Duration) -> bool {
        took >= Duration::from_secs(self.slow_seconds) && took >= first.saturating_mul(self.slow_times)
    }

    /// Whether refusals in a row become so slow that the server protects itself.
    pub(crate) fn is_penalty(&self, refusals: usize, first: Duration, last: Duration) -> bool {
        refusals >= self.slow_refusals && self.is_slow(first, last)
    }

    /// Several rows were tried, and nobody could sign in.
    pub(crate) fn nobody_works(&self, counts: Counts) -> bool {
        counts.worked == 0 && counts.refused >= self.nobody_refused
    }

    /// Most of the rows that were tried signed in.
    pub(crate) fn most_work(&self, counts: Counts) -> bool {
        counts.worked >= self.most_worked && counts.worked > counts.refused
    }

    /// Many rows were refused one after the other, and none signed in.
    pub(crate) fn looks_banned(&self, counts: Counts) -> bool {
        counts.worked == 0 && counts.in_a_row >= self.many_refused
    }
}

#[cfg(test)]
mod tests {
    use crate::answers::{Catalogue, Thresholds};
    use std::time::Duration;

    use super::Counts;

    fn shipped() -> &'static Thresholds {
        Catalogue::shipped().unwrap().thresholds()
    }

    #[test]
    fn a_refusal_is_slow_when_it_is_so_by_itself_and_beside_the_first() {
        for (first, took, slow) in [
            (0.1, 4.0, true),
            (0.1, 3.999, false),
            (1.5, 4.5, true),
            (1.5, 4.4, false),
            (5.0, 5.2, false),
        ] {
            let (first, took) = (Duration::from_secs_f64(first), Duration::from_secs_f64(took));
            assert_eq!(shipped().is_slow(first, took), slow, "{first:?} {took:?}");
            assert_eq!(shipped().is_penalty(3, first, took), slow);
            assert!(!shipped().is_penalty(2, first, took));
        }
        assert!(!shipped().is_slow(Duration::MAX, Duration::from_secs(9)));
    }

    #[test]
    fn few_rows_are_no_sign() {
        let told = |worked, refused, in_a_row| {
            let counts = Counts {
                worked,
                refused,
                in_a_row,
            };
            let shipped = shipped();
            (
                shipped.nobody_works(counts),
                shipped.most_work(counts),
                shipped.looks_banned(counts),
            )
        };
        assert_eq!(told(0, 2, 2), (false, false, false));
        assert_eq!(told(0, 3, 3), (true, false, false));
        assert_eq!(told(0, 5, 5), (true, false, true));
        assert_eq!(told(1, 5, 5), (false, false, false));
        assert_eq!(told(1, 0, 0), (false, false, false));
        assert_eq!(told(2, 1, 0), (false, true, false));
        assert_eq!(told(2, 2, 0), (false, false, false));
    }
}
