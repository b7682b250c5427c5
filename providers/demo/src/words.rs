//! The words of a command line: atoms, strings and lists, for the commands that the codec cannot read (LIST with
//! RETURN, XLIST, Gmail's FETCH items, SEARCH with RETURN). It splits; what the words mean is said elsewhere.

/// One word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// An atom, as written.
    Atom(Vec<u8>),
    /// A quoted string or a literal, unescaped.
    Text(Vec<u8>),
    /// A list in parentheses.
    List(Vec<Word>),
}

/// Lists within lists that are followed before a command counts as malformed.
const DEPTH: u32 = 8;

impl Word {
    /// The octets of a word that is not a list.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Word::Atom(bytes) | Word::Text(bytes) => Some(bytes),
            Word::List(_) => None,
        }
    }

    /// An atom in capitals: keywords are case-insensitive (RFC 3501 section 9).
    pub(crate) fn keyword(&self) -> Option<String> {
        match self {
            Word::Atom(bytes) => Some(String::from_utf8_lossy(bytes).to_ascii_uppercase()),
            _ => None,
        }
    }

    /// The words of a list.
    pub(crate) fn list(&self) -> Option<&[Word]> {
        match self {
            Word::List(words) => Some(words),
            _ => None,
        }
    }

    /// The keywords of a list, or the one keyword that stands alone.
    pub(crate) fn keywords(&self) -> Option<Vec<String>> {
        match self {
            Word::List(words) => words.iter().map(Word::keyword).collect(),
            word => Some(vec![word.keyword()?]),
        }
    }
}

/// Splits a whole command, literals included. `None` when quotes or brackets do not match.
pub(crate) fn split(message: &[u8]) -> Option<Vec<Word>> {
    let mut rest = message.strip_suffix(b"\n").unwrap_or(message);
    rest = rest.strip_suffix(b"\r").unwrap_or(rest);
    let words = words(&mut rest, 0)?;
    rest.is_empty().then_some(words)
}

fn words(rest: &mut &[u8], depth: u32) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    loop {
        match rest.first() {
            None => return Some(words),
            Some(b')') => return (depth > 0).then_some(words),
            Some(b' ') => *rest = rest.get(1..)?,
            Some(b'(') if depth < DEPTH => {
                *rest = rest.get(1..)?;
                let inner = self::words(rest, depth + 1)?;
                *rest = rest.strip_prefix(b")")?;
                words.push(Word::List(inner));
            }
            Some(b'(') => return None,
            Some(b'"') => words.push(Word::Text(quoted(rest)?)),
            Some(b'{') => words.push(Word::Text(literal(rest)?)),
            Some(_) => words.push(Word::Atom(atom(rest)?)),
        }
    }
}

fn quoted(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut octets = rest.iter().enumerate().skip(1);
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'"' => {
                *rest = rest.get(at + 1..)?;
                return Some(text);
            }
            b'\\' => text.push(*octets.next()?.1),
            b'\r' | b'\n' => return None,
            octet => text.push(*octet),
        }
    }
    None
}

/// `{5}`, a line end, five octets. The framing has made sure that they are there.
fn literal(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let close = rest.iter().position(|octet| *octet == b'}')?;
    let digits = std::str::from_utf8(rest.get(1..close)?).ok()?;
    let length: usize = digits.trim_end_matches('+').parse().ok()?;
    let after = rest.get(close + 1..)?;
    let body = after
        .strip_prefix(b"\r\n")
        .or_else(|| after.strip_prefix(b"\n"))?;
    let (text, tail) = (body.get(..length)?.to_vec(), body.get(length..)?);
    *rest = tail;
    Some(text)
}

/// Up to a space or a parenthesis, but `BODY[HEADER.FIELDS (TO)]` is one word.
fn atom(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut brackets = 0_u32;
    let end = rest.iter().position(|octet| {
        match octet {
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            b' ' | b'(' | b')' | b'"' if brackets == 0 => return true,
            _ => {}
        }
        false
    });
    let (word, tail) = rest.split_at(end.unwrap_or(rest.len()));
    let word = word.to_vec();
    *rest = tail;
    (!word.is_empty() && brackets == 0).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(text: &str) -> Word {
        Word::Atom(text.as_bytes().to_vec())
    }

    fn text(text: &str) -> Word {
        Word::Text(text.as_bytes().to_vec())
    }

    #[test]
    fn the_forms_of_words() {
        let line = b"a1 LIST (SUBSCRIBED) \"\" (\"In\\\"box\" a*) RETURN (STATUS (MESSAGES SIZE))\r\n";
        let words = split(line).unwrap();
        assert_eq!(words[2], Word::List(vec![atom("SUBSCRIBED")]));
        assert_eq!(words[3], text(""));
        assert_eq!(words[4], Word::List(vec![text("In\"box"), atom("a*")]));
        assert_eq!(
            words[6].list().unwrap()[1].keywords().unwrap(),
            ["MESSAGES", "SIZE"]
        );
    }

    #[test]
    fn literals_may_hold_anything() {
        let words = split(b"a LIST {0}\r\n {4+}\r\na\"\r(\n").unwrap();
        assert_eq!(words[2..], [text(""), text("a\"\r(")]);
    }

    #[test]
    fn a_section_is_one_word() {
        let words = split(b"a FETCH 1 (BODY.PEEK[HEADER.FIELDS (TO)] UID)\n").unwrap();
        assert_eq!(
            words[3],
            Word::List(vec![atom("BODY.PEEK[HEADER.FIELDS (TO)]"), atom("UID")])
        );
    }

    #[test]
    fn what_does_not_match_is_refused() {
        let deep = format!("a {}{}", "(".repeat(20), ")".repeat(20));
        for line in [
            "a (b",
            "a b)",
            "a \"b",
            "a {9}\r\nb",
            "a {x}\r\nb",
            "a b[c",
            "a \"b\\",
            deep.as_str(),
        ] {
            assert_eq!(split(line.as_bytes()), None, "{line:?}");
        }
    }
}
