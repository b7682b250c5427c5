//! Reading properties as values of facts: the value, or why there is none. A property that the export has not is neither.

use imaprules_exports::reading::{self, Order, Size};
use imaprules_exports::{Object, Value as Written};
use imaprules_facts::{Known, Reason, Unknown, Value};

/// A property as a value: nothing when the export has no such property.
pub(crate) type Read<T> = Option<Result<T, Unknown>>;

/// The properties of a record, read with what is known of its file.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) object: &'a Object,
    /// The order of day and month in the file.
    pub(crate) order: Option<Order>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(object: &'a Object, order: Option<Order>) -> Self {
        Fields { object, order }
    }

    /// The value of the first of some names.
    pub(crate) fn raw(&self, names: &[&str]) -> Option<&'a Written> {
        self.object.get_any(names)
    }

    fn read<T>(&self, names: &[&str], what: &str, read: impl Fn(&'a Written) -> Option<T>) -> Read<T> {
        let value = self.raw(names)?;
        if matches!(value, Written::Null) || value.text().is_some_and(|text| text.is_empty()) {
            return None;
        }
        Some(read(value).ok_or_else(|| spoilt(names, what)))
    }

    /// A text; empty for null.
    pub(crate) fn text(&self, names: &[&str]) -> Read<String> {
        match self.raw(names)? {
            Written::Null => Some(Ok(String::new())),
            value => Some(plain(value).ok_or_else(|| spoilt(names, "a text"))),
        }
    }

    /// A text that is there and not empty, whatever else is wrong.
    pub(crate) fn some(&self, names: &[&str]) -> Option<String> {
        self.text(names)?
            .ok()
            .filter(|text| !text.trim().is_empty())
            .map(|text| text.trim().to_owned())
    }

    pub(crate) fn bool(&self, names: &[&str]) -> Read<bool> {
        self.read(names, "true or false", Written::bool)
    }

    pub(crate) fn int(&self, names: &[&str]) -> Read<i64> {
        self.read(names, "a number", Written::int)
    }

    /// A point in time, in milliseconds since 1970-01-01 UTC.
    pub(crate) fn time(&self, names: &[&str]) -> Read<i64> {
        self.read(names, "a time that can be read in one way only", |value| {
            let time = value
                .time()
                .or_else(|| reading::culture_time(&value.text()?, self.order?));
            time.map(|time| time.millis)
        })
    }

    /// A length of time, in milliseconds.
    pub(crate) fn span(&self, names: &[&str]) -> Read<i64> {
        self.read(names, "a length of time", |value| {
            value.span().map(imaprules_exports::Span::millis)
        })
    }

    /// A size; unlimited ones are unknown, since a comparison with them means nothing.
    pub(crate) fn size(&self, names: &[&str]) -> Read<i64> {
        let size = self.read(names, "a size", Written::size)?;
        Some(size.and_then(|size| match size {
            Size::Octets { octets, .. } => i64::try_from(octets).map_err(|_| spoilt(names, "a size")),
            Size::Unlimited => Err(Unknown::noted(Reason::Unsupported, "the value is Unlimited")),
        }))
    }

    /// Several texts, also where the export joined them.
    pub(crate) fn texts(&self, names: &[&str]) -> Read<Vec<String>> {
        let value = self.raw(names)?;
        let mut texts = Vec::new();
        for item in value.items() {
            let Some(text) = plain(item) else {
                return Some(Err(spoilt(names, "a list of texts")));
            };
            let split = reading::split(&text);
            if split.cut {
                return Some(Err(Unknown::noted(
                    Reason::Malformed,
                    format!("{}: the list ends early", first(names)),
                )));
            }
            let parts = split
                .items
                .into_iter()
                .map(str::trim)
                .filter(|part| !part.is_empty());
            texts.extend(parts.map(str::to_owned));
        }
        Some(Ok(texts))
    }

    /// A word of an enumeration, as one of these words; `other` where the word is none of them.
    pub(crate) fn word(&self, names: &[&str], words: &[&'static str]) -> Read<&'static str> {
        let value = self.raw(names)?;
        let text = plain(value).filter(|text| !text.trim().is_empty());
        if matches!(value, Written::Null) {
            return None;
        }
        let Some(text) = text.filter(|text| text.trim().parse::<i64>().is_err()) else {
            return Some(Err(spoilt(
                names,
                "a word (it may have been written as its number)",
            )));
        };
        let other = words.iter().find(|word| **word == "other");
        let found = words.iter().find(|word| same_word(word, &text)).or(other);
        found
            .map(|word| Ok(*word))
            .or(Some(Err(spoilt(names, "a known word"))))
    }
}

/// Whether a word of a fact, as `synced_with_errors`, is what an export writes, as `SyncedWithErrors`.
pub(crate) fn same_word(word: &str, written: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    letters(word).eq_ignore_ascii_case(&letters(written))
}

/// The text of a value, unless PowerShell put a type's name or a cut object in its place.
fn plain(value: &Written) -> Option<String> {
    let text = value.text()?;
    let type_name = ["System.", "Microsoft.Exchange.", "Deserialized."]
        .iter()
        .any(|space| text.starts_with(space));
    let spoilt =
        (type_name && !text.contains([' ', ':', '\n'])) || (text.starts_with("@{") && text.ends_with('}'));
    (!spoilt).then(|| text.into_owned())
}

fn spoilt(names: &[&str], what: &str) -> Unknown {
    Unknown::noted(
        Reason::Malformed,
        format!("the export holds no {} that is {what}", first(names)),
    )
}

/// Why a fact is not known whose property the export has not.
pub(crate) fn not_exported(what: &str) -> Unknown {
    Unknown::noted(Reason::NotCollected, format!("the export does not hold {what}"))
}

fn first<'a>(names: &[&'a str]) -> &'a str {
    names.first().copied().unwrap_or_default()
}

/// A value read, as a fact knows it.
pub(crate) fn known<T: Into<Value>>(read: Result<T, Unknown>) -> Known {
    read.map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_exports::{Export, Limits, Record};

    fn record(json: &str) -> Record {
        let text = format!("[{json}]");
        Export::from_bytes("t", text.as_bytes(), &Limits::default())
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
    }

    #[test]
    fn values_are_known_spoilt_or_absent() {
        let record = record(
            r#"{"a":"System.String[]","b":"@{x=1}","c":null,"d":"1.2 GB (1,288,490,189 bytes)","e":"Unlimited","f":7,
               "g":["a","b"],"h":"SyncedwithErrors","i":"27.11.2026 08:00:00","j":"System.Net.Mail is broken: yes"}"#,
        );
        let fields = Fields::of(&record.object, Some(Order::DayFirst));
        assert!(fields.text(&["a"]).unwrap().is_err() && fields.text(&["b"]).unwrap().is_err());
        assert_eq!(fields.text(&["c"]), Some(Ok(String::new())));
        assert_eq!(fields.text(&["zz"]), None);
        assert_eq!(fields.size(&["d"]), Some(Ok(1_288_490_189)));
        assert_eq!(
            fields.size(&["e"]).unwrap().unwrap_err().reason,
            Reason::Unsupported
        );
        assert_eq!(fields.size(&["c"]), None);
        let words = ["synced_with_errors", "other"];
        assert_eq!(fields.word(&["h"], &words), Some(Ok("synced_with_errors")));
        assert_eq!(fields.word(&["j"], &words), Some(Ok("other")));
        assert_eq!(
            fields.word(&["f"], &words).unwrap().unwrap_err().reason,
            Reason::Malformed
        );
        assert_eq!(fields.word(&["c"], &words), None);
        assert_eq!(fields.texts(&["g"]), Some(Ok(vec!["a".into(), "b".into()])));
        assert!(fields.texts(&["a"]).unwrap().is_err());
        assert!(fields.time(&["i"]).unwrap().is_ok());
        assert!(Fields::of(&record.object, None).time(&["i"]).unwrap().is_err());
        assert!(fields.text(&["j"]).unwrap().is_ok());
    }
}
