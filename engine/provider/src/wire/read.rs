//! Reading lines of a plugin: each is held against the facts that the plugin declared. Nothing is taken on trust.

use super::WireError;
use super::value::{Any, Members, Text};
use imaprules_facts::{FactType, Known, Reason, Record, Schema, Source, SubjectRef, Unknown, Value, moment};
use serde::Deserialize;
use std::collections::HashMap;

/// More sources than this are a fault: a source is a server or a file, not a mailbox.
const MOST_SOURCES: usize = 1000;

/// Reads lines, and remembers the sources that they describe.
#[derive(Debug)]
pub struct Lines {
    schema: Schema,
    provider: String,
    sources: HashMap<u64, Source>,
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow, default)]
    subject: Option<Text<'a>>,
    #[serde(borrow, default)]
    id: Option<Text<'a>>,
    #[serde(borrow, default)]
    parent: Option<Text<'a>>,
    #[serde(borrow, default)]
    references: Members<'a, Text<'a>>,
    #[serde(default)]
    source: Option<u64>,
    #[serde(borrow, default)]
    place: Option<Text<'a>>,
    #[serde(borrow, default)]
    at: Option<Any<'a>>,
    #[serde(borrow, default)]
    facts: Members<'a, Any<'a>>,
    #[serde(borrow, default)]
    unknown: Members<'a, Why<'a>>,
    #[serde(borrow, default)]
    name: Option<Text<'a>>,
    #[serde(default)]
    live: Option<bool>,
}

#[derive(Deserialize)]
struct Why<'a> {
    #[serde(borrow)]
    reason: Text<'a>,
    #[serde(borrow, default)]
    note: Option<Text<'a>>,
}

fn wrong<T>(why: impl Into<String>) -> Result<T, WireError> {
    Err(WireError(why.into()))
}

impl Lines {
    /// A reader of the lines of this provider, which declared these facts.
    pub fn new(provider: &str, schema: Schema) -> Self {
        Lines {
            schema,
            provider: provider.to_owned(),
            sources: HashMap::new(),
        }
    }

    /// The facts that the provider declared.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Reads a line: a record that follows the declarations, or nothing where it describes a source. `now`, in milliseconds since 1970-01-01 UTC, is when facts were learnt that do not say so themselves.
    ///
    /// # Errors
    /// What is wrong with it. Nothing of it may be used then.
    pub fn read(&mut self, line: &[u8], now: i64) -> Result<Option<Record>, WireError> {
        let raw: Raw<'_> = serde_json::from_slice(line)?;
        if raw.subject.is_none() {
            return self.source(raw);
        }
        let record = self.record(raw, now)?;
        self.schema
            .accepts(&record)
            .map_err(|error| WireError(error.to_string()))?;
        Ok(Some(record))
    }

    fn source(&mut self, raw: Raw<'_>) -> Result<Option<Record>, WireError> {
        let (Some(number), Some(name)) = (raw.source, raw.name) else {
            return wrong(
                "neither a record, which has `subject`, nor a source, which has `source` and `name`",
            );
        };
        if self.sources.len() >= MOST_SOURCES {
            return wrong(format!("more than {MOST_SOURCES} sources"));
        }
        // Whatever it calls itself: its facts are its own.
        let source = Source {
            provider: self.provider.clone(),
            name: name.into_owned(),
            live: raw.live.unwrap_or(true),
        };
        self.sources.insert(number, source);
        Ok(None)
    }

    fn record(&self, raw: Raw<'_>, now: i64) -> Result<Record, WireError> {
        let (Some(kind), Some(id)) = (raw.subject, raw.id) else {
            return wrong("a record needs `subject` and `id`");
        };
        let Some(source) = raw.source.and_then(|number| self.sources.get(&number)) else {
            return wrong("a record needs the number of a `source` that a line before it described");
        };
        let at = match raw.at {
            None => now,
            Some(at) => time(&at).ok_or_else(|| WireError("`at` is no time".to_owned()))?,
        };
        let reference =
            |(kind, id): (Text<'_>, Text<'_>)| SubjectRef::new(kind.into_owned(), id.into_owned());
        let mut facts: Vec<(String, Known)> = Vec::with_capacity(raw.facts.0.len() + raw.unknown.0.len());
        for (name, value) in raw.facts.0 {
            let value = self.value(&name.0, value)?;
            facts.push((name.into_owned(), Ok(value)));
        }
        for (name, why) in raw.unknown.0 {
            let unknown = reason(&name.0, why)?;
            facts.push((name.into_owned(), Err(unknown)));
        }
        Ok(Record {
            subject: SubjectRef::new(kind.into_owned(), id.into_owned()),
            parent: raw.parent.map(Text::into_owned),
            references: raw.references.0.into_iter().map(reference).collect(),
            source: source.clone(),
            place: raw.place.map(Text::into_owned),
            at,
            facts,
        })
    }

    /// A value of a declared type.
    fn value(&self, name: &str, value: Any<'_>) -> Result<Value, WireError> {
        let Some(fact) = self.schema.fact(name) else {
            return wrong(format!("`{}` is no declared fact", shorten(name)));
        };
        let ty = &self.schema.fact_of(fact).ty;
        typed(ty, value)
            .map_err(|found| WireError(format!("`{name}` is declared as {ty}, and {found} is not")))
    }
}

fn reason(name: &str, why: Why<'_>) -> Result<Unknown, WireError> {
    let Some(reason) = Reason::parse(&why.reason.0) else {
        return wrong(format!(
            "`{}` is unknown for the reason `{}`, which is none of {}",
            shorten(name),
            shorten(&why.reason.0),
            Reason::ALL.map(Reason::as_str).join(", ")
        ));
    };
    Ok(Unknown {
        reason,
        note: why.note.map(Text::into_owned),
    })
}

/// The value, or what stands there instead.
fn typed(ty: &FactType, value: Any<'_>) -> Result<Value, String> {
    match (ty, value) {
        (FactType::Time, value) => time(&value).map(Value::Int).ok_or_else(|| shown(&value)),
        (FactType::List(item), Any::List(items)) => {
            let items = items.into_iter().map(|value| typed(item, value));
            Ok(Value::List(items.collect::<Result<_, _>>()?))
        }
        (FactType::Bool, Any::Bool(value)) => Ok(Value::Bool(value)),
        (FactType::Float, Any::Float(value)) => Ok(Value::Float(value)),
        (FactType::Float, Any::Int(value)) => Ok(Value::Int(value)),
        (ty, Any::Int(value)) if ty.is_integral() => Ok(Value::Int(value)),
        (ty, Any::Text(text)) if ty.is_textual() => Ok(Value::Text(text.into_owned())),
        (_, value) => Err(shown(&value)),
    }
}

fn time(value: &Any<'_>) -> Option<i64> {
    match value {
        Any::Int(millis) => Some(*millis),
        Any::Text(text) => moment::read(&text.0),
        _ => None,
    }
}

fn shown(value: &Any<'_>) -> String {
    match value {
        Any::Bool(value) => format!("`{value}`"),
        Any::Int(value) => format!("`{value}`"),
        Any::Float(value) => format!("`{value}`"),
        Any::Text(text) => format!("the text `{}`", shorten(&text.0)),
        Any::List(_) => "a list".to_owned(),
        Any::Wrong(what) => (*what).to_owned(),
    }
}

/// The first forty characters, for messages.
fn shorten(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}
