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
    Ok(vec![decoded(&octets)])
}

/// Whether a word can only be meant as a file: looking up the name of one that is not there would explain nothing.
pub(super) fn is_file_name(word: &str) -> bool {
    const ENDINGS: &[&str] = &["csv", "txt", "log", "json", "xml", "clixml", "eml", "htm", "html"];
    let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
    let known = ending.is_some_and(|ending| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)));
    known && !word.contains(char::is_whitespace)
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
        texts.push(decoded(&octets));
    }
    Ok(texts)
}

/// The text of octets whose encoding nobody says: UTF-16 by its mark, which Windows PowerShell writes; UTF-8; or else the
/// Turkish code page, which has the letters of western ones too, but for six of Icelandic.
fn decoded(octets: &[u8]) -> String {
    let by_mark = encoding_rs::Encoding::for_bom(octets).map(|(encoding, _)| encoding);
    match (by_mark.or_else(|| by_zeros(octets)), std::str::from_utf8(octets)) {
        (Some(encoding), _) => encoding.decode(octets).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        // What was cut off in the middle of a letter, or is UTF-8 but for a few octets, is UTF-8 still.
        (None, Err(error)) if error.valid_up_to() * 2 > octets.len() => {
            String::from_utf8_lossy(octets).into_owned()
        }
        (None, Err(_)) => encoding_rs::WINDOWS_1254.decode(octets).0.into_owned(),
    }
}

/// UTF-16 without its mark: every other octet of most texts is zero then, and no other text has any.
fn by_zeros(octets: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    /// Octets that are looked at.
    const BEGINNING: usize = 512;
    let pairs = octets.chunks_exact(2).take(BEGINNING / 2);
    let (mut all, mut first, mut second) = (0, 0, 0);
    for pair in pairs {
        all += 1;
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    match (first * 2 > all, second * 2 > all) {
        (false, true) => Some(encoding_rs::UTF_16LE),
        (true, false) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn texts_are_read_in_the_encodings_that_people_have() {
        let text = "Bu hesapta oturum açarken sorun yaşadık";
        let utf16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let ansi = encoding_rs::WINDOWS_1254.encode(text).0.into_owned();
        let unmarked: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for octets in [
            text.as_bytes().to_vec(),
            utf16.get(2..).unwrap().to_vec(),
            utf16,
            unmarked,
            ansi,
        ] {
            assert_eq!(decoded(&octets), text);
        }
        let cut = [text.as_bytes(), &[0xC5]].concat();
        assert!(decoded(&cut).starts_with(text));
    }
}
