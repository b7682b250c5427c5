//! Descriptors written as octets, so that tests can go both ways, and shorthand for both.

use crate::rights::binary::{self, control};
use crate::rights::descriptor::{Descriptor, Entry, Kind, Trustee};
use crate::rights::sddl::{Domains, parse};
use crate::rights::sid::Sid;

/// The domain of the tests.
pub(super) const DOMAIN: &str = "S-1-5-21-1004336348-1177238915-682003330";

pub(super) fn domains() -> Domains {
    let domain = Sid::parse(DOMAIN);
    Domains {
        own: domain.clone(),
        root: domain,
    }
}

/// An account or group of the domain.
pub(super) fn sid(rid: u32) -> Sid {
    Sid::parse(DOMAIN).unwrap().with(rid)
}

pub(super) fn read(text: &str) -> Descriptor {
    parse(text, &domains()).unwrap()
}

/// The octets of an entry (MS-DTYP 2.4.4).
fn entry(entry: &Entry) -> Vec<u8> {
    let object = entry.object.is_some() || entry.inherited_object.is_some();
    let number = match (entry.kind, object, entry.conditional) {
        (Kind::Allow, false, false) => 0,
        (Kind::Deny, false, false) => 1,
        (Kind::Allow, true, false) => 5,
        (Kind::Deny, true, false) => 6,
        (Kind::Allow, false, true) => 9,
        (Kind::Deny, false, true) => 0x0a,
        (Kind::Allow, true, true) => 0x0b,
        (Kind::Deny, true, true) => 0x0c,
        (Kind::Neutral, ..) => 2,
        (Kind::Opaque(number), ..) => number,
    };
    let mut octets = vec![number, entry.flags, 0, 0];
    octets.extend(entry.mask.to_le_bytes());
    if object {
        let present = u32::from(entry.object.is_some()) | u32::from(entry.inherited_object.is_some()) << 1;
        octets.extend(present.to_le_bytes());
        for guid in [entry.object, entry.inherited_object].into_iter().flatten() {
            octets.extend(guid.0);
        }
    }
    if let Trustee::Sid(sid) = &entry.trustee {
        octets.extend(sid.octets());
    }
    let length = (octets.len() as u16).to_le_bytes();
    octets[2..4].copy_from_slice(&length);
    octets
}

/// The octets of a descriptor (MS-DTYP 2.4.6).
pub(super) fn octets(descriptor: &Descriptor) -> Vec<u8> {
    let mut bits = control::SELF_RELATIVE;
    let mut octets = vec![0; binary::HEAD];
    octets[0] = 1;
    for (at, whom) in [(4, &descriptor.owner), (8, &descriptor.group)] {
        if let Some(Trustee::Sid(sid)) = whom {
            let offset = (octets.len() as u32).to_le_bytes();
            octets[at..at + 4].copy_from_slice(&offset);
            octets.extend(sid.octets());
        }
    }
    if descriptor.protected {
        bits |= control::DACL_PROTECTED;
    }
    if let Some(entries) = &descriptor.entries {
        bits |= control::DACL_PRESENT;
        let offset = (octets.len() as u32).to_le_bytes();
        octets[16..20].copy_from_slice(&offset);
        let body: Vec<u8> = entries.iter().flat_map(entry).collect();
        octets.extend([4, 0]);
        octets.extend((body.len() as u16 + 8).to_le_bytes());
        octets.extend((entries.len() as u16).to_le_bytes());
        octets.extend([0, 0]);
        octets.extend(body);
    }
    octets[2..4].copy_from_slice(&bits.to_le_bytes());
    octets
}
