//! Escaping of foreign text for the place where it will be shown.

use std::borrow::Cow;

/// Characters that steer a terminal, reorder a line or are not seen at all: control characters, and the Unicode
/// direction and format characters (Unicode Standard Annex 9, and the interlinear and tag characters).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every character that could steer a terminal written out, as `\u{1b}`. Line ends and tabs become
/// blanks.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            '\r' => {}
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A cell that a spreadsheet shows and does not compute: OWASP's list of characters that start a formula
/// (<https://owasp.org/www-community/attacks/CSV_Injection>) is preceded by an apostrophe.
pub(crate) fn for_cell(text: &str) -> Cow<'_, str> {
    let text = for_terminal(text);
    if text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]) {
        return Cow::Owned(format!("'{text}"));
    }
    text
}

/// Text that Markdown shows as it is.
pub(crate) fn for_markdown(text: &str) -> String {
    let text = for_terminal(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// A code span of Markdown that holds this text whatever backticks are in it.
pub(crate) fn as_code(text: &str) -> String {
    let text = for_terminal(text);
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        let shown = for_terminal("a\x1b[31mb\r\nc\u{202e}d\u{9b}e\u{200b}");
        assert_eq!(shown, "a\\u{1b}[31mb c\\u{202e}d\\u{9b}e\\u{200b}");
        assert!(matches!(for_terminal("Gönül 你好"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_cell_is_a_formula_and_no_text_is_markup() {
        assert_eq!(for_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(for_cell("a=b"), "a=b");
        assert_eq!(for_markdown("<b>*x*[y](z)"), "&lt;b&gt;\\*x\\*\\[y\\](z)");
        assert_eq!(as_code("a`b"), "`` a`b ``");
        assert_eq!(as_code("ab"), "`ab`");
    }
}
