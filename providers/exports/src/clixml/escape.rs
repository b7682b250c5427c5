//! Escapes in texts and names: `_xHHHH_` stands for one unit of UTF-16 ([MS-PSRP], section 2.2.5.3.2).

use std::borrow::Cow;

/// The text that is meant. Two escapes that make a pair give one character; half a pair alone gives U+FFFD.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") && !text.contains("_X") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('_') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        match character(rest) {
            Some((char, length)) => {
                out.push(char);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push('_');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of the escape at the start, and how many octets it takes.
fn character(text: &str) -> Option<(char, usize)> {
    let first = unit(text)?;
    if let Some(char) = char::from_u32(u32::from(first)) {
        return Some((char, LENGTH));
    }
    let second = text.get(LENGTH..).and_then(unit);
    let pair = second.map(|second| char::decode_utf16([first, second]).next());
    match pair {
        Some(Some(Ok(char))) => Some((char, 2 * LENGTH)),
        _ => Some((char::REPLACEMENT_CHARACTER, LENGTH)),
    }
}

/// Octets of an escape.
const LENGTH: usize = 7;

fn unit(text: &str) -> Option<u16> {
    match text.as_bytes().get(..LENGTH)? {
        [b'_', b'x' | b'X', digits @ .., b'_'] if digits.iter().all(u8::is_ascii_hexdigit) => {
            u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;
    use proptest::prelude::*;

    /// Escapes as the writer does: control characters, halves of pairs, and the underscore of what looks like an escape.
    fn escape(text: &str) -> String {
        let mut out = String::new();
        let chars: Vec<char> = text.chars().collect();
        for (at, &char) in chars.iter().enumerate() {
            let ambiguous = char == '_' && matches!(chars.get(at + 1), Some('x' | 'X'));
            if char.is_control() || ambiguous || u32::from(char) > 0xFFFF {
                let mut units = [0; 2];
                for unit in char.encode_utf16(&mut units) {
                    out.push_str(&format!("_x{unit:04X}_"));
                }
            } else {
                out.push(char);
            }
        }
        out
    }

    #[test]
    fn escapes_stand_for_units() {
        for (text, meant) in [
            ("a_x000D__x000A_b", "a\r\nb"),
            ("_xD83D__xDE00_", "😀"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xd83d_", "\u{fffd}"),
            ("_xDE00__xD83D_", "\u{fffd}\u{fffd}"),
            ("_xD83D__x0041_", "\u{fffd}A"),
            ("_x00_ _xZZZZ_ _x0041", "_x00_ _xZZZZ_ _x0041"),
            ("_x00ü_", "_x00ü_"),
            ("__x0041_", "_A"),
            ("plain_text", "plain_text"),
            ("_", "_"),
        ] {
            assert_eq!(unescape(text), meant, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_the_writer_escapes_is_read_again(text in "\\PC*|[_x0-9D\\r\\n😀]*") {
            let escaped = escape(&text);
            prop_assert_eq!(unescape(&escaped), text);
        }

        #[test]
        fn nothing_breaks_it(text in "[_xXD80-9é]*") {
            unescape(&text);
        }
    }
}
