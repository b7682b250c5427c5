//! The tokens of IMAP data: atoms, strings, literals, NIL and lists. Lenient where servers are: any spacing, raw
//! octets in strings, missing parentheses at the end. Bounded in depth.

/// Lists inside lists deeper than this are not read.
const DEEPEST: usize = 16;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Atom(Vec<u8>),
    Text(Vec<u8>),
    List(Vec<Token>),
}

impl Token {
    /// The octets of an atom or string; nothing of NIL and lists.
    pub(crate) fn octets(&self) -> Option<&[u8]> {
        match self {
            Token::Atom(atom) if atom.eq_ignore_ascii_case(b"NIL") => None,
            Token::Atom(octets) | Token::Text(octets) => Some(octets),
            Token::List(_) => None,
        }
    }

    /// As text; octets that are no UTF-8 are replaced.
    pub(crate) fn text(&self) -> Option<String> {
        self.octets()
            .map(|octets| String::from_utf8_lossy(octets).into_owned())
    }

    pub(crate) fn number(&self) -> Option<u64> {
        std::str::from_utf8(self.octets()?).ok()?.parse().ok()
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Token] {
        match self {
            Token::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Token::List(_))
    }
}

/// The tokens of some octets; nothing when brackets or quotes make no sense.
pub(crate) fn tokens(octets: &[u8]) -> Option<Vec<Token>> {
    let mut input = octets;
    let tokens = sequence(&mut input, 0)?;
    input.is_empty().then_some(tokens)
}

fn sequence(input: &mut &[u8], depth: usize) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    loop {
        match input.first() {
            None => return Some(found),
            Some(b' ' | b'\t') => *input = input.get(1..)?,
            Some(b')') if depth > 0 => return Some(found),
            Some(b'(') if depth < DEEPEST => {
                *input = input.get(1..)?;
                found.push(Token::List(sequence(input, depth + 1)?));
                *input = input.strip_prefix(b")")?;
            }
            Some(b'"') => found.push(Token::Text(quoted(input)?)),
            Some(b'{') => found.push(literal(input)?),
            Some(_) => found.push(atom(input)?),
        }
    }
}

fn quoted(input: &mut &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut octets = input.iter().enumerate().skip(1);
    loop {
        match octets.next()? {
            (at, b'"') => {
                *input = input.get(at + 1..)?;
                return Some(text);
            }
            (_, b'\\') => text.push(*octets.next()?.1),
            (_, octet) => text.push(*octet),
        }
    }
}

/// A literal, or an atom that begins with a brace.
fn literal(input: &mut &[u8]) -> Option<Token> {
    let end = input.iter().position(|octet| *octet == b'}');
    let size = end.and_then(|end| {
        let digits = input.get(1..end)?;
        let digits = digits.strip_suffix(b"+").unwrap_or(digits);
        Some((end, std::str::from_utf8(digits).ok()?.parse::<usize>().ok()?))
    });
    let Some((end, size)) = size else {
        return atom(input);
    };
    let rest = input.get(end + 1..)?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
    let text = rest.get(..size)?.to_vec();
    *input = rest.get(size..)?;
    Some(Token::Text(text))
}

/// Up to a space or a closing bracket; `BODY[HEADER (X)]`, `MAILBOXID(...)`: square brackets hold together.
fn atom(input: &mut &[u8]) -> Option<Token> {
    let mut square = 0usize;
    let end = input.iter().position(|octet| match octet {
        b'[' => {
            square += 1;
            false
        }
        b']' => {
            square = square.saturating_sub(1);
            false
        }
        b' ' | b'(' | b')' | b'"' => square == 0,
        _ => false,
    });
    let end = end.unwrap_or(input.len());
    if end == 0 {
        return None;
    }
    let atom = input.get(..end)?.to_vec();
    *input = input.get(end..)?;
    Some(Token::Atom(atom))
}
