//! Security descriptors as plain data: who owns an object, and the entries of its access list in their order. Both readers, of
//! octets and of text, end here. Audit lists are left out: they grant nothing.

use super::guid::Guid;
use super::sid::Sid;
use std::fmt;
use thiserror::Error;

/// A security descriptor, as far as it decides about access.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Descriptor {
    /// The owner, if it is told.
    pub(crate) owner: Option<Trustee>,
    /// The primary group, if it is told.
    pub(crate) group: Option<Trustee>,
    /// Whether entries of containers above are kept off (`SE_DACL_PROTECTED`).
    pub(crate) protected: bool,
    /// The access list. Nothing where the descriptor has none: to Windows that means access for everybody, and in an answer that
    /// did not hold the list it means nothing at all.
    pub(crate) entries: Option<Vec<Entry>>,
}

/// An entry of an access list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    /// What the entry does.
    pub(crate) kind: Kind,
    /// Whether a condition goes with it (a callback entry): whether it counts cannot be told from here.
    pub(crate) conditional: bool,
    /// Bits of [`flag`].
    pub(crate) flags: u8,
    /// Bits of [`right`], or of the store's own for mailboxes.
    pub(crate) mask: u32,
    /// The one extended right, property or class that the entry is about; nothing where it is about all of them.
    pub(crate) object: Option<Guid>,
    /// The only class of objects that inherits the entry.
    pub(crate) inherited_object: Option<Guid>,
    /// Whom it is about.
    pub(crate) trustee: Trustee,
}

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// It grants.
    Allow,
    /// It refuses.
    Deny,
    /// It neither grants nor refuses: audit, label, attribute.
    Neutral,
    /// Of a type that nobody knows here.
    Opaque(u8),
}

/// Whom an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Trustee {
    /// By identifier.
    Sid(Sid),
    /// By the number that the account or group has in its domain; which domain is not told (`DA` in a text).
    OfDomain(u32),
    /// By a name, as exports show it: `CONTOSO\Domain Admins`.
    Name(String),
    /// Not to be read.
    Unreadable,
}

impl fmt::Display for Trustee {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trustee::Sid(sid) => sid.fmt(out),
            Trustee::OfDomain(rid) => write!(out, "the account {rid} of the domain"),
            Trustee::Name(name) => out.write_str(name),
            Trustee::Unreadable => out.write_str("a trustee that cannot be read"),
        }
    }
}

/// Flags of an entry (MS-DTYP 2.4.4.1).
pub(crate) mod flag {
    /// Objects below inherit it, if they are no containers.
    pub(crate) const OBJECT_INHERIT: u8 = 0x01;
    /// Containers below inherit it; in the directory every object is one.
    pub(crate) const CONTAINER_INHERIT: u8 = 0x02;
    /// Only the objects directly below inherit it.
    pub(crate) const NO_PROPAGATE: u8 = 0x04;
    /// It does not count for the object itself.
    pub(crate) const INHERIT_ONLY: u8 = 0x08;
    /// It came from above.
    pub(crate) const INHERITED: u8 = 0x10;
    /// Successful access is audited.
    pub(crate) const SUCCESS: u8 = 0x40;
    /// Refused access is audited.
    pub(crate) const FAILURE: u8 = 0x80;
}

/// Rights in a mask that matter here (MS-DTYP 2.4.3, MS-ADTS 5.1.3.2).
pub(crate) mod right {
    /// Extended rights: all of them, or the one that the entry names.
    pub(crate) const CONTROL_ACCESS: u32 = 0x0000_0100;
    /// Everything.
    pub(crate) const GENERIC_ALL: u32 = 0x1000_0000;
}

impl Entry {
    /// Whether it came from above.
    pub(crate) fn inherited(&self) -> bool {
        self.flags & flag::INHERITED != 0
    }

    /// Whether it counts for the object that carries it, not only for those below.
    pub(crate) fn counts_here(&self) -> bool {
        self.flags & flag::INHERIT_ONLY == 0
    }
}

/// Why a descriptor could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub(crate) enum DescriptorError {
    /// It ends before what it announces.
    #[error("the descriptor is cut off ({0})")]
    Cut(&'static str),
    /// It is no descriptor, or one of a form that is not stored.
    #[error("this is no security descriptor ({0})")]
    Form(&'static str),
    /// A text that does not follow the grammar.
    #[error("the text of the descriptor cannot be read at character {at}: {problem}")]
    Text {
        /// Which octet of the text.
        at: usize,
        /// What is wrong there.
        problem: &'static str,
    },
}
