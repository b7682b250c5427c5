//! Modified UTF-7 of folder names (RFC 3501 section 5.1.3). Names of a server go back to it as they came; only names that
//! people wrote are encoded.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;

const ENGINE: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// The decoded name; nothing when it is not valid.
pub(crate) fn decode(raw: &str) -> Option<String> {
    let mut name = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, shifted)) = rest.split_once('&') {
        name.push_str(printable(plain)?);
        let (code, after) = shifted.split_once('-')?;
        if code.is_empty() {
            name.push('&')
        } else {
            name.push_str(&units(code)?)
        }
        rest = after;
    }
    name.push_str(printable(rest)?);
    Some(name)
}

/// A name as it goes to the server.
pub(crate) fn encode(name: &str) -> String {
    let mut raw = String::with_capacity(name.len());
    let mut units: Vec<u8> = Vec::new();
    for letter in name.chars() {
        if !(' '..='~').contains(&letter) {
            let mut pair = [0; 2];
            units.extend(
                letter
                    .encode_utf16(&mut pair)
                    .iter()
                    .flat_map(|unit| unit.to_be_bytes()),
            );
            continue;
        }
        shift_back(&mut raw, &mut units);
        raw.push(letter);
        if letter == '&' {
            raw.push('-');
        }
    }
    shift_back(&mut raw, &mut units);
    raw
}

/// Writes what stands in the other alphabet so far.
fn shift_back(raw: &mut String, units: &mut Vec<u8>) {
    if !units.is_empty() {
        raw.push('&');
        ENGINE.encode_string(&*units, raw);
        raw.push('-');
        units.clear();
    }
}

fn printable(text: &str) -> Option<&str> {
    text.bytes()
        .all(|octet| (0x20..0x7f).contains(&octet))
        .then_some(text)
}

fn units(code: &str) -> Option<String> {
    let octets = ENGINE.decode(code).ok()?;
    if octets.len() % 2 != 0 {
        return None;
    }
    let units = octets
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        .map(u16::from_be_bytes);
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn names_are_decoded_and_encoded() {
        for (raw, name) in [
            ("INBOX", "INBOX"),
            ("G&APY-nderilmi&AV8-", "Gönderilmiş"),
            ("R&AOk-sum&AOk-", "Résumé"),
            ("Q&-A", "Q&A"),
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
        ] {
            assert_eq!(decode(raw).as_deref(), Some(name), "{raw}");
            assert_eq!(encode(name), raw);
        }
    }

    #[test]
    fn broken_names_are_not_guessed() {
        for raw in ["a&b", "&AP", "&A-", "&2AA-", "Gönderilmiş", "&!!-"] {
            assert_eq!(decode(raw), None, "{raw}");
        }
    }
}
