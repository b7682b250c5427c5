//! The error texts of a file or of standard input.

use crate::error::Failure;
use imaprules_exports::{Export, Object, Value};
use std::fs;
use std::io::Read;
use std::path::Path;

/// Octets of standard input or of a text file that are looked at.
const MOST: u64 = 4 << 20;

/// Shorter texts explain nothing: status words, numbers, addresses.
const SHORTEST: usize = 12;

pub(in crate::command) fn of_standard_input() -> Result<Vec<String>, Failure> {
    let mut octets = Vec::new();
    let read = std::io::stdin().take(MOST).read_to_end(&mut octets);
    read.map_err(|error| Failure::unreadable(Path::new("standard input"), &error))?;
    Ok(vec![String::from_utf8_lossy(&octets).into_owned()])
}

/// The texts of every record of an export; a file that is none is one text.
pub(in crate::command) fn of_file(file: &Path) -> Result<Vec<String>, Failure> {
    let mut texts = Vec::new();
    if let Ok(export) = imaprules_exports::open(file) {
        texts.extend(of_export(export));
    }
    if texts.is_empty() {
        let handle = fs::File::open(file).map_err(|error| Failure::unreadable(file, &error))?;
        let mut octets = Vec::new();
        let read = handle.take(MOST).read_to_end(&mut octets);
        read.map_err(|error| Failure::unreadable(file, &error))?;
        texts.push(String::from_utf8_lossy(&octets).into_owned());
    }
    Ok(texts)
}

/// One text a record: the longest, which in reports and statistics is the error.
fn of_export(export: Export) -> Vec<String> {
    let records = export.map_while(Result::ok);
    records.filter_map(|record| longest(&record.object)).collect()
}

fn longest(object: &Object) -> Option<String> {
    let texts = object.properties().iter().flat_map(|(_, value)| texts(value, 0));
    texts
        .filter(|text| text.len() >= SHORTEST && text.contains(' '))
        .max_by_key(String::len)
}

/// Texts deeper than this stand in no report.
const DEEPEST: usize = 6;

fn texts(value: &Value, depth: usize) -> Vec<String> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let inner = value
        .object()
        .into_iter()
        .flat_map(|object| object.properties().iter().map(|(_, value)| value));
    let below: Vec<String> = inner
        .chain(value.items())
        .flat_map(|value| texts(value, depth + 1))
        .collect();
    value
        .text()
        .map(std::borrow::Cow::into_owned)
        .into_iter()
        .chain(below)
        .collect()
}
