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
    /// Whether it has a mailbox at all.
    pub(super) mailbox: bool,
    /// Whether the administrator switched it off.
    pub(super) disabled: bool,
    /// Extra fields of Dovecot's password file.
    pub(super) fields: Vec<String>,
}

impl User {
    /// An account with an empty mailbox.
    pub fn new(name: &str, password: &str) -> Self {
        Self {
            name: name.to_owned(),
            password: password.to_owned(),
            folders: Vec::new(),
            mailbox: true,
            disabled: false,
            fields: Vec::new(),
        }
    }

    /// The accounts that [`crate::MigrationCsv::many`] names, each with one small message.
    pub fn many(count: usize) -> Vec<Self> {
        let one = |n| {
            let inbox = Folder::new("INBOX", &[500]);
            Self::new(&format!("user{n:05}"), &format!("pw-{n:05}-Qx7")).holding([inbox])
        };
        (1..=count).map(one).collect()
    }

    /// With these folders in its mailbox.
    pub fn holding(mut self, folders: impl Into<Vec<Folder>>) -> Self {
        self.folders = folders.into();
        self
    }

    /// Without a mailbox: it signs in and finds nothing. Only Cyrus knows such accounts; elsewhere the mailbox is empty.
    pub fn without_mailbox(mut self) -> Self {
        self.mailbox = false;
        self
    }

    /// Switched off by the administrator, with a reason to show or without (only Dovecot shows one). The reason is one
    /// word: blanks end a field.
    pub fn disabled(mut self, reason: Option<&str>) -> Self {
        self.disabled = true;
        self.fields.push("nologin".to_owned());
        self.fields.extend(reason.map(|text| format!("reason={text}")));
        self
    }

    /// Whose mail store the server cannot open: it signs in and nothing else works. Dovecot alone knows such accounts.
    pub fn broken(mut self) -> Self {
        // Not even root makes a directory there. The first is the setting of 2.3, the second that of 2.4.
        self.fields
            .push("userdb_mail=maildir:/proc/none/Maildir".to_owned());
        self.fields.push("userdb_mail_path=/proc/none/Maildir".to_owned());
        self
    }

    /// May sign in from this network only; Dovecot alone knows this.
    pub fn only_from(mut self, network: &str) -> Self {
        self.fields.push(format!("allow_nets={network}"));
        self
    }

    /// The account of this name.
    pub(super) fn find<'a>(users: &'a [Self], name: &str) -> &'a Self {
        users
            .iter()
            .find(|user| user.name == name)
            .unwrap_or_else(|| panic!("no account {name}"))
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
        format!(
            "{}:{{PLAIN}}{}::::::{}\n",
            self.name,
            self.password,
            self.fields.join(" ")
        )
    }
}
