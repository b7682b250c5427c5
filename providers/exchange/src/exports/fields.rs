//! Reading properties of a record: a value, or why it cannot be read. A property that the record has not is neither.

use crate::evidence::{Evidence, Symbol, Told, lost, told};
use imaprules_exports::reading::{self, Order, Size};
use imaprules_exports::{Object, Value};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;
use std::collections::HashMap;

/// The properties of a record, read with what is known of its file.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) object: &'a Object,
    /// The order of day and month in the file.
    pub(super) order: Option<Order>,
}

impl<'a> Fields<'a> {
    /// The value of the first of some names.
    pub(super) fn raw(&self, names: &[&str]) -> Option<&'a Value> {
        self.object.get_any(names)
    }

    fn read<T>(&self, names: &[&str], what: &str, read: impl Fn(&'a Value) -> Option<T>) -> Told<T> {
        let value = self.raw(names)?;
        if matches!(value, Value::Null) || value.text().is_some_and(|text| text.is_empty()) {
            return None;
        }
        read(value).map_or_else(|| spoilt(names, what), told)
    }

    /// A text that is there, not empty and not spoilt.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        let text = plain(self.raw(names)?)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Such a text as a symbol.
    pub(super) fn symbol(&self, evidence: &mut Evidence, names: &[&str]) -> Option<Symbol> {
        evidence.symbol(&self.text(names)?)
    }

    /// What a reference points at: its DN where the export has it, otherwise the text it is shown by.
    pub(super) fn reference(&self, names: &[&str]) -> Option<String> {
        let value = self.raw(names)?;
        let inner = match value {
            Value::Object(object) => object.get("DistinguishedName").and_then(plain),
            _ => None,
        };
        inner
            .or_else(|| plain(value))
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    pub(super) fn bool(&self, names: &[&str]) -> Told<bool> {
        self.read(names, "true or false", Value::bool)
    }

    pub(super) fn int(&self, names: &[&str]) -> Told<i64> {
        self.read(names, "a number", Value::int)
    }

    /// A point in time, in milliseconds since 1970-01-01 UTC.
    pub(super) fn time(&self, names: &[&str]) -> Told<i64> {
        self.read(names, "a time that can be read in one way only", |value| {
            let time = value
                .time()
                .or_else(|| reading::culture_time(&value.text()?, self.order?));
            time.map(|time| time.millis)
        })
    }

    /// A length of time, in milliseconds.
    pub(super) fn span(&self, names: &[&str]) -> Told<i64> {
        self.read(names, "a length of time", |value| {
            value.span().map(imaprules_exports::Span::millis)
        })
    }

    /// A size in octets; an unlimited one says nothing.
    pub(super) fn size(&self, names: &[&str]) -> Told<i64> {
        match self.read(names, "a size", Value::size)? {
            Ok(Size::Octets { octets, .. }) => {
                i64::try_from(octets).map_or_else(|_| spoilt(names, "a size"), told)
            }
            Ok(Size::Unlimited) => None,
            Err(why) => Some(Err(why)),
        }
    }

    /// Several texts, also where the export joined them; null is none of them.
    pub(super) fn texts(&self, names: &[&str]) -> Told<Vec<String>> {
        let value = self.raw(names)?;
        let mut texts = Vec::new();
        for item in value.items() {
            let Some(text) = plain(item) else {
                return spoilt(names, "a list");
            };
            let split = reading::split(&text);
            if split.cut {
                return lost(Unknown::noted(
                    Reason::Malformed,
                    format!("{}: the list ends early", first(names)),
                ));
            }
            let parts = split.items.into_iter().map(str::trim);
            texts.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
        }
        told(texts)
    }

    /// Several texts as symbols.
    pub(super) fn symbols(&self, evidence: &mut Evidence, names: &[&str]) -> Told<Vec<Symbol>> {
        match self.texts(names)? {
            Ok(texts) => told(texts.iter().map(|text| evidence.texts.put(text)).collect()),
            Err(why) => Some(Err(why)),
        }
    }

    /// A word of an enumeration whose numbers are listed in `words.toml`.
    pub(super) fn word(&self, evidence: &mut Evidence, names: &[&str], set: &str) -> Told<Symbol> {
        let value = self.raw(names)?;
        if matches!(value, Value::Null) {
            return None;
        }
        let words = WORDS.get(set).map_or(&[][..], Vec::as_slice);
        let words: Vec<(i64, &str)> = words
            .iter()
            .map(|(number, word)| (*number, word.as_str()))
            .collect();
        let found = value.word(&words).map(|word| word.name.to_owned());
        let found = found.filter(|word| !word.is_empty() && word.parse::<i64>().is_err() && !is_type(word));
        found.map_or_else(
            || spoilt(names, "a known word"),
            |word| told(evidence.texts.put(&word)),
        )
    }

    /// A text of any kind as a symbol, or why it cannot be read.
    pub(super) fn told_text(&self, evidence: &mut Evidence, names: &[&str]) -> Told<Symbol> {
        let read = self.read(names, "a text", plain)?;
        Some(read.map(|text| evidence.texts.put(text.trim())))
    }
}

/// The text of a value, unless PowerShell put the name of a type or a cut object in its place.
pub(super) fn plain(value: &Value) -> Option<String> {
    let text = value.text()?;
    let cut = text.starts_with("@{") && text.ends_with('}');
    (!cut && !is_type(&text)).then(|| text.into_owned())
}

/// Whether a text is the name of a type: what PowerShell writes where it cannot write the value.
pub(super) fn is_type(text: &str) -> bool {
    let space = [
        "System.",
        "Microsoft.Exchange.",
        "Microsoft.ActiveDirectory.",
        "Deserialized.",
    ]
    .iter()
    .any(|space| text.starts_with(space));
    let plain = !text.contains([' ', ':', '\n', '/', '@']);
    (space && plain) || (plain && text.contains('.') && text.ends_with("[]"))
}

fn spoilt<T>(names: &[&str], what: &str) -> Told<T> {
    lost(Unknown::noted(
        Reason::Malformed,
        format!("the export holds no {} that is {what}", first(names)),
    ))
}

fn first<'a>(names: &[&'a str]) -> &'a str {
    names.first().copied().unwrap_or_default()
}

static WORDS: EmbeddedTable<HashMap<String, Vec<(i64, String)>>, toml::de::Error> = EmbeddedTable::new(
    "exchange/words.toml",
    include_str!("../../words.toml"),
    read_words,
);

/// Holds that the words can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    WORDS.check()
}

fn read_words(text: &str) -> Result<HashMap<String, Vec<(i64, String)>>, toml::de::Error> {
    let Sets(sets) = toml::from_str(text)?;
    let turned = sets.into_iter().map(|(set, words)| {
        let pairs = words.into_iter().map(|(word, number)| (number, word));
        (set, pairs.collect())
    });
    Ok(turned.collect())
}

#[derive(Deserialize)]
struct Sets(HashMap<String, HashMap<String, i64>>);

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_exports::{Export, Limits};

    #[test]
    fn values_are_told_spoilt_or_absent() {
        let json = r#"[{"a":"System.String[]","b":null,"c":"00:30:00","d":3,"e":"Running","f":"Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]",
            "g":["a","b"],"h":99,"i":"{a, b...}"}]"#;
        let mut export = Export::from_bytes("t", json.as_bytes(), &Limits::default()).unwrap();
        let record = export.next().unwrap().unwrap();
        let fields = Fields {
            object: &record.object,
            order: None,
        };
        let mut evidence = Evidence::default();
        check().unwrap();
        assert_eq!(WORDS.len(), 6);
        assert_eq!(fields.text(&["a"]), None);
        assert!(fields.texts(&["a"]).unwrap().is_err() && fields.texts(&["f"]).unwrap().is_err());
        assert!(fields.int(&["b"]).is_none() && fields.int(&["zz"]).is_none());
        assert_eq!(fields.span(&["c"]).unwrap().unwrap(), 1_800_000);
        let word = |evidence: &mut Evidence, name: &str, set: &str| {
            let word = fields.word(evidence, &[name], set).unwrap();
            word.map(|word| evidence.texts.get(word).to_owned())
        };
        assert_eq!(word(&mut evidence, "d", "login_type").unwrap(), "SecureLogin");
        assert_eq!(word(&mut evidence, "e", "service_state").unwrap(), "Running");
        assert!(word(&mut evidence, "h", "login_type").is_err());
        assert_eq!(fields.texts(&["g"]).unwrap().unwrap(), ["a", "b"]);
        assert!(fields.texts(&["i"]).unwrap().is_err());
    }
}
