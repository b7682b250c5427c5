//! What is answered.

use super::PAGED;
use crate::ber::{ENUMERATED, INTEGER, OCTETS, Reader, SEQUENCE, SET, Spoilt};
use crate::entry::Entry;

/// The result of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: i64,
    /// What the server says besides, for people.
    pub(crate) text: String,
    /// Where else to ask.
    pub(crate) referrals: Vec<String>,
}

/// One message of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Response {
    /// The end of a sign-in or of StartTLS.
    Result(Answer),
    /// An entry of a search.
    Entry(Entry),
    /// Other places where the search would go on.
    Reference(Vec<String>),
    /// The end of a search, with the mark of the next page; empty when there is none.
    Done(Answer, Vec<u8>),
    /// Something that no question of ours brings about.
    Other,
}

/// A message and the number of the question it belongs to; 0 is a notice of the server's own.
pub(crate) fn parse(octets: &[u8]) -> Result<(i64, Response), Spoilt> {
    let mut message = Reader::new(octets).inner(SEQUENCE)?;
    let id = message.integer(INTEGER)?;
    let (tag, op) = message.any()?;
    let op = Reader::new(op);
    let response = match tag {
        0x61 | 0x78 => Response::Result(answer(op)?),
        0x64 => Response::Entry(entry(op)?),
        0x65 => Response::Done(answer(op)?, cookie(message)?),
        0x73 => Response::Reference(texts(op)?),
        _ => Response::Other,
    };
    Ok((id, response))
}

fn answer(mut op: Reader<'_>) -> Result<Answer, Spoilt> {
    let code = op.integer(ENUMERATED)?;
    op.octets(OCTETS)?;
    let text = op.text(OCTETS)?;
    let referrals = match op.peek() {
        Some(0xa3) => texts(op.inner(0xa3)?)?,
        _ => Vec::new(),
    };
    Ok(Answer {
        code,
        text,
        referrals,
    })
}

fn entry(mut op: Reader<'_>) -> Result<Entry, Spoilt> {
    let dn = op.text(OCTETS)?;
    let mut list = op.inner(SEQUENCE)?;
    let mut attributes = Vec::new();
    while !list.is_empty() {
        let mut attribute = list.inner(SEQUENCE)?;
        let name = attribute.text(OCTETS)?;
        let mut set = attribute.inner(SET)?;
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.octets(OCTETS)?.to_vec());
        }
        attributes.push((name, values));
    }
    Ok(Entry {
        dn,
        attributes,
        incomplete: Vec::new(),
    })
}

fn texts(mut list: Reader<'_>) -> Result<Vec<String>, Spoilt> {
    let mut texts = Vec::new();
    while !list.is_empty() {
        texts.push(list.text(OCTETS)?);
    }
    Ok(texts)
}

/// The mark of the next page, out of the controls behind the operation.
fn cookie(mut message: Reader<'_>) -> Result<Vec<u8>, Spoilt> {
    if message.peek() != Some(0xa0) {
        return Ok(Vec::new());
    }
    let mut controls = message.inner(0xa0)?;
    while !controls.is_empty() {
        let mut control = controls.inner(SEQUENCE)?;
        if control.octets(OCTETS)? != PAGED.as_bytes() {
            continue;
        }
        while !control.is_empty() {
            let (tag, value) = control.any()?;
            if tag == OCTETS {
                let mut value = Reader::new(value).inner(SEQUENCE)?;
                value.integer(INTEGER)?;
                return value.octets(OCTETS).map(<[u8]>::to_vec);
            }
        }
    }
    Ok(Vec::new())
}
