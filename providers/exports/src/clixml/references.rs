//! Looks a text through for references, so that reading it keeps only the objects that are asked for again.

use crate::text::Text;
use std::collections::HashSet;
use std::io::{self, BufRead};

/// The start of a reference.
const REFERENCE: &[u8] = b"<Ref ";
/// Octets in which its number must stand.
const TAG: usize = 64;
/// References that are worth remembering; beyond, everything is kept for a while instead.
const MANY: usize = 4_000_000;

/// The numbers of all objects that references point at; nothing when there are too many.
pub(crate) fn wanted(mut text: Text) -> io::Result<Option<HashSet<u64>>> {
    let mut wanted = HashSet::new();
    let finder = memchr::memmem::Finder::new(REFERENCE);
    loop {
        text.begin_record();
        // As much as is there; a tag may be cut by its end.
        let length = text.fill_buf()?.len();
        let window = text.head(length.max(2 * TAG))?;
        if window.is_empty() {
            return Ok(Some(wanted));
        }
        for at in finder.find_iter(window) {
            let tag = window.get(at..(at + TAG).min(window.len())).unwrap_or_default();
            wanted.extend(number(tag));
        }
        if wanted.len() > MANY {
            return Ok(None);
        }
        // The last octets are looked at again with what follows.
        let used = if window.len() > TAG {
            window.len() - TAG
        } else {
            window.len()
        };
        text.consume(used);
    }
}

/// The number in `<Ref N="x" RefId="12" />`.
fn number(tag: &[u8]) -> Option<u64> {
    let at = memchr::memmem::find(tag, b"RefId=")?;
    let digits = tag.get(at + 7..)?;
    let end = digits.iter().position(|octet| !octet.is_ascii_digit())?;
    std::str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}
