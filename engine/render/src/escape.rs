//! Escaping of foreign text for the place where it will be shown.

use imaprules_report::reveal;
use serde_json::Value;
use std::borrow::Cow;

/// The text as one line with every character that could steer a terminal, turn text round or hide written out, as
/// `\u{1b}`. Line ends and tabs become blanks.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    let text = reveal(text);
    if text.contains('\n') {
        return Cow::Owned(text.replace('\n', " "));
    }
    text
}

/// The value with the hidden characters of every text in it written out; lines stay. For formats that keep values apart
/// from markup by themselves, but show what no reader would see.
pub(crate) fn revealed(value: Value) -> Value {
    match value {
        Value::String(text) => match reveal(&text) {
            Cow::Borrowed(_) => Value::String(text),
            Cow::Owned(text) => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(revealed).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, revealed(value)))
            .collect(),
        other => other,
    }
}

/// What starts a formula, in the usual and in the full width: OWASP's list
/// (<https://owasp.org/www-community/attacks/CSV_Injection>). Its tab and carriage return never get here.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// What separates columns beside the comma. Spreadsheets of Turkey, Germany and others expect a semicolon and split a line at
/// each, whatever is quoted around it; what follows is the beginning of a cell to them.
const SEPARATORS: [char; 2] = [';', '\t'];

/// A cell that a spreadsheet shows and does not compute, whichever separator it goes by: an apostrophe stands before what
/// would start a formula. Blanks and quotes between do not count, since some programs drop them.
pub(crate) fn for_cell(text: &str) -> Cow<'_, str> {
    let text = for_terminal(text);
    let begins = |rest: &str| rest.trim_start_matches(['"', ' ']).starts_with(FORMULA);
    let after = |(at, separator): (usize, &str)| at + separator.len();
    let starts: Vec<usize> = [0]
        .into_iter()
        .chain(text.match_indices(SEPARATORS).map(after))
        .filter(|start| text.get(*start..).is_some_and(begins))
        .collect();
    if starts.is_empty() {
        return text;
    }
    let mut out = text.into_owned();
    starts.iter().rev().for_each(|start| out.insert(*start, '\''));
    Cow::Owned(out)
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

/// A block of code of Markdown that holds these lines, whatever they are. The word that says in what language must be one:
/// anything else would end the line, or be markup.
pub(crate) fn as_block(language: &str, code: &str) -> String {
    let fence = "~".repeat(3 + code.matches('~').count());
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#' | '.');
    let language = if language.chars().all(is_word) {
        language
    } else {
        ""
    };
    format!("{fence}{language}\n{}\n{fence}", reveal(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        let shown = for_terminal("a\x1b[31mb\r\nc\u{202e}d\u{9b}e\u{200b}");
        assert_eq!(shown, "a\\u{1b}[31mb c\\u{202e}d\\u{9b}e\\u{200b}");
        assert_eq!(for_terminal("a\u{61c}b\u{2067}c"), "a\\u{61c}b\\u{2067}c");
        assert!(matches!(for_terminal("Gönül 你好"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_cell_is_a_formula_and_no_text_is_markup() {
        assert_eq!(for_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(for_cell("x;=HYPERLINK(1)"), "x;'=HYPERLINK(1)");
        assert_eq!(for_cell("x; \"+1\";-2;b"), "x;' \"+1\";'-2;b");
        assert_eq!(for_cell("\u{ff1d}1;\u{ff20}x"), "'\u{ff1d}1;'\u{ff20}x");
        assert_eq!(for_cell("a\t=1"), "a =1");
        for plain in [
            "a=b",
            "a; b = 1; c-d",
            "b@example.com;c@example.com",
            "x;",
            ";;",
            "2-3",
        ] {
            assert!(matches!(for_cell(plain), Cow::Borrowed(_)), "{plain}");
        }
        assert_eq!(for_markdown("<b>*x*[y](z)"), "&lt;b&gt;\\*x\\*\\[y\\](z)");
        assert_eq!(as_code("a`b"), "`` a`b ``");
        assert_eq!(as_code("ab"), "`ab`");
        assert_eq!(as_block("bash", "a\nb\u{202e}"), "~~~bash\na\nb\\u{202e}\n~~~");
        assert_eq!(as_block("x\n# big\n", "~~~\n# a"), "~~~~~~\n~~~\n# a\n~~~~~~");
    }
}
