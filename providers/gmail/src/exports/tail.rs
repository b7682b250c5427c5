//! How a file ends. A table that broke off in the middle of its last row looks like one with a shorter cell, unless one looks for the end of
//! its last line.

use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// First octets of a gzip member (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Whether the last line of a file has an end, in UTF-8 or UTF-16. What cannot be read has none.
pub(super) fn is_ended(path: &Path) -> bool {
    last_two(path).is_ok_and(|last| last.iter().any(|octet| matches!(octet, b'\n' | b'\r')))
}

/// The last two octets, after unpacking.
fn last_two(path: &Path) -> io::Result<[u8; 2]> {
    let mut file = File::open(path)?;
    let mut start = [0; 2];
    file.read_exact(&mut start)?;
    if start == GZIP {
        file.seek(SeekFrom::Start(0))?;
        return last_of(MultiGzDecoder::new(file));
    }
    file.seek(SeekFrom::End(-2))?;
    let mut last = [0; 2];
    file.read_exact(&mut last)?;
    Ok(last)
}

fn last_of(mut octets: impl Read) -> io::Result<[u8; 2]> {
    let mut last = [0; 2];
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = octets.read(&mut buffer)?;
        match buffer.get(..read).unwrap_or_default() {
            [] => return Ok(last),
            [only] => last = [last[1], *only],
            [.., before, end] => last = [*before, *end],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn ends_of_lines_in_every_form() {
        let folder = tempfile::tempdir().unwrap();
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"a,b\n1,2").unwrap();
        let packed = packer.finish().unwrap();
        for (octets, ended) in [
            (b"a,b\n1,2\n".to_vec(), true),
            (b"a,b\r\n1,2\r\n".to_vec(), true),
            (b"a\0\n\0".to_vec(), true),
            (b"a,b\n1,2".to_vec(), false),
            (packed, false),
            (b"".to_vec(), false),
        ] {
            let path = folder.path().join("f");
            std::fs::write(&path, &octets).unwrap();
            assert_eq!(is_ended(&path), ended, "{octets:?}");
        }
    }
}
