//! The entry for fuzzing: whatever a server sends, no panic and no endless run.

use crate::wire::{Framer, Reader, decode_utf7, printable, read};

/// Octets of a response that are kept.
const LIMIT: u32 = 64 << 10;

/// Octets of a response that are shown.
const SHOWN: usize = 200;

/// Reads any octets as the words of a server, in packets whose size the first octet says. Returns how many responses were
/// understood.
pub fn fuzz(octets: &[u8]) -> u64 {
    let Some((size, octets)) = octets.split_first() else {
        return 0;
    };
    let mut framer = Framer::new(LIMIT);
    let mut understood = 0;
    for packet in octets.chunks(usize::from(*size) + 1) {
        framer.push(packet);
        while let Some(framed) = framer.next() {
            understood += u64::from(response(&framed.octets));
        }
    }
    while let Some(framed) = framer.plain_line() {
        understood += u64::from(response(&framed.octets));
        while let Some(framed) = framer.next() {
            understood += u64::from(response(&framed.octets));
        }
    }
    understood + u64::from(response(&framer.held()))
}

/// Whether anybody reads the response. What is said about it is made, too, and thrown away.
fn response(octets: &[u8]) -> bool {
    let (_, reader) = read(octets);
    let shown = printable(octets, SHOWN);
    let _ = decode_utf7(&shown);
    reader != Reader::Nobody
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_read_however_they_are_cut() {
        let words = b"* OK ready\r\n* LIST (\\Noselect) \"/\" {3}\r\na/b\r\n* BYE {12}\r\nA1 OK done\r\n";
        for size in [0, 1, 7, 255] {
            let mut octets = vec![size];
            octets.extend_from_slice(words);
            assert_eq!(fuzz(&octets), 4, "{size}");
        }
        assert_eq!(fuzz(b""), 0);
    }
}
