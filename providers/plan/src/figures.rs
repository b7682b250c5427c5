//! What one list of excluded folders comes to, as ranges: for a mailbox, and for several together.

use imaprules_provider_gmail::labels::{Allowance, Forecast, Loss, Span, days};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// At least and at most; nothing where there is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    /// At least.
    pub low: u64,
    /// At most.
    pub high: Option<u64>,
}

impl Range {
    /// Of something of which there is nothing.
    pub(crate) const NONE: Range = Range {
        low: 0,
        high: Some(0),
    };

    /// Of something that nobody knows.
    pub(crate) const UNKNOWN: Range = Range { low: 0, high: None };

    /// Both together.
    pub(crate) fn and(self, other: Range) -> Range {
        Range {
            low: self.low.saturating_add(other.low),
            high: self
                .high
                .zip(other.high)
                .map(|(one, other)| one.saturating_add(other)),
        }
    }

    /// What is larger of both.
    fn most(self, other: Range) -> Range {
        Range {
            low: self.low.max(other.low),
            high: self.high.zip(other.high).map(|(one, other)| one.max(other)),
        }
    }

    /// Whole days at so many octets a day.
    pub(crate) fn days_at(self, octets_per_day: u64) -> Range {
        Range {
            low: self.low.div_ceil(octets_per_day.max(1)),
            high: self.high.map(|high| high.div_ceil(octets_per_day.max(1))),
        }
    }
}

impl From<Span> for Range {
    fn from(span: Span) -> Range {
        Range {
            low: span.low,
            high: span.high,
        }
    }
}

/// What one plan comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Copies in the target.
    pub copies: Range,
    /// Octets of them.
    pub octets: Range,
    /// Different messages that reach it.
    pub migrated: Range,
    /// Those that do not, Spam and Trash aside.
    pub lost: Range,
    /// Copies beyond the first of each message.
    pub repeated: Range,
    /// Whole days within the daily allowance; of several mailboxes, those of the one that takes longest.
    pub days: Range,
    /// What does not reach the target by what it is, if each excluded name stands for that folder alone.
    #[serde(serialize_with = "by_word")]
    pub left_behind_narrow: BTreeMap<Loss, u64>,
    /// The same, if it takes along what lies below it.
    #[serde(serialize_with = "by_word")]
    pub left_behind_wide: BTreeMap<Loss, u64>,
}

impl Figures {
    pub(crate) fn of(forecast: &Forecast, allowance: Allowance) -> Figures {
        let octets = forecast.span(|outcome| outcome.octets);
        Figures {
            copies: forecast.span(|outcome| outcome.copies).into(),
            octets: octets.into(),
            migrated: forecast.span(|outcome| outcome.migrated).into(),
            lost: forecast.span(|outcome| outcome.lost).into(),
            repeated: forecast.repeated().into(),
            days: days(octets, allowance).into(),
            left_behind_narrow: forecast.narrow.by_loss.clone(),
            left_behind_wide: forecast.wide.by_loss.clone(),
        }
    }

    /// Both together.
    pub(crate) fn add(&mut self, other: &Figures) {
        self.copies = self.copies.and(other.copies);
        self.octets = self.octets.and(other.octets);
        self.migrated = self.migrated.and(other.migrated);
        self.lost = self.lost.and(other.lost);
        self.repeated = self.repeated.and(other.repeated);
        self.days = self.days.most(other.days);
        for (mine, theirs) in [
            (&mut self.left_behind_narrow, &other.left_behind_narrow),
            (&mut self.left_behind_wide, &other.left_behind_wide),
        ] {
            for (loss, count) in theirs {
                *mine.entry(*loss).or_insert(0) += count;
            }
        }
    }

    /// Whether what excluding a folder means makes a difference.
    pub fn depends(&self) -> bool {
        self.left_behind_narrow != self.left_behind_wide
    }
}

fn by_word<S: Serializer>(losses: &BTreeMap<Loss, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(losses.iter().map(|(loss, count)| (loss.word(), count)))
}
