//! Access entries as cmdlets list them: one row for each trustee and right. A large organisation has a million of them, so that an
//! entry is a handful of symbols and bits; those that say nothing of opening mailboxes are not kept.

use super::origin::OriginId;
use super::texts::Symbol;

/// Rights that decide whether a mailbox can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rights(pub(crate) u8);

impl Rights {
    /// `FullAccess` of a mailbox.
    pub(crate) const FULL_ACCESS: Rights = Rights(1);
    /// The extended right `Receive-As`.
    pub(crate) const RECEIVE_AS: Rights = Rights(2);
    /// `GenericAll`: every right of a directory object, extended ones too.
    pub(crate) const GENERIC_ALL: Rights = Rights(4);
    /// `ExtendedRight` without a name: all extended rights.
    pub(crate) const ALL_EXTENDED: Rights = Rights(8);
    /// The right was not readable: the export lost the list.
    pub(crate) const UNREADABLE: Rights = Rights(16);

    pub(crate) fn with(self, other: Rights) -> Rights {
        Rights(self.0 | other.0)
    }

    pub(crate) fn has(self, other: Rights) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// An entry that the export does not tell wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    /// The export has no such property, or lost its value.
    Untold,
}

/// One entry of `Get-MailboxPermission` or `Get-ADPermission`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) origin: OriginId,
    /// Place of the record in its file, for evidence.
    pub(crate) record: u32,
    /// What it stands on, as written: a mailbox, a database, a container.
    pub(crate) on: Symbol,
    /// As written: `CONTOSO\Domain Admins`, a SID, a name.
    pub(crate) trustee: Symbol,
    pub(crate) rights: Rights,
    pub(crate) deny: Truth,
    pub(crate) inherited: Truth,
    /// Whether it counts for the object itself, not only for those below.
    pub(crate) here: bool,
    /// The class of objects that it counts for, as written; nothing where for all.
    pub(crate) class: Option<Symbol>,
}

/// All entries of one sort, in the order of reading.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) all: Vec<Entry>,
    /// Records that were read, those that say nothing of opening mailboxes too.
    pub(crate) read: u64,
}

/// An object whose entries a source lists, so that it can be told apart from an object that nobody asked about: even where none of its
/// entries was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Listed {
    pub(crate) origin: OriginId,
    pub(crate) on: Symbol,
}
