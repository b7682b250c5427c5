//! Entries of the directory in files: LDIF as `ldifde` writes it, and lines of `csvde`. What they mean is told where entries from a server are
//! read, too; here stands only how the two forms write values.

use super::Reading;
use crate::directory::{Attributes, take};
use imaprules_exports::{Export, Format, Limits, Name, Object, Value};
use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

/// Attributes with several values, which csvde joins with semicolons.
const SEVERAL: [&str; 7] = [
    "objectClass",
    "memberOf",
    "member",
    "proxyAddresses",
    "protocolSettings",
    "networkAddress",
    "sIDHistory",
];

/// Names of attributes that stand in an LDIF file: what none of its entries has was not asked for. Nothing for other forms.
pub(crate) fn names(path: &Path) -> HashSet<String> {
    let mut seen: HashSet<Name> = HashSet::new();
    let Ok(export) = Export::open(path, &Limits::default()) else {
        return HashSet::new();
    };
    if export.format() != Format::Ldif {
        return HashSet::new();
    }
    for record in export.map_while(Result::ok) {
        for (name, _) in record.object.properties() {
            if !seen.contains(name) {
                seen.insert(name.clone());
            }
        }
    }
    seen.iter().map(|name| name.to_lowercase()).collect()
}

/// Takes in an entry.
pub(super) fn entry(reading: &mut Reading<'_>, names: Option<&HashSet<String>>) {
    let written = Written {
        object: reading.fields.object,
        names,
    };
    take(reading.evidence, reading.seen, &written);
}

/// An entry as a file has it.
struct Written<'a> {
    object: &'a Object,
    /// What was asked for, in LDIF; in csvde it is the columns.
    names: Option<&'a HashSet<String>>,
}

impl Written<'_> {
    /// The octets of one value.
    fn octets<'v>(&self, name: &str, value: &'v Value) -> Option<Cow<'v, [u8]>> {
        if let Value::Bytes(bytes) = value {
            // A text in an ANSI code page: all of Latin-1 is in Unicode at the same places.
            if name.eq_ignore_ascii_case("protocolSettings") && std::str::from_utf8(bytes).is_err() {
                let text: String = bytes.iter().map(|octet| char::from(*octet)).collect();
                return Some(Cow::Owned(text.into_bytes()));
            }
            return Some(Cow::Borrowed(bytes));
        }
        let text = value.text()?;
        if let Some(octets) = hexadecimal(&text) {
            return Some(Cow::Owned(octets));
        }
        Some(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }
}

/// `X'0105...'`, as csvde writes octets.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("X'")?.strip_suffix('\'')?;
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    (digits.len() % 2 == 0)
        .then(|| digits.as_bytes().chunks(2).map(pair).collect())
        .flatten()
}

impl Attributes for Written<'_> {
    fn dn(&self) -> Option<Cow<'_, str>> {
        self.object.get("dn").and_then(Value::text)
    }

    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        let Some(value) = self.object.get(name) else {
            return Vec::new();
        };
        let flat = self.names.is_none() && SEVERAL.iter().any(|known| known.eq_ignore_ascii_case(name));
        match value {
            Value::Text(text) if flat && !text.starts_with("X'") => text
                .split(';')
                .filter(|part| !part.trim().is_empty())
                .map(|part| Cow::Borrowed(part.trim().as_bytes()))
                .collect(),
            value => {
                let octets = value.items().iter().filter_map(|item| self.octets(name, item));
                octets.filter(|octets| !octets.is_empty()).collect()
            }
        }
    }

    fn asked(&self, name: &str) -> bool {
        match self.names {
            Some(names) => names.contains(&name.to_lowercase()),
            None => self.object.get(name).is_some(),
        }
    }

    /// What stands in an LDIF file some entry has; a column of csvde may be empty throughout.
    fn others_show(&self, name: &str) -> bool {
        self.names.is_some() && self.asked(name)
    }

    fn is_cut(&self, name: &str) -> bool {
        let ranged = format!("{name};range=");
        let properties = self.object.properties();
        properties
            .iter()
            .any(|(known, _)| known.to_lowercase().starts_with(&ranged.to_lowercase()))
    }
}
