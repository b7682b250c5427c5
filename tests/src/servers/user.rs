//! An account on a server of the tests, and what its mailbox holds.

use super::Folder;

/// An account. Its passwords are words of the tests, worth nothing elsewhere.
#[derive(Debug, Clone)]
pub struct User {
    /// The name it signs in with.
    pub name: String,
    /// Its password.
    pub password: String,
    /// What the mailbox holds; the inbox is there even when it is not named.
    pub folders: Vec<Folder>,
    /// Extra fields of Dovecot's password file.
    pub(super) fields: Vec<String>,
}

impl User {
    /// An account with an empty mailbox.
    pub fn new(name: &str, password: &str) -> Self {
        Self { name: name.to_owned(), password: password.to_owned(), folders: Vec::new(), fields: Vec::new() }
    }

    /// With these folders in its mailbox.
    pub fn holding(mut self, folders: impl Into<Vec<Folder>>) -> Self {
        self.folders = folders.into();
        self
    }

    /// Switched off by the administrator, with a reason to show or without. The reason is one word: blanks end a field.
    pub fn disabled(mut self, reason: Option<&str>) -> Self {
        self.fields.push("nologin".to_owned());
        self.fields.extend(reason.map(|text| format!("reason={text}")));
        self
    }

    /// May sign in from this network only.
    pub fn only_from(mut self, network: &str) -> Self {
        self.fields.push(format!("allow_nets={network}"));
        self
    }

    /// How many messages the mailbox holds.
    pub fn item_count(&self) -> u64 {
        self.folders.iter().map(Folder::count).sum()
    }

    /// How many octets they have together.
    pub fn total_size(&self) -> u64 {
        self.folders.iter().map(Folder::size).sum()
    }

    /// How many octets the largest message has.
    pub fn largest_message(&self) -> u64 {
        self.folders.iter().map(Folder::largest).max().unwrap_or_default()
    }

    /// The account's line of a Dovecot password file.
    pub(super) fn line(&self) -> String {
        format!("{}:{{PLAIN}}{}::::::{}\n", self.name, self.password, self.fields.join(" "))
    }
}
