//! Sizes and durations: their units, read as people type them and written as people read them.
//!
//! This is the one place that knows units. The language reads them strictly, since a rule is read by many; what a person types on a
//! command line or into a file may also say `5mb` or `2m`. What a language makes of the words is no business of this module.

use imaprules_facts::{FactType, Value};

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

/// All units, for advice.
pub(crate) const UNITS: &str = "B KB MB GB TB for sizes, ms s min h d for durations";

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
    if name.is_empty() {
        return Some((1, Unit::None));
    }
    [(&SIZES, Unit::Bytes), (&DURATIONS, Unit::Duration)]
        .into_iter()
        .find_map(|(table, kind)| {
            let found = table.iter().find(|(word, _)| *word == name);
            found.map(|(_, factor)| (*factor, kind))
        })
}

/// The same, as people type units: sizes in any case, and `m` for minutes.
fn typed_unit(name: &str) -> Option<(i64, Unit)> {
    match name {
        "m" => unit("min"),
        _ => unit(name).or_else(|| unit(&name.to_ascii_uppercase())),
    }
}

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

/// A whole number of octets, milliseconds or nothing in particular, as people type it. Only zero needs no unit.
pub(crate) fn read(text: &str, expected: Unit) -> Option<i64> {
    let (negative, text) = match text.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim()),
    };
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.'))
        .unwrap_or(text.len());
    let (digits, name) = text.split_at_checked(end)?;
    let (factor, found) = typed_unit(name.trim())?;
    let digits = digits.replace('_', "");
    let zero = digits.parse::<i64>() == Ok(0);
    if found != expected && !(zero && found == Unit::None) {
        return None;
    }
    match number(&digits, factor, found)? {
        Value::Int(int) => Some(if negative { -int } else { int }),
        _ => None,
    }
}

/// Octets of a size as people type it: `5MB`, `1.5 GB`, `800kb`, `1_000_000B`. None are negative.
pub fn parse_size(text: &str) -> Option<u64> {
    u64::try_from(read(text, Unit::Bytes)?).ok()
}

/// Milliseconds of a duration as people type it: `15s`, `1500ms`, `2min` or `2m`, `1.5h`, `30d`. None are negative.
pub fn parse_duration(text: &str) -> Option<u64> {
    u64::try_from(read(text, Unit::Duration)?).ok()
}

/// Octets for people: `7 B`, `35 MB`, `1.5 GB`.
pub fn format_size(octets: u64) -> String {
    sized(i64::try_from(octets).unwrap_or(i64::MAX))
}

pub(crate) fn sized(octets: i64) -> String {
    told(octets, &SIZES)
}

pub(crate) fn lasting(millis: i64) -> String {
    told(millis, &DURATIONS)
}

fn told(number: i64, units: &[(&str, i64)]) -> String {
    let (name, factor) = fitting(number, units);
    format!("{} {name}", decimal(number as f64 / factor as f64))
}

/// The largest unit of which the number has at least one, or the smallest.
fn fitting<'a>(number: i64, units: &[(&'a str, i64)]) -> (&'a str, i64) {
    let reached = |(_, factor): &(&str, i64)| number.unsigned_abs() >= factor.unsigned_abs();
    let found = units.iter().copied().find(reached);
    found.or_else(|| units.last().copied()).unwrap_or(("", 1))
}

/// At most one digit after the point, and none where it would be 0.
pub(crate) fn decimal(float: f64) -> String {
    let mut text = format!("{float:.1}");
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}

fn units_of(ty: &FactType) -> Option<&'static [(&'static str, i64)]> {
    match ty {
        FactType::Bytes => Some(&SIZES),
        FactType::Duration => Some(&DURATIONS),
        _ => None,
    }
}

/// How much one is of the unit in which a size or duration is told to people; 1 of what has no units.
pub fn unit_of(number: i64, ty: &FactType) -> i64 {
    units_of(ty).map_or(1, |units| fitting(number, units).1)
}

/// One of the largest unit in which the number is whole; 1 of zero, and of what has no units.
pub(crate) fn whole_unit(number: i64, ty: &FactType) -> i64 {
    let whole = |(_, factor): &&(&str, i64)| number != 0 && number % factor == 0;
    let found = units_of(ty).and_then(|units| units.iter().find(whole));
    found.map_or(1, |(_, factor)| *factor)
}

/// A size or duration to the last octet or millisecond, in the largest unit that leaves at most one digit after the point: `35 MB`,
/// `1.5 h`, `36700161 B`. Nothing for what has no units.
pub(crate) fn exactly(number: i64, ty: &FactType) -> Option<String> {
    let units = units_of(ty)?;
    let tenths = i128::from(number) * 10;
    let whole = |(_, factor): &&(&str, i64)| {
        number.unsigned_abs() >= factor.unsigned_abs() && tenths % i128::from(*factor) == 0
    };
    let (name, factor) = units.iter().find(whole).or(units.last())?;
    let tenths = tenths / i128::from(*factor);
    let (sign, whole, tenth) = (if number < 0 { "-" } else { "" }, tenths / 10, tenths % 10);
    let (whole, tenth) = (whole.unsigned_abs(), tenth.unsigned_abs());
    Some(match tenth {
        0 => format!("{sign}{whole} {name}"),
        _ => format!("{sign}{whole}.{tenth} {name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_type_them() {
        for (text, octets) in [
            ("35MB", Some(35 << 20)),
            ("1.5 GB", Some(3 << 29)),
            ("800kb", Some(800 << 10)),
            ("512 kB", Some(512 << 10)),
            ("4tb", Some(4 << 40)),
            ("1_000_000B", Some(1_000_000)),
            ("0", Some(0)),
            ("35", None),
            ("MB", None),
            ("-1GB", None),
            ("35s", None),
            ("1.2.3MB", None),
            ("35MB.", None),
            ("35KiB", None),
            ("99999999999TB", None),
            ("", None),
        ] {
            assert_eq!(parse_size(text), octets, "{text}");
        }
    }

    #[test]
    fn durations_are_read_as_people_type_them() {
        for (text, millis) in [
            ("15s", Some(15_000)),
            ("1500 ms", Some(1_500)),
            ("2min", Some(120_000)),
            ("2m", Some(120_000)),
            ("1.5h", Some(5_400_000)),
            ("1d", Some(86_400_000)),
            ("soon", None),
            ("15", None),
            ("15S", None),
            ("15H", None),
            ("-5s", None),
            ("5MB", None),
            ("", None),
        ] {
            assert_eq!(parse_duration(text), millis, "{text}");
        }
    }

    #[test]
    fn sizes_and_durations_are_told_in_the_largest_unit_that_they_reach() {
        for (octets, told) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KB"),
            (36_912_345, "35.2 MB"),
            (2500 << 20, "2.4 GB"),
            (u64::MAX, "8388608 TB"),
        ] {
            assert_eq!(format_size(octets), told);
        }
        assert_eq!(lasting(90_000), "1.5 min");
        assert_eq!(lasting(-5_400_000), "-1.5 h");
        assert_eq!(sized(i64::MIN), "-8388608 TB");
    }

    #[test]
    fn what_is_told_exactly_is_read_back_as_the_same() {
        let exact = |number, ty: &FactType| exactly(number, ty).unwrap();
        for (octets, told) in [
            (0, "0 B"),
            (35 << 20, "35 MB"),
            (3 << 29, "1.5 GB"),
            ((35 << 20) + 1, "36700161 B"),
            (-1, "-1 B"),
            (-(3 << 29), "-1.5 GB"),
        ] {
            assert_eq!(exact(octets, &FactType::Bytes), told);
            assert_eq!(read(told, Unit::Bytes), Some(octets));
        }
        for (millis, told) in [(61_000, "61 s"), (90_000, "1.5 min"), (-500, "-500 ms")] {
            assert_eq!(exact(millis, &FactType::Duration), told);
            assert_eq!(read(told, Unit::Duration), Some(millis));
        }
        assert_eq!(exactly(7, &FactType::Int), None);
        assert_eq!(unit_of(90_000, &FactType::Duration), 60_000);
        assert_eq!(
            (unit_of(0, &FactType::Bytes), unit_of(90_000, &FactType::Int)),
            (1, 1)
        );
    }
}
