//! The text of an export: any encoding in, UTF-8 out, with lines and octets counted and amounts limited.
//!
//! It is the only reader that the forms see. It knows nothing about them.

mod encoding;
mod oem;
#[cfg(test)]
mod tests;

pub use encoding::Encoding;

use crate::error::Overrun;
use crate::source::Octets;
use crate::{Limits, Place};
use encoding::{Guess, declared, guess_start, guess_text};
use std::io::{self, BufRead, Read};

/// Octets that are read and decoded at once.
const CHUNK: usize = 64 << 10;

/// The decoded text of an export.
pub(crate) struct Text {
    octets: Octets,
    decoder: Option<encoding_rs::Decoder>,
    encoding: Encoding,
    /// What an XML declaration names.
    declared: Option<&'static encoding_rs::Encoding>,
    /// Decoded text that was not consumed; `at` is where it starts.
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    seen: u64,
    limits: Limits,
    allowance: u64,
    line: u64,
    offset: u64,
    notes: Notes,
}

/// What was odd about the encoding.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Notes {
    /// The encoding had to be guessed.
    pub(crate) guessed: bool,
    /// The guessed text looks like that of a console code page, which the guess does not cover.
    pub(crate) oem: bool,
    /// The mark at the start of the file names another encoding than the text has.
    pub(crate) wrong_mark: bool,
    /// Some octets are not text in this encoding and were replaced.
    pub(crate) replaced: bool,
}

impl Text {
    /// Starts reading.
    pub(crate) fn new(octets: Octets, limits: &Limits) -> io::Result<Self> {
        let mut text = Text {
            octets,
            decoder: None,
            encoding: Encoding::Ascii,
            declared: None,
            ready: Vec::new(),
            at: 0,
            ended: false,
            seen: 0,
            limits: *limits,
            allowance: limits.record,
            line: 1,
            offset: 0,
            notes: Notes::default(),
        };
        let first = text.chunk(Vec::new())?;
        let start = guess_start(&first);
        text.declared = declared(&first);
        text.notes.wrong_mark = start.wrong_mark;
        text.choose(start);
        text.decode(first.get(start.skip..).unwrap_or_default().to_vec())?;
        Ok(text)
    }

    /// What is known of the encoding so far: text is ASCII until something else is seen.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(crate) fn notes(&self) -> Notes {
        self.notes
    }

    /// Where the next octet stands.
    pub(crate) fn place(&self) -> Place {
        Place {
            record: 0,
            line: self.line,
            offset: self.offset,
        }
    }

    /// Starts a record: from here it may take as much as the limits allow one record.
    pub(crate) fn begin_record(&mut self) {
        self.allowance = self.limits.record;
    }

    /// Up to `wanted` octets of the text that follows, without consuming them.
    pub(crate) fn head(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.ready.len() - self.at < wanted && !self.ended {
            self.refill()?;
        }
        let rest = self.ready.get(self.at..).unwrap_or_default();
        Ok(rest.get(..wanted).unwrap_or(rest))
    }

    /// The next octet, without consuming it.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.fill_buf()?.first().copied())
    }

    /// Consumes octets as long as they are of a kind; returns how many.
    pub(crate) fn skip_while(&mut self, kind: impl Fn(u8) -> bool) -> io::Result<u64> {
        let mut skipped = 0;
        loop {
            self.begin_record();
            let buffer = self.fill_buf()?;
            let count = buffer.iter().take_while(|&&octet| kind(octet)).count();
            let all = count == buffer.len();
            self.consume(count);
            skipped += count as u64;
            if !all || count == 0 {
                return Ok(skipped);
            }
        }
    }

    /// Appends the next line without its end to `line`; false at the end of the text.
    pub(crate) fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        if self.read_until(b'\n', line)? == 0 {
            return Ok(false);
        }
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok(true)
    }

    fn choose(&mut self, guess: Guess) {
        self.encoding = guess.encoding;
        self.decoder = guess.encoding.decoder();
    }

    /// Decodes more; sets `ended` when there is no more.
    fn refill(&mut self) -> io::Result<()> {
        let octets = self.chunk(Vec::new())?;
        self.decode(octets)
    }

    /// Reads until a chunk is full, since a guess from a few octets is a bad one.
    fn chunk(&mut self, mut start: Vec<u8>) -> io::Result<Vec<u8>> {
        let wanted = CHUNK as u64;
        let read = self.octets.by_ref().take(wanted).read_to_end(&mut start)? as u64;
        self.ended |= read < wanted;
        self.seen += read;
        if self.seen > self.limits.total {
            return Err(io::Error::other(Overrun {
                what: "the file",
                limit: self.limits.total,
            }));
        }
        Ok(start)
    }

    fn decode(&mut self, mut octets: Vec<u8>) -> io::Result<()> {
        if self.decoder.is_none() && !octets.is_ascii() {
            // A character may be cut by the end of the chunk; a second chunk tells.
            if !self.ended {
                octets = self.chunk(octets)?;
            }
            let guess = guess_text(&octets, self.declared);
            self.notes.guessed = guess.guessed;
            self.notes.wrong_mark |= guess.wrong_mark;
            self.notes.oem = guess.guessed && oem::looks_like_console(&octets);
            self.choose(guess);
        }
        self.ready.drain(..self.at);
        self.at = 0;
        match &mut self.decoder {
            None => self.ready.append(&mut octets),
            Some(decoder) => {
                let replaced = append(decoder, &octets, self.ended, &mut self.ready);
                self.notes.replaced |= replaced;
            }
        }
        Ok(())
    }
}

/// Decodes `octets` onto the end of `out`; true when some had to be replaced.
fn append(decoder: &mut encoding_rs::Decoder, octets: &[u8], last: bool, out: &mut Vec<u8>) -> bool {
    let room = decoder
        .max_utf8_buffer_length(octets.len())
        .unwrap_or(octets.len() * 3 + 16);
    let start = out.len();
    out.resize(start + room, 0);
    let target = out.get_mut(start..).unwrap_or_default();
    let (_, _, written, replaced) = decoder.decode_to_utf8(octets, target, last);
    out.truncate(start + written);
    replaced
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.ready.len() && !self.ended {
            self.refill()?;
        }
        let rest = self.ready.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(rest);
        }
        if self.allowance == 0 {
            return Err(io::Error::other(Overrun {
                what: "a record",
                limit: self.limits.record,
            }));
        }
        let allowed = usize::try_from(self.allowance).unwrap_or(usize::MAX);
        Ok(rest.get(..allowed).unwrap_or(rest))
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.at + amount).min(self.ready.len());
        let taken = self.ready.get(self.at..end).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', taken).count() as u64;
        self.offset += taken.len() as u64;
        self.allowance = self.allowance.saturating_sub(taken.len() as u64);
        self.at = end;
    }
}
