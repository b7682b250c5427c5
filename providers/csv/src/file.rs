//! Opening the file and reading it into memory that is wiped afterwards, no further than allowed. What stands in it is
//! not looked at here.

use imaprules_provider::ProviderError;
use secrecy::zeroize::{Zeroize, Zeroizing};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The octets of a file, or of its beginning.
pub(crate) struct Contents {
    pub(crate) octets: Zeroizing<Vec<u8>>,
    /// The file's size; nothing where it has none, as a pipe, and was not read to its end.
    pub(crate) size: Option<u64>,
    /// Why the rest was not read.
    pub(crate) cut: Option<Cut>,
}

/// Why a file was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// `max_megabytes` are read.
    Megabytes,
    /// `max_rows` are read.
    Rows,
    /// The run was interrupted.
    Cancelled,
}

/// Read at a time, between two looks at whether the run was interrupted.
const PIECE: usize = 1 << 18;

/// Reads up to `most` octets.
///
/// # Errors
/// When the file cannot be opened or read.
pub(crate) fn read(path: &Path, most: u64, cancelled: &dyn Fn() -> bool) -> Result<Contents, ProviderError> {
    let refuse = |error: std::io::Error| refused(path, &error);
    let about = std::fs::metadata(path).map_err(refuse)?;
    if about.is_dir() {
        let remedy = "name the file itself: --csv FOLDER/FILE.csv";
        return Err(unusable(path, "this is a folder and no file", remedy));
    }
    let file = File::open(path).map_err(refuse)?;
    let size = about.is_file().then_some(about.len());
    let mut contents = fill(file, size, most, cancelled).map_err(refuse)?;
    contents.size = match contents.cut {
        None => Some(contents.octets.len() as u64),
        Some(_) => size,
    };
    Ok(contents)
}

/// One octet more than allowed is asked for: only that tells whether the end was reached.
fn fill(file: File, size: Option<u64>, most: u64, cancelled: &dyn Fn() -> bool) -> std::io::Result<Contents> {
    let limit = most.saturating_add(1);
    let room = size.map_or(0, |size| size.saturating_add(1).min(limit));
    let mut octets = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or(PIECE)));
    let mut piece = Zeroizing::new(vec![0; PIECE]);
    let mut file = file.take(limit);
    let mut cut = None;
    loop {
        if cancelled() {
            cut = Some(Cut::Cancelled);
            break;
        }
        let count = match file.read(&mut piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            count => count?,
        };
        if count == 0 {
            break;
        }
        append(&mut octets, piece.get(..count).unwrap_or_default());
    }
    if octets.len() as u64 > most {
        octets.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        cut = Some(Cut::Megabytes);
    }
    Ok(Contents { octets, size, cut })
}

/// A vector that grows by itself leaves a copy of its octets behind.
pub(crate) fn append(octets: &mut Zeroizing<Vec<u8>>, piece: &[u8]) {
    let wanted = octets.len() + piece.len();
    if octets.capacity() < wanted {
        let mut larger = Vec::with_capacity(wanted.saturating_mul(2));
        larger.extend_from_slice(octets);
        octets.zeroize();
        **octets = larger;
    }
    octets.extend_from_slice(piece);
}

fn refused(path: &Path, error: &std::io::Error) -> ProviderError {
    let remedy = match error.kind() {
        ErrorKind::NotFound => "check the spelling, and the folder from which the program is started",
        ErrorKind::PermissionDenied => "close it in Excel, or give yourself the right to read it",
        _ => "copy it to this machine and name the copy",
    };
    let problem = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "this file may not be read".to_owned(),
        _ => format!("this file cannot be read: {error}"),
    };
    unusable(path, &problem, remedy)
}

fn unusable(path: &Path, problem: &str, remedy: &str) -> ProviderError {
    ProviderError::Input {
        path: path.display().to_string(),
        problem: problem.to_owned(),
        remedy: remedy.to_owned(),
    }
}
