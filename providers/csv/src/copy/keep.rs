//! Files that hold passwords: for their owner alone (on Unix; elsewhere the folder decides), and all of them or none.
//!
//! Each is written under a hidden name beside its own first. Only when all are written do they get their names, and what
//! already has one is taken back when another cannot have it. What a killed program leaves are hidden files.

use super::error::CopyError;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempPath};

/// How hidden names begin.
const HIDDEN: &str = ".imaprules-";

/// A file to be written.
pub(crate) struct Draft<'a> {
    /// Its name in the folder.
    pub(crate) name: OsString,
    pub(crate) octets: &'a [u8],
}

/// Writes all files into a folder, which is made if it is not there. Files with their names are replaced only where
/// that is wanted.
pub(crate) fn keep(
    folder: &Path,
    drafts: &[Draft<'_>],
    replace: bool,
    cancelled: &dyn Fn() -> bool,
) -> Result<(), CopyError> {
    let targets: Vec<PathBuf> = drafts.iter().map(|draft| folder.join(&draft.name)).collect();
    targets.iter().try_for_each(|target| refuse(target, replace))?;
    let made = Made::folder(folder).map_err(|cause| CopyError::unwritable(folder, cause))?;
    let mut hidden = Vec::with_capacity(drafts.len());
    for (draft, target) in drafts.iter().zip(&targets) {
        if cancelled() {
            return Err(CopyError::Interrupted);
        }
        let written = write(folder, draft.octets).map_err(|cause| CopyError::unwritable(target, cause))?;
        hidden.push(written);
    }
    if cancelled() {
        return Err(CopyError::Interrupted);
    }
    let mut placed = Placed::default();
    for (hidden, target) in hidden.into_iter().zip(&targets) {
        let done = placed.add(hidden, target, replace);
        done.map_err(|cause| CopyError::unwritable(target, cause))?;
    }
    placed.done = true;
    made.stays();
    Ok(())
}

/// Writes a single file into a folder that is there.
pub(crate) fn keep_one(
    to: &Path,
    octets: &[u8],
    replace: bool,
    cancelled: &dyn Fn() -> bool,
) -> Result<(), CopyError> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let Some(name) = to.file_name() else {
        return Err(CopyError::refused(
            to,
            "this names no file",
            "name a file with -o",
        ));
    };
    if !folder.is_dir() {
        let remedy = "make the folder first, or name another one";
        return Err(CopyError::refused(to, "its folder does not exist", remedy));
    }
    let draft = Draft {
        name: name.into(),
        octets,
    };
    keep(folder, &[draft], replace, cancelled)
}

/// Refuses a name that is taken.
pub(crate) fn refuse(target: &Path, replace: bool) -> Result<(), CopyError> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(CopyError::unwritable(target, error)),
        Ok(found) if found.is_dir() => Err(CopyError::refused(
            target,
            "a folder has this name",
            "choose another name",
        )),
        Ok(found) if replace && found.is_file() => Ok(()),
        Ok(_) => Err(CopyError::refused(
            target,
            "this exists already and is not overwritten",
            "choose another name, or add --force to replace it",
        )),
    }
}

/// A hidden file for its owner alone, which is removed unless it gets a name.
fn write(folder: &Path, octets: &[u8]) -> io::Result<TempPath> {
    let mut file = Builder::new().prefix(HIDDEN).tempfile_in(folder)?;
    file.write_all(octets)?;
    file.as_file().sync_all()?;
    // Only the name is kept: more files may be written than can be open.
    Ok(file.into_temp_path())
}

/// Folders that were made, removed again unless they are to stay.
struct Made(Vec<PathBuf>);

impl Made {
    fn folder(folder: &Path) -> io::Result<Made> {
        let missing = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let mut missing: Vec<&Path> = missing.collect();
        missing.reverse();
        let mut made = Made(Vec::new());
        for folder in missing {
            private().create(folder)?;
            made.0.push(folder.to_owned());
        }
        Ok(made)
    }

    fn stays(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // What somebody else has put there meanwhile stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(unix)]
fn private() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

/// Files that have their names, taken back unless all have theirs.
#[derive(Default)]
struct Placed {
    files: Vec<(PathBuf, Option<TempPath>)>,
    done: bool,
}

impl Placed {
    fn add(&mut self, hidden: TempPath, target: &Path, replace: bool) -> io::Result<()> {
        let before = if replace { aside(target)? } else { None };
        if let Err(error) = hidden.persist_noclobber(target) {
            restore(target, before);
            return Err(error.error);
        }
        self.files.push((target.to_owned(), before));
        Ok(())
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        for (target, before) in self.files.drain(..).rev() {
            // The failure that led here is what the user hears about.
            let _ = fs::remove_file(&target);
            restore(&target, before);
        }
    }
}

/// Gives the file that has the name a hidden one.
fn aside(target: &Path) -> io::Result<Option<TempPath>> {
    if !target.is_file() {
        return Ok(None);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let hidden = Builder::new()
        .prefix(HIDDEN)
        .tempfile_in(folder.unwrap_or(Path::new(".")))?
        .into_temp_path();
    fs::rename(target, &hidden)?;
    Ok(Some(hidden))
}

fn restore(target: &Path, before: Option<TempPath>) {
    if let Some(before) = before {
        // One that cannot have its name back keeps the hidden one: better than to lose it.
        if let Err(error) = before.persist_noclobber(target) {
            let _ = error.path.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn drafts(names: &[&'static str]) -> Vec<Draft<'static>> {
        let draft = |name: &&'static str| Draft {
            name: name.into(),
            octets: b"new",
        };
        names.iter().map(draft).collect()
    }

    #[test]
    fn files_and_folders_are_for_their_owner_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("a").join("b");
        keep(&folder, &drafts(&["x", "y"]), false, &|| false).unwrap();
        assert_eq!(names(&folder), ["x", "y"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&folder.join("x"))), (0o700, 0o600));
        }
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone_and_nothing_is_written() {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join("y"), "old").unwrap();
        let refused = keep(scratch.path(), &drafts(&["x", "y"]), false, &|| false).unwrap_err();
        assert!(refused.to_string().contains("--force"), "{refused}");
        assert_eq!(names(scratch.path()), ["y"]);
        keep(scratch.path(), &drafts(&["x", "y"]), true, &|| false).unwrap();
        assert_eq!(fs::read(scratch.path().join("y")).unwrap(), b"new");
        assert_eq!(names(scratch.path()), ["x", "y"]);
    }

    #[test]
    fn what_fails_in_the_middle_leaves_everything_as_it_was() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path();
        fs::write(folder.join("a"), "old").unwrap();
        let hidden = |octets: &[u8]| write(folder, octets).unwrap();
        let mut placed = Placed::default();
        placed.add(hidden(b"new"), &folder.join("a"), true).unwrap();
        placed.add(hidden(b"new"), &folder.join("b"), true).unwrap();
        fs::create_dir(folder.join("c")).unwrap();
        assert!(placed.add(hidden(b"new"), &folder.join("c"), true).is_err());
        assert_eq!(fs::read(folder.join("a")).unwrap(), b"new");
        drop(placed);
        assert_eq!(names(folder), ["a", "c"]);
        assert_eq!(fs::read(folder.join("a")).unwrap(), b"old");
    }

    #[test]
    fn an_interruption_leaves_neither_files_nor_folders() {
        let scratch = tempfile::tempdir().unwrap();
        for patience in 0..3 {
            let asked = std::cell::Cell::new(0);
            let cancelled = || {
                asked.set(asked.get() + 1);
                asked.get() > patience
            };
            let stopped = keep(
                &scratch.path().join("new"),
                &drafts(&["x", "y"]),
                false,
                &cancelled,
            );
            assert!(matches!(stopped, Err(CopyError::Interrupted)));
            assert!(names(scratch.path()).is_empty());
        }
    }
}
