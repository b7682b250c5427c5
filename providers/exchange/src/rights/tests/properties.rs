//! What holds of all input: no panic, and the same thing back.

use super::build::{domains, octets};
use crate::rights::binary;
use crate::rights::descriptor::{Descriptor, Entry, Kind, Trustee};
use crate::rights::guid::Guid;
use crate::rights::sddl::{Domains, parse, print};
use crate::rights::sid::Sid;
use proptest::collection::vec;
use proptest::prelude::*;

fn sids() -> impl Strategy<Value = Sid> {
    (0u64..1 << 48, vec(any::<u32>(), 0..15)).prop_map(|(authority, parts)| {
        let text = parts.iter().fold(format!("S-1-0x{authority:x}"), |text, part| {
            format!("{text}-{part}")
        });
        Sid::parse(&text).unwrap()
    })
}

fn entries() -> impl Strategy<Value = Entry> {
    let guid = || proptest::option::of(any::<[u8; 16]>().prop_map(Guid));
    (
        any::<bool>(),
        any::<bool>(),
        0u8..32,
        any::<u32>(),
        guid(),
        guid(),
        sids(),
    )
        .prop_map(
            |(allow, conditional, flags, mask, object, inherited_object, sid)| Entry {
                kind: if allow { Kind::Allow } else { Kind::Deny },
                // Texts have no word for a denial that names an object and has a condition.
                conditional: conditional && (allow || object.is_none() && inherited_object.is_none()),
                flags,
                mask,
                object,
                inherited_object,
                trustee: Trustee::Sid(sid),
            },
        )
}

fn descriptors() -> impl Strategy<Value = Descriptor> {
    let whom = || proptest::option::of(sids().prop_map(Trustee::Sid));
    (
        whom(),
        whom(),
        any::<bool>(),
        proptest::option::of(vec(entries(), 0..12)),
    )
        .prop_map(|(owner, group, protected, entries)| Descriptor {
            owner,
            group,
            protected,
            entries,
        })
}

proptest! {
    #[test]
    fn a_descriptor_comes_back_from_octets_and_from_text(descriptor in descriptors()) {
        prop_assert_eq!(&binary::read(&octets(&descriptor)).unwrap(), &descriptor);
        prop_assert_eq!(&parse(&print(&descriptor), &domains()).unwrap(), &descriptor);
    }

    #[test]
    fn any_octets_end_without_panic(octets in vec(any::<u8>(), 0..300)) {
        let _ = binary::read(&octets);
        let _ = Sid::read(&octets);
    }

    #[test]
    fn a_descriptor_with_changed_octets_ends_without_panic(
        descriptor in descriptors(), changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)
    ) {
        let mut octets = octets(&descriptor);
        for (at, octet) in changes {
            let at = at.index(octets.len());
            octets[at] = octet;
        }
        if let Ok(found) = binary::read(&octets) {
            // Eight octets are the smallest entry that is counted.
            prop_assert!(found.entries.map_or(0, |entries| entries.len()) * 4 <= octets.len());
        }
    }

    #[test]
    fn any_text_ends_without_panic(text in "\\PC*") {
        let _ = parse(&text, &Domains::default());
        let _ = Sid::parse(&text);
        let _ = Guid::parse(&text);
    }

    #[test]
    fn texts_of_the_right_signs_end_without_panic(text in "[OGDSAIPXZ:();\"0-9xWD -]{0,80}") {
        let _ = parse(&text, &Domains::default());
    }
}
