//! What a server has on disk, for tests that show that nothing was changed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Every message file of a Maildir by path, sorted. The names hold the flags, so reading or marking mail shows.
pub(super) fn mail_files(maildir: &Path) -> Vec<String> {
    let mut found: Vec<String> = files(maildir)
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    found.retain(|path| path.contains("/cur/") || path.contains("/new/"));
    found.sort();
    found
}

/// Every folder of a Maildir by name, sorted, and what it is subscribed to.
pub(super) fn folders(maildir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(maildir).unwrap_or_else(|e| panic!("{}: {e}", maildir.display()));
    let directories = entries
        .map(|entry| entry.expect("a readable entry"))
        .filter(|entry| entry.path().is_dir());
    let mut found: Vec<String> = directories
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    for list in ["subscriptions", "courierimapsubscribed"] {
        let text = std::fs::read_to_string(maildir.join(list)).unwrap_or_default();
        found.extend(text.lines().map(|line| format!("{list}: {line}")));
    }
    found
}

/// Every file below these directories with a hash of what is in it.
pub(super) fn contents(directories: &[PathBuf]) -> BTreeMap<String, u64> {
    let all = directories.iter().flat_map(|directory| files(directory));
    all.filter_map(|path| Some((path.display().to_string(), hash(&path)?)))
        .collect()
}

fn hash(file: &Path) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    // A socket or a file that was only there for a moment cannot be read, and holds no mail.
    std::fs::read(file).ok()?.hash(&mut hasher);
    Some(hasher.finish())
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(directory, &mut found);
    found
}

fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    for path in entries.map(|e| e.expect("a readable entry").path()) {
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}
