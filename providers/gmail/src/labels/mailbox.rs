//! A mailbox as far as labels go: its folders, and its messages by combination of labels.

use super::{Label, Role};
use imaprules_facts::Unknown;

/// Where Gmail keeps a message: each is in one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Store {
    /// All Mail, or what is seen of it through other folders.
    All,
    /// Spam.
    Spam,
    /// Trash.
    Trash,
}

impl Store {
    /// The word of the fact `label_mix.store`.
    pub fn word(self) -> &'static str {
        match self {
            Store::All => "all",
            Store::Spam => "spam",
            Store::Trash => "trash",
        }
    }

    /// The store of a word.
    pub fn of(word: &str) -> Option<Store> {
        [Store::All, Store::Spam, Store::Trash]
            .into_iter()
            .find(|store| store.word() == word)
    }

    /// The folder that shows it.
    pub fn role(self) -> Role {
        match self {
            Store::All => Role::All,
            Store::Spam => Role::Junk,
            Store::Trash => Role::Trash,
        }
    }
}

/// How messages were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelSource {
    /// In All Mail, which holds each of them once.
    AllMail,
    /// In the folders that IMAP shows, because it does not show All Mail. What none of them shows was not seen.
    Folders,
}

impl LabelSource {
    /// The word of the fact `gmail.label_source`.
    pub fn word(self) -> &'static str {
        match self {
            LabelSource::AllMail => "all_mail",
            LabelSource::Folders => "folders",
        }
    }
}

/// A folder of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// For people, with `/` between the levels.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Whether it can hold messages.
    pub selectable: bool,
    /// How many it shows, where that is known.
    pub messages: Option<u64>,
}

/// Messages with the same labels in the same store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// Where Gmail keeps them.
    pub store: Store,
    /// Sorted, each once.
    pub labels: Vec<Label>,
    /// How many.
    pub messages: u64,
    /// Octets of all of them.
    pub octets: u64,
}

/// Messages of which the labels are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rest {
    /// How many.
    pub messages: u64,
    /// Their octets; nothing where they were not looked at.
    pub octets: Option<u64>,
    /// Folders they show in, all together; nothing where they were not looked at.
    pub copies: Option<u64>,
    /// Octets of those copies.
    pub copied_octets: Option<u64>,
}

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its id among the subjects.
    pub id: String,
    /// What IMAP shows.
    pub folders: Vec<Folder>,
    /// How its messages were found.
    pub source: LabelSource,
    /// Its messages.
    pub mix: Vec<Combination>,
    /// And those of which labels are not kept.
    pub rest: Rest,
    /// Why folders or messages may be missing from all this.
    pub missing: Option<Unknown>,
}

impl Mailbox {
    /// The folder of that role, if IMAP shows it.
    pub fn folder(&self, role: Role) -> Option<&Folder> {
        self.folders
            .iter()
            .find(|folder| folder.role == role && folder.selectable)
    }

    /// The folder above Gmail's own ones: `[Gmail]`, `[Google Mail]`. Known by where those are, never by its name.
    pub fn container(&self) -> Option<&str> {
        let roles = [
            Role::All,
            Role::Sent,
            Role::Drafts,
            Role::Trash,
            Role::Junk,
            Role::Important,
            Role::Flagged,
        ];
        roles.iter().find_map(|role| {
            let folder = self.folders.iter().find(|folder| folder.role == *role)?;
            folder.name.rsplit_once('/').map(|(above, _)| above)
        })
    }

    /// Folders in which the messages of a combination show, by their place in the list.
    ///
    /// Spam and Trash keep the labels of their messages, but no other folder shows these.
    pub fn shows(&self, combination: &Combination) -> Vec<usize> {
        let is = |at: usize| move |label: &Label| folder_of(&self.folders, label) == Some(at);
        let own = combination.store.role();
        (0..self.folders.len())
            .filter(|at| {
                let folder = self.folders.get(*at);
                let store = folder.is_some_and(|folder| folder.selectable && folder.role == own);
                store || (combination.store == Store::All && combination.labels.iter().any(is(*at)))
            })
            .collect()
    }

    /// Messages that were looked at, Spam and Trash included.
    pub fn counted(&self) -> u64 {
        self.mix.iter().map(|one| one.messages).sum()
    }
}

/// The folder that shows a label.
pub(super) fn folder_of(folders: &[Folder], label: &Label) -> Option<usize> {
    folders.iter().position(|folder| {
        folder.selectable
            && match label {
                // All Mail, Spam and Trash are stores, whatever labels say.
                Label::System(Role::All | Role::Junk | Role::Trash) | Label::Other(_) => false,
                Label::System(role) => folder.role == *role,
                Label::User(name) => folder.role == Role::None && folder.name == *name,
            }
    })
}
