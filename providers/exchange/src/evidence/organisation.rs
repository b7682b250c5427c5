//! The Exchange organisation, the domains of the forest, and security descriptors as they were read.

use super::origin::{Seen, Told};
use super::texts::Symbol;
use std::sync::Arc;

/// The organisation object as one source shows it.
#[derive(Debug)]
pub(crate) struct Organisation {
    pub(crate) seen: Seen,
    pub(crate) dn: Option<Symbol>,
    pub(crate) name: Option<Symbol>,
    /// `objectVersion` of the organisation object.
    pub(crate) object_version: Told<i64>,
    /// `rangeUpper` of ms-Exch-Schema-Version-Pt.
    pub(crate) schema_range: Told<i64>,
    /// Who may do what on the organisation, inherited by everything below unless something nearer decides.
    pub(crate) descriptor: Told<Descriptor>,
}

impl Organisation {
    pub(crate) fn new(seen: Seen) -> Self {
        Organisation {
            seen,
            dn: None,
            name: None,
            object_version: None,
            schema_range: None,
            descriptor: None,
        }
    }
}

/// A domain of the forest.
#[derive(Debug)]
pub(crate) struct Domain {
    pub(crate) seen: Seen,
    /// `DC=contoso,DC=com`.
    pub(crate) dn: Symbol,
    /// `contoso.com`.
    pub(crate) dns: Option<Symbol>,
    /// `CONTOSO`.
    pub(crate) netbios: Option<Symbol>,
    /// `S-1-5-21-1-2-3`.
    pub(crate) sid: Option<Symbol>,
    /// Whether it is the forest's root domain.
    pub(crate) root: Told<bool>,
}

/// A security descriptor as it was read. Equal ones share their octets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Descriptor {
    /// Self-relative, as the directory holds it.
    Octets(Arc<[u8]>),
    /// In SDDL, as .NET writes it.
    Sddl(Arc<str>),
}
