//! The text of a descriptor, taken apart into tags, flags, identifiers and brackets.

use crate::rights::descriptor::DescriptorError;

/// A text and how far it was read.
pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Words { text, at: 0 }
    }

    /// What is left.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes as many ASCII characters as the test accepts.
    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().position(|sign| !wanted(sign)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn skip_blanks(&mut self) {
        self.take(|sign| sign.is_ascii_whitespace());
    }

    /// A problem at the place reached.
    pub(super) fn error(&self, problem: &'static str) -> DescriptorError {
        DescriptorError::Text { at: self.at, problem }
    }

    /// The letter of a part, if one begins here.
    pub(super) fn tag(&mut self) -> Option<u8> {
        let mut signs = self.rest().bytes();
        let (letter, colon) = (signs.next()?.to_ascii_uppercase(), signs.next()?);
        let tag = matches!(letter, b'O' | b'G' | b'D' | b'S') && colon == b':';
        tag.then(|| {
            self.at += 2;
            letter
        })
    }

    /// Flags of a list, which end where its entries or another part begins.
    pub(super) fn letters(&mut self) -> String {
        let taken = self.rest();
        let length = taken
            .bytes()
            .position(|sign| !(sign.is_ascii_alphabetic() || sign == b'_'))
            .unwrap_or(taken.len());
        // A colon means that the last letter names the next part.
        let length = match taken.as_bytes().get(length) {
            Some(b':') => length.saturating_sub(1),
            _ => length,
        };
        self.at += length;
        taken.get(..length).unwrap_or_default().to_ascii_uppercase()
    }

    /// An identifier (`S-1-5-...`) or two letters.
    pub(super) fn trustee(&mut self) -> &'a str {
        let rest = self.rest();
        let numbers = rest
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case("s-"));
        if !numbers {
            let letters = rest
                .get(..2)
                .filter(|two| two.bytes().all(|sign| sign.is_ascii_alphabetic()));
            self.at += letters.map_or(0, str::len);
            return letters.unwrap_or_default();
        }
        let start = self.at;
        self.at += 2;
        loop {
            self.take(|sign| sign.is_ascii_digit() || sign == b'-');
            // Hexadecimal digits stand behind `0x` only: a D that follows is the next part.
            if !self.rest().starts_with(['x', 'X']) {
                break;
            }
            self.at += 1;
            self.take(|sign| sign.is_ascii_hexdigit());
            if self.rest().starts_with(':') {
                self.at -= 1;
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// What stands in the bracket that begins here, brackets and texts inside it counted.
    pub(super) fn bracket(&mut self) -> Result<Option<&'a str>, DescriptorError> {
        let Some(body) = self.rest().strip_prefix('(') else {
            return Ok(None);
        };
        let (mut depth, mut quoted) = (1usize, false);
        for (at, sign) in body.bytes().enumerate() {
            match sign {
                b'"' => quoted = !quoted,
                b'(' if !quoted => depth += 1,
                b')' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += at + 2;
                return Ok(body.get(..at));
            }
        }
        Err(self.error("the bracket does not end"))
    }
}
