//! Frames between the program and its child: a length of four octets (little-endian), a kind of one, and what it carries.

use std::io::{self, Read, Write};

/// Version of the frames. Both sides are the same program, so a difference means that the file was replaced meanwhile.
pub(crate) const PROTOCOL: u32 = 1;

/// No line of a plugin is longer.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// No frame of a child is longer: a description with its packs.
pub(crate) const LONGEST: usize = 16 << 20;

/// What a frame is. Upper case goes from the child to the program, lower case the other way.
pub(crate) mod kind {
    /// Both ways: who is speaking.
    pub(crate) const HELLO: u8 = b'H';
    /// The description.
    pub(crate) const DESCRIPTION: u8 = b'D';
    /// A source or a record.
    pub(crate) const LINE: u8 = b'R';
    /// A line that was too long to be sent; its length.
    pub(crate) const GROSS: u8 = b'G';
    /// A line of the log, after an octet for its level.
    pub(crate) const LOG: u8 = b'L';
    /// Two numbers of eight octets: done, and of how many.
    pub(crate) const PROGRESS: u8 = b'P';
    /// An attempt that is asked for.
    pub(crate) const BUDGET: u8 = b'B';
    /// How an attempt ended: four octets, then the attempt.
    pub(crate) const TOLD: u8 = b'T';
    /// A secret that is asked for.
    pub(crate) const SECRET: u8 = b'S';
    /// A secret to be kept.
    pub(crate) const KEEP: u8 = b'K';
    /// Sign of life.
    pub(crate) const ALIVE: u8 = b'A';
    /// Something that would be touched.
    pub(crate) const TOUCH: u8 = b'U';
    /// The order is carried out.
    pub(crate) const END: u8 = b'E';
    /// The library cannot be used.
    pub(crate) const UNUSABLE: u8 = b'X';
    /// What to do.
    pub(crate) const ORDER: u8 = b'o';
    /// Stop.
    pub(crate) const CANCEL: u8 = b'c';
    /// No more records are taken.
    pub(crate) const ENOUGH: u8 = b'e';
    /// Answer to [`BUDGET`]: 0 granted, 1 later, 2 refused with a note.
    pub(crate) const DECISION: u8 = b'b';
    /// Answer to [`SECRET`]: 0 none, 1 and the secret.
    pub(crate) const ANSWER: u8 = b's';
}

/// Writes a frame in one piece. `frame` is emptied before; it is kept for its memory.
pub(crate) fn write(out: &mut impl Write, frame: &mut Vec<u8>, kind: u8, parts: &[&[u8]]) -> io::Result<()> {
    let length = 1 + parts.iter().map(|part| part.len()).sum::<usize>();
    let too_long = || io::Error::other("a frame of more than four gigabytes");
    frame.clear();
    frame.extend_from_slice(&u32::try_from(length).map_err(|_| too_long())?.to_le_bytes());
    frame.push(kind);
    parts.iter().for_each(|part| frame.extend_from_slice(part));
    out.write_all(frame)
}

/// Reads a frame from the program, whom the child trusts. Nothing at the end of the pipe.
pub(crate) fn read(input: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut head = [0; 5];
    match input.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let [a, b, c, d, kind] = head;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    let mut payload = vec![0; length.saturating_sub(1)];
    input.read_exact(&mut payload)?;
    Ok(Some((kind, payload)))
}

/// How many octets are whole frames at the beginning of what was read from a child, and what is wrong with what follows them.
fn whole(bytes: &[u8]) -> (usize, Option<String>) {
    let mut at = 0;
    while let Some(length) = length(bytes, at) {
        if length == 0 || length > LONGEST {
            return (at, Some(format!("a frame of {length} octets")));
        }
        match at + 4 + length {
            end if end <= bytes.len() => at = end,
            _ => break,
        }
    }
    (at, None)
}

/// Takes the whole frames off the beginning of what was read, and says what is wrong with the rest.
pub(crate) fn take(held: &mut Vec<u8>) -> (Vec<u8>, Option<String>) {
    let (end, wrong) = whole(held);
    let rest = held.split_off(end);
    (std::mem::replace(held, rest), wrong)
}

/// The next of whole frames.
pub(crate) fn next<'a>(bytes: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let length = length(bytes, 0)?;
    let (kind, payload) = bytes.get(4..4 + length)?.split_first()?;
    *bytes = bytes.get(4 + length..)?;
    Some((*kind, payload))
}

fn length(bytes: &[u8], at: usize) -> Option<usize> {
    let head = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(head.try_into().ok()?) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in_however_they_are_cut() {
        let mut bytes = Vec::new();
        write(&mut bytes, &mut Vec::new(), kind::LINE, &[b"ab", b"c"]).unwrap();
        write(&mut bytes, &mut Vec::new(), kind::ALIVE, &[]).unwrap();
        for cut in 0..bytes.len() {
            let (end, wrong) = whole(&bytes[..cut]);
            assert!(wrong.is_none());
            assert!(end == 0 || end == 8, "{cut}");
        }
        assert_eq!(whole(&bytes), (bytes.len(), None));
        let mut held = [&bytes[..], &bytes[..3]].concat();
        assert_eq!(take(&mut held), (bytes.clone(), None));
        assert_eq!(held, &bytes[..3]);
        let mut rest = bytes.as_slice();
        assert_eq!(next(&mut rest), Some((kind::LINE, &b"abc"[..])));
        assert_eq!(next(&mut rest), Some((kind::ALIVE, &b""[..])));
        assert_eq!(next(&mut rest), None);
        let mut input = bytes.as_slice();
        assert_eq!(read(&mut input).unwrap(), Some((kind::LINE, b"abc".to_vec())));
    }

    #[test]
    fn frames_of_no_or_too_great_length_are_a_fault() {
        assert!(whole(&[0, 0, 0, 0, 0]).1.is_some());
        // What came before stays.
        let mut bytes = Vec::new();
        write(&mut bytes, &mut Vec::new(), kind::LINE, &[b"abc"]).unwrap();
        bytes.extend([0xFF; 8]);
        let (end, wrong) = whole(&bytes);
        assert!(end == 8 && wrong.is_some());
    }
}
