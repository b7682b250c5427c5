//! How long a mailbox takes under an allowance of octets a day. Every number comes from whoever asks: they are Google's, and change.

use super::Span;

/// What may be read of one mailbox in a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allowance {
    /// Google's daily limit of downloads over IMAP.
    pub octets: u64,
    /// The share of it that is left to the user's own devices.
    pub headroom: f64,
}

impl Allowance {
    /// Octets a day for the migration; at least one.
    pub fn left(self) -> u64 {
        let share = (1.0 - self.headroom).clamp(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an allowance is far below 2^52 octets, and a part of an octet counts for nothing"
        )]
        let left = (self.octets as f64 * share) as u64;
        left.max(1)
    }
}

/// Whole days for so many octets; a mailbox with nothing to copy takes none.
pub fn days(octets: Span, allowance: Allowance) -> Span {
    let of = |octets: u64| octets.div_ceil(allowance.left());
    Span {
        low: of(octets.low),
        high: octets.high.map(of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples() {
        let whole = |headroom| Allowance {
            octets: 2500 << 20,
            headroom,
        };
        // gigabytes of mail, copies of each message in tenths, days at the limit, days at four fifths of it
        for (gigabytes, tenths, full, four_fifths) in [
            (2u64, 10u64, 1, 2),
            (10, 22, 10, 12),
            (21, 22, 19, 24),
            (50, 22, 46, 57),
        ] {
            let octets = Span::exact((gigabytes << 30) * tenths / 10);
            assert_eq!(days(octets, whole(0.0)), Span::exact(full), "{gigabytes} GB");
            assert_eq!(
                days(octets, whole(0.2)),
                Span::exact(four_fifths),
                "{gigabytes} GB"
            );
        }
        assert_eq!(days(Span::exact(0), whole(0.2)), Span::exact(0));
        assert_eq!(
            days(Span { low: 1, high: None }, whole(1.0)),
            Span { low: 1, high: None }
        );
    }
}
