//! What a folder is for, whatever its name in the user's language.

/// What a folder is for: the words of the fact `folder.special_use`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A label of the user's own, or a container.
    None,
    /// INBOX.
    Inbox,
    /// Every message but those of Spam and Trash.
    All,
    /// Not Gmail's.
    Archive,
    /// Drafts.
    Drafts,
    /// Starred.
    Flagged,
    /// Important, which Gmail maintains by itself.
    Important,
    /// Spam.
    Junk,
    /// Sent mail.
    Sent,
    /// Trash, Bin.
    Trash,
}

const WORDS: [(Role, &str); 10] = [
    (Role::None, "none"),
    (Role::Inbox, "inbox"),
    (Role::All, "all"),
    (Role::Archive, "archive"),
    (Role::Drafts, "drafts"),
    (Role::Flagged, "flagged"),
    (Role::Important, "important"),
    (Role::Junk, "junk"),
    (Role::Sent, "sent"),
    (Role::Trash, "trash"),
];

impl Role {
    /// Its word.
    pub fn word(self) -> &'static str {
        WORDS
            .iter()
            .find(|(role, _)| *role == self)
            .map_or("none", |(_, word)| word)
    }

    /// The role of a word.
    pub fn of(word: &str) -> Role {
        WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map_or(Role::None, |(role, _)| *role)
    }

    /// The role of a well-known folder of `-ExcludeFolders`, such as `SentItems` in `#SentItems#`
    /// (<https://learn.microsoft.com/powershell/module/exchangepowershell/new-migrationbatch>).
    pub fn well_known(token: &str) -> Option<Role> {
        let roles = [
            ("inbox", Role::Inbox),
            ("sentitems", Role::Sent),
            ("deleteditems", Role::Trash),
            ("drafts", Role::Drafts),
            ("junkemail", Role::Junk),
            ("archive", Role::Archive),
            ("allitems", Role::All),
        ];
        let token = token.to_ascii_lowercase();
        roles
            .iter()
            .find(|(name, _)| *name == token)
            .map(|(_, role)| *role)
    }

    /// Folders that hold nothing that another folder should not hold too, or that nobody wants.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Role::All | Role::Important | Role::Flagged | Role::Junk | Role::Trash
        )
    }
}
