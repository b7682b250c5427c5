//! Modified UTF-7 (RFC 3501 section 5.1.3), one way: from names in a scene to names on the wire.

use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};

const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::IMAP_MUTF7, NO_PAD);

/// A mailbox name as it goes over the wire.
pub(crate) fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut shifted = Vec::new();
    for char in name.chars() {
        if (' '..='~').contains(&char) {
            flush(&mut shifted, &mut wire);
            wire.push(char);
            if char == '&' {
                wire.push('-');
            }
        } else {
            let mut units = [0; 2];
            shifted.extend(
                char.encode_utf16(&mut units)
                    .iter()
                    .flat_map(|unit| unit.to_be_bytes()),
            );
        }
    }
    flush(&mut shifted, &mut wire);
    wire
}

fn flush(shifted: &mut Vec<u8>, wire: &mut String) {
    if !shifted.is_empty() {
        wire.push('&');
        wire.push_str(&ENGINE.encode(&*shifted));
        wire.push('-');
        shifted.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn names_as_gmail_lists_them() {
        // Recorded forms of localised folders; the last ones from RFC 3501 section 5.1.3.
        for (name, wire) in [
            ("Tüm Postalar", "T&APw-m Postalar"),
            ("Gönderilmiş Postalar", "G&APY-nderilmi&AV8- Postalar"),
            ("Çöp Kutusu", "&AMcA9g-p Kutusu"),
            ("Yıldızlı", "Y&ATE-ld&ATE-zl&ATE-"),
            ("R&D", "R&-D"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Plain", "Plain"),
        ] {
            assert_eq!(encode(name), wire);
        }
    }
}
