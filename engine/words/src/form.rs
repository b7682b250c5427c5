//! How a language writes numbers, sizes, durations, moments and lists.
//!
//! What comes in is what the rest of the program prints: digits, `1.5 GB`, `8 h`, `2026-11-24T10:00:00Z`. So nothing here knows
//! types or units beyond their words, and what it does not understand stays as it is.

use crate::message::fill;
use crate::plural::Plural;
use crate::{ENGLISH, FORMS, Phrases};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

/// The form of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    language: String,
    plural: Plural,
    thousands: String,
    decimal: String,
    percent: String,
    day: String,
    moment: String,
    more: String,
    units: BTreeMap<String, String>,
    phrases: Arc<Phrases>,
}

impl Default for Form {
    /// That of English.
    fn default() -> Self {
        Form::of(ENGLISH)
    }
}

impl Form {
    /// The form of a language; one without a form of its own has the English one.
    pub fn of(language: &str) -> Form {
        // The files are this crate's own, and a test reads them all.
        let messages = |of: &str| {
            let files = FORMS.iter().filter(|(name, _)| *name == of);
            files
                .filter_map(|(_, text)| text.parse::<toml::Table>().ok())
                .filter_map(|table| table.get("form")?.as_table().cloned())
                .next()
                .unwrap_or_default()
        };
        let (own, english) = (messages(language), messages(ENGLISH));
        let text = |key: &str| {
            let found = own.get(key).or_else(|| english.get(key));
            found.and_then(toml::Value::as_str).unwrap_or_default().to_owned()
        };
        let units = own.get("unit").and_then(toml::Value::as_table);
        let unit = |(unit, word): (&String, &toml::Value)| Some((unit.clone(), word.as_str()?.to_owned()));
        Form {
            language: language.to_owned(),
            plural: Plural::parse(&text("plural")).unwrap_or_default(),
            thousands: text("thousands"),
            decimal: text("decimal"),
            percent: text("percent"),
            day: text("day"),
            moment: text("moment"),
            more: text("more"),
            units: units.into_iter().flatten().filter_map(unit).collect(),
            phrases: Arc::default(),
        }
    }

    /// With these phrases, in the place of those it had.
    #[must_use]
    pub fn with_phrases(self, phrases: Arc<Phrases>) -> Form {
        Form { phrases, ..self }
    }

    /// The phrases of the language.
    pub fn phrases(&self) -> &Arc<Phrases> {
        &self.phrases
    }

    /// What the language says for an English sentence that came as a value.
    pub fn phrase<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        self.phrases.say(text)
    }

    /// The language.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether values stay as the rest of the program prints them.
    pub fn is_english(&self) -> bool {
        self.language == ENGLISH
    }

    /// The form of words for a count.
    pub(crate) fn plural(&self, count: usize) -> &'static str {
        self.plural.form(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// A whole number: `60,000`.
    pub fn number(&self, number: usize) -> String {
        self.grouped(&number.to_string())
    }

    /// A number as printed, such as `-1234.5`: `-1.234,5`.
    pub fn decimal(&self, printed: &str) -> String {
        let (sign, digits) = match printed.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", printed),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !fraction.is_none_or(is_number) {
            return printed.to_owned();
        }
        let whole = self.grouped(whole);
        match fraction {
            Some(fraction) => format!("{sign}{whole}{}{fraction}", self.decimal),
            None => format!("{sign}{whole}"),
        }
    }

    /// A number with its unit, as `1.5 GB` or `8 h`.
    pub fn measure(&self, printed: &str) -> String {
        if self.is_english() {
            return printed.to_owned();
        }
        match printed.split_once(' ') {
            Some((number, unit)) => {
                let unit = self.units.get(unit).map_or(unit, String::as_str);
                format!("{} {unit}", self.decimal(number))
            }
            None => self.decimal(printed),
        }
    }

    /// A share of a hundred.
    pub fn percent(&self, number: impl Display) -> String {
        fill(&self.percent, &[("number", &number)])
    }

    /// A moment, as `2026-11-24T10:00:00Z`; seconds are told when they are not zero.
    pub fn moment(&self, printed: &str) -> String {
        let parts = printed
            .strip_suffix('Z')
            .and_then(|text| text.split_once('T'))
            .and_then(|(day, time)| Some((date(day)?, time)));
        let Some(((year, month, day), time)) = parts.filter(|_| !self.is_english()) else {
            return printed.to_owned();
        };
        let time = time.split_once('.').map_or(time, |(whole, _)| whole);
        let time = time
            .strip_suffix(":00")
            .filter(|rest| rest.contains(':'))
            .unwrap_or(time);
        fill(
            &self.moment,
            &[("year", &year), ("month", &month), ("day", &day), ("time", &time)],
        )
    }

    /// A day, as `2026-11-24`.
    pub fn day(&self, printed: &str) -> String {
        match date(printed) {
            Some((year, month, day)) => fill(&self.day, &[("year", &year), ("month", &month), ("day", &day)]),
            None => printed.to_owned(),
        }
    }

    /// A list of which so many are not named.
    pub fn more(&self, list: &str, count: usize) -> String {
        let count = if self.is_english() {
            count.to_string()
        } else {
            self.number(count)
        };
        fill(&self.more, &[("list", &list), ("count", &count)])
    }

    fn grouped(&self, digits: &str) -> String {
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push_str(&self.thousands);
            }
            out.push(digit);
        }
        out
    }
}

/// Year, month and day.
fn date(text: &str) -> Option<(&str, &str, &str)> {
    let mut parts = text.split('-');
    let date = (parts.next()?, parts.next()?, parts.next()?);
    let digits =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = digits(date.0, 4) && digits(date.1, 2) && digits(date.2, 2) && parts.next().is_none();
    fits.then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalogue, languages};

    #[test]
    fn turkish_writes_numbers_sizes_and_moments_its_way() {
        let turkish = Form::of("tr");
        assert_eq!(turkish.number(1_234_567), "1.234.567");
        assert_eq!(turkish.decimal("-1234.5"), "-1.234,5");
        assert_eq!(turkish.measure("1.5 GB"), "1,5 GB");
        assert_eq!(turkish.measure("8 h"), "8 saat");
        assert_eq!(turkish.measure("2000.5 d"), "2.000,5 gün");
        assert_eq!(turkish.percent(95), "%95");
        assert_eq!(turkish.moment("2026-11-24T10:00:00Z"), "24.11.2026 10:00 UTC");
        assert_eq!(
            turkish.moment("2026-11-24T10:00:07.5Z"),
            "24.11.2026 10:00:07 UTC"
        );
        assert_eq!(turkish.day("2026-11-24"), "24.11.2026");
        assert_eq!(turkish.more("a, b", 1_000), "a, b ve 1.000 tane daha");
    }

    #[test]
    fn english_leaves_values_as_they_are_printed() {
        let english = Form::default();
        for text in ["1500.5 GB", "8 h", "2026-11-24T10:00:00Z"] {
            assert_eq!(english.measure(text), text);
            assert_eq!(english.moment(text), text);
        }
        assert_eq!(english.number(60_000), "60,000");
        assert_eq!(english.more("a", 1_000), "a and 1000 more");
    }

    #[test]
    fn what_is_not_understood_stays() {
        let turkish = Form::of("tr");
        for text in ["-12 ms since 1970", "yesterday", "", "1e9", "1.2.3"] {
            assert_eq!(turkish.moment(text), text);
            assert_eq!(turkish.decimal(text), text);
        }
    }

    #[test]
    fn every_form_is_whole() {
        for language in languages() {
            let read = Catalogue::alone(language, &[FORMS]).unwrap();
            for key in [
                "plural",
                "thousands",
                "decimal",
                "percent",
                "day",
                "moment",
                "more",
            ] {
                assert!(read.has(&format!("form.{key}")), "{language}: {key}");
            }
            assert!(Plural::parse(read.word("form.plural")).is_some(), "{language}");
        }
    }
}
