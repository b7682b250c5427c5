//! The text of an exported file, line by line, in bounded memory: packed with gzip or not, UTF-8, UTF-16 with a mark, or
//! Latin-1 where a line is no UTF-8. It knows nothing of what the lines mean.

use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

/// Octets of a line that are kept; the rest is skipped.
const LINE: usize = 64 << 10;

/// Octets of a whole file after unpacking.
const TOTAL: u64 = 1 << 30;

/// Octets of a file in UTF-16, which is converted at once.
const WIDE: u64 = 64 << 20;

/// First octets of a gzip member (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A line without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The first is 1.
    pub(super) number: u64,
    pub(super) text: String,
    /// It was longer than what is kept.
    pub(super) cut: bool,
}

/// The lines of a file.
pub(super) struct Lines {
    reader: Box<dyn BufRead>,
    number: u64,
    left: u64,
    ended: bool,
}

impl Lines {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Lines> {
        Lines::of(File::open(path)?)
    }

    /// Reads from anything.
    pub(super) fn of(octets: impl Read + 'static) -> io::Result<Lines> {
        Lines::within(octets, TOTAL)
    }

    fn within(octets: impl Read + 'static, total: u64) -> io::Result<Lines> {
        let (start, rest) = sniff(octets)?;
        let plain: Box<dyn Read> = if start.starts_with(&GZIP) {
            Box::new(MultiGzDecoder::new(Cursor::new(start).chain(rest)))
        } else {
            Box::new(Cursor::new(start).chain(rest))
        };
        let (start, rest) = sniff(plain)?;
        let reader: Box<dyn BufRead> = match start.as_slice() {
            [0xFF, 0xFE, ..] => Box::new(Cursor::new(wide(&start, rest, u16::from_le_bytes)?)),
            [0xFE, 0xFF, ..] => Box::new(Cursor::new(wide(&start, rest, u16::from_be_bytes)?)),
            _ => Box::new(BufReader::new(without_mark(start, rest))),
        };
        Ok(Lines {
            reader,
            number: 0,
            left: total,
            ended: false,
        })
    }

    /// Reads the octets of the next line; whether there was one, and whether it was cut.
    fn octets(&mut self, line: &mut Vec<u8>) -> io::Result<(bool, bool)> {
        let (mut any, mut cut) = (false, false);
        loop {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                return Ok((any, cut));
            }
            any = true;
            let end = chunk.iter().position(|octet| *octet == b'\n');
            let taken = end.map_or(chunk.len(), |end| end + 1);
            let wanted = end.unwrap_or(chunk.len());
            let room = LINE.saturating_sub(line.len()).min(wanted);
            line.extend_from_slice(chunk.get(..room).unwrap_or_default());
            cut |= room < wanted;
            self.reader.consume(taken);
            self.left = self.left.saturating_sub(taken as u64);
            if self.left == 0 {
                return Err(io::Error::other("the file is larger than what is read of one"));
            }
            if end.is_some() {
                return Ok((true, cut));
            }
        }
    }
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        if self.ended {
            return None;
        }
        let mut octets = Vec::new();
        match self.octets(&mut octets) {
            Ok((true, cut)) => {
                self.number += 1;
                Some(Ok(Line {
                    number: self.number,
                    text: text(octets),
                    cut,
                }))
            }
            Ok((false, _)) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        }
    }
}

fn sniff<R: Read>(mut octets: R) -> io::Result<(Vec<u8>, R)> {
    let mut start = Vec::new();
    octets.by_ref().take(3).read_to_end(&mut start)?;
    Ok((start, octets))
}

fn without_mark<R: Read>(mut start: Vec<u8>, rest: R) -> Chain<Cursor<Vec<u8>>, R> {
    if start == [0xEF, 0xBB, 0xBF] {
        start.clear();
    }
    Cursor::new(start).chain(rest)
}

/// Text in UTF-16 behind its mark, as UTF-8.
fn wide(start: &[u8], rest: impl Read, unit: fn([u8; 2]) -> u16) -> io::Result<Vec<u8>> {
    let mut octets = start.get(2..).unwrap_or_default().to_vec();
    if rest.take(WIDE).read_to_end(&mut octets)? as u64 == WIDE {
        return Err(io::Error::other(format!(
            "the file in UTF-16 is larger than {WIDE} octets"
        )));
    }
    let units = octets.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Ok(text.into_bytes())
}

fn text(mut octets: Vec<u8>) -> String {
    while octets.last() == Some(&b'\r') {
        octets.pop();
    }
    String::from_utf8(octets)
        .unwrap_or_else(|error| error.as_bytes().iter().map(|octet| char::from(*octet)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn read(octets: &[u8]) -> Vec<String> {
        let lines = Lines::of(Cursor::new(octets.to_vec())).unwrap();
        lines.map(|line| line.unwrap().text).collect()
    }

    #[test]
    fn the_same_lines_in_every_encoding() {
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("é\r\nb".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all("é\nb\n".as_bytes()).unwrap();
        for octets in [
            "é\nb".as_bytes(),
            b"\xEF\xBB\xBF\xC3\xA9\r\nb\r\n",
            b"\xE9\nb\n",
            &utf16,
            &packed.finish().unwrap(),
        ] {
            assert_eq!(read(octets), ["é", "b"], "{octets:?}");
        }
        assert_eq!(read(b""), [""; 0]);
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_keeps_its_number() {
        let mut octets = vec![b'x'; 3 * LINE];
        octets.extend_from_slice(b"\nnext");
        let lines: Vec<Line> = Lines::of(Cursor::new(octets))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(lines[0].cut && lines[0].text.len() == LINE);
        assert_eq!(
            lines[1],
            Line {
                number: 2,
                text: "next".into(),
                cut: false
            }
        );
    }

    #[test]
    fn what_never_ends_is_stopped() {
        let last = Lines::within(io::repeat(b'\n'), 10_000).unwrap().last().unwrap();
        assert!(last.unwrap_err().to_string().contains("larger"));
    }

    #[test]
    fn damaged_packing_is_an_error() {
        let mut lines = Lines::of(Cursor::new(b"\x1f\x8bnonsense".to_vec()));
        assert!(lines.is_err() || lines.as_mut().is_ok_and(|lines| lines.any(|line| line.is_err())));
    }
}
