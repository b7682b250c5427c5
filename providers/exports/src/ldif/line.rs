//! One logical line of LDIF: attribute, options, value in its three spellings.

use crate::{Omitted, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A line.
#[derive(Debug, PartialEq)]
pub(super) struct Line<'a> {
    /// The attribute, without options.
    pub(super) name: &'a str,
    pub(super) value: Value,
    /// Only a part of the values was given: `member;range=0-1499`.
    pub(super) ranged: bool,
}

/// Reads `attribute: text`, `attribute:: base64` and `attribute:< address`; nothing for anything else.
pub(super) fn parse(line: &[u8]) -> Option<Line<'_>> {
    let colon = memchr::memchr(b':', line)?;
    let description = std::str::from_utf8(line.get(..colon)?).ok()?.trim_end();
    let rest = line.get(colon + 1..)?;
    let mut options = description.split(';');
    let name = options.next().filter(|name| is_name(name))?;
    // The last part of a list ends with a star.
    let ranged =
        options.any(|option| option.to_ascii_lowercase().starts_with("range=") && !option.ends_with('*'));
    let value = match rest {
        [b':', encoded @ ..] => decoded(encoded),
        [b'<', ..] => Value::Omitted(Omitted::External),
        plain => Value::Text(String::from_utf8_lossy(plain.trim_ascii_start()).into_owned()),
    };
    Some(Line { name, value, ranged })
}

/// Letters, digits, dashes and, for object identifiers, dots (RFC 4512, section 2.5).
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
}

fn decoded(encoded: &[u8]) -> Value {
    match STANDARD.decode(encoded.trim_ascii()) {
        Ok(octets) => text_or_bytes(octets),
        Err(_) => Value::Omitted(Omitted::Malformed),
    }
}

/// Text when it is UTF-8 without control characters other than line ends and tabs.
fn text_or_bytes(octets: Vec<u8>) -> Value {
    match String::from_utf8(octets) {
        Ok(text) if !text.contains(|c: char| c.is_control() && !"\r\n\t".contains(c)) => Value::Text(text),
        Ok(text) => Value::Bytes(text.into_bytes()),
        Err(error) => Value::Bytes(error.into_bytes()),
    }
}
