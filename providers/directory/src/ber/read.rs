//! Reads values out of octets that somebody else wrote. Nothing is copied, nothing recurses: how deep a value goes is up to the
//! caller, who knows the form of the message.

use thiserror::Error;

/// Octets that are no such value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0}")]
pub(crate) struct Spoilt(pub(crate) &'static str);

/// Values one behind the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads these octets.
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Reader(octets)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The tag of the next value, if there is one.
    pub(crate) fn peek(self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next value: its tag and its octets.
    pub(crate) fn any(&mut self) -> Result<(u8, &'a [u8]), Spoilt> {
        let (tag, length, head) = header(self.0)?.ok_or(Spoilt("a value is cut off"))?;
        let content = self.0.get(head..).and_then(|rest| rest.get(..length));
        let content = content.ok_or(Spoilt("a value is cut off"))?;
        self.0 = self.0.get(head.saturating_add(length)..).unwrap_or_default();
        Ok((tag, content))
    }

    /// The octets of the next value, which has this tag.
    pub(crate) fn octets(&mut self, tag: u8) -> Result<&'a [u8], Spoilt> {
        match self.any()? {
            (found, content) if found == tag => Ok(content),
            _ => Err(Spoilt("a value is of another kind than expected")),
        }
    }

    /// The values inside the next one, which has this tag.
    pub(crate) fn inner(&mut self, tag: u8) -> Result<Reader<'a>, Spoilt> {
        self.octets(tag).map(Reader)
    }

    /// The next value as whole number.
    pub(crate) fn integer(&mut self, tag: u8) -> Result<i64, Spoilt> {
        let octets = self.octets(tag)?;
        let (first, short) = (octets.first(), octets.len() <= 8);
        let (Some(first), true) = (first, short) else {
            return Err(Spoilt("a number has no octets or too many"));
        };
        let sign = if first & 0x80 == 0 { 0 } else { -1 };
        Ok(octets
            .iter()
            .fold(sign, |number, octet| (number << 8) | i64::from(*octet)))
    }

    /// The next value as text; what is no UTF-8 is replaced.
    pub(crate) fn text(&mut self, tag: u8) -> Result<String, Spoilt> {
        self.octets(tag)
            .map(|octets| String::from_utf8_lossy(octets).into_owned())
    }
}

/// How long the message at the beginning of these octets is, once they hold it whole.
pub(crate) fn frame(octets: &[u8], limit: usize) -> Result<Option<usize>, Spoilt> {
    match octets.first() {
        None => return Ok(None),
        Some(&super::SEQUENCE) => {}
        Some(_) => return Err(Spoilt("this is no LDAP")),
    }
    let Some((_, length, head)) = header(octets)? else {
        return Ok(None);
    };
    let whole = head.saturating_add(length);
    if whole > limit {
        return Err(Spoilt("a message is larger than the limit"));
    }
    Ok((octets.len() >= whole).then_some(whole))
}

/// Tag, length and the octets that those two take; nothing where they are cut off.
fn header(octets: &[u8]) -> Result<Option<(u8, usize, usize)>, Spoilt> {
    let [tag, first, rest @ ..] = octets else {
        return Ok(None);
    };
    if tag & 0x1f == 0x1f {
        return Err(Spoilt("a tag of several octets"));
    }
    let count = match first {
        0x80 => return Err(Spoilt("a length that is not told")),
        short @ 0..0x80 => return Ok(Some((*tag, usize::from(*short), 2))),
        long => usize::from(long & 0x7f),
    };
    // Four octets are four gigabytes; the length may still be written with zeroes before it.
    if count > 8 {
        return Err(Spoilt("a length of too many octets"));
    }
    let Some(octets) = rest.get(..count) else {
        return Ok(None);
    };
    let length = octets
        .iter()
        .fold(0_u64, |length, octet| (length << 8) | u64::from(*octet));
    let length = usize::try_from(length).map_err(|_| Spoilt("a length beyond any memory"))?;
    Ok(Some((*tag, length, 2 + count)))
}
