//! A library as bytes: read once, hashed, and loaded from a copy that nobody can change any more.
//!
//! Between looking at a file and loading it, the file may be swapped; so what is loaded is not the file but the bytes that were
//! hashed: a sealed file in memory on Linux, a file in a private folder elsewhere.

use crate::platform::Copy;
use ring::digest::{SHA256, digest};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// No library is larger.
const LARGEST: u64 = 1 << 30;

/// The bytes of a library.
#[derive(Debug)]
pub struct Library {
    /// Where they were read from: absolute, links resolved.
    path: PathBuf,
    sha256: String,
    size: u64,
    copy: Copy,
}

/// Why a library cannot be read.
#[derive(Debug, Error)]
#[error("{}: {problem}", .path.display())]
pub struct LibraryError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: String,
}

impl Library {
    /// Reads the file, once.
    ///
    /// # Errors
    /// When it cannot be read, is empty or too large, or cannot be copied.
    pub fn read(path: &Path) -> Result<Self, LibraryError> {
        let failed = |problem: String| LibraryError {
            path: path.to_owned(),
            problem,
        };
        let real = fs::canonicalize(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
        let mut bytes = Vec::new();
        File::open(&real)
            .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
            .map_err(|error| failed(format!("cannot be read: {error}")))?;
        let size = bytes.len() as u64;
        if size == 0 || size > LARGEST {
            return Err(failed(format!("a library of {size} octets is none")));
        }
        let sha256 = hexadecimal(digest(&SHA256, &bytes).as_ref());
        let name = real.file_name().unwrap_or_default().to_string_lossy();
        let copy = Copy::of(&bytes, &name)
            .map_err(|error| failed(format!("cannot be copied to be loaded: {error}")))?;
        Ok(Library {
            path: real,
            sha256,
            size,
            copy,
        })
    }

    /// Where it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The hash of the bytes, in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// How many they are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Where the child loads them from.
    pub(crate) fn copy(&self) -> String {
        self.copy.path()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_that_were_hashed_are_the_bytes_that_are_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lib.so");
        fs::write(&path, "abc").unwrap();
        let library = Library::read(&path).unwrap();
        fs::write(&path, "swapped").unwrap();
        assert_eq!(
            library.sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(fs::read(library.copy()).unwrap(), b"abc");
        // Nobody can change the copy either.
        if cfg!(target_os = "linux") {
            let written = fs::OpenOptions::new().write(true).open(library.copy());
            assert!(
                written
                    .and_then(|mut file| std::io::Write::write_all(&mut file, b"x"))
                    .is_err()
            );
        }
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Library::read(folder.path()).is_err());
        assert!(Library::read(&folder.path().join("none.so")).is_err());
        fs::write(folder.path().join("empty.so"), "").unwrap();
        assert!(Library::read(&folder.path().join("empty.so")).is_err());
    }
}
