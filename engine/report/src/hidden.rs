//! Characters that act instead of being seen.
//!
//! Reports carry text of servers and files. Who shows it, and who quotes it for a shell, must agree on what may not pass
//! as it is: a name with such a character looks like another name, or makes a line read in another order. Markup, formulas
//! and quotes are the business of each place where text is shown.

use std::borrow::Cow;

/// Whether a character is a control, ends a line, directs the order of reading or takes no room: the categories `Cc`, `Zl`
/// and `Zp`, the bidirectional controls (Unicode Standard Annex 9), the interlinear marks, and what Unicode calls
/// `Default_Ignorable_Code_Point` (<https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt>), among it the
/// variation selectors and tags, in which whole texts can be hidden.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || (!c.is_ascii() && is_unseen(c))
}

/// The text with every hidden character written out, as `\u{202e}`. Line ends stay; tabs become blanks, carriage returns
/// nothing.
pub fn reveal(text: &str) -> Cow<'_, str> {
    let kept = |c: char| c == '\n' || !is_hidden(c);
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\r' => {}
            c if kept(c) => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(out)
}

fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_is_not_seen_is_told_from_letters() {
        let hidden = "\0\x1b\n\t\x7f\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{2028}\u{202e}\u{2066}\u{2069}\u{feff}\
                      \u{fe0f}\u{3164}\u{fff9}\u{e0041}\u{e0100}";
        assert!(hidden.chars().all(is_hidden), "{hidden:?}");
        let seen = "az 09 ~ \u{a0} ışğü é e\u{301} 你好 عربي עברית 😀 \u{fffd}";
        assert_eq!(seen.chars().find(|c| is_hidden(*c)), None);
    }

    #[test]
    fn hidden_characters_are_written_out_and_lines_stay() {
        assert_eq!(
            reveal("a\u{202e}b\r\n\tc\u{9b}\u{61c}"),
            "a\\u{202e}b\n c\\u{9b}\\u{61c}"
        );
        assert!(matches!(reveal("ışık\n你好"), Cow::Borrowed(_)));
    }
}
