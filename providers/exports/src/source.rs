//! Where the octets of an export come from, and unpacking them. Knows nothing about encodings or forms.

use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

/// A stream of octets that may move between threads.
pub(crate) type Octets = Box<dyn Read + Send>;

/// The source of an export.
pub(crate) enum Source {
    File(PathBuf),
    Bytes(Arc<[u8]>),
    /// A stream, which can be read once only.
    Stream(Option<Octets>),
}

impl Source {
    /// Whether the source can be read a second time.
    pub(crate) fn is_rereadable(&self) -> bool {
        !matches!(self, Source::Stream(_))
    }

    /// The octets from the start, unpacked; whether they were packed comes with them.
    pub(crate) fn open(&mut self) -> io::Result<(Octets, bool)> {
        let mut octets: Octets = match self {
            Source::File(path) => Box::new(BufReader::with_capacity(64 << 10, File::open(path)?)),
            Source::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Source::Stream(stream) => stream
                .take()
                .ok_or_else(|| io::Error::other("the stream was read before"))?,
        };
        let mut magic = Vec::new();
        octets.by_ref().take(2).read_to_end(&mut magic)?;
        let packed = magic == GZIP;
        let whole = Cursor::new(magic).chain(octets);
        Ok(if packed {
            (Box::new(MultiGzDecoder::new(whole)), true)
        } else {
            (Box::new(whole), false)
        })
    }
}

/// First octets of a gzip member (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
