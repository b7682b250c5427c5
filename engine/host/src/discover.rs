//! Where libraries are looked for: `./providers` and the user's data folder. Never along the system's path of libraries, and
//! nothing that is found is loaded before it was approved.

use crate::lock::NAME;
use etcetera::{AppStrategy, AppStrategyArgs};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of libraries below the current one and below the user's data folder.
const FOLDER: &str = "providers";

/// The program's folder among the user's data; nothing where the user has none.
pub fn user_folder() -> Option<PathBuf> {
    let arguments = AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "imaprules".to_owned(),
        app_name: "imaprules".to_owned(),
    };
    etcetera::choose_app_strategy(arguments)
        .ok()
        .map(|strategy| strategy.data_dir())
}

/// Libraries in these folders' `providers`, by name.
pub fn discover<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let Ok(entries) = fs::read_dir(folder.join(FOLDER)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if is_library(&path) && path.is_file() {
                found.push(fs::canonicalize(&path).unwrap_or(path));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a file is named as this system names libraries.
pub fn is_library(path: &Path) -> bool {
    let ending = std::env::consts::DLL_EXTENSION;
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(ending))
        && path.file_name().is_some_and(|name| name != NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_found_by_their_ending_in_the_folders_that_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let providers = folder.path().join(FOLDER);
        fs::create_dir(&providers).unwrap();
        let name = format!("acme.{}", std::env::consts::DLL_EXTENSION);
        for name in [name.as_str(), "readme.txt"] {
            fs::write(providers.join(name), "x").unwrap();
        }
        let found = discover([folder.path(), Path::new("/nonexistent")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].ends_with(&name), "{found:?}");
    }
}
