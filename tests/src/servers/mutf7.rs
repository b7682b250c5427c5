//! Folder names as they stand on disk and on the wire: modified UTF-7 (RFC 3501, section 5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

/// Encodes a folder name.
pub(super) fn encode(name: &str) -> String {
    let engine = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let mut out = String::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let plain = is_plain(first);
        let end = rest.find(|c| is_plain(c) != plain).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if plain {
            out.push_str(&run.replace('&', "&-"));
        } else {
            let octets: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
            out.push_str(&format!("&{}-", engine.encode(octets)));
        }
        rest = after;
    }
    out
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~')
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn encodes_as_the_rfc_shows() {
        assert_eq!(
            encode("~peter/mail/台北/日本語"),
            "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        );
        assert_eq!(encode("Gönderilmiş"), "G&APY-nderilmi&AV8-");
        assert_eq!(encode("R&D"), "R&-D");
    }
}
