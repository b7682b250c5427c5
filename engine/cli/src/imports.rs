//! `--import`: from the files and folders that were named to the files that each provider reads.
//!
//! Providers recognise a file by its content; what becomes of one that nobody recognises is decided here.

use crate::args::{End, Import};
use crate::error::Failure;
use crate::messages::Volume;
use imaprules_provider::Provider;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Folders inside folders deeper than this are not looked into.
const DEEPEST: usize = 16;

/// The files of each end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Imports {
    /// Read by the source system's provider.
    pub(crate) source: Vec<PathBuf>,
    /// Read by the target's.
    pub(crate) target: Vec<PathBuf>,
}

/// Who may read.
pub(crate) struct Readers<'a> {
    pub(crate) source: Option<&'a dyn Provider>,
    pub(crate) target: Option<&'a dyn Provider>,
}

/// Sorts what was named. A file in a folder that nobody reads is skipped with a note; one that was named itself, or that
/// both ends could have written, is an error.
pub(crate) fn sort(named: &[Import], readers: &Readers<'_>, volume: Volume) -> Result<Imports, Failure> {
    let mut imports = Imports::default();
    for import in named {
        if !import.path.is_dir() {
            openable(&import.path)?;
            if !readers.give(&import.path, import.end, &mut imports)? {
                let (problem, remedy) = unrecognised(&import.path);
                return Err(Failure::usage(problem, remedy));
            }
            continue;
        }
        for file in files(&import.path)? {
            if !readers.give(&file, import.end, &mut imports)? {
                let (problem, _) = unrecognised(&file);
                volume.note(&crate::speech::told("say.skipped", &[("problem", &problem)]));
            }
        }
    }
    Ok(imports)
}

impl Readers<'_> {
    /// Gives a file to the provider that reads it; whether there is one.
    fn give(&self, file: &Path, end: Option<End>, imports: &mut Imports) -> Result<bool, Failure> {
        let reads = |provider: Option<&dyn Provider>, of: End| {
            end.is_none_or(|end| end == of) && provider.is_some_and(|provider| provider.takes(file))
        };
        let (source, target) = (reads(self.source, End::Source), reads(self.target, End::Target));
        if source && target {
            return Err(Failure::usage(
                format!(
                    "{}: both the source and the target could have written this",
                    file.display()
                ),
                format!(
                    "say which: --import source:{0} or --import target:{0}",
                    file.display()
                ),
            ));
        }
        if source {
            imports.source.push(file.to_owned());
        }
        if target {
            imports.target.push(file.to_owned());
        }
        Ok(source || target)
    }
}

fn openable(file: &Path) -> Result<(), Failure> {
    File::open(file)
        .map(drop)
        .map_err(|error| Failure::unreadable(file, &error))
}

/// Why nobody reads the file, and what to do: what is wrong with it, where its beginning tells.
fn unrecognised(file: &Path) -> (String, String) {
    let first = imaprules_exports::open(file).and_then(|mut export| export.next().transpose());
    match first {
        Err(error) => (
            format!("{}: {}", file.display(), error.what()),
            error.remedy().to_owned(),
        ),
        Ok(_) => (
            format!(
                "{}: no provider of this run knows what this file is",
                file.display()
            ),
            "exports are recognised by content: CLIXML, CSV, JSON and the like of the commands that the manual lists; \
             files of the source system need its --provider"
                .to_owned(),
        ),
    }
}

/// Every file below a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    walk(folder, 0, &mut found)?;
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error: &std::io::Error| Failure::unreadable(folder, error);
    let entries = fs::read_dir(folder).map_err(|error| unreadable(&error))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unreadable(&error))?;
    paths.sort();
    for path in paths {
        if path.is_dir() && depth < DEEPEST {
            walk(&path, depth + 1, found)?;
        } else if path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::{Description, Host, ProviderError, Request, Touch};

    /// Takes files that hold a word.
    struct Reader(&'static str);

    impl Provider for Reader {
        fn describe(&self) -> Description {
            unreachable!("nobody asks")
        }

        fn takes(&self, file: &Path) -> bool {
            fs::read_to_string(file).is_ok_and(|text| text.contains(self.0))
        }

        fn touches(&self, _: &Request) -> Result<Vec<Touch>, ProviderError> {
            Ok(Vec::new())
        }

        fn collect(&self, _: &Request, _: &dyn Host) -> Result<(), ProviderError> {
            Ok(())
        }
    }

    fn sorted(folder: &Path, words: &[&str]) -> Result<Imports, Failure> {
        let readers = Readers {
            source: Some(&Reader("source")),
            target: Some(&Reader("target")),
        };
        let word = |word: &&str| {
            let (end, name) = word
                .split_once('>')
                .map_or(("", *word), |(end, name)| (end, name));
            let path = folder.join(name).display().to_string();
            if end.is_empty() {
                path
            } else {
                format!("{end}:{path}")
            }
        };
        let named: Vec<Import> = words.iter().map(|it| word(it).parse().unwrap()).collect();
        let quiet = Volume {
            quiet: true,
            verbose: 0,
        };
        sort(&named, &readers, quiet)
    }

    #[test]
    fn files_go_to_whoever_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        for (name, text) in [
            ("a", "source"),
            ("b", "target"),
            ("below/c", "target"),
            ("d", "else"),
            ("e", "source target"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let path = |name: &str| folder.path().join(name);
        let both = sorted(folder.path(), &["a", "b", "below"]).unwrap();
        assert_eq!(
            (both.source, both.target),
            (vec![path("a")], vec![path("b"), path("below/c")])
        );
        let said = sorted(folder.path(), &["source>e"]).unwrap();
        assert_eq!((said.source, said.target), (vec![path("e")], vec![]));
        assert!(
            sorted(folder.path(), &["e"])
                .unwrap_err()
                .to_string()
                .contains("source:")
        );
        assert!(
            sorted(folder.path(), &["d"])
                .unwrap_err()
                .to_string()
                .contains("d:")
        );
        assert!(sorted(folder.path(), &["missing"]).is_err());
        assert!(
            sorted(folder.path(), &["source>b"]).is_err(),
            "not what the source writes"
        );
    }
}
