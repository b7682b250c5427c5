//! Sources and records as lines: those of a bundle, but for times, which are milliseconds and need no schema to be written.

use imaprules_facts::{Known, Record, Source, Unknown, Value};

/// Writes the line that describes a source. Its number is the provider's choice.
pub fn write_source(number: u64, source: &Source) -> Vec<u8> {
    let mut line = Vec::with_capacity(96);
    line.extend_from_slice(b"{\"source\":");
    whole(&mut line, i64::try_from(number).unwrap_or(i64::MAX));
    line.extend_from_slice(b",\"provider\":");
    text(&mut line, &source.provider);
    line.extend_from_slice(b",\"name\":");
    text(&mut line, &source.name);
    line.extend_from_slice(b",\"live\":");
    line.extend_from_slice(if source.live { b"true}" } else { b"false}" });
    line
}

/// Writes a record into `line`, which is emptied before. `source` is the number under which its source was described.
pub fn write_record(line: &mut Vec<u8>, record: &Record, source: u64) {
    line.clear();
    line.extend_from_slice(b"{\"subject\":");
    text(line, &record.subject.kind);
    line.extend_from_slice(b",\"id\":");
    text(line, &record.subject.id);
    if let Some(parent) = &record.parent {
        line.extend_from_slice(b",\"parent\":");
        text(line, parent);
    }
    if !record.references.is_empty() {
        line.extend_from_slice(b",\"references\":");
        members(line, record.references.iter(), |line, to| {
            text(line, &to.kind);
            line.push(b':');
            text(line, &to.id);
        });
    }
    line.extend_from_slice(b",\"source\":");
    whole(line, i64::try_from(source).unwrap_or(i64::MAX));
    if let Some(place) = &record.place {
        line.extend_from_slice(b",\"place\":");
        text(line, place);
    }
    line.extend_from_slice(b",\"at\":");
    whole(line, record.at);
    facts(line, &record.facts);
    line.push(b'}');
}

fn facts(line: &mut Vec<u8>, facts: &[(String, Known)]) {
    let known = facts
        .iter()
        .filter_map(|(name, known)| Some((name, known.as_ref().ok()?)));
    line.extend_from_slice(b",\"facts\":");
    members(line, known, |line, (name, value)| {
        text(line, name);
        line.push(b':');
        write_value(line, value);
    });
    let missed = || {
        facts
            .iter()
            .filter_map(|(name, known)| Some((name, known.as_ref().err()?)))
    };
    if missed().next().is_some() {
        line.extend_from_slice(b",\"unknown\":");
        members(line, missed(), |line, (name, why)| {
            text(line, name);
            line.push(b':');
            unknown(line, why);
        });
    }
}

fn members<T>(line: &mut Vec<u8>, items: impl Iterator<Item = T>, write: impl Fn(&mut Vec<u8>, T)) {
    line.push(b'{');
    for (index, item) in items.enumerate() {
        if index > 0 {
            line.push(b',');
        }
        write(line, item);
    }
    line.push(b'}');
}

fn unknown(line: &mut Vec<u8>, why: &Unknown) {
    line.extend_from_slice(b"{\"reason\":");
    text(line, why.reason.as_str());
    if let Some(note) = &why.note {
        line.extend_from_slice(b",\"note\":");
        text(line, note);
    }
    line.push(b'}');
}

/// Writes one value. A number that is none (NaN) becomes `null`, which the reader refuses as it would the number.
pub(super) fn write_value(line: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Bool(value) => line.extend_from_slice(if *value { b"true" } else { b"false" }),
        Value::Int(value) => whole(line, *value),
        Value::Float(value) => json(line, value),
        Value::Text(value) => text(line, value),
        Value::List(items) => {
            line.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    line.push(b',');
                }
                write_value(line, item);
            }
            line.push(b']');
        }
    }
}

fn whole(line: &mut Vec<u8>, value: i64) {
    json(line, &value);
}

fn text(line: &mut Vec<u8>, value: &str) {
    // Most texts need no escapes; looking first is quicker than looking at each octet while writing.
    let plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
    if value.as_bytes().iter().all(plain) {
        line.push(b'"');
        line.extend_from_slice(value.as_bytes());
        line.push(b'"');
    } else {
        json(line, value);
    }
}

fn json<T: serde::Serialize + ?Sized>(line: &mut Vec<u8>, value: &T) {
    // Writing texts and numbers to memory does not fail.
    let _ = serde_json::to_writer(line, value);
}
