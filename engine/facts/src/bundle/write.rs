//! Writing a bundle, record by record.

use super::{BundleError, Header};
use crate::moment as time;
use crate::store::check_record;
use crate::{FactType, Known, Record, Schema, Source, Unknown, Value};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::json;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Writes a bundle to anything that takes bytes. Every line goes out in one piece, so that what a crash leaves
/// behind is whole lines and at most one cut-off line. The same records give the same bytes.
#[derive(Debug)]
pub struct BundleWriter<W: Write> {
    out: W,
    schema: Arc<Schema>,
    sources: HashMap<Source, u64>,
    next_source: u64,
    name: PathBuf,
}

impl<W: Write> BundleWriter<W> {
    /// Writes the header. `name` is for messages.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(
        out: W,
        name: impl Into<PathBuf>,
        schema: &Arc<Schema>,
        header: &Header,
    ) -> Result<Self, BundleError> {
        let mut writer = BundleWriter::continuing(out, name, schema, HashMap::new());
        let line = header.line().map_err(|error| writer.failed(error.into()))?;
        writer.line(line)?;
        Ok(writer)
    }

    /// Continues a bundle whose header and these sources are written already.
    pub(super) fn continuing(
        out: W,
        name: impl Into<PathBuf>,
        schema: &Arc<Schema>,
        sources: HashMap<Source, u64>,
    ) -> Self {
        let next_source = sources.values().max().map_or(0, |last| last + 1);
        BundleWriter {
            out,
            schema: Arc::clone(schema),
            sources,
            next_source,
            name: name.into(),
        }
    }

    /// What is written to.
    pub(super) fn out(&self) -> &W {
        &self.out
    }

    /// Writes a record, and its source before it when it is new.
    ///
    /// # Errors
    /// When the record does not follow the schema - nothing is written then - or writing fails.
    pub fn record(&mut self, record: &Record) -> Result<(), BundleError> {
        check_record(&self.schema, record)?;
        let source = self.source(&record.source)?;
        let line = serde_json::to_vec(&RecordLine {
            record,
            source,
            schema: &self.schema,
        });
        let line = line.map_err(|error| self.failed(error.into()))?;
        self.line(line)
    }

    /// Hands everything written so far to the system.
    ///
    /// # Errors
    /// When writing fails.
    pub fn flush(&mut self) -> Result<(), BundleError> {
        self.out.flush().map_err(|cause| self.failed(cause))
    }

    /// Writes the end line: whether everything asked for was collected, when that was, in milliseconds since 1970-01-01
    /// UTC, and what is to be told of the collection. Gives back what was written to.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self, complete: bool, finished: i64, notes: &[String]) -> Result<W, BundleError> {
        let mut end = json!({"complete": complete, "finished": time::write(finished)});
        if let (Some(end), false) = (end.as_object_mut(), notes.is_empty()) {
            end.insert("notes".to_owned(), notes.into());
        }
        self.line(json!({"end": end}).to_string().into_bytes())?;
        self.flush()?;
        Ok(self.out)
    }

    fn source(&mut self, source: &Source) -> Result<u64, BundleError> {
        if let Some(number) = self.sources.get(source) {
            return Ok(*number);
        }
        let number = self.next_source;
        let Source { provider, name, live } = source;
        let line = SourceLine {
            source: number,
            provider,
            name,
            live: *live,
        };
        let line = serde_json::to_vec(&line).map_err(|error| self.failed(error.into()))?;
        self.line(line)?;
        self.sources.insert(source.clone(), number);
        self.next_source += 1;
        Ok(number)
    }

    fn line(&mut self, mut line: Vec<u8>) -> Result<(), BundleError> {
        line.push(b'\n');
        self.out.write_all(&line).map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: io::Error) -> BundleError {
        BundleError::Write {
            path: self.name.clone(),
            cause,
        }
    }
}

#[derive(Serialize)]
struct SourceLine<'a> {
    source: u64,
    provider: &'a str,
    name: &'a str,
    live: bool,
}

/// A record as JSON. What a reader needs first stands first: it then writes facts into columns as it meets them.
struct RecordLine<'a> {
    record: &'a Record,
    source: u64,
    schema: &'a Schema,
}

impl Serialize for RecordLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.record;
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("subject", &record.subject.kind)?;
        line.serialize_entry("id", &record.subject.id)?;
        if let Some(parent) = &record.parent {
            line.serialize_entry("parent", parent)?;
        }
        if !record.references.is_empty() {
            line.serialize_entry("references", &References(record))?;
        }
        line.serialize_entry("source", &self.source)?;
        if let Some(place) = &record.place {
            line.serialize_entry("place", place)?;
        }
        line.serialize_entry("at", &Moment(record.at))?;
        if record.facts.iter().any(|(_, known)| known.is_ok()) {
            line.serialize_entry("facts", &Facts(self))?;
        }
        if record.facts.iter().any(|(_, known)| known.is_err()) {
            line.serialize_entry("unknown", &Unknowns(record))?;
        }
        line.end()
    }
}

struct References<'a>(&'a Record);

impl Serialize for References<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.references.iter().map(|to| (&to.kind, &to.id)))
    }
}

struct Facts<'a>(&'a RecordLine<'a>);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RecordLine { record, schema, .. } = self.0;
        let mut facts = serializer.serialize_map(None)?;
        for (name, known) in &record.facts {
            // The record was checked, so its facts are declared.
            if let (Ok(value), Some(fact)) = (known, schema.fact(name)) {
                facts.serialize_entry(name, &Typed(value, &schema.fact_of(fact).ty))?;
            }
        }
        facts.end()
    }
}

struct Typed<'a>(&'a Value, &'a FactType);

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.0, self.1) {
            (Value::Int(millis), FactType::Time) => Moment(*millis).serialize(serializer),
            (Value::Bool(value), _) => serializer.serialize_bool(*value),
            (Value::Int(value), _) => serializer.serialize_i64(*value),
            (Value::Float(value), _) => serializer.serialize_f64(*value),
            (Value::Text(value), _) => serializer.serialize_str(value),
            (Value::List(items), ty) => {
                let item_type = if let FactType::List(item) = ty { item } else { ty };
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Typed(item, item_type))?;
                }
                list.end()
            }
        }
    }
}

/// A moment as RFC 3339, or as bare milliseconds where RFC 3339 has no words for it: a server may claim any date,
/// and that claim is a fact.
struct Moment(i64);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match time::write(self.0) {
            Some(text) => serializer.serialize_str(&text),
            None => serializer.serialize_i64(self.0),
        }
    }
}

struct Unknowns<'a>(&'a Record);

impl Serialize for Unknowns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let missed = |(name, known): &'_ (String, Known)| Some((name.clone(), Why(known.clone().err()?)));
        serializer.collect_map(self.0.facts.iter().filter_map(missed))
    }
}

struct Why(Unknown);

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut why = serializer.serialize_map(None)?;
        why.serialize_entry("reason", self.0.reason.as_str())?;
        if let Some(note) = &self.0.note {
            why.serialize_entry("note", note)?;
        }
        why.end()
    }
}
