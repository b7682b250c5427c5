//! The server and the file of accounts.

use super::outcome::Holds;
use anyhow::{Context as _, Result};
use imaprules_tests::MigrationCsv;
use imaprules_tests::servers::{Dovecot, Folder, Options, User};

/// Folders of a mailbox besides those that the server makes, and how many messages each holds.
const FOLDERS: [(&str, usize); 8] = [
    ("INBOX", 20),
    ("Archive/2018", 10),
    ("Archive/2019", 10),
    ("Drafts", 0),
    ("Gelen & giden", 3),
    ("Junk", 5),
    ("Projects/Alpha", 8),
    ("Trash", 4),
];

/// Folders that stand only for those below them, and the one the server makes.
const OTHERS: u64 = 3;

/// A running server.
pub(crate) struct Scene {
    pub(crate) server: Dovecot,
    pub(crate) csv: MigrationCsv,
    pub(crate) holds: Holds,
}

impl Scene {
    /// Starts a server with so many mailboxes.
    pub(crate) fn set(mailboxes: usize) -> Result<Scene> {
        let mut users = User::many(mailboxes);
        for (number, user) in users.iter_mut().enumerate() {
            user.folders = folders(number);
        }
        let sum = |of: fn(&User) -> u64| users.iter().map(of).sum::<u64>();
        let holds = Holds {
            mailboxes: mailboxes as u64,
            folders: (FOLDERS.len() as u64 + OTHERS) * mailboxes as u64,
            messages: sum(User::item_count),
            octets: sum(User::total_size),
            largest: users.iter().map(User::largest_message).max().unwrap_or_default(),
        };
        Ok(Scene {
            server: Dovecot::start(Options::users(users)).context("Dovecot is not here")?,
            csv: MigrationCsv::new().many(mailboxes),
            holds,
        })
    }
}

/// Sizes differ, so that a wrong sum shows.
fn folders(number: usize) -> Vec<Folder> {
    let folder = |(name, count): (&str, usize)| {
        let sizes: Vec<usize> = (0..count).map(|n| 400 + (number * 7 + n * 13) % 1_500).collect();
        Folder::new(name, &sizes)
    };
    FOLDERS.into_iter().map(folder).collect()
}
