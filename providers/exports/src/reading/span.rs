//! Lengths of time as .NET and XML write them.

use crate::value::Span;

/// Ticks of 100 ns in a second.
const SECOND: i64 = 10_000_000;

/// Reads `00:30:00`, `1.02:03:04.5` and `PT30M`, with or without sign.
pub fn span(text: &str) -> Option<Span> {
    let text = text.trim();
    iso_span(text).or_else(|| clock_span(text))
}

/// A length of time in the form of .NET, such as `1.02:03:04.5000000`.
pub fn span_text(span: Span) -> String {
    let ticks = span.ticks.unsigned_abs();
    let (seconds, fraction) = (ticks / 10_000_000, ticks % 10_000_000);
    let sign = if span.ticks < 0 { "-" } else { "" };
    let days = match seconds / 86_400 {
        0 => String::new(),
        days => format!("{days}."),
    };
    let fraction = match fraction {
        0 => String::new(),
        fraction => format!(".{fraction:07}"),
    };
    let (hours, minutes, seconds) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{sign}{days}{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

/// `[-][days.]hours:minutes:seconds[.fraction]`, the invariant form of .NET
/// (<https://learn.microsoft.com/dotnet/standard/base-types/standard-timespan-format-strings>).
fn clock_span(text: &str) -> Option<Span> {
    let (sign, text) = signed(text);
    let mut parts = text.split(':');
    let (first, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (days, hours) = first.split_once('.').unwrap_or(("0", first));
    let (hours, minutes) = (below(hours, 24)?, below(minutes, 60)?);
    let seconds = fraction(seconds)?;
    if seconds >= 60 * SECOND {
        return None;
    }
    let whole = digits(days)?
        .checked_mul(86_400)?
        .checked_add(hours * 3600 + minutes * 60)?;
    total(sign, whole.checked_mul(SECOND)?.checked_add(seconds)?)
}

/// `[-]P[nD][T[nH][nM][n.nS]]` (XML Schema `duration`). Years and months have no fixed length and are refused.
pub(crate) fn iso_span(text: &str) -> Option<Span> {
    let (sign, text) = signed(text);
    let text = text.strip_prefix('P')?;
    let (date, clock) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, clock)) => (date, clock),
        None => (text, ""),
    };
    if date.is_empty() && clock.is_empty() {
        return None;
    }
    let days = units(date, &[('D', 86_400)])?;
    total(
        sign,
        days.checked_add(units(clock, &[('H', 3600), ('M', 60), ('S', 1)])?)?,
    )
}

/// The sum of numbers with units, which must come in this order.
fn units(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0_i64;
    for &(unit, seconds) in units {
        if let Some((number, rest)) = text.split_once(unit) {
            let ticks = if unit == 'S' {
                fraction(number)?
            } else {
                digits(number)?.checked_mul(SECOND)?
            };
            sum = sum.checked_add(ticks.checked_mul(seconds)?)?;
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}

fn signed(text: &str) -> (i64, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    }
}

fn total(sign: i64, ticks: i64) -> Option<Span> {
    Some(Span {
        ticks: sign.checked_mul(ticks)?,
    })
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn below(text: &str, limit: i64) -> Option<i64> {
    digits(text).filter(|&number| text.len() <= 2 && number < limit)
}

/// Seconds with up to seven decimals, in ticks. Further decimals are cut off.
fn fraction(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    digits(decimals)?;
    let padded = format!("{decimals:0<7}");
    digits(whole)?
        .checked_mul(SECOND)?
        .checked_add(digits(padded.get(..7)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_both_forms() {
        for (text, ticks) in [
            ("00:30:00", 1800 * SECOND),
            ("1.02:03:04", (86_400 + 7384) * SECOND),
            ("-00:00:01.5", -SECOND - SECOND / 2),
            ("00:00:00.0000001", 1),
            ("PT9.0269026S", 90_269_026),
            ("P1DT2H", 93_600 * SECOND),
            ("P10675199DT2H48M5.4775807S", i64::MAX),
            ("-PT1M", -60 * SECOND),
            ("PT0S", 0),
            ("P2D", 172_800 * SECOND),
        ] {
            assert_eq!(span(text), Some(Span { ticks }), "{text}");
        }
    }

    #[test]
    fn written_and_read_again() {
        for ticks in [0, 1, -1, SECOND, 90_269_026, -93_600 * SECOND, i64::MAX] {
            assert_eq!(span(&span_text(Span { ticks })), Some(Span { ticks }));
        }
    }

    #[test]
    fn what_is_no_length_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "30",
            "00:30",
            "24:00:00",
            "00:60:00",
            "00:00:60",
            "1:2:3:4",
            "P1Y",
            "P1M",
            "PT1S1H",
            "PT1",
            "a:b:c",
            "00:00:1.",
            "99999999999999.00:00:00",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
