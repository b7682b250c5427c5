//! Messages: runs of them with their dates worked out, and one message of a run as it stands in a folder.

use crate::mutf7;
use crate::scene::{Run, Shows};
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime};

/// A run with its dates worked out.
pub(crate) struct Series {
    run: Run,
    start: OffsetDateTime,
    /// Its labels in modified UTF-7.
    labels: Vec<String>,
}

/// One message of a folder.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    pub(crate) seq: u64,
    pub(crate) uid: u64,
    pub(crate) size: u64,
    series: &'a Series,
    series_number: u64,
    index: u64,
}

impl Series {
    /// Works out a run.
    pub(crate) fn of(run: &Run) -> Result<Series, String> {
        let day = Date::parse(&run.date, format_description!("[year]-[month]-[day]"))
            .map_err(|_| format!("{:?} is not a date such as 2024-09-19", run.date))?;
        let labels = run.labels.iter().map(|label| mutf7::encode(label)).collect();
        Ok(Series {
            run: run.clone(),
            start: day.midnight().assume_utc() + Duration::hours(8),
            labels,
        })
    }

    /// Whether a folder that shows this shows the messages of the run.
    pub(crate) fn is_in(&self, shows: &Shows) -> bool {
        match shows {
            Shows::Label(label) => self.run.labels.contains(label),
            Shows::Store(store) => self.run.store == *store,
        }
    }

    /// How many messages it has.
    pub(crate) fn count(&self) -> u64 {
        self.run.count
    }

    /// One of its messages, as it stands in a folder.
    pub(crate) fn message(&self, seq: u64, uid: u64, number: usize, index: u64) -> Message<'_> {
        Message {
            seq,
            uid,
            size: self.size(index),
            series: self,
            series_number: number as u64,
            index,
        }
    }

    fn size(&self, index: u64) -> u64 {
        let sizes = &self.run.sizes;
        let place = index % (sizes.len().max(1) as u64);
        usize::try_from(place)
            .ok()
            .and_then(|place| sizes.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// Octets of all its messages.
    pub(crate) fn octets(&self) -> u64 {
        self.octets_of(self.run.count)
    }

    /// Octets of the first ones.
    pub(crate) fn octets_of(&self, count: u64) -> u64 {
        let period = self.run.sizes.len().max(1) as u64;
        let whole: u64 = self.run.sizes.iter().sum();
        let rest: u64 = (0..count % period).map(|index| self.size(index)).sum();
        count / period * whole + rest
    }
}

impl<'a> Message<'a> {
    /// When it arrived: eight in the morning of the run's first day, then ten minutes each.
    pub(crate) fn date(&self) -> OffsetDateTime {
        let minutes = i64::try_from(self.index * 10).unwrap_or(i64::MAX);
        self.series.start.saturating_add(Duration::minutes(minutes))
    }

    /// Gmail's message id, the same in every folder. Observed ids hold the date in milliseconds in their upper
    /// 44 bits; the lower 20 tell apart what arrived in the same millisecond.
    pub(crate) fn gmail_id(&self) -> u64 {
        let millis = u64::try_from(self.date().unix_timestamp()).unwrap_or(0) * 1000;
        (millis << 20) | ((self.series_number & 0x3ff) << 10) | (self.index & 0x3ff)
    }

    /// Its labels, in UTF-8 or in modified UTF-7, without the one given in modified UTF-7.
    pub(crate) fn labels(&self, utf8: bool, without: Option<&str>) -> Vec<&'a str> {
        let pairs = self.series.run.labels.iter().zip(&self.series.labels);
        let told = pairs.filter(|(_, wire)| Some(wire.as_str()) != without);
        told.map(|(name, wire)| if utf8 { name.as_str() } else { wire.as_str() })
            .collect()
    }
}
