//! The files of packs before anybody reads them: embedded ones, or those of a folder.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::read;
use crate::text::SourceText;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the file every pack has.
pub(crate) const MANIFEST: &str = "pack.toml";

/// No file of a pack is larger; what is, is something else.
const MAX_FILE: u64 = 8 << 20;

/// Folders in a pack are one deep; one more is looked at, to tell authors about files nobody would read.
const MAX_DEPTH: usize = 2;

/// The files of one pack, held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFiles {
    /// Where the pack stands, as shown in messages: `rules/imap`.
    pub name: String,
    /// Paths below the pack's folder, with `/`, and their texts.
    pub files: Vec<(String, String)>,
    /// Whether the pack ships with the program; such packs are held to a stricter lint.
    pub shipped: bool,
}

impl PackFiles {
    /// A pack that ships with the program or a provider.
    pub fn shipped<P: Into<String>, T: Into<String>>(
        name: impl Into<String>,
        files: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(path, text)| (path.into(), text.into()))
            .collect();
        PackFiles {
            name: name.into(),
            files,
            shipped: true,
        }
    }

    /// Reads a folder: a pack, or a folder whose folders are packs.
    ///
    /// # Errors
    /// Every file that cannot be read, or that there is no pack.
    pub fn read(folder: &Path) -> Result<Vec<PackFiles>, Problems> {
        let listing = list(folder).map_err(|error| unreadable(folder, &error))?;
        if listing.iter().any(|path| path.ends_with(MANIFEST)) {
            return Ok(vec![read_pack(folder)?]);
        }
        let packs: Vec<PathBuf> = listing
            .into_iter()
            .filter(|path| path.join(MANIFEST).is_file())
            .collect();
        if packs.is_empty() {
            let message = format!("{} holds no pack: it has no `{MANIFEST}`", folder.display());
            let help = "a pack is a folder with a `pack.toml` and rule files beside it; see rules/README.md";
            return Err(Diagnostic::error(Code::NoManifest, message).help(help).into());
        }
        all(packs.iter().map(|pack| read_pack(pack)))
    }

    /// The id in the pack's `pack.toml`, if it can be told.
    pub fn id(&self) -> Option<String> {
        let (path, text) = self.files.iter().find(|(path, _)| path == MANIFEST)?;
        let root = read::parse(&Arc::new(SourceText::new(path, text))).ok()?;
        let member = |node: read::Node, key: &str| match node.data {
            read::Data::Table(entries) => entries
                .into_iter()
                .find(|entry| entry.key == key)
                .map(|entry| entry.node),
            _ => None,
        };
        match member(member(root, "pack")?, "id")?.data {
            read::Data::Text(id) => Some(id),
            _ => None,
        }
    }
}

fn read_pack(folder: &Path) -> Result<PackFiles, Problems> {
    let mut paths = Vec::new();
    walk(folder, "", MAX_DEPTH, &mut paths).map_err(|(path, error)| unreadable(&path, &error))?;
    paths.sort();
    let read = |below: &String| read_file(&folder.join(below)).map(|text| (below.clone(), text));
    let files = all(paths.iter().map(read))?;
    Ok(PackFiles {
        name: shown(folder),
        files,
        shipped: false,
    })
}

/// All results, or all problems.
fn all<T>(results: impl Iterator<Item = Result<T, Problems>>) -> Result<Vec<T>, Problems> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => good.push(value),
            Err(problems) => bad.extend(problems.0),
        }
    }
    if bad.is_empty() {
        Ok(good)
    } else {
        Err(Problems(bad))
    }
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn walk(
    folder: &Path,
    below: &str,
    depth: usize,
    into: &mut Vec<String>,
) -> Result<(), (PathBuf, io::Error)> {
    for path in list(folder).map_err(|error| (folder.to_owned(), error))? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        // A link may lead out of the pack, or back into it.
        if path.is_symlink() {
            continue;
        }
        let below = if below.is_empty() {
            name.to_owned()
        } else {
            format!("{below}/{name}")
        };
        if path.is_dir() {
            if depth > 0 && !name.starts_with('.') {
                walk(&path, &below, depth - 1, into)?;
            }
        } else if name.ends_with(".toml") || name.ends_with(".rhai") {
            into.push(below);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<String, Problems> {
    let size = fs::metadata(path)
        .map_err(|error| unreadable(path, &error))?
        .len();
    if size > MAX_FILE {
        let message = format!(
            "{} is {} MB large; no file of a pack is",
            path.display(),
            size >> 20
        );
        return Err(Diagnostic::error(Code::Unreadable, message)
            .help("is this the right folder?")
            .into());
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    String::from_utf8(bytes)
        .map(|text| text.trim_start_matches('\u{FEFF}').to_owned())
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let message = format!("{} is not UTF-8 (byte {at} cannot be read)", path.display());
            let help = if utf16 {
                "it is UTF-16: save it as UTF-8"
            } else {
                "save it as UTF-8"
            };
            Diagnostic::error(Code::Unreadable, message).help(help).into()
        })
}

fn unreadable(path: &Path, error: &io::Error) -> Problems {
    let message = format!("{} cannot be read: {error}", path.display());
    let help = match error.kind() {
        ErrorKind::NotFound => "check the path; it is taken from the current folder",
        ErrorKind::NotADirectory => "give the folder that holds `pack.toml`, not a file",
        _ => "check that you may read it",
    };
    Diagnostic::error(Code::Unreadable, message).help(help).into()
}

/// The folder as shown in messages, with `/` on every system.
fn shown(folder: &Path) -> String {
    folder
        .to_string_lossy()
        .replace('\\', "/")
        .trim_end_matches('/')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, path: &str, bytes: &[u8]) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn a_pack_and_a_folder_of_packs_are_read() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "b/pack.toml", b"\xEF\xBB\xBF[pack]\nid = \"b\"\n");
        write(folder.path(), "b/tests/x.toml", b"");
        write(folder.path(), "b/notes.md", b"\xFF");
        write(folder.path(), "a/pack.toml", b"[pack]\nid = 'a'\n");
        write(folder.path(), "other/readme.toml", b"");
        let packs = PackFiles::read(folder.path()).unwrap();
        assert_eq!(
            packs.iter().filter_map(PackFiles::id).collect::<Vec<_>>(),
            ["a", "b"]
        );
        let paths: Vec<&str> = packs[1].files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["pack.toml", "tests/x.toml"]);
        assert_eq!(
            PackFiles::read(&folder.path().join("b")).unwrap()[0].files,
            packs[1].files
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| PackFiles::read(path).unwrap_err().to_string();
        assert!(told(&folder.path().join("none")).contains("check the path"));
        assert!(told(folder.path()).contains("no-manifest"));
        write(folder.path(), "pack.toml", b"\xFF\xFE[\0");
        write(folder.path(), "rules.toml", b"a\xFF");
        let both = told(folder.path());
        assert!(both.contains("UTF-16") && both.contains("rules.toml"), "{both}");
        assert!(told(&folder.path().join("pack.toml")).contains("error[unreadable]"));
    }
}
