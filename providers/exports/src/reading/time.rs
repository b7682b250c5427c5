//! Points in time that can be read in one way only. Forms of a culture are in `culture`.

use std::fmt;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// A point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// Milliseconds since 1970-01-01 UTC. Where the file names no zone, as if its clock showed UTC.
    pub millis: i64,
    /// Whether the file names the zone. Without one the time is off by whatever the exporter's zone was.
    pub zoned: bool,
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.millis) * 1_000_000;
        let Ok(time) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
            return write!(f, "{} ms", self.millis);
        };
        let (date, clock) = (time.date(), time.time());
        let zone = if self.zoned { "Z" } else { "" };
        write!(
            f,
            "{date}T{:02}:{:02}:{:02}",
            clock.hour(),
            clock.minute(),
            clock.second()
        )?;
        match clock.millisecond() {
            0 => write!(f, "{zone}"),
            millis => write!(f, ".{millis:03}{zone}"),
        }
    }
}

/// Why a text was not read as time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTime {
    /// It is a date in the order of some culture. [`culture_time`](super::culture_time) reads it once the order is
    /// known from other values.
    Culture,
    /// It is no time.
    Other,
}

/// Reads a point in time: ISO 8601 with `T` or a blank, `/Date(1700000000000)/` of Windows PowerShell's JSON,
/// `2016/04/04 00:24:13` of Google's console, `20231101120000.0Z` of a directory (RFC 4517, section 3.3.13).
///
/// # Errors
/// When it is none of these.
pub fn time(text: &str) -> Result<Time, NoTime> {
    let text = text.trim();
    let read = json_time(text)
        .or_else(|| directory_time(text))
        .or_else(|| iso_time(text));
    read.ok_or_else(|| match super::culture::is_culture(text) {
        true => NoTime::Culture,
        false => NoTime::Other,
    })
}

/// `/Date(1700000000000)/`. An offset behind the number tells the zone of display and moves nothing.
fn json_time(text: &str) -> Option<Time> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let sign = usize::from(inside.starts_with('-'));
    let end = inside
        .get(sign..)?
        .find(['+', '-'])
        .map_or(inside.len(), |at| at + sign);
    let millis = inside.get(..end)?.parse().ok()?;
    Some(Time { millis, zoned: true })
}

fn directory_time(text: &str) -> Option<Time> {
    let rest = text.strip_suffix('Z')?;
    let digits = rest.split_once('.').map_or(rest, |(whole, _)| whole);
    if digits.len() != 14 {
        return None;
    }
    let part = |from: usize, to: usize| number(digits.get(from..to)?);
    let year = number(digits.get(..4)?)?;
    let date = Date::from_calendar_date(year, month(part(4, 6)?)?, part(6, 8)?).ok()?;
    let time = date.with_hms(part(8, 10)?, part(10, 12)?, part(12, 14)?).ok()?;
    Some(settle(time, Some(UtcOffset::UTC)))
}

fn iso_time(text: &str) -> Option<Time> {
    let (date, rest) = (iso_date(text.get(..10)?)?, text.get(10..)?);
    let Some(clock) = rest.strip_prefix(['T', ' ', 't']) else {
        return rest.is_empty().then(|| settle(date.midnight(), None));
    };
    let (clock, zone) = split_zone(clock.trim_start());
    let time = clock_of(date, clock)?;
    match zone {
        "" => Some(settle(time, None)),
        "Z" | "z" => Some(settle(time, Some(UtcOffset::UTC))),
        _ => Some(settle(time, Some(offset(zone)?))),
    }
}

/// `2021-09-28` or `2021/09/28`.
fn iso_date(text: &str) -> Option<Date> {
    let sign = if text.contains('-') { '-' } else { '/' };
    let mut parts = text.split(sign);
    let (year, of_year, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), of_year.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    Date::from_calendar_date(number(year)?, month(number(of_year)?)?, number(day)?).ok()
}

fn split_zone(clock: &str) -> (&str, &str) {
    let at = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(at);
    (clock.trim_end(), zone)
}

/// `17:27` or `17:27:03.477`, on a day. What is finer than a millisecond is cut off.
pub(super) fn clock_of(date: Date, clock: &str) -> Option<PrimitiveDateTime> {
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let (second, decimals) = second.split_once('.').unwrap_or((second, "0"));
    if parts.next().is_some() || decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millis = number(format!("{decimals:0<3}").get(..3)?)?;
    date.with_hms_milli(number(hour)?, number(minute)?, number(second)?, millis)
        .ok()
}

/// `+03:00`, `-0730` or `+03`.
fn offset(zone: &str) -> Option<UtcOffset> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.split(':').collect();
    let minutes = if digits.len() == 4 {
        number(digits.get(2..)?)?
    } else {
        0_i8
    };
    let hours: i8 = number(digits.get(..2)?)?;
    if !matches!(digits.len(), 2 | 4) {
        return None;
    }
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

pub(super) fn settle(time: PrimitiveDateTime, zone: Option<UtcOffset>) -> Time {
    let utc = time.as_utc().unix_timestamp_nanos() / 1_000_000;
    let shift = zone.map_or(0, |zone| i128::from(zone.whole_seconds()) * 1000);
    Time {
        // The calendar of `time` ends at the year 9999, far inside.
        millis: i64::try_from(utc - shift).unwrap_or(i64::MAX),
        zoned: zone.is_some(),
    }
}

/// A number of digits only: signs and blanks, which `parse` would take or refuse by type, are refused.
pub(super) fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

pub(super) fn month(number: u8) -> Option<Month> {
    Month::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_can_be_read_in_one_way() {
        for (text, shown) in [
            ("2021-09-28T17:27:03.477-07:00", "2021-09-29T00:27:03.477Z"),
            ("2008-04-11T10:42:32.2731993Z", "2008-04-11T10:42:32.273Z"),
            ("2008-04-11T10:42:32.2731993", "2008-04-11T10:42:32.273"),
            ("2023-11-14 22:13:20Z", "2023-11-14T22:13:20Z"),
            ("2023-11-14 22:13", "2023-11-14T22:13:00"),
            ("2023-11-14", "2023-11-14T00:00:00"),
            ("2016/04/04 00:24:13", "2016-04-04T00:24:13"),
            ("/Date(1700000000000)/", "2023-11-14T22:13:20Z"),
            ("/Date(1700000000000+0300)/", "2023-11-14T22:13:20Z"),
            ("/Date(-62135596800000)/", "0001-01-01T00:00:00Z"),
            ("20231101120000.0Z", "2023-11-01T12:00:00Z"),
            ("20231101120000Z", "2023-11-01T12:00:00Z"),
            ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
            ("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.999"),
            ("2023-11-14T22:13:20+0530", "2023-11-14T16:43:20Z"),
        ] {
            assert_eq!(
                time(text).map(|time| time.to_string()).as_deref(),
                Ok(shown),
                "{text}"
            );
        }
    }

    #[test]
    fn forms_of_a_culture_are_named_as_such() {
        for text in [
            "11/14/2023 22:13:20",
            "14.11.2023 22:13:20",
            "1/2/2023 1:02:03 PM",
            "01-02-2023",
        ] {
            assert_eq!(time(text), Err(NoTime::Culture), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "Never",
            "2023-13-01",
            "2023-02-30T00:00:00",
            "2023-11-14T25:00:00",
            "2023-11-14T22:13:20+99:00",
            "2023-11-14T22:13:20+1",
            "/Date(x)/",
            "20231301120000Z",
            "12:00:00",
            "2023-1-4",
            "2023-11-14X",
            "+023-11-14",
            "ääääääääääää",
        ] {
            assert_eq!(time(text), Err(NoTime::Other), "{text}");
        }
    }
}
