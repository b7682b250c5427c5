//! Bundles as files: written whole or not at all, or in place as the journal of a running collection.

use super::lines::open;
use super::{Bundle, BundleError, BundleWriter, Header};
use crate::{Record, Schema};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A bundle being written to a file; compressed when the name ends in `.zst`.
#[derive(Debug)]
pub struct BundleFile {
    writer: BundleWriter<Output>,
    path: PathBuf,
    /// Set while the file has a temporary name; removes it unless [`BundleFile::finish`] gets to rename it.
    temporary: Option<Temporary>,
    pending: usize,
    flushed: Instant,
}

/// How many records, and for how long, a compressed journal may hold back: each flush costs compression.
const HELD_BACK: (usize, Duration) = (64, Duration::from_secs(1));

impl BundleFile {
    /// A bundle that appears under its name only when it is finished; until then, and after an error, an earlier
    /// file of that name stays as it is. Devices and pipes are written in place.
    ///
    /// # Errors
    /// When the file cannot be made or written.
    pub fn create(path: &Path, schema: &Arc<Schema>, header: &Header) -> Result<Self, BundleError> {
        let failed = |cause| BundleError::Write {
            path: path.to_owned(),
            cause,
        };
        // A name that is a link stays one: its target is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let in_place = fs::metadata(&target).is_ok_and(|found| !found.is_file());
        let (file, temporary) = if in_place {
            (
                OpenOptions::new().write(true).open(&target).map_err(failed)?,
                None,
            )
        } else {
            let temporary = Temporary::beside(&target);
            (File::create_new(&temporary.0).map_err(failed)?, Some(temporary))
        };
        let out = Output::new(file, is_zstd(path)).map_err(failed)?;
        Ok(BundleFile::new(
            BundleWriter::new(out, path, schema, header)?,
            target,
            temporary,
        ))
    }

    /// A journal: written in place and handed to the system as records come, so that it survives a crash.
    ///
    /// # Errors
    /// When a file of that name exists, or cannot be made or written.
    pub fn journal(path: &Path, schema: &Arc<Schema>, header: &Header) -> Result<Self, BundleError> {
        let file = File::create_new(path).map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => BundleError::Exists {
                path: path.to_owned(),
            },
            _ => BundleError::Write {
                path: path.to_owned(),
                cause,
            },
        })?;
        let failed = |cause| BundleError::Write {
            path: path.to_owned(),
            cause,
        };
        let out = Output::new(file, is_zstd(path)).map_err(failed)?;
        let mut journal = BundleFile::new(BundleWriter::new(out, path, schema, header)?, path.into(), None);
        journal.flush()?;
        Ok(journal)
    }

    /// Continues the journal that `read` was read from by [`read_journal`](super::read_journal): its end line or
    /// its cut-off last line is dropped, and records are added after the others.
    ///
    /// # Errors
    /// When the file cannot be written, or is not the one that was read.
    pub fn resume(path: &Path, schema: &Arc<Schema>, read: &Bundle) -> Result<Self, BundleError> {
        let failed = |cause| BundleError::Write {
            path: path.to_owned(),
            cause,
        };
        let zstd = is_zstd(path);
        let file = if zstd {
            repack(path, read)?
        } else {
            truncate(path, read).map_err(failed)?
        };
        let sources = read
            .tail
            .sources
            .iter()
            .map(|(number, source)| (source.clone(), *number))
            .collect();
        let mut out = Output::new(file, zstd).map_err(failed)?;
        if !read.tail.ended {
            out.write_all(b"\n").map_err(failed)?;
        }
        Ok(BundleFile::new(
            BundleWriter::continuing(out, path, schema, sources),
            path.into(),
            None,
        ))
    }

    fn new(writer: BundleWriter<Output>, path: PathBuf, temporary: Option<Temporary>) -> Self {
        BundleFile {
            writer,
            path,
            temporary,
            pending: 0,
            flushed: Instant::now(),
        }
    }

    /// Writes a record.
    ///
    /// # Errors
    /// As [`BundleWriter::record`].
    pub fn record(&mut self, record: &Record) -> Result<(), BundleError> {
        self.writer.record(record)?;
        self.pending += 1;
        let due = !self.writer.out().is_zstd()
            || self.pending >= HELD_BACK.0
            || self.flushed.elapsed() >= HELD_BACK.1;
        if self.temporary.is_none() && due {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Hands everything written so far to the system.
    ///
    /// # Errors
    /// When writing fails.
    pub fn flush(&mut self) -> Result<(), BundleError> {
        (self.pending, self.flushed) = (0, Instant::now());
        self.writer.flush()
    }

    /// Writes the end line, as [`BundleWriter::finish`], and, where the file has a temporary name so far, gives it its own.
    ///
    /// # Errors
    /// When writing or renaming fails; the temporary file is removed then.
    pub fn finish(self, complete: bool, finished: i64, notes: &[String]) -> Result<(), BundleError> {
        let BundleFile {
            writer,
            path,
            temporary,
            ..
        } = self;
        let failed = |cause| BundleError::Write {
            path: path.clone(),
            cause,
        };
        let out = writer.finish(complete, finished, notes)?;
        out.close().map_err(failed)?;
        temporary
            .map_or(Ok(()), |temporary| temporary.rename(&path))
            .map_err(failed)
    }
}

fn is_zstd(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zst"))
}

/// Cuts a plain journal behind its last good line.
fn truncate(path: &Path, read: &Bundle) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.set_len(read.tail.octets)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

/// Writes the good lines of a compressed journal anew: what is compressed cannot be cut. What follows becomes a
/// second zstd frame, which decoders read on as if it were one.
fn repack(path: &Path, read: &Bundle) -> Result<File, BundleError> {
    let failed = |cause| BundleError::Write {
        path: path.to_owned(),
        cause,
    };
    let temporary = Temporary::beside(path);
    let good: &mut dyn BufRead = &mut open(path)?.input;
    let file = File::create_new(&temporary.0).map_err(failed)?;
    let mut out = Output::new(file, true).map_err(failed)?;
    io::copy(&mut good.take(read.tail.octets), &mut out).map_err(failed)?;
    out.close().map_err(failed)?;
    temporary.rename(path).map_err(failed)?;
    OpenOptions::new().append(true).open(path).map_err(failed)
}

/// A file under a temporary name, removed when it is dropped.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Temporary {
    fn beside(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Temporary(path.with_file_name(format!(".{name}.{}.part", std::process::id())))
    }

    fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)?;
        // Nothing is left to remove.
        self.0.clear();
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            // Nothing to be done when even that fails: the error that led here is the one to report.
            let _ = fs::remove_file(&self.0);
        }
    }
}

/// A file, compressed or not.
pub(super) enum Output {
    Plain(BufWriter<File>),
    #[cfg(feature = "compressed")]
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl Output {
    fn new(file: File, zstd: bool) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, file);
        if zstd {
            Output::packed(file)
        } else {
            Ok(Output::Plain(file))
        }
    }

    #[cfg(feature = "compressed")]
    fn packed(file: BufWriter<File>) -> io::Result<Self> {
        let mut encoder = zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Output::Zstd(encoder))
    }

    #[cfg(not(feature = "compressed"))]
    fn packed(_: BufWriter<File>) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "zstd was left out of this program; choose a name that does not end in .zst",
        ))
    }

    fn is_zstd(&self) -> bool {
        !matches!(self, Output::Plain(_))
    }

    #[cfg_attr(
        not(feature = "compressed"),
        expect(
            clippy::infallible_destructuring_match,
            reason = "there is a second kind with zstd"
        )
    )]
    fn close(self) -> io::Result<()> {
        let file = match self {
            Output::Plain(file) => file,
            #[cfg(feature = "compressed")]
            Output::Zstd(encoder) => encoder.finish()?,
        };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        match file.sync_all() {
            // Pipes and devices have nothing to be kept.
            Err(error) if file.metadata().is_ok_and(|found| found.is_file()) => Err(error),
            _ => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Plain(file) => file.write(bytes),
            #[cfg(feature = "compressed")]
            Output::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Plain(file) => file.flush(),
            #[cfg(feature = "compressed")]
            Output::Zstd(encoder) => encoder.flush(),
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_zstd() { "Zstd" } else { "Plain" })
    }
}
