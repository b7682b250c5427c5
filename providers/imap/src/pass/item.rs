//! A message as FETCH answers it: its number and the values of items, read by our own tokens. Strings come unquoted and unescaped,
//! whatever their form on the wire: atom, quoted or literal.

use crate::wire::{Token, tokens};

/// One answer of FETCH.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    number: u64,
    items: &'a [Token],
}

/// An item of a list: its octets, or nothing where the server wrote NIL.
pub type Item<'a> = Option<&'a [u8]>;

impl Message<'_> {
    /// Its sequence number in the folder.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The value of an item that is a number.
    pub fn integer(&self, item: &str) -> Option<u64> {
        self.value(item)?.number()
    }

    /// The value of an item that is a text.
    pub fn text(&self, item: &str) -> Option<&[u8]> {
        self.value(item)?.octets()
    }

    /// The values of an item that is a list. Lists inside it are passed over.
    pub fn list(&self, item: &str) -> Option<impl Iterator<Item = Item<'_>>> {
        let value = self.value(item).filter(|value| value.is_list())?;
        Some(
            value
                .items()
                .iter()
                .filter(|one| !one.is_list())
                .map(Token::octets),
        )
    }

    fn value(&self, item: &str) -> Option<&Token> {
        let is = |token: &Token| {
            token
                .octets()
                .is_some_and(|name| name.eq_ignore_ascii_case(item.as_bytes()))
        };
        self.items.chunks(2).find_map(|pair| match pair {
            [name, value] if is(name) => Some(value),
            _ => None,
        })
    }
}

/// The tokens of an untagged FETCH with the message's number; nothing where the line is none.
pub(crate) fn fetched(line: &[u8]) -> Option<(u64, Vec<Token>)> {
    let rest = line.strip_prefix(b"* ")?;
    let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let number = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
    let rest = rest.get(digits..)?.strip_prefix(b" ")?;
    let (word, rest) = rest.split_at_checked(5)?;
    if !word.eq_ignore_ascii_case(b"FETCH") {
        return None;
    }
    let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
    let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
    let mut found = tokens(rest)?;
    match found.pop() {
        Some(Token::List(items)) if found.is_empty() => Some((number, items)),
        _ => None,
    }
}

/// The message of [`fetched`].
pub(crate) fn message(number: u64, items: &[Token]) -> Message<'_> {
    Message { number, items }
}

#[cfg(test)]
mod tests {
    use super::{fetched, message};

    #[test]
    fn values_in_every_form_of_the_wire() {
        let line = b"* 12 FETCH (X-GM-MSGID 1592225494819146101 X-GM-LABELS (\\Inbox \"\\\\Sent\" \"a\\\"b\" NIL \"NIL\" {5}\r\nW&o)k (x)) rfc822.size 77 INTERNALDATE \"19-Sep-2024 16:41:43 +0000\")\r\n";
        let (number, items) = fetched(line).unwrap();
        let message = message(number, &items);
        assert_eq!(message.number(), 12);
        assert_eq!(message.integer("X-GM-MSGID"), Some(1_592_225_494_819_146_101));
        assert_eq!(message.integer("RFC822.SIZE"), Some(77));
        assert_eq!(
            message.text("INTERNALDATE"),
            Some(&b"19-Sep-2024 16:41:43 +0000"[..])
        );
        let labels: Vec<_> = message.list("X-GM-LABELS").unwrap().collect();
        assert_eq!(
            labels,
            [
                Some(&b"\\Inbox"[..]),
                Some(b"\\Sent"),
                Some(b"a\"b"),
                None,
                Some(b"NIL"),
                Some(b"W&o)k"),
            ]
        );
        assert!(message.list("RFC822.SIZE").is_none());
        assert_eq!(message.integer("FLAGS"), None);
    }

    #[test]
    fn what_is_no_fetch_is_none() {
        for line in [
            "* 3 EXISTS\r\n",
            "A1 OK FETCH ()\r\n",
            "* FETCH (X 1)\r\n",
            "* 1 FETCH X 1\r\n",
            "* 1 FETCH (X (1\r\n",
        ] {
            assert!(fetched(line.as_bytes()).is_none(), "{line}");
        }
    }
}
