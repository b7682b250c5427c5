//! Whether a text is an SMTP address, and if not, what keeps it from being one.

use crate::blank::is_blank;

/// Octets of an address: a path of 256 less its angle brackets (RFC 5321 section 4.5.3.1.3).
const ADDRESS: usize = 254;

/// Octets of a local part (RFC 5321 section 4.5.3.1.1).
const LOCAL_PART: usize = 64;

/// Octets of a label of a domain (RFC 1035 section 2.3.4).
const LABEL: usize = 63;

/// What keeps a text from being an SMTP address (RFC 5321 section 4.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    None,
    Empty,
    Blank,
    NoAt,
    SeveralAt,
    LocalPart,
    Domain,
    TooLong,
    NonAscii,
}

impl Problem {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Problem::None => "none",
            Problem::Empty => "empty",
            Problem::Blank => "blank",
            Problem::NoAt => "no_at",
            Problem::SeveralAt => "several_at",
            Problem::LocalPart => "local_part",
            Problem::Domain => "domain",
            Problem::TooLong => "too_long",
            Problem::NonAscii => "non_ascii",
        }
    }
}

/// Looks at a text without blanks around.
pub(crate) fn problem(text: &str) -> Problem {
    if text.is_empty() {
        return Problem::Empty;
    }
    if text.len() > ADDRESS {
        return Problem::TooLong;
    }
    if text.chars().any(|c| is_blank(c) || c.is_control()) {
        return Problem::Blank;
    }
    if text.is_ascii() {
        return ascii(text);
    }
    // Letters beyond ASCII stand for a letter, to see whether they are all that is wrong.
    let plain: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { letter(c) } else { c })
        .collect();
    match ascii(&plain) {
        Problem::None => Problem::NonAscii,
        other => other,
    }
}

fn letter(c: char) -> char {
    if c.is_ascii() { c } else { 'a' }
}

fn ascii(text: &str) -> Problem {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Problem::NoAt;
    };
    if local.contains('@') && !is_quoted(local) {
        return Problem::SeveralAt;
    }
    if local.len() > LOCAL_PART {
        return Problem::TooLong;
    }
    if !(is_quoted(local) || local.split('.').all(is_atom)) {
        return Problem::LocalPart;
    }
    if is_domain(domain) {
        Problem::None
    } else {
        Problem::Domain
    }
}

/// RFC 5321 `Quoted-string`, without blanks.
fn is_quoted(local: &str) -> bool {
    let inner = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let mut chars = inner.unwrap_or("\"").chars();
    while let Some(c) = chars.next() {
        let c = if c == '\\' {
            chars.next()
        } else {
            Some(c).filter(|c| *c != '"')
        };
        if c.is_none_or(|c| !c.is_ascii_graphic()) {
            return false;
        }
    }
    inner.is_some()
}

/// RFC 5322 `1*atext`.
fn is_atom(text: &str) -> bool {
    let atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    !text.is_empty() && text.chars().all(atext)
}

/// A fully qualified name (RFC 5321 section 2.3.5): two labels at least, the last one no number.
fn is_domain(text: &str) -> bool {
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.') && text.split('.').all(is_label) && !last.chars().all(|c| c.is_ascii_digit())
}

fn is_label(text: &str) -> bool {
    let letters = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    letters && (1..=LABEL).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_address_is_told() {
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}.com", "a.".repeat(130));
        for (text, problem) in [
            ("a@example.com", Problem::None),
            ("o'neil+x@sub.example.co.uk", Problem::None),
            ("\"a@b\"@example.com", Problem::None),
            ("\"a\\\"b\"@example.com", Problem::None),
            ("a@xn--rnek-5qa.com", Problem::None),
            ("", Problem::Empty),
            ("a b@example.com", Problem::Blank),
            ("a\u{200b}@example.com", Problem::Blank),
            ("a\n@example.com", Problem::Blank),
            ("a@example.com,", Problem::Domain),
            ("example.com", Problem::NoAt),
            ("a@b@example.com", Problem::SeveralAt),
            ("a@example.com;b@example.com", Problem::SeveralAt),
            ("@example.com", Problem::LocalPart),
            (".a@example.com", Problem::LocalPart),
            ("a..b@example.com", Problem::LocalPart),
            ("<a@example.com", Problem::LocalPart),
            ("\"a\"b\"@example.com", Problem::LocalPart),
            ("\"@example.com", Problem::LocalPart),
            ("a@", Problem::Domain),
            ("a@example", Problem::Domain),
            ("a@example.com.", Problem::Domain),
            ("a@-example.com", Problem::Domain),
            ("a@exa_mple.com", Problem::Domain),
            ("a@10.0.0.1", Problem::Domain),
            ("a@[10.0.0.1]", Problem::Domain),
            (&long, Problem::TooLong),
            (&longer, Problem::TooLong),
            ("ayşe@example.com", Problem::NonAscii),
            ("ayse@örnek.com", Problem::NonAscii),
            ("ayşe@örnek", Problem::Domain),
            ("a’b@example.com", Problem::LocalPart),
        ] {
            assert_eq!(super::problem(text), problem, "{text}");
        }
    }
}
