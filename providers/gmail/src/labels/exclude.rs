//! Excluded folders, as a migration batch takes them (`-ExcludeFolders` of New-MigrationBatch,
//! <https://learn.microsoft.com/powershell/module/exchangepowershell/new-migrationbatch>): names from the IMAP root, letter case aside;
//! `NAME/*`; well-known folders as `#SentItems#`; `\#NAME\#` for a name that really looks like one.
//!
//! Two things are not documented: whether an excluded folder takes those below it along, with and without `/*`, and whether well-known folders
//! are matched to Gmail's. So there are two readings, of which the narrow one excludes the least and the wide one the most.

use super::{Folder, Role};

/// How a list of excluded folders may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reading {
    /// Each name stands for that folder alone.
    Narrow,
    /// Each name takes along what lies below it, and well-known folders are matched to Gmail's.
    Wide,
}

impl Reading {
    /// Both.
    pub const BOTH: [Reading; 2] = [Reading::Narrow, Reading::Wide];
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    /// In lower case.
    Name(String),
    WellKnown(Option<Role>),
}

/// A list of excluded folders.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exclusions {
    entries: Vec<(String, Entry)>,
}

impl Exclusions {
    /// Reads the entries, one name each. Empty ones are passed over.
    pub fn read<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Exclusions {
        let entries = names.into_iter().filter_map(|name| {
            let name = name.as_ref().trim();
            (!name.is_empty()).then(|| (name.to_owned(), entry(name)))
        });
        Exclusions {
            entries: entries.collect(),
        }
    }

    /// Whether nothing is excluded.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a folder is excluded.
    pub fn cover(&self, folder: &Folder, reading: Reading) -> bool {
        let name = small(&folder.name);
        self.entries
            .iter()
            .any(|(_, entry)| covers(entry, &name, folder.role, reading))
    }

    /// Entries that fit none of these folders, whatever is meant: names of another language, or mistyped ones.
    pub fn idle(&self, folders: &[Folder]) -> Vec<String> {
        let fits = |entry: &Entry| {
            folders
                .iter()
                .any(|folder| covers(entry, &small(&folder.name), folder.role, Reading::Wide))
        };
        let idle = self.entries.iter().filter(|(_, entry)| !fits(entry));
        idle.map(|(name, _)| name.clone()).collect()
    }
}

fn entry(name: &str) -> Entry {
    let name = name.strip_suffix("/*").unwrap_or(name);
    let name = name.strip_prefix('/').unwrap_or(name);
    let name = name.strip_suffix('/').unwrap_or(name);
    if let Some(escaped) = name.strip_prefix("\\#").and_then(|rest| rest.strip_suffix("\\#")) {
        return Entry::Name(small(&format!("#{escaped}#")));
    }
    match name.strip_prefix('#').and_then(|rest| rest.strip_suffix('#')) {
        Some(token) if !token.is_empty() => Entry::WellKnown(Role::well_known(token)),
        _ => Entry::Name(small(name)),
    }
}

fn covers(entry: &Entry, name: &str, role: Role, reading: Reading) -> bool {
    match entry {
        Entry::Name(excluded) if name == excluded => true,
        Entry::Name(excluded) => {
            let below = name
                .strip_prefix(excluded.as_str())
                .is_some_and(|rest| rest.starts_with('/'));
            reading == Reading::Wide && below
        }
        // INBOX is the Inbox to everybody.
        Entry::WellKnown(Some(Role::Inbox)) => {
            role == Role::Inbox || (reading == Reading::Wide && name.starts_with("inbox/"))
        }
        Entry::WellKnown(Some(wanted)) => reading == Reading::Wide && role == *wanted,
        Entry::WellKnown(None) => false,
    }
}

fn small(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, role: Role) -> Folder {
        Folder {
            name: name.to_owned(),
            role,
            selectable: true,
            messages: None,
        }
    }

    #[test]
    fn entries_of_every_form_under_both_readings() {
        let sent = folder("[Gmail]/Gönderilmiş Postalar", Role::Sent);
        let ticket = folder("[Gmail]/Tickets", Role::None);
        let hash = folder("#x#", Role::None);
        for (entry, folder, narrow, wide) in [
            ("[gmail]/GÖNDERİLMİŞ Postalar", &sent, false, false),
            ("[gmail]/GÖNDERILMIŞ postalar", &sent, true, true),
            ("[Gmail]", &sent, false, true),
            ("/[Gmail]/*", &sent, false, true),
            ("[Gmail]", &ticket, false, true),
            ("[Gmail]/Tick", &ticket, false, false),
            ("[Gmail]/Tickets/*", &ticket, true, true),
            ("#SentItems#", &sent, false, true),
            ("#sentitems#/*", &sent, false, true),
            ("#Nothing#", &sent, false, false),
            ("\\#x\\#", &hash, true, true),
            ("#x#", &hash, false, false),
            ("#Inbox#", &folder("INBOX", Role::Inbox), true, true),
            ("#Inbox#", &folder("INBOX/Jira", Role::None), false, true),
            ("Sent*", &folder("Sent Mail", Role::None), false, false),
        ] {
            let list = Exclusions::read([entry]);
            let found = Reading::BOTH.map(|reading| list.cover(folder, reading));
            assert_eq!(found, [narrow, wide], "{entry} on {}", folder.name);
        }
    }

    #[test]
    fn names_of_another_language_fit_nothing() {
        let folders = [
            folder("INBOX", Role::Inbox),
            folder("[Gmail]/Tüm Postalar", Role::All),
        ];
        let list = Exclusions::read(["[Gmail]/All Mail", " ", "[Gmail]/tüm postalar", "#AllItems#"]);
        assert_eq!(list.idle(&folders), ["[Gmail]/All Mail"]);
        assert!(!list.is_empty() && Exclusions::read([""]).is_empty());
    }
}
