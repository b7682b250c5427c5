//! Security descriptors in octets (MS-DTYP 2.4.6), as attributes of the directory hold them. Every offset, count and length is
//! checked against what is there; an entry of an unknown type is kept as one that nobody can read.
//!
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp/7d4dac05-9cef-4563-a058-f108abecce1d>

use super::descriptor::{Descriptor, DescriptorError, Entry, Kind, Trustee};
use super::guid::Guid;
use super::octets::Octets;
use super::sid::Sid;

/// Control bits of the descriptor.
pub(super) mod control {
    /// It has an access list.
    pub(in super::super) const DACL_PRESENT: u16 = 0x0004;
    /// Nothing is inherited from above.
    pub(in super::super) const DACL_PROTECTED: u16 = 0x1000;
    /// Offsets count from the descriptor's own beginning.
    pub(in super::super) const SELF_RELATIVE: u16 = 0x8000;
}

/// Octets before owner, group and lists.
pub(super) const HEAD: usize = 20;

/// Reads a descriptor.
pub(crate) fn read(octets: &[u8]) -> Result<Descriptor, DescriptorError> {
    let octets = Octets(octets);
    if octets.u8(0).ok_or(DescriptorError::Cut("head"))? != 1 {
        return Err(DescriptorError::Form("revision"));
    }
    let control = octets.u16(2).ok_or(DescriptorError::Cut("head"))?;
    let offset = |at| octets.offset(at).ok_or(DescriptorError::Cut("head"));
    let (owner, group, list) = (offset(4)?, offset(8)?, offset(16)?);
    if control & control::SELF_RELATIVE == 0 {
        return Err(DescriptorError::Form("not self-relative"));
    }
    let listed = control & control::DACL_PRESENT != 0 && list != 0;
    Ok(Descriptor {
        owner: named(octets, owner, "owner")?,
        group: named(octets, group, "group")?,
        protected: control & control::DACL_PROTECTED != 0,
        entries: listed.then(|| entries(octets, list)).transpose()?,
    })
}

/// Owner or group, where there is one.
fn named(octets: Octets<'_>, at: usize, what: &'static str) -> Result<Option<Trustee>, DescriptorError> {
    if at == 0 {
        return Ok(None);
    }
    let rest = octets.from(at).filter(|_| at >= HEAD);
    let (sid, _) = rest.and_then(Sid::read).ok_or(DescriptorError::Cut(what))?;
    Ok(Some(Trustee::Sid(sid)))
}

/// The entries of an access list (MS-DTYP 2.4.5). No more are read than its octets have room for, whatever the count says.
fn entries(octets: Octets<'_>, at: usize) -> Result<Vec<Entry>, DescriptorError> {
    const CUT: DescriptorError = DescriptorError::Cut("access list");
    let list = Octets(octets.from(at).filter(|_| at >= HEAD).ok_or(CUT)?);
    if !matches!(list.u8(0).ok_or(CUT)?, 2 | 4) {
        return Err(DescriptorError::Form("revision of the access list"));
    }
    let size = usize::from(list.u16(2).ok_or(CUT)?);
    let count = list.u16(4).ok_or(CUT)?;
    let list = Octets(list.part(0, size).ok_or(CUT)?);
    let mut found = Vec::new();
    let mut at = 8;
    for _ in 0..count {
        let size = usize::from(list.u16(at + 2).ok_or(CUT)?);
        let entry = list.part(at, size).filter(|_| size >= 4).ok_or(CUT)?;
        found.push(entry_of(Octets(entry)));
        at += size;
    }
    Ok(found)
}

/// Types of entries (MS-DTYP 2.4.4.1): what they do, whether they name an object, whether a condition goes with them.
fn kind_of(number: u8) -> (Kind, bool, bool) {
    match number {
        0x00 => (Kind::Allow, false, false),
        0x01 => (Kind::Deny, false, false),
        0x05 => (Kind::Allow, true, false),
        0x06 => (Kind::Deny, true, false),
        0x09 => (Kind::Allow, false, true),
        0x0a => (Kind::Deny, false, true),
        0x0b => (Kind::Allow, true, true),
        0x0c => (Kind::Deny, true, true),
        // Audits, alarms, labels, attributes and policies grant and refuse nothing.
        0x02 | 0x03 | 0x07 | 0x08 | 0x0d..=0x14 => (Kind::Neutral, false, false),
        other => (Kind::Opaque(other), false, false),
    }
}

/// One entry. What cannot be read becomes opaque: it is not left out, since it might decide.
fn entry_of(octets: Octets<'_>) -> Entry {
    let number = octets.u8(0).unwrap_or(u8::MAX);
    let flags = octets.u8(1).unwrap_or_default();
    let (kind, object, conditional) = kind_of(number);
    let opaque = |kind| Entry {
        kind,
        conditional: false,
        flags,
        mask: 0,
        object: None,
        inherited_object: None,
        trustee: Trustee::Unreadable,
    };
    if !matches!(kind, Kind::Allow | Kind::Deny) {
        return opaque(kind);
    }
    let read = || {
        let mask = octets.u32(4)?;
        let (object, inherited_object, at) = if object { guids(octets)? } else { (None, None, 8) };
        let (sid, _) = Sid::read(octets.from(at)?)?;
        Some(Entry {
            kind,
            conditional,
            flags,
            mask,
            object,
            inherited_object,
            trustee: Trustee::Sid(sid),
        })
    };
    read().unwrap_or_else(|| opaque(Kind::Opaque(number)))
}

/// The identifiers of an object entry, either of which may be missing, and where its trustee begins.
fn guids(octets: Octets<'_>) -> Option<(Option<Guid>, Option<Guid>, usize)> {
    let present = octets.u32(8)?;
    let mut at = 12;
    let mut next = |bit: u32| {
        if present & bit == 0 {
            return Some(None);
        }
        let guid = Guid::read(octets.part(at, 16)?)?;
        at += 16;
        Some(Some(guid))
    };
    let object = next(1)?;
    let inherited = next(2)?;
    Some((object, inherited, at))
}
