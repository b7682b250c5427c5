//! The lines of a bundle as bytes: opened, decompressed, bounded.

use super::{BundleError, LONGEST_HEADER, LONGEST_LINE, LineProblem};
use memchr::memchr;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// How a zstd frame starts (<https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1>).
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];
/// How a gzip file starts (<https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1>).
const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];

/// An opened bundle.
pub(super) struct Opened {
    pub(super) input: Box<dyn BufRead>,
    pub(super) zstd: bool,
}

/// Opens a bundle and decompresses it, as its content says.
pub(super) fn open(path: &Path) -> Result<Opened, BundleError> {
    let failed = |cause| BundleError::Open {
        path: path.to_owned(),
        cause,
    };
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(failed)?);
    let start = file.fill_buf().map_err(failed)?;
    if start.starts_with(&GZIP_MAGIC) {
        let hint = "it is compressed with gzip: unpack it with `gunzip`, a bundle is plain text or zstd";
        return Err(BundleError::NotABundle {
            path: path.to_owned(),
            hint,
        });
    }
    if !start.starts_with(&ZSTD_MAGIC) {
        return Ok(Opened {
            input: Box::new(file),
            zstd: false,
        });
    }
    unpacked(file, path)
}

#[cfg(feature = "compressed")]
fn unpacked(file: BufReader<File>, path: &Path) -> Result<Opened, BundleError> {
    let decoder = zstd::Decoder::with_buffer(file).map_err(|cause| BundleError::Open {
        path: path.to_owned(),
        cause,
    })?;
    Ok(Opened {
        input: Box::new(BufReader::with_capacity(1 << 18, decoder)),
        zstd: true,
    })
}

#[cfg(not(feature = "compressed"))]
fn unpacked(_: BufReader<File>, path: &Path) -> Result<Opened, BundleError> {
    Err(BundleError::NotABundle {
        path: path.to_owned(),
        hint: "it is compressed with zstd, which was left out of this program; unpack it with `unzstd`",
    })
}

/// One line after the other.
pub(super) struct Lines<R> {
    input: R,
    zstd: bool,
    path: PathBuf,
    buffer: Vec<u8>,
    /// Number of the line last read, from 1.
    pub(super) number: u64,
    /// Octets up to the end of that line.
    pub(super) octets: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R, zstd: bool, path: &Path) -> Self {
        Lines {
            input,
            zstd,
            path: path.to_owned(),
            buffer: Vec::new(),
            number: 0,
            octets: 0,
        }
    }

    /// The next line and whether it has its line end; nothing at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<(&[u8], bool)>, BundleError> {
        self.buffer.clear();
        let limit = if self.number == 0 {
            LONGEST_HEADER
        } else {
            LONGEST_LINE
        };
        self.fill(limit).map_err(|cause| self.unreadable(cause))?;
        let read = self.buffer.len() as u64;
        if read == 0 {
            return Ok(None);
        }
        if read > limit {
            return Err(self.too_long(limit));
        }
        self.number += 1;
        self.octets += read;
        let (line, whole) = match self.buffer.strip_suffix(b"\n") {
            Some(line) => (line, true),
            None => (self.buffer.as_slice(), false),
        };
        Ok(Some((line, whole)))
    }

    /// Reads up to the end of a line, or to where it is longer than the limit. The standard library's `read_until` does
    /// the same, and takes several times as long to find the line end.
    fn fill(&mut self, limit: u64) -> io::Result<()> {
        while self.buffer.len() as u64 <= limit {
            let held = match self.input.fill_buf() {
                Ok(held) => held,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(cause),
            };
            let end = memchr(b'\n', held).map(|at| at + 1);
            let used = end.unwrap_or(held.len());
            self.buffer.extend_from_slice(held.get(..used).unwrap_or(held));
            self.input.consume(used);
            if end.is_some() || used == 0 {
                break;
            }
        }
        Ok(())
    }

    /// An error of the line last read.
    pub(super) fn wrong(&self, problem: LineProblem) -> BundleError {
        BundleError::Line {
            path: self.path.clone(),
            line: self.number,
            problem,
        }
    }

    /// The file.
    pub(super) fn path(&self) -> PathBuf {
        self.path.clone()
    }

    fn unreadable(&mut self, cause: io::Error) -> BundleError {
        if self.number == 0 && !self.zstd {
            return BundleError::Open {
                path: self.path(),
                cause,
            };
        }
        self.number += 1;
        match cause.kind() {
            io::ErrorKind::UnexpectedEof if self.zstd => self.wrong(LineProblem::CutOff),
            _ if self.zstd => self.wrong(LineProblem::Compression(cause)),
            _ => self.wrong(LineProblem::Io(cause)),
        }
    }

    fn too_long(&mut self, limit: u64) -> BundleError {
        if self.number == 0 {
            let hint = "`imaprules collect -o FILE` writes one";
            return BundleError::NotABundle {
                path: self.path(),
                hint,
            };
        }
        self.number += 1;
        self.wrong(LineProblem::TooLong { limit })
    }
}
