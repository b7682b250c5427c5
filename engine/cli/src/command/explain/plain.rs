//! Undoing what mail programs, web pages, consoles and wrong encodings do to a text on its way here, so that its words can be
//! recognised. What people get to see stays as they wrote it; this is for looking up alone.

use std::borrow::Cow;

/// The text as its author may have written it.
pub(in crate::command) fn plain(text: &str) -> String {
    let text = mended(text);
    let text = unescaped(&text);
    let text = untagged(&text);
    let text = composed(&text);
    let lines: Vec<&str> = text.lines().map(unquoted).collect();
    lines.join("\n")
}

/// Letters that turn up where UTF-8 was read as a code page of one octet a letter.
const BROKEN: &[char] = &['Ã', 'Ä', 'Å', 'â', 'Â'];

/// UTF-8 that was read as the Turkish or the western code page, line by line: other lines may be whole.
fn mended(text: &str) -> Cow<'_, str> {
    if !text.contains(BROKEN) {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| {
        let pages = [encoding_rs::WINDOWS_1254, encoding_rs::WINDOWS_1252];
        let read = pages.iter().find_map(|page| {
            let (octets, _, lost) = page.encode(line);
            let read = String::from_utf8(octets.into_owned()).ok();
            read.filter(|_| !lost && line.contains(BROKEN))
        });
        read.map_or(Cow::Borrowed(line), Cow::Owned)
    });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// `\u0131`, `\"` and the like of JSON.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") && !text.contains("\\\"") {
        return Cow::Borrowed(text);
    }
    // User names have backslashes too: line breaks and tabs are taken for such only where all of it is JSON.
    let all = text.trim_start().starts_with(['{', '[', '"']);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (written, length) = escape(after, all).unwrap_or(('\\', 0));
        out.push(written);
        rest = after.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out.into()
}

/// The letter of an escape, and how many octets it takes.
fn escape(after: &str, all: bool) -> Option<(char, usize)> {
    match after.chars().next()? {
        'u' => {
            let code = u32::from_str_radix(after.get(1..5)?, 16).ok()?;
            Some((char::from_u32(code)?, 5))
        }
        '"' => Some(('"', 1)),
        'n' | 'r' | 't' if all => Some((' ', 1)),
        _ => None,
    }
}

/// Elements of web pages that stand in what people copy; nothing else in angle brackets is taken for one.
const ELEMENTS: &[&str] = &[
    "a", "b", "body", "br", "code", "div", "em", "font", "html", "i", "li", "p", "pre", "span", "strong",
    "table", "td", "th", "tr", "u", "ul",
];

/// Characters by their names.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("bdquo", '"'),
    ("ccedil", 'ç'),
    ("Ccedil", 'Ç'),
    ("gt", '>'),
    ("icirc", 'î'),
    ("laquo", '"'),
    ("ldquo", '"'),
    ("lsquo", '\''),
    ("lt", '<'),
    ("nbsp", ' '),
    ("ouml", 'ö'),
    ("Ouml", 'Ö'),
    ("quot", '"'),
    ("raquo", '"'),
    ("rdquo", '"'),
    ("rsquo", '\''),
    ("uuml", 'ü'),
    ("Uuml", 'Ü'),
];

/// Without the marks of web pages, and with the characters they name.
fn untagged(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, mark) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let (written, length) = tag(mark).or_else(|| entity(mark)).unwrap_or_else(|| {
            let first = mark.chars().next().unwrap_or(' ');
            (first, first.len_utf8())
        });
        out.push(written);
        rest = mark.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out.into()
}

/// A mark of a web page is a blank.
fn tag(mark: &str) -> Option<(char, usize)> {
    let inner = mark.strip_prefix('<')?;
    let end = inner.find('>')?;
    let name = inner
        .get(..end)
        .filter(|inner| !inner.contains('<'))?
        .trim_start_matches('/');
    let name = name.split([' ', '/', '\t', '\n']).next()?;
    let known = ELEMENTS.iter().any(|known| known.eq_ignore_ascii_case(name));
    known.then_some((' ', end + 2))
}

/// `&quot;`, `&#305;`, `&#x131;`.
fn entity(mark: &str) -> Option<(char, usize)> {
    let end = mark.char_indices().take(10).find(|(_, c)| *c == ';')?.0;
    let name = mark.get(1..end)?;
    let written = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((written, end + 1))
}

/// Letters and the marks that some systems write behind them.
const COMPOSED: &[(char, char, char)] = &[
    ('s', '\u{327}', 'ş'),
    ('S', '\u{327}', 'Ş'),
    ('c', '\u{327}', 'ç'),
    ('C', '\u{327}', 'Ç'),
    ('g', '\u{306}', 'ğ'),
    ('G', '\u{306}', 'Ğ'),
    ('u', '\u{308}', 'ü'),
    ('U', '\u{308}', 'Ü'),
    ('o', '\u{308}', 'ö'),
    ('O', '\u{308}', 'Ö'),
    ('I', '\u{307}', 'İ'),
    ('a', '\u{302}', 'â'),
    ('i', '\u{302}', 'î'),
    ('u', '\u{302}', 'û'),
];

/// Whether a character is there and not seen.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Without what nobody sees, and with letters and their marks in one.
fn composed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_unseen(*c)) {
        let known = matches!(c, '\u{300}'..='\u{36f}').then(|| {
            let last = out.chars().next_back();
            COMPOSED
                .iter()
                .find(|(letter, mark, _)| Some(*letter) == last && *mark == c)
        });
        match known.flatten() {
            Some((_, _, whole)) => {
                out.pop();
                out.push(*whole);
            }
            None => out.push(c),
        }
    }
    out
}

/// A line without the marks that mail programs put before what they quote.
fn unquoted(line: &str) -> &str {
    let quoted = line.trim_start().starts_with('>');
    if quoted {
        line.trim_start_matches(['>', ' '])
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_happened_to_a_text_on_its_way_is_undone() {
        let wanted = "Bu hesapta oturum açarken sorun yaşadık";
        let broken = encoding_rs::WINDOWS_1254.decode(wanted.as_bytes()).0.into_owned();
        for text in [
            wanted,
            "Bu hesapta oturum ac\u{327}arken sorun yas\u{327}adık",
            "Bu hesapta oturum a&ccedil;arken sorun ya&#351;ad&#x131;k",
            "> Bu hesapta oturum açarken sorun yaşadık",
            "Bu \u{200b}hesapta oturum aç\u{ad}arken sorun yaşadık\u{feff}",
            "Bu hesapta oturum a\\u00e7arken sorun ya\\u015fad\\u0131k",
            &broken,
        ] {
            assert_eq!(plain(text).trim(), wanted, "{text}");
        }
        assert_eq!(plain(">> one\n> two"), "one\ntwo");
        assert_eq!(plain("<td class=\"x\">a&nbsp;b</td>").trim(), "a b");
        assert_eq!(
            plain("{\"error\":\"is \\\"full\\\"\\nnow\"}"),
            "{\"error\":\"is \"full\" now\"}"
        );
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in [
            "contoso\\usera and contoso\\nora <ali@contoso.com> a < b & c",
            "Type: one --> Type: two",
            "&; & &unknown; <",
            "für Âge, Ångström",
            "\\u12",
        ] {
            assert_eq!(plain(text), text);
        }
    }
}
