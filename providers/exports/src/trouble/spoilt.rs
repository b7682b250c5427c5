//! Finds values that an export spoilt: what they say is not what the property held.

use super::{Code, Troubles};
use crate::names::Name;
use crate::reading::{Joint, are_addresses, split};
use crate::{Place, Record, Value};

/// What must be known of the export to judge a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Nothing but ASCII was seen: question marks may be lost letters.
    pub(crate) ascii: bool,
    /// The form has texts only, so a list must have become one.
    pub(crate) flat: bool,
}

/// How deep values are looked at, and how many items of a list.
const LOOK: (usize, usize) = (2, 64);

/// Notes what is spoilt in a record.
pub(crate) fn examine(record: &Record, setting: Setting, troubles: &mut Troubles) {
    if let Some(own) = record.object.own() {
        examine_value(own, None, LOOK.0, record.place, setting, troubles);
    }
    for (name, value) in record.object.properties() {
        examine_value(value, Some(name), LOOK.0, record.place, setting, troubles);
    }
}

fn examine_value(
    value: &Value,
    name: Option<&Name>,
    depth: usize,
    place: Place,
    setting: Setting,
    troubles: &mut Troubles,
) {
    match value {
        Value::Text(text) => {
            if let Some(code) = spoilt(text, setting) {
                troubles.note(code, place, name, text);
            }
        }
        Value::List(items) if depth > 0 => {
            for item in items.iter().take(LOOK.1) {
                examine_value(item, name, depth - 1, place, setting, troubles);
            }
        }
        Value::Object(object) if depth > 0 => {
            for (_, value) in object.properties() {
                examine_value(value, name, depth - 1, place, setting, troubles);
            }
        }
        _ => {}
    }
}

/// What is wrong with a text, if it is.
fn spoilt(text: &str, setting: Setting) -> Option<Code> {
    if text.starts_with("@{") && text.ends_with('}') {
        return Some(Code::DepthCut);
    }
    if let Some(code) = type_name(text) {
        return Some(code);
    }
    if let Some(code) = setting.flat.then(|| flattened(text)).flatten() {
        return Some(code);
    }
    (setting.ascii && letters_lost(text)).then_some(Code::LettersLost)
}

/// Name spaces whose type names are no values of mail properties.
const SPACES: [&str; 5] = [
    "System.",
    "Microsoft.Exchange.",
    "Microsoft.Online.",
    "Microsoft.Graph.",
    "Deserialized.",
];

/// A text that is the name of a type. Names of exceptions are values: failure reports have them; names of files begin
/// their last part in lower case.
fn type_name(text: &str) -> Option<Code> {
    let plausible = text.len() < 400 && SPACES.iter().any(|space| text.starts_with(space));
    if !plausible || text.ends_with("Exception") {
        return None;
    }
    let end = text.find(['`', '[']).unwrap_or(text.len());
    let (name, generic) = text.split_at(end);
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_uppercase())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
    };
    if !name.split('.').all(is_part) {
        return None;
    }
    let is_list = generic.ends_with("[]")
        || name.contains(".Collections.")
        || [
            "Collection",
            "MultiValuedProperty",
            "ArrayList",
            "List",
            "Hashtable",
        ]
        .iter()
        .any(|end| name.ends_with(end));
    Some(if is_list {
        Code::ListFlattened
    } else {
        Code::TypeName
    })
}

/// What only a form of plain texts does to lists and numbers.
fn flattened(text: &str) -> Option<Code> {
    if is_rounded(text) {
        return Some(Code::NumberRounded);
    }
    if text.starts_with('{') && text.ends_with('}') && !text.contains(['"', ':', '\n']) && text.len() != 38 {
        let split = split(text);
        return match (split.cut, split.joint) {
            (true, _) => Some(Code::ListCut),
            (false, Joint::None) => None,
            (false, _) => Some(Code::ListJoined),
        };
    }
    are_joined_addresses(text).then_some(Code::ListJoined)
}

/// `1.23457E+11`, which a spreadsheet makes of a long number.
fn is_rounded(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once("E+") else {
        return false;
    };
    let number = number.strip_prefix('-').unwrap_or(number);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        && exponent.len() == 2
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

/// Several addresses in one cell.
fn are_joined_addresses(text: &str) -> bool {
    let several = text.matches('@').nth(1).is_some();
    several
        && (are_addresses(text) || {
            let split = split(text);
            split.items.len() > 1
                && split
                    .items
                    .iter()
                    .all(|item| item.contains('@') && !item.contains(' '))
        })
}

/// A question mark inside or at the start of a word. Those of addresses on the web are left alone.
fn letters_lost(text: &str) -> bool {
    if !text.contains('?') || text.contains("://") || text.contains('=') {
        return false;
    }
    text.as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [b'?', next] if next.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoilt_values_are_told_from_good_ones() {
        let flat = Setting {
            ascii: true,
            flat: true,
        };
        for (text, code) in [
            ("System.String[]", Some(Code::ListFlattened)),
            ("System.Object[]", Some(Code::ListFlattened)),
            ("System.Collections.ArrayList", Some(Code::ListFlattened)),
            (
                "System.Collections.Generic.List`1[System.String]",
                Some(Code::ListFlattened),
            ),
            (
                "Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]",
                Some(Code::ListFlattened),
            ),
            (
                "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]",
                Some(Code::ListFlattened),
            ),
            (
                "Microsoft.Exchange.Data.ProxyAddressCollection",
                Some(Code::ListFlattened),
            ),
            (
                "Microsoft.Exchange.Data.Unlimited`1[Microsoft.Exchange.Data.ByteQuantifiedSize]",
                Some(Code::TypeName),
            ),
            (
                "Microsoft.Exchange.Data.Directory.ADObjectId",
                Some(Code::TypeName),
            ),
            (
                "Microsoft.Exchange.MailboxReplicationService.SourceAuthenticationPermanentException",
                None,
            ),
            ("System. Restart needed", None),
            ("System.", None),
            ("System.Data.dll", None),
            ("System.Outage at 5.", None),
            ("@{Name=x; Value=y}", Some(Code::DepthCut)),
            ("{FullAccess, SendAs}", Some(Code::ListJoined)),
            ("{FullAccess, SendAs...}", Some(Code::ListCut)),
            ("{FullAccess}", None),
            ("{8F3B1F3E-0D3C-4F0A-9E6E-2B1A5F0C7D11}", None),
            ("SMTP:a@x.org smtp:b@x.org", Some(Code::ListJoined)),
            ("a@x.org,b@x.org", Some(Code::ListJoined)),
            ("mail a@x.org or b@x.org", None),
            ("1.23457E+11", Some(Code::NumberRounded)),
            ("E+11", None),
            ("M?ller", Some(Code::LettersLost)),
            ("?zlem", Some(Code::LettersLost)),
            ("Really?", None),
            ("https://x.org/?q", None),
            ("Müller", None),
            ("", None),
        ] {
            assert_eq!(spoilt(text, flat), code, "{text}");
        }
        let rich = Setting {
            ascii: false,
            flat: false,
        };
        assert_eq!(spoilt("M?ller", rich), None);
        assert_eq!(spoilt("{a, b}", rich), None);
        assert_eq!(spoilt("System.String[]", rich), Some(Code::ListFlattened));
    }
}
