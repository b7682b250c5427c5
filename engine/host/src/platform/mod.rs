//! What differs between systems: copies of libraries, bounds of a process, and how it ends with its parent.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::*;
#[cfg(windows)]
pub(crate) use windows::*;

use std::io;
use std::path::PathBuf;
use tempfile::TempDir;

/// A copy of a library that is loaded.
#[derive(Debug)]
pub(crate) enum Copy {
    /// A sealed file in memory, inherited by children under this number.
    #[cfg(target_os = "linux")]
    Sealed(std::os::fd::OwnedFd),
    /// A file in a folder that only its owner may enter, removed with this.
    Private(
        PathBuf,
        #[allow(dead_code, reason = "removes the folder when it is dropped")] TempDir,
    ),
}

impl Copy {
    /// Copies these bytes.
    pub(crate) fn of(bytes: &[u8], name: &str) -> io::Result<Self> {
        // Some systems forbid files in memory that may be executed.
        #[cfg(target_os = "linux")]
        if let Ok(sealed) = sealed(bytes) {
            return Ok(Copy::Sealed(sealed));
        }
        let folder = tempfile::Builder::new().prefix("imaprules-").tempdir()?;
        let path = folder.path().join(name);
        std::fs::write(&path, bytes)?;
        let mut permissions = std::fs::metadata(&path)?.permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions)?;
        Ok(Copy::Private(path, folder))
    }

    /// Where it is, for this process and its children.
    pub(crate) fn path(&self) -> String {
        match self {
            #[cfg(target_os = "linux")]
            Copy::Sealed(file) => {
                use std::os::fd::AsRawFd;
                format!("/proc/self/fd/{}", file.as_raw_fd())
            }
            Copy::Private(path, _) => path.to_string_lossy().into_owned(),
        }
    }
}
