//! Moments as RFC 3339 text and as milliseconds since 1970-01-01 UTC.

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// Milliseconds as RFC 3339 in UTC, to the second where there is no fraction. Nothing for moments outside the
/// years 0 to 9999, which RFC 3339 cannot write (<https://www.rfc-editor.org/rfc/rfc3339#section-1>).
pub fn write(millis: i64) -> Option<String> {
    let moment = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000))
        .ok()?
        .to_offset(UtcOffset::UTC);
    if !(0..=9999).contains(&moment.year()) {
        return None;
    }
    let (date, (hour, minute, second)) = (moment.date(), moment.to_hms());
    let fraction = match millis.rem_euclid(1000) {
        0 => String::new(),
        millis => format!(".{millis:03}"),
    };
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// RFC 3339 text as milliseconds; what is finer than a millisecond is dropped.
pub fn read(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(moment.unix_timestamp() * 1000 + i64::from(moment.millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_back_as_written() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-24T10:00:00.123Z", 1_795_514_400_123),
            ("1969-12-31T23:59:59.999Z", -1),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(write(millis).as_deref(), Some(text));
            assert_eq!(read(text), Some(millis));
        }
    }

    #[test]
    fn offsets_are_moved_to_utc_and_years_beyond_rfc_3339_are_not_written() {
        assert_eq!(read("2026-11-24T13:00:00+03:00"), read("2026-11-24T10:00:00Z"));
        assert_eq!(read("yesterday"), None);
        assert_eq!(write(253_402_300_800_000), None);
        assert_eq!(write(i64::MIN), None);
        assert_eq!(write(i64::MAX), None);
    }
}
