//! Finds where a JSON value ends, so that it can be parsed alone. Whether it is well formed is not its business.

use crate::error::{Fault, Problem};
use crate::text::Text;
use std::io::BufRead;

/// Cuts values out of a text.
#[derive(Debug)]
pub(super) struct Frame {
    limit: usize,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Frame {
    pub(super) fn new(limit: usize) -> Self {
        Frame {
            limit,
            depth: 0,
            in_string: false,
            escaped: false,
        }
    }

    /// Appends the value at which the text stands.
    pub(super) fn value(&mut self, text: &mut Text, out: &mut Vec<u8>) -> Result<(), Fault> {
        self.read(text, out, 0)
    }

    /// Appends what follows in the object in which the text stands, with its closing bracket.
    pub(super) fn rest_of_object(&mut self, text: &mut Text, out: &mut Vec<u8>) -> Result<(), Fault> {
        self.read(text, out, 1)
    }

    fn read(&mut self, text: &mut Text, out: &mut Vec<u8>, depth: usize) -> Result<(), Fault> {
        (self.depth, self.in_string, self.escaped) = (depth, false, false);
        let start = text.place();
        loop {
            let buffer = text.fill_buf().map_err(|error| Fault::io(start, error))?;
            if buffer.is_empty() {
                // Only a bare number or word can end with the text.
                return match self.depth == 0 && !self.in_string && !out.is_empty() {
                    true => Ok(()),
                    false => Err(Fault::at(start, Problem::Truncated("a value, which begins here"))),
                };
            }
            let (used, ended) = self.scan(buffer, out.is_empty() && depth == 0);
            out.extend_from_slice(buffer.get(..used).unwrap_or_default());
            text.consume(used);
            if self.depth > self.limit {
                let (what, limit) = ("the depth of a value", self.limit as u64);
                return Err(Fault::at(start, Problem::TooLarge { what, limit }));
            }
            if ended {
                return Ok(());
            }
        }
    }

    /// How many octets belong to the value, and whether it ends there.
    fn scan(&mut self, octets: &[u8], starts: bool) -> (usize, bool) {
        let mut at = 0;
        while let Some(&octet) = octets.get(at) {
            if self.in_string {
                at += self.scan_string(octets.get(at..).unwrap_or_default());
                if !self.in_string && self.depth == 0 {
                    return (at, true);
                }
                continue;
            }
            let first = starts && at == 0;
            match octet {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth <= 1 => {
                    // At depth 0 it closes what stands around a bare value; as a first octet it must be taken along.
                    let own = usize::from(self.depth == 1 || first);
                    self.depth = 0;
                    return (at + own, true);
                }
                b'}' | b']' => self.depth -= 1,
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    return (at + usize::from(first), true);
                }
                _ => {}
            }
            at += 1;
            if self.depth > self.limit {
                return (at, false);
            }
        }
        (at, false)
    }

    /// How many octets belong to the string in which the scan stands.
    fn scan_string(&mut self, octets: &[u8]) -> usize {
        if self.escaped {
            self.escaped = false;
            return 1;
        }
        let Some(at) = memchr::memchr2(b'"', b'\\', octets) else {
            return octets.len();
        };
        match octets.get(at) {
            Some(b'"') => self.in_string = false,
            _ => self.escaped = true,
        }
        at + 1
    }
}
