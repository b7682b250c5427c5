//! Numbers of rights, properties and classes (MS-DTYP 2.3.4), in the octets of Active Directory and as text.

use std::fmt;

/// A globally unique identifier: its octets as Active Directory stores them, the first three numbers with their smallest octet
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Guid(pub(super) [u8; 16]);

/// Where the octets of the text stand in the stored form.
const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/// Lengths of the groups of hexadecimal digits.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

impl Guid {
    /// Reads `ab721a56-1e2f-11d0-9819-00aa0040529b`, with or without braces around it.
    pub(crate) fn parse(text: &str) -> Option<Guid> {
        let text = text.trim();
        let text = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
            .unwrap_or(text);
        let groups: Vec<&str> = text.split('-').collect();
        let lengths = groups.iter().map(|group| group.len());
        if !lengths.eq(GROUPS) || !text.bytes().all(|sign| sign == b'-' || sign.is_ascii_hexdigit()) {
            return None;
        }
        let number = u128::from_str_radix(&groups.concat(), 16).ok()?;
        let written = number.to_be_bytes();
        let mut stored = [0; 16];
        for (octet, from) in stored.iter_mut().zip(ORDER) {
            *octet = *written.get(from)?;
        }
        Some(Guid(stored))
    }

    /// Reads sixteen octets.
    pub(crate) fn read(octets: &[u8]) -> Option<Guid> {
        Some(Guid(octets.get(..16)?.try_into().ok()?))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, from) in ORDER.into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            write!(out, "{:02x}", self.0.get(from).copied().unwrap_or_default())?;
        }
        Ok(())
    }
}
