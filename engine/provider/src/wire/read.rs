//! Reading lines of a plugin: each is held against the facts that the plugin declared. Nothing is taken on trust.

use super::WireError;
use super::value::{Any, Members, Text};
use imaprules_facts::{
    FactId, FactType, KindId, Known, Reason, Record, Schema, Source, SubjectRef, Unknown, Value, moment,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// More sources than this are a fault: a source is a server or a file, not a mailbox.
const MOST_SOURCES: usize = 1000;

/// Reads lines, and remembers the sources that they describe.
#[derive(Debug)]
pub struct Lines {
    schema: Schema,
    provider: String,
    sources: BTreeMap<u64, Source>,
    /// The fact that stood at each place of the record before: most records name the same facts in the same order.
    before: Vec<FactId>,
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
            sources: BTreeMap::new(),
            before: Vec::new(),
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
        if let Some(record) = std::str::from_utf8(line).ok().and_then(|text| self.quick(text)) {
            return Ok(Some(record));
        }
        let raw: Raw<'_> = serde_json::from_slice(line)?;
        if raw.subject.is_none() {
            return self.source(raw);
        }
        self.record(raw, now).map(Some)
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

    fn record(&mut self, raw: Raw<'_>, now: i64) -> Result<Record, WireError> {
        let (Some(kind), Some(id)) = (raw.subject, raw.id) else {
            return wrong("a record needs `subject` and `id`");
        };
        let number = raw.source.filter(|number| self.sources.contains_key(number));
        let Some(number) = number else {
            return wrong("a record needs the number of a `source` that a line before it described");
        };
        let at = match raw.at {
            None => now,
            Some(at) => time(&at).ok_or_else(|| WireError("`at` is no time".to_owned()))?,
        };
        let of = self.kind(&kind.0)?;
        let mut references = Vec::new();
        for (kind, id) in raw.references.0 {
            self.kind(&kind.0)?;
            references.push(SubjectRef::new(kind.into_owned(), id.into_owned()));
        }
        let mut facts: Vec<(String, Known)> = Vec::with_capacity(raw.facts.0.len() + raw.unknown.0.len());
        for (name, value) in raw.facts.0 {
            let fact = self.fact(&name.0, facts.len(), of)?;
            let ty = &self.schema.fact_of(fact).ty;
            let value = typed(ty, value).map_err(|found| {
                WireError(format!("`{}` is declared as {ty}, and {found} is not", name.0))
            })?;
            facts.push((name.into_owned(), Ok(value)));
        }
        for (name, why) in raw.unknown.0 {
            self.fact(&name.0, facts.len(), of)?;
            let unknown = reason(&name.0, why)?;
            facts.push((name.into_owned(), Err(unknown)));
        }
        let source = self.sources.get(&number).cloned();
        Ok(Record {
            subject: SubjectRef::new(kind.into_owned(), id.into_owned()),
            parent: raw.parent.map(Text::into_owned),
            references,
            source: source.ok_or_else(|| WireError("no source".to_owned()))?,
            place: raw.place.map(Text::into_owned),
            at,
            facts,
        })
    }

    /// The source of that number.
    pub(super) fn source_of(&self, number: u64) -> Option<&Source> {
        self.sources.get(&number)
    }

    /// How many facts the records before had at most.
    pub(super) fn expected(&self) -> usize {
        self.before.len()
    }

    fn kind(&self, name: &str) -> Result<KindId, WireError> {
        let kind = self.schema.kind(name);
        kind.ok_or_else(|| WireError(format!("`{}` is no declared kind of subject", shorten(name))))
    }

    /// The declared fact of this name, at this place of a record about a subject of this kind.
    pub(super) fn fact(&mut self, name: &str, place: usize, kind: KindId) -> Result<FactId, WireError> {
        let guess = self.before.get(place).copied();
        let guess = guess.filter(|guess| self.schema.fact_of(*guess).name == name);
        let Some(id) = guess.or_else(|| self.schema.fact(name)) else {
            return wrong(format!("`{}` is no declared fact", shorten(name)));
        };
        let fact = self.schema.fact_of(id);
        if fact.kind != kind {
            let name_of = |kind| &self.schema.kind_of(kind).name;
            let (declared, found) = (name_of(fact.kind), name_of(kind));
            return wrong(format!("`{name}` is a fact of a {declared}, not of a {found}"));
        }
        match self.before.get_mut(place) {
            Some(before) => *before = id,
            None => self.before.push(id),
        }
        Ok(id)
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
        (FactType::Text, Any::Text(text)) => Ok(Value::Text(text.into_owned())),
        (FactType::Enum(words), Any::Text(text)) if words.iter().any(|word| *word == text.0) => {
            Ok(Value::Text(text.into_owned()))
        }
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
