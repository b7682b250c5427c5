//! What counts as a blank: everything that people cannot see at the ends of a value. Blanks inside a value are the
//! business of whoever judges that value.

/// Whether a character is a blank or invisible: white space, no-break and zero-width blanks, direction marks, byte
/// order marks and soft hyphens (Unicode categories Z and Cf, as far as they come with copied text).
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{180e}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}')
}

/// The text without blanks around.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Whether there is nothing but blanks.
pub(crate) fn all_blank(text: &str) -> bool {
    trim(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_trimmed() {
        for blank in [
            " ", "\t", "\u{a0}", "\u{200b}", "\u{feff}", "\u{200e}", "\u{2028}", "\u{ad}",
        ] {
            assert_eq!(
                trim(&format!("{blank}a{blank}b{blank}{blank}")),
                format!("a{blank}b")
            );
            assert!(all_blank(blank));
        }
        assert!(all_blank("") && !all_blank("."));
    }
}
