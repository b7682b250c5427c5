//! Values as people write them: numbers with units, moments, words; read and printed.

use imaprules_facts::{FactType, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Units of sizes, in octets. Powers of 1024, as Exchange prints sizes.
const SIZES: [(&str, i64); 5] = [
    ("TB", 1 << 40),
    ("GB", 1 << 30),
    ("MB", 1 << 20),
    ("KB", 1 << 10),
    ("B", 1),
];

/// Units of durations, in milliseconds.
const DURATIONS: [(&str, i64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("min", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// What a unit makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Unit {
    None,
    Bytes,
    Duration,
    Time,
}

/// The factor of a unit and what it measures.
pub(crate) fn unit(name: &str) -> Option<(i64, Unit)> {
    let find = |table: &[(&str, i64)]| {
        table
            .iter()
            .find(|(word, _)| *word == name)
            .map(|(_, factor)| *factor)
    };
    match name {
        "" => Some((1, Unit::None)),
        _ => find(&SIZES)
            .map(|factor| (factor, Unit::Bytes))
            .or_else(|| find(&DURATIONS).map(|factor| (factor, Unit::Duration))),
    }
}

/// All units, for advice.
pub(crate) const UNITS: &str = "B KB MB GB TB for sizes, ms s min h d for durations";

/// The value of a number with its unit. Fractions of whole units are rounded to the nearest octet or millisecond.
pub(crate) fn number(digits: &str, factor: i64, unit: Unit) -> Option<Value> {
    if !digits.contains('.') {
        return digits.parse::<i64>().ok()?.checked_mul(factor).map(Value::Int);
    }
    let float = digits.parse::<f64>().ok()?;
    if unit == Unit::None {
        return float.is_finite().then_some(Value::Float(float));
    }
    let scaled = (float * factor as f64).round();
    (scaled.abs() < i64::MAX as f64).then_some(Value::Int(scaled as i64))
}

/// Reads a value of a type as written in a parameter, a test or on the command line: `50_000`, `35MB`, `8h`,
/// `2026-11-24T00:00:00Z`, `true`; lists are separated by commas.
///
/// # Errors
/// A sentence that says what was expected.
pub fn parse_literal(text: &str, ty: &FactType) -> Result<Value, String> {
    let wrong = |expected: &str| format!("`{text}` is not {expected}");
    match ty {
        FactType::Text => Ok(Value::from(text)),
        FactType::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(wrong("true or false")),
        },
        FactType::Enum(words) if words.iter().any(|word| word == text) => Ok(Value::from(text)),
        FactType::Enum(words) => Err(wrong(&format!("one of {}", words.join(", ")))),
        FactType::Time => moment(text)
            .map(Value::Int)
            .ok_or_else(|| wrong("a moment such as 2026-11-24T00:00:00Z")),
        FactType::Int => measure(text, Unit::None).ok_or_else(|| wrong("a whole number")),
        FactType::Bytes => measure(text, Unit::Bytes).ok_or_else(|| wrong("a size such as 35MB")),
        FactType::Duration => {
            measure(text, Unit::Duration).ok_or_else(|| wrong("a duration such as 15s or 8h"))
        }
        FactType::Float => {
            let float = text
                .replace('_', "")
                .parse::<f64>()
                .ok()
                .filter(|float| float.is_finite());
            float.map(Value::Float).ok_or_else(|| wrong("a number"))
        }
        FactType::List(item) => {
            let items = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            items
                .map(|part| parse_literal(part, item))
                .collect::<Result<Vec<_>, _>>()
                .map(Value::List)
        }
    }
}

fn moment(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

fn measure(text: &str, expected: Unit) -> Option<Value> {
    let (negative, text) = match text.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim()),
    };
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.'))
        .unwrap_or(text.len());
    let (digits, name) = text.split_at_checked(end)?;
    let (factor, found) = unit(name.trim())?;
    let digits = digits.replace('_', "");
    let zero = digits.parse::<i64>() == Ok(0);
    if found != expected && !(zero && found == Unit::None) {
        return None;
    }
    match number(&digits, factor, found)? {
        Value::Int(int) => Some(Value::Int(if negative { -int } else { int })),
        _ => None,
    }
}

/// Prints a value for people: `35 MB`, `8 h`, `2026-11-24T00:00:00Z`, lists joined with `, `.
pub fn format_value(value: &Value, ty: &FactType) -> String {
    match (ty, value) {
        (FactType::Bytes, Value::Int(bytes)) => sized(*bytes),
        (FactType::Duration, Value::Int(millis)) => lasting(*millis),
        (FactType::Time, Value::Int(millis)) => dated(*millis),
        (FactType::Float, Value::Float(float)) => decimal(*float),
        (_, Value::Text(text)) => text.clone(),
        (FactType::List(item), Value::List(items)) => items
            .iter()
            .map(|value| format_value(value, item))
            .collect::<Vec<_>>()
            .join(", "),
        _ => value.to_string(),
    }
}

fn sized(bytes: i64) -> String {
    let (name, factor) = SIZES
        .into_iter()
        .find(|(_, factor)| bytes.saturating_abs() >= *factor)
        .unwrap_or(("B", 1));
    format!("{} {name}", decimal(bytes as f64 / factor as f64))
}

fn lasting(millis: i64) -> String {
    let whole = |(_, factor): &(&str, i64)| millis.saturating_abs() >= *factor;
    let (name, factor) = DURATIONS.into_iter().find(whole).unwrap_or(("ms", 1));
    format!("{} {name}", decimal(millis as f64 / factor as f64))
}

/// At most one digit after the point, and none where it would be 0.
fn decimal(float: f64) -> String {
    let mut text = format!("{float:.1}");
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}

/// RFC 3339 in UTC, or words for moments that it cannot write. Reports are full of moments, and the formatter of the
/// `time` crate takes several times as long.
fn dated(millis: i64) -> String {
    let second = millis.div_euclid(1000);
    let moment = OffsetDateTime::from_unix_timestamp(second).ok();
    let Some(moment) = moment.filter(|moment| (0..=9999).contains(&moment.year())) else {
        return format!("{millis} ms since 1970");
    };
    let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
    let mut text = String::with_capacity("2026-11-24T10:00:00.123Z".len());
    let (hour, minute, second) = moment.to_hms();
    digits(&mut text, year.unsigned_abs(), 1000);
    for (before, number) in [
        ('-', month),
        ('-', day),
        ('T', hour),
        (':', minute),
        (':', second),
    ] {
        text.push(before);
        digits(&mut text, number.into(), 10);
    }
    let fraction = millis.rem_euclid(1000);
    if fraction != 0 {
        text.push('.');
        digits(&mut text, u32::try_from(fraction).unwrap_or(0), 100);
        text.truncate(text.trim_end_matches('0').len());
    }
    text.push('Z');
    text
}

/// Writes a number with as many digits as its largest place has.
fn digits(text: &mut String, number: u32, mut place: u32) {
    while place > 0 {
        text.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_read_and_print() {
        let read = |text, ty| parse_literal(text, &ty);
        assert_eq!(read("35MB", FactType::Bytes), Ok(Value::Int(36_700_160)));
        assert_eq!(read("1.5 GB", FactType::Bytes), Ok(Value::Int(1_610_612_736)));
        assert_eq!(read("50_000", FactType::Int), Ok(Value::Int(50_000)));
        assert_eq!(read("8h", FactType::Duration), Ok(Value::Int(28_800_000)));
        assert_eq!(read("0", FactType::Bytes), Ok(Value::Int(0)));
        assert!(read("35", FactType::Bytes).is_err());
        assert!(read("35MB", FactType::Duration).is_err());
        assert!(read("99999999999TB", FactType::Bytes).is_err());
        assert_eq!(format_value(&Value::Int(36_700_160), &FactType::Bytes), "35 MB");
        assert_eq!(format_value(&Value::Int(5_400_000), &FactType::Duration), "1.5 h");
        assert_eq!(
            format_value(&Value::Int(0), &FactType::Time),
            "1970-01-01T00:00:00Z"
        );
    }

    #[test]
    fn moments_print_as_the_time_crate_prints_them() {
        let second = 1000;
        for millis in [
            0,
            -1,
            1_795_514_400_123,
            1_795_514_400_120,
            1_795_514_400_100,
            951_782_400 * second,
            -62_167_219_200 * second,
            253_402_300_799 * second + 999,
        ] {
            let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
            let wanted = moment.format(&Rfc3339).unwrap();
            assert_eq!(format_value(&Value::Int(millis), &FactType::Time), wanted);
        }
        for millis in [
            i64::MIN,
            i64::MAX,
            253_402_300_800 * second,
            -62_167_219_201 * second,
        ] {
            let wanted = format!("{millis} ms since 1970");
            assert_eq!(format_value(&Value::Int(millis), &FactType::Time), wanted);
        }
    }

    #[test]
    fn numbers_print_with_a_digit_after_the_point_at_most() {
        for (float, wanted) in [
            (1.0, "1"),
            (1.04, "1"),
            (1.05, "1.1"),
            (-0.5, "-0.5"),
            (1e3, "1000"),
        ] {
            assert_eq!(format_value(&Value::Float(float), &FactType::Float), wanted);
        }
    }

    #[test]
    fn moments_and_lists_read() {
        let moment = parse_literal("1970-01-01T01:00:00+01:00", &FactType::Time);
        assert_eq!(moment, Ok(Value::Int(0)));
        let list = FactType::List(Box::new(FactType::Int));
        assert_eq!(parse_literal("1, 2", &list), Ok(Value::from(vec![1, 2])));
    }
}
