//! Octets to whole responses: lines with the literals that belong to them. Stands on imap-codec's splitter, which
//! keeps in step whatever a line holds.

use imap_codec::fragmentizer::Fragmentizer;

/// One response as it came, line end included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Framed {
    pub(crate) octets: Vec<u8>,
    /// Longer than the limit: what went beyond it is lost.
    pub(crate) cut: bool,
}

/// Collects octets and hands out responses.
#[derive(Debug)]
pub(crate) struct Framer {
    fragments: Fragmentizer,
}

impl Framer {
    /// Keeps at most so many octets of one response.
    pub(crate) fn new(limit: u32) -> Framer {
        Framer {
            fragments: Fragmentizer::new(limit),
        }
    }

    pub(crate) fn push(&mut self, octets: &[u8]) {
        self.fragments.enqueue_bytes(octets);
    }

    /// The next whole response.
    pub(crate) fn next(&mut self) -> Option<Framed> {
        while self.fragments.progress().is_some() {
            if self.fragments.is_message_complete() {
                return Some(Framed {
                    octets: self.fragments.message_bytes().to_vec(),
                    cut: self.fragments.is_max_message_size_exceeded(),
                });
            }
        }
        None
    }

    /// Whether the response that is arriving has already passed the limit.
    pub(crate) fn overflows(&self) -> bool {
        self.fragments.is_max_message_size_exceeded()
    }

    /// A whole line that was held back because its text ends like the announcement of a literal
    /// (`* BYE too many connections {12}`) and the literal never came. What followed it is read anew.
    pub(crate) fn plain_line(&mut self) -> Option<Framed> {
        let held = self.held();
        let end = held.iter().position(|octet| *octet == b'\n')? + 1;
        let cut = self.overflows();
        self.fragments.skip_message();
        let (line, rest) = held.split_at_checked(end)?;
        self.push(rest);
        Some(Framed {
            octets: line.to_vec(),
            cut,
        })
    }

    /// What has arrived of a response that is not whole.
    pub(crate) fn held(&self) -> Vec<u8> {
        if self.fragments.is_message_complete() {
            Vec::new()
        } else {
            self.fragments.message_bytes().to_vec()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(framer: &mut Framer) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| framer.next())
            .map(|framed| framed.octets)
            .collect()
    }

    #[test]
    fn responses_come_whole_however_they_are_split() {
        let text = b"* OK ready\r\n* LIST () \"/\" {5}\r\na\r\nb)\r\n* 1 EXISTS\nA1 OK done\r\n";
        let expected: [&[u8]; 4] = [
            b"* OK ready\r\n",
            b"* LIST () \"/\" {5}\r\na\r\nb)\r\n",
            b"* 1 EXISTS\n",
            b"A1 OK done\r\n",
        ];
        for size in 1..text.len() {
            let mut framer = Framer::new(1000);
            let mut found = Vec::new();
            for piece in text.chunks(size) {
                framer.push(piece);
                found.extend(all(&mut framer));
            }
            assert_eq!(found, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_text_that_ends_like_a_literal_is_given_up_as_a_line() {
        let mut framer = Framer::new(1000);
        framer.push(b"* BYE too many connections {12}\r\nA1 NO x\r\n");
        assert_eq!(framer.next(), None, "12 octets are missing yet");
        let line = framer.plain_line().unwrap();
        assert_eq!(line.octets, b"* BYE too many connections {12}\r\n");
        assert_eq!(framer.next().unwrap().octets, b"A1 NO x\r\n");
        assert_eq!(framer.plain_line(), None);
    }

    #[test]
    fn half_a_line_is_no_line_but_is_not_forgotten() {
        let mut framer = Framer::new(1000);
        framer.push(b"* OK half a li");
        assert_eq!(framer.next(), None);
        assert_eq!(framer.plain_line(), None);
        assert_eq!(framer.held(), b"* OK half a li");
        framer.push(b"ne\r\n");
        assert_eq!(framer.next().unwrap().octets, b"* OK half a line\r\n");
        assert_eq!(framer.held(), b"");
    }

    #[test]
    fn a_response_beyond_the_limit_is_cut_and_the_next_one_is_whole() {
        let mut framer = Framer::new(8);
        framer.push(b"* OK 0123456789");
        assert_eq!(framer.next(), None);
        assert!(framer.overflows());
        framer.push(b"\r\n* X\r\n");
        assert_eq!(
            framer.next(),
            Some(Framed {
                octets: b"* OK 012".to_vec(),
                cut: true
            })
        );
        assert_eq!(
            framer.next(),
            Some(Framed {
                octets: b"* X\r\n".to_vec(),
                cut: false
            })
        );
        // A literal of four gigabytes is announced: nothing is set aside for it.
        framer.push(b"* L {4294967295}\r\nxxxx");
        assert_eq!(framer.next(), None);
        assert!(framer.held().len() <= 8);
    }
}
