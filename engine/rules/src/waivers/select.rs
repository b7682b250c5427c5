//! Which rules and subjects a waiver is for: ids, with `*` for anything.

use std::fmt;

/// An id, or a pattern with `*` for any stretch of characters. Compared as ids are: ASCII capitals do not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The pattern of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Pattern(text.into())
    }

    /// Whether it names more than one thing.
    pub fn is_open(&self) -> bool {
        self.0.contains('*')
    }

    /// Whether it names everything.
    pub fn is_everything(&self) -> bool {
        self.is_open() && self.0.bytes().all(|byte| byte == b'*')
    }

    /// Whether it fits an id.
    pub fn matches(&self, id: &str) -> bool {
        fits(
            self.0.to_ascii_lowercase().as_bytes(),
            id.to_ascii_lowercase().as_bytes(),
        )
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Goes back to the last star only, so that time grows with the product of both lengths and no faster.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(byte) if text.get(read) == Some(byte) => {
                at += 1;
                read += 1;
            }
            _ => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    at = back + 1;
                    read = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|byte| *byte == b'*')
}
