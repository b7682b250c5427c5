//! Servers that are not installed but unpacked. Debian's IMAP servers exclude one another as packages, so `tests/run`
//! installs one and lays out the files of the others below the target folder, as `servers/NAME`.

use std::path::{Path, PathBuf};

/// The files of one server: the programs that a test needs and the libraries that the machine lacks.
#[derive(Debug)]
pub(super) struct Unpacked(PathBuf);

impl Unpacked {
    /// Looks for a server's files; `None` when they were never fetched, or not wholly.
    pub(super) fn find(name: &str) -> Option<Self> {
        let here = std::env::current_exe().ok()?;
        here.ancestors()
            .map(|folder| folder.join("servers").join(name))
            .find(|folder| folder.join("ready").exists())
            .map(Self)
    }

    /// Copies the files to where an account without privileges can reach them.
    pub(super) fn copy_to(&self, target: &Path) {
        copy(&self.0, target).unwrap_or_else(|e| panic!("{} to {}: {e}", self.0.display(), target.display()));
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The directories below a root that hold libraries, as LD_LIBRARY_PATH wants them.
pub(super) fn library_path(root: &Path) -> String {
    let mut found = Vec::new();
    find_libraries(root, &mut found);
    found.join(":")
}

fn find_libraries(directory: &Path, found: &mut Vec<String>) {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let paths: Vec<PathBuf> = entries.map(|e| e.expect("a readable entry").path()).collect();
    if paths.iter().any(|path| path.to_string_lossy().contains(".so")) {
        found.push(directory.display().to_string());
    }
    paths
        .iter()
        .filter(|path| path.is_dir())
        .for_each(|path| find_libraries(path, found));
}
