//! The third reader: our own tokens, for lines that both parsers refuse: NAMESPACE without spaces, STATUS with items
//! of extensions, QUOTA without a list, ESEARCH, XLIST, LIST with extended data, sizes beyond 32 bits.

use super::tokens::{Token, tokens};
use super::{Condition, Esearch, Fetched, Listed, Namespaces, Quota, Response, StatusItems};

/// Reads what it can of an odd line.
pub(crate) fn read(octets: &[u8]) -> Option<Response> {
    if let Some(condition) = Condition::read(octets) {
        return Some(Response::Condition(condition));
    }
    let line = octets.strip_suffix(b"\n").unwrap_or(octets);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let rest = line.strip_prefix(b"*")?;
    let tokens = tokens(rest)?;
    let (first, rest) = tokens.split_first()?;
    match first.number() {
        Some(number) => numbered(number, rest),
        None => named(&first.text()?.to_ascii_uppercase(), rest),
    }
}

fn numbered(number: u64, rest: &[Token]) -> Option<Response> {
    let (word, rest) = rest.split_first()?;
    match word.text()?.to_ascii_uppercase().as_str() {
        "EXISTS" => Some(Response::Exists(number)),
        "FETCH" => Some(Response::Fetched(fetched(rest.first()?.items()))),
        "RECENT" | "EXPUNGE" => Some(Response::Other),
        _ => None,
    }
}

fn named(word: &str, rest: &[Token]) -> Option<Response> {
    match word {
        "CAPABILITY" => {
            let words = rest.iter().filter_map(Token::text);
            Some(Response::Capability(
                words.map(|word| word.to_ascii_uppercase()).collect(),
            ))
        }
        "LIST" | "XLIST" => listed(rest).map(Response::Listed),
        "STATUS" => {
            let (mailbox, rest) = rest.split_first()?;
            let items = rest.first().map(Token::items).unwrap_or_default();
            Some(Response::Status {
                mailbox: mailbox.octets()?.to_vec(),
                items: status(items),
            })
        }
        "QUOTA" => {
            let (root, rest) = rest.split_first()?;
            let list = rest.first().map(Token::items).unwrap_or_default();
            Some(Response::Quota(Quota {
                root: root.octets()?.to_vec(),
                storage: storage(list),
            }))
        }
        "QUOTAROOT" => {
            let roots = rest.iter().skip(1).filter_map(Token::octets);
            Some(Response::QuotaRoots(roots.map(<[u8]>::to_vec).collect()))
        }
        "NAMESPACE" => Some(Response::Namespaces(Namespaces {
            personal: prefixes(rest.first()?),
            other: rest.get(1).map(prefixes).unwrap_or_default(),
            shared: rest.get(2).map(prefixes).unwrap_or_default(),
        })),
        "ID" => Some(Response::Id(pairs(rest.first()?.items()))),
        // A list at its end is the modification sequence of RFC 7162. Anything else that is no number makes it unreadable: it would
        // look like fewer messages.
        "SEARCH" => {
            let found = rest.iter().filter(|token| !token.is_list()).map(Token::number);
            found.collect::<Option<Vec<u64>>>().map(Response::Search)
        }
        "ESEARCH" => {
            let number = |name| value(rest, name).and_then(Token::number);
            Some(Response::Esearch(Esearch {
                count: number("COUNT"),
                min: number("MIN"),
            }))
        }
        "MYRIGHTS" => match rest {
            [mailbox, rights, ..] => Some(Response::Rights {
                mailbox: mailbox.octets()?.to_vec(),
                rights: rights.text()?,
            }),
            _ => None,
        },
        "FLAGS" | "LSUB" | "ENABLED" | "ACL" | "LISTRIGHTS" => Some(Response::Other),
        _ => None,
    }
}

fn listed(rest: &[Token]) -> Option<Listed> {
    let [attributes, delimiter, name, ..] = rest else {
        return None;
    };
    if !attributes.is_list() {
        return None;
    }
    let attributes = attributes.items().iter().filter_map(Token::text);
    Some(Listed {
        attributes: attributes.map(|one| one.to_ascii_lowercase()).collect(),
        delimiter: delimiter.text().and_then(|text| text.chars().next()),
        // A folder may be called NIL: here it is a name.
        name: match name {
            Token::Atom(octets) | Token::Text(octets) => octets.clone(),
            Token::List(_) => return None,
        },
    })
}

fn status(items: &[Token]) -> StatusItems {
    let number = |name| value(items, name).and_then(Token::number);
    StatusItems {
        messages: number("MESSAGES"),
        uid_next: number("UIDNEXT"),
        uid_validity: number("UIDVALIDITY"),
        size: number("SIZE"),
        // RFC 8474 section 4: MAILBOXID (id).
        mailbox_id: value(items, "MAILBOXID").and_then(|id| id.items().first().unwrap_or(id).text()),
    }
}

fn storage(list: &[Token]) -> Option<(u64, u64)> {
    let at = list.iter().position(|token| is(token, "STORAGE"))?;
    Some((list.get(at + 1)?.number()?, list.get(at + 2)?.number()?))
}

fn prefixes(token: &Token) -> Vec<Vec<u8>> {
    let first = |pair: &Token| pair.items().first().and_then(Token::octets).map(<[u8]>::to_vec);
    token.items().iter().filter_map(first).collect()
}

fn pairs(list: &[Token]) -> Vec<(String, Option<String>)> {
    let pair = |pair: &[Token]| Some((pair.first()?.text()?, pair.get(1).and_then(Token::text)));
    list.chunks(2).filter_map(pair).collect()
}

fn fetched(items: &[Token]) -> Fetched {
    let number = |name| value(items, name).and_then(Token::number);
    Fetched {
        uid: number("UID"),
        size: number("RFC822.SIZE"),
    }
}

/// What follows a name in a flat list of names and values.
fn value<'a>(items: &'a [Token], name: &str) -> Option<&'a Token> {
    let at = items.iter().position(|token| is(token, name))?;
    items.get(at + 1)
}

fn is(token: &Token, word: &str) -> bool {
    token
        .octets()
        .is_some_and(|octets| octets.eq_ignore_ascii_case(word.as_bytes()))
}
