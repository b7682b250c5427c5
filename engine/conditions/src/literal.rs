//! Values as people write them: numbers with units, moments, words; read and printed.

use crate::measure::{Unit, decimal, exactly, lasting, read, sized};
use imaprules_facts::{FactType, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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
    read(text, expected).map(Value::Int)
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

/// The same, but nothing is rounded, so that [`parse_literal`] reads the value back.
pub fn format_exactly(value: &Value, ty: &FactType) -> String {
    let measured = value.as_int().and_then(|number| exactly(number, ty));
    measured.unwrap_or_else(|| match value {
        Value::Float(float) => float.to_string(),
        _ => format_value(value, ty),
    })
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
