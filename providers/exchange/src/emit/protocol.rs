//! The attribute `protocolSettings`: `IMAP4§1§1§4§ISO-8859-1§0§1§0§0`, one value for each protocol.
//!
//! Fields 0 and 1 alone are relied on: the protocol, and whether it is on (0 is off; 1, empty and missing are on). No value for IMAP means
//! on. The separator is U+00A7; exports make other things of it, all of which are read:
//! <https://www.tools4ever.nl/blog/2008/ldap-managing-exchange-features-using-protocolsettings-attribute/>

use imaprules_facts::{Reason, Unknown};

/// What the values say of IMAP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Imap {
    pub(super) enabled: bool,
    /// The value that decides, with the separator as it should be; nothing where there is none.
    pub(super) by: Option<String>,
    /// Whether several values do not agree.
    pub(super) contradictory: bool,
}

/// What exports make of the separator: itself, its octet in an OEM code page, a lost letter, a question mark.
const SEPARATORS: [char; 4] = ['§', 'º', '\u{fffd}', '?'];

/// First octet of the separator in UTF-8, read as Windows-1252 and as an OEM code page.
const HALVES: [char; 2] = ['Â', '┬'];

/// Reads the values of the attribute. A disabled value counts before an enabled one.
pub(super) fn read<'a>(values: impl IntoIterator<Item = &'a str>) -> Result<Imap, Unknown> {
    let mut found: Vec<(bool, String)> = Vec::new();
    for joined in values {
        // csvde joins values with semicolons, exports of Exchange 5.5 with percent signs.
        for value in joined.split([';', '%']) {
            found.extend(imap(value.trim())?);
        }
    }
    let off = found.iter().find(|(enabled, _)| !enabled);
    let contradictory = off.is_some() && found.iter().any(|(enabled, _)| *enabled);
    let decides = off.or_else(|| found.first());
    Ok(Imap {
        enabled: off.is_none(),
        by: decides.map(|(_, shown)| shown.clone()),
        contradictory,
    })
}

/// Whether a value for IMAP says that it is on; nothing for other protocols.
fn imap(value: &str) -> Result<Option<(bool, String)>, Unknown> {
    let begins = value
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("IMAP4"));
    if !begins {
        return Ok(None);
    }
    let fields = fields(value);
    let mangled = || {
        let note = format!("protocolSettings holds a value for IMAP that cannot be read: {value}");
        Unknown::noted(Reason::Malformed, note)
    };
    let mut fields = fields.iter();
    let protocol = fields.next().ok_or_else(mangled)?;
    if !protocol.eq_ignore_ascii_case("IMAP4") {
        return Err(mangled());
    }
    let enabled = match fields.next().map(String::as_str) {
        Some("0") => false,
        Some("1" | "") | None => true,
        Some(_) => return Err(mangled()),
    };
    let shown = format!("IMAP4§{}", if enabled { "1" } else { "0" });
    Ok(Some((enabled, shown)))
}

/// The fields of a value, whatever became of the separator.
fn fields(value: &str) -> Vec<String> {
    let letters: Vec<char> = value.chars().collect();
    let mut runs: Vec<usize> = Vec::new();
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let half = HALVES.contains(letter) && next.is_some_and(|next| SEPARATORS.contains(next));
        if half {
            continue;
        }
        match SEPARATORS.contains(letter) {
            true => {
                let after_separator = text.ends_with('§');
                text.push('§');
                match runs.last_mut().filter(|_| after_separator) {
                    Some(run) => *run += 1,
                    None => runs.push(1),
                }
            }
            false => text.push(*letter),
        }
    }
    // Two octets that were each made a question mark stand where one separator was.
    let doubled = !value.contains('§') && !runs.is_empty() && runs.iter().all(|run| run % 2 == 0);
    let text = if doubled { text.replace("§§", "§") } else { text };
    text.split('§').map(|field| field.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(values: &[&str]) -> Option<bool> {
        read(values.iter().copied()).ok().map(|imap| imap.enabled)
    }

    #[test]
    fn values_in_every_spelling_of_the_separator() {
        for (value, enabled) in [
            ("IMAP4§0§1§4§ISO-8859-1§0§1§0§0", Some(false)),
            ("IMAP4§1§1§4§ISO-8859-1§0§1§0§0", Some(true)),
            ("IMAP4§0§0§1§ISO-8859-1§0§1§1§", Some(false)),
            ("imap4§0", Some(false)),
            ("IMAP4", Some(true)),
            ("IMAP4§", Some(true)),
            ("IMAP4§§§", Some(true)),
            ("IMAP4Â§0Â§1Â§4", Some(false)),
            ("IMAP4?0?1?4?ISO-8859-1?0?1?0?0", Some(false)),
            ("IMAP4??0??1??4", Some(false)),
            ("IMAP4\u{fffd}0\u{fffd}1", Some(false)),
            ("IMAP4\u{fffd}\u{fffd}0\u{fffd}\u{fffd}1", Some(false)),
            ("IMAP4º0º1", Some(false)),
            ("IMAP4┬º0┬º1", Some(false)),
            ("POP3§0§1;IMAP4§0§1", Some(false)),
            ("HTTP§1§1%IMAP4§1§1", Some(true)),
            ("IMAP4 0 1", None),
            ("IMAP4_0_1", None),
            ("IMAP4§maybe", None),
            ("IMAP4x§0", None),
        ] {
            assert_eq!(on(&[value]), enabled, "{value}");
        }
    }

    #[test]
    fn no_value_for_imap_is_on_and_one_that_is_off_decides() {
        assert_eq!(on(&[]), Some(true));
        assert_eq!(on(&["POP3§0§1", "OWA§0"]), Some(true));
        let both = read(["IMAP4§1§1", "IMAP4§0§1"]).unwrap();
        assert_eq!((both.enabled, both.contradictory), (false, true));
        assert_eq!(both.by.as_deref(), Some("IMAP4§0"));
    }
}
