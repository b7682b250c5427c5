//! Security identifiers (MS-DTYP 2.4.2): how accounts and groups are named in descriptors, in octets and as text.
//!
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp/78eb9013-1c3a-4970-ad1f-2b1dad588a25>

use super::octets::Octets;
use std::fmt;

/// The most sub-authorities that an identifier may have.
const MOST_PARTS: usize = 15;

/// A security identifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Sid {
    /// 48 bits.
    authority: u64,
    parts: Box<[u32]>,
}

impl Sid {
    /// Reads `S-1-5-21-...`. The authority may be written with hexadecimal digits, as large ones are.
    pub(crate) fn parse(text: &str) -> Option<Sid> {
        let mut words = text.trim().split('-');
        if !words.next()?.eq_ignore_ascii_case("s") || words.next()? != "1" {
            return None;
        }
        let authority = number(words.next()?)?;
        let parts: Option<Vec<u32>> = words.map(|word| u32::try_from(number(word)?).ok()).collect();
        let parts = parts.filter(|parts| parts.len() <= MOST_PARTS)?;
        (authority >> 48 == 0).then_some(Sid {
            authority,
            parts: parts.into(),
        })
    }

    /// Reads the octets of one, and says how many they are.
    pub(crate) fn read(octets: &[u8]) -> Option<(Sid, usize)> {
        let octets = Octets(octets);
        if octets.u8(0)? != 1 {
            return None;
        }
        let count = usize::from(octets.u8(1)?);
        if count > MOST_PARTS {
            return None;
        }
        // The authority alone stands with its greatest octet first.
        let authority = (2..8).try_fold(0u64, |sum, at| Some(sum << 8 | u64::from(octets.u8(at)?)))?;
        let parts: Option<Vec<u32>> = (0..count).map(|part| octets.u32(8 + 4 * part)).collect();
        let sid = Sid {
            authority,
            parts: parts?.into(),
        };
        Some((sid, 8 + 4 * count))
    }

    /// The last part: what names the account or group within its domain.
    pub(crate) fn rid(&self) -> Option<u32> {
        self.parts.last().copied()
    }

    /// The identifier without its last part.
    pub(crate) fn domain(&self) -> Option<Sid> {
        let (_, parts) = self.parts.split_last()?;
        Some(Sid {
            authority: self.authority,
            parts: parts.into(),
        })
    }

    /// This identifier of a domain with one part more.
    pub(crate) fn with(&self, rid: u32) -> Sid {
        let mut parts = self.parts.to_vec();
        parts.push(rid);
        Sid {
            authority: self.authority,
            parts: parts.into(),
        }
    }

    /// Whether it names an account or group of a domain (`S-1-5-21-` and three numbers before the last).
    pub(crate) fn in_domain(&self) -> bool {
        self.authority == 5 && self.parts.len() == 5 && self.parts.first() == Some(&21)
    }

    /// Whether it is an account or group that every domain has by this number.
    pub(crate) fn is_of_domain(&self, rid: u32) -> bool {
        self.in_domain() && self.rid() == Some(rid)
    }

    /// Its octets.
    #[cfg(test)]
    pub(crate) fn octets(&self) -> Vec<u8> {
        let mut octets = vec![1, self.parts.len() as u8];
        octets.extend_from_slice(&self.authority.to_be_bytes()[2..]);
        for part in &self.parts {
            octets.extend_from_slice(&part.to_le_bytes());
        }
        octets
    }
}

/// A number as identifiers hold them: decimal, or hexadecimal behind `0x`.
fn number(word: &str) -> Option<u64> {
    match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()
        }
        None if word.bytes().all(|digit| digit.is_ascii_digit()) => word.parse().ok(),
        _ => None,
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.authority >> 32 {
            0 => write!(out, "S-1-{}", self.authority)?,
            _ => write!(out, "S-1-0x{:012x}", self.authority)?,
        }
        self.parts.iter().try_for_each(|part| write!(out, "-{part}"))
    }
}
