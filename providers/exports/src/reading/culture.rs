//! Dates in the order of a culture: read only once the other values of the same file show which order it is.

use super::Time;
use super::time::{clock_of, month, number, settle};
use time::{Date, PrimitiveDateTime};

/// Which of day and month comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `31.12.2023`
    DayFirst,
    /// `12/31/2023`
    MonthFirst,
}

/// The order in which a culture wrote dates, as the values themselves show it: a number above 12 can only be a day.
/// Dots are day first in every culture that writes the year last. Nothing when no value shows it or two contradict
/// each other.
pub fn order_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Order> {
    let mut found = None;
    for text in texts {
        let Some(parts) = parts(text) else { continue };
        let shown = match (parts.first, parts.second) {
            (13.., _) => Order::DayFirst,
            (_, 13..) => Order::MonthFirst,
            _ if parts.sign == '.' => Order::DayFirst,
            _ => continue,
        };
        if found.is_some_and(|found| found != shown) {
            return None;
        }
        found = Some(shown);
    }
    found
}

/// Reads a date, with or without a time of day, in a known order. It never has a zone.
pub fn culture_time(text: &str, order: Order) -> Option<Time> {
    let parts = parts(text)?;
    let (day, of_year) = match order {
        Order::DayFirst => (parts.first, parts.second),
        Order::MonthFirst => (parts.second, parts.first),
    };
    let date = Date::from_calendar_date(parts.year, month(of_year)?, day).ok()?;
    match parts.clock {
        "" => Some(settle(date.midnight(), None)),
        clock => Some(settle(half_day(date, clock)?, None)),
    }
}

/// Whether a text looks like a date in the order of a culture.
pub(super) fn is_culture(text: &str) -> bool {
    parts(text).is_some()
}

struct Parts<'a> {
    first: u8,
    second: u8,
    year: i32,
    sign: char,
    clock: &'a str,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let (date, clock) = text.split_once(' ').unwrap_or((text, ""));
    let sign = date.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let mut numbers = date.split(sign);
    let (first, second, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let fits = first.len() <= 2 && second.len() <= 2 && year.len() == 4 && numbers.next().is_none();
    fits.then(|| {
        Some(Parts {
            first: number(first)?,
            second: number(second)?,
            year: number(year)?,
            sign,
            clock: clock.trim(),
        })
    })?
}

/// A time of day, perhaps counted twice to twelve.
fn half_day(date: Date, clock: &str) -> Option<PrimitiveDateTime> {
    let Some((clock, half)) = clock.split_once([' ', '\u{202f}']) else {
        return clock_of(date, clock);
    };
    let time = clock_of(date, clock)?;
    let hour = match (half.to_ascii_uppercase().as_str(), time.hour()) {
        ("AM", 12) => 0,
        ("AM", hour @ 1..12) => hour,
        ("PM", 12) => 12,
        ("PM", hour @ 1..12) => hour + 12,
        _ => return None,
    };
    time.replace_hour(hour).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_show_the_order() {
        for (texts, order) in [
            (vec!["01/02/2023", "31/01/2023 10:00:00"], Some(Order::DayFirst)),
            (vec!["01/02/2023", "01/31/2023"], Some(Order::MonthFirst)),
            (vec!["01.02.2023"], Some(Order::DayFirst)),
            (vec!["01/02/2023", "never", ""], None),
            (vec!["31/01/2023", "01/31/2023"], None),
        ] {
            assert_eq!(order_of(texts.iter().copied()), order, "{texts:?}");
        }
    }

    #[test]
    fn dates_in_a_known_order() {
        for (text, order, shown) in [
            (
                "14.11.2023 22:13:20",
                Order::DayFirst,
                Some("2023-11-14T22:13:20"),
            ),
            (
                "11/14/2023 10:13:20 PM",
                Order::MonthFirst,
                Some("2023-11-14T22:13:20"),
            ),
            (
                "11/14/2023 12:00:00 AM",
                Order::MonthFirst,
                Some("2023-11-14T00:00:00"),
            ),
            ("1/2/2023", Order::MonthFirst, Some("2023-01-02T00:00:00")),
            ("14.11.2023", Order::MonthFirst, None),
            ("11/14/2023 13:00 PM", Order::MonthFirst, None),
            ("11/14/2023 1:00 ÖS", Order::MonthFirst, None),
            ("2023-11-14", Order::DayFirst, None),
        ] {
            let read = culture_time(text, order).map(|time| time.to_string());
            assert_eq!(read.as_deref(), shown, "{text}");
        }
    }
}
