//! Which folders of a mailbox a migration should leave out, in the syntax of the migration batch
//! (<https://learn.microsoft.com/powershell/module/exchangepowershell/new-migrationbatch>, ExcludeFolders): names from the root, as the mailbox
//! itself has them, `/` between levels, `\#` for a name that stands between number signs. Whether a name covers the folders
//! below it is not documented, so that each folder is named by itself. The table is data: `exclusions.toml`.

mod groups;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use groups::{Groups, Summary};
pub(crate) use table::check;

use crate::rows::Folder;
use crate::wire::{Listed, Namespaces, decode_utf7};
use std::collections::HashSet;

/// A folder as the table sees it.
#[derive(Debug, Clone, Copy)]
struct Seen<'a> {
    family: &'a str,
    namespace: &'a str,
    special_use: &'a str,
    path: &'a str,
}

/// What is left out of one mailbox, and what stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Excluded {
    /// Each folder by itself, in the order of the server.
    pub(crate) folders: Vec<String>,
    /// The same with whole trees as `NAME/*`, where nothing below the name stays.
    pub(crate) short: Vec<String>,
    /// Names of folders that stay, to compare them with what is left out of other mailboxes.
    pub(crate) kept: Vec<String>,
}

/// Names of folders are cut after so many characters. A name of Exchange has a few hundred.
pub(crate) const LONGEST_NAME: usize = 1_000;

/// The levels of a folder's name for people. A name that cannot be decoded keeps its raw form.
pub(crate) fn levels(listed: &Listed) -> Vec<String> {
    let raw = String::from_utf8_lossy(&listed.name);
    let name = decode_utf7(&raw).unwrap_or_else(|| raw.into_owned());
    let name: String = name.chars().take(LONGEST_NAME).collect();
    match listed.delimiter {
        Some(delimiter) => name.split(delimiter).map(str::to_owned).collect(),
        None => vec![name],
    }
}

/// The entry of the list for a folder; nothing where its name cannot be written there, because a level holds a slash. Such folders
/// are not migrated anyhow.
fn entry(levels: &[String]) -> Option<String> {
    if levels.iter().any(|level| level.contains('/')) {
        return None;
    }
    let path = levels.join("/");
    let inner = path.strip_prefix('#').and_then(|rest| rest.strip_suffix('#'));
    Some(match inner.filter(|inner| !inner.is_empty()) {
        Some(inner) => format!("\\#{inner}\\#"),
        None => path,
    })
}

/// What is left out of a mailbox. `special_use` gives the special use of a folder. A row with a root of its own has no
/// namespaces: what lies below the root is the user's.
pub(crate) fn excluded(
    folders: &[&Folder],
    namespaces: Option<&Namespaces>,
    family: &str,
    special_use: impl Fn(&Listed) -> &'static str,
) -> Excluded {
    let mut found = Excluded::default();
    let mut kept_tops = HashSet::new();
    let mut tops = Vec::new();
    for folder in folders.iter().filter(|folder| folder.selectable()) {
        let levels = levels(&folder.listed);
        let path = levels.join("/");
        let seen = Seen {
            family,
            namespace: namespaces.map_or("personal", |all| all.kind(&folder.listed.name)),
            special_use: special_use(&folder.listed),
            path: &path,
        };
        let top = levels.first().cloned().unwrap_or_default();
        // A name that was cut is no name to write down.
        match entry(&levels).filter(|_| path.chars().count() < LONGEST_NAME) {
            Some(entry) if table::fits(seen) => {
                tops.push((top, levels.len()));
                found.folders.push(entry);
            }
            Some(entry) => {
                kept_tops.insert(top);
                found.kept.push(entry);
            }
            None => {
                kept_tops.insert(top);
            }
        }
    }
    found.short = short(&found.folders, &tops, &kept_tops);
    found
}

/// The list with trees instead of single folders. A top that is a folder itself is named as well.
fn short(folders: &[String], tops: &[(String, usize)], kept: &HashSet<String>) -> Vec<String> {
    let mut short: Vec<String> = Vec::new();
    for (entry, (top, depth)) in folders.iter().zip(tops) {
        let whole = *depth > 1 && !kept.contains(top);
        let entry = if whole { format!("{top}/*") } else { entry.clone() };
        if !short.contains(&entry) {
            short.push(entry);
        }
    }
    short
}
