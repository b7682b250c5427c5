//! Identifiers, texts and octets, well-formed and not.

use super::build::{domains, octets, read, sid};
use crate::rights::binary;
use crate::rights::descriptor::{DescriptorError, Kind, Trustee, flag};
use crate::rights::guid::Guid;
use crate::rights::sddl::{Domains, parse};
use crate::rights::sid::Sid;
use crate::rights::table::{self, table};

#[test]
fn identifiers_as_text() {
    for (text, shown) in [
        ("S-1-1-0", Some("S-1-1-0")),
        ("s-1-5-21-1-2-3-512", Some("S-1-5-21-1-2-3-512")),
        ("S-1-0x000100000000-7", Some("S-1-0x000100000000-7")),
        ("S-1-5", Some("S-1-5")),
        ("S-2-5-18", None),
        ("S-1-5-", None),
        ("S-1-5-4294967296", None),
        ("S-1-5-+1", None),
        ("S-1-281474976710656-1", None),
        ("S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16", None),
        ("CONTOSO\\terry", None),
        ("", None),
    ] {
        assert_eq!(
            Sid::parse(text).map(|sid| sid.to_string()).as_deref(),
            shown,
            "{text}"
        );
    }
}

#[test]
fn identifiers_in_octets_end_where_they_say() {
    let octets = sid(512).octets();
    assert_eq!(Sid::read(&octets), Some((sid(512), 28)));
    assert_eq!(Sid::read(&octets[..27]), None);
    assert_eq!(Sid::read(&[1, 16, 0, 0, 0, 0, 0, 5]), None);
    assert_eq!(Sid::read(&[2, 0, 0, 0, 0, 0, 0, 5]), None);
    assert!(sid(512).is_of_domain(512) && !sid(512).is_of_domain(519));
    assert!(!Sid::parse("S-1-5-32-544").unwrap().in_domain());
}

#[test]
fn the_octets_of_receive_as_are_those_of_the_directory() {
    let guid = Guid::parse("{AB721A56-1E2F-11D0-9819-00AA0040529B}").unwrap();
    let octets = [
        0x56, 0x1a, 0x72, 0xab, 0x2f, 0x1e, 0xd0, 0x11, 0x98, 0x19, 0, 0xaa, 0, 0x40, 0x52, 0x9b,
    ];
    assert_eq!(guid, Guid(octets));
    assert_eq!(guid.to_string(), "ab721a56-1e2f-11d0-9819-00aa0040529b");
    assert_eq!(table().receive_as, Some(guid));
    for text in [
        "ab721a561e2f11d0981900aa0040529b",
        "ab721a56-1e2f-11d0-9819-00aa0040529",
        "",
        "+b721a56-1e2f-11d0-9819-00aa0040529b",
    ] {
        assert_eq!(Guid::parse(text), None, "{text}");
    }
}

#[test]
fn the_table_is_whole() {
    table::check().unwrap();
    let table = table();
    assert!(!table.right_names.is_empty() && !table.letters.is_empty() && !table.groups.is_empty());
    assert_eq!(table.full_access, 1);
    for id in ["administrator", "domain_admins", "enterprise_admins"] {
        assert!(table.members.contains_key(id), "{id}");
    }
    // Every word that MS-DTYP 2.5.1.1 knows for an identifier, but for those of integrity labels and of the descriptor itself.
    for word in [
        "DA", "DG", "DU", "ED", "DD", "DC", "BA", "BG", "BU", "LA", "LG", "AO", "BO", "PO", "SO", "AU", "PS",
        "CO", "CG", "SY", "PU", "WD", "RE", "IU", "NU", "SU", "RC", "WR", "AN", "SA", "CA", "RS", "EA", "PA",
        "RU", "LS", "NS", "RD", "NO", "MU", "LU", "IS", "CY", "OW", "ER", "RO", "CD", "RA", "ES", "MS", "HA",
        "CN", "AA", "RM",
    ] {
        assert!(table.aliases.contains_key(word), "{word}");
    }
    assert!(table.groups.contains_key("organization management"));
}

#[test]
fn texts_that_are_no_descriptor() {
    for (text, at) in [
        ("", 0),
        ("hello", 0),
        ("D:(A;;GA;;;WD", 2),
        ("D:(A;;GA;;WD)", 13),
        ("D:(A;XX;GA;;;WD)", 16),
        ("D:(A;;GA;;;WD)D:(A;;GA;;;WD)", 16),
        ("O:", 2),
        ("D:(A;;GA;;;WD)x", 14),
    ] {
        match parse(text, &Domains::default()) {
            Err(DescriptorError::Text { at: found, .. }) => assert_eq!(found, at, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert!(
        parse(
            &format!("D:{}", "(A;;GA;;;WD)".repeat(100_000)),
            &Domains::default()
        )
        .is_err()
    );
}

#[test]
fn odd_texts_that_are_one() {
    let found = read("O:S-1-5-32-544D:PAI");
    assert_eq!(found.owner, Sid::parse("S-1-5-32-544").map(Trustee::Sid));
    assert!(found.protected && found.entries.unwrap().is_empty());
    assert_eq!(read("D:NO_ACCESS_CONTROL").entries, None);
    assert!(!read("D:AI(A;;GA;;;WD)").protected);
    let found = read(" O:DA G:DA\nD: (A;;0x1;;;WD)\n (D;;010;;;WD) (A;;16;;;WD) ");
    let masks: Vec<u32> = found.entries.unwrap().iter().map(|entry| entry.mask).collect();
    assert_eq!(
        (found.owner, masks),
        (Some(Trustee::Sid(sid(512))), vec![1, 8, 16])
    );
    // Without the domain, its number alone is known.
    let found = parse("D:(A;;GA;;;DA)(A;;GA;;;QQ)", &Domains::default())
        .unwrap()
        .entries
        .unwrap();
    assert_eq!(found[0].trustee, Trustee::OfDomain(512));
    assert_eq!(found[1].trustee, Trustee::Unreadable);
}

#[test]
fn entries_that_cannot_be_read_stay_as_such() {
    let text = r#"D:(XA;;FX;;;S-1-1-0;(@User.Title=="PM" && (Member_of{SID(BA)})))(A;;ZZ;;;WD)(ZZ;;GA;;;WD)(RA;;;;;WD;("x",TS,0x0,"a)b"))(OA;;CR;nonsense;;WD)"#;
    let entries = read(text).entries.unwrap();
    let seen: Vec<(Kind, bool)> = entries
        .iter()
        .map(|entry| (entry.kind, entry.conditional))
        .collect();
    let opaque = (Kind::Opaque(255), false);
    assert_eq!(
        seen,
        [
            (Kind::Allow, true),
            opaque,
            opaque,
            (Kind::Neutral, false),
            opaque
        ]
    );
}

#[test]
fn octets_that_are_no_descriptor() {
    let whole = octets(&read(
        "O:DAG:DAD:(A;;GA;;;WD)(OA;CI;CR;ab721a56-1e2f-11d0-9819-00aa0040529b;;DA)",
    ));
    assert!(binary::read(&whole).is_ok());
    for length in 0..whole.len() {
        assert!(
            matches!(binary::read(&whole[..length]), Err(DescriptorError::Cut(_))),
            "{length}"
        );
    }
    let change = |at: usize, to: u8| {
        let mut octets = whole.clone();
        octets[at] = to;
        binary::read(&octets)
    };
    assert!(matches!(change(0, 2), Err(DescriptorError::Form(_))), "revision");
    assert!(matches!(change(3, 0), Err(DescriptorError::Form(_))), "absolute");
    assert!(
        matches!(change(4, 2), Err(DescriptorError::Cut(_))),
        "the owner inside the head"
    );
    assert!(
        matches!(change(16, 255), Err(DescriptorError::Cut(_))),
        "the list beyond the end"
    );
    assert!(
        matches!(change(2, 0x00), Ok(found) if found.entries.is_none()),
        "no list"
    );
}

#[test]
fn entries_of_unknown_types_are_kept() {
    let mut octets = octets(&read("D:(A;;GA;;;WD)(D;;GA;;;WD)"));
    let first = binary::HEAD + 8;
    octets[first] = 0x15;
    let entries = binary::read(&octets).unwrap().entries.unwrap();
    assert_eq!(entries[0].kind, Kind::Opaque(0x15));
    assert_eq!(entries[1].kind, Kind::Deny);
    // A trustee that does not fit into its entry.
    octets[first] = 0;
    octets[first + 9] = 9;
    let entries = binary::read(&octets).unwrap().entries.unwrap();
    assert_eq!(
        (entries[0].kind, &entries[0].trustee),
        (Kind::Opaque(0), &Trustee::Unreadable)
    );
    // A count that says more than there is.
    octets[binary::HEAD + 4] = 200;
    assert!(binary::read(&octets).is_err());
}

#[test]
fn object_entries_with_and_without_identifiers() {
    let text = "D:(OA;CIIO;CR;ab721a56-1e2f-11d0-9819-00aa0040529b;bf967aba-0de6-11d0-a285-00aa003049e2;WD)(OA;;CR;;bf967aba-0de6-11d0-a285-00aa003049e2;WD)(OA;;CR;;;WD)";
    let read_text = parse(text, &domains()).unwrap();
    let entries = read_text.entries.as_ref().unwrap();
    assert!(
        entries[0].object.is_some() && entries[0].inherited_object.is_some() && !entries[0].counts_here()
    );
    assert!(entries[1].object.is_none() && entries[1].inherited_object.is_some());
    assert!(entries[2].object.is_none() && entries[2].inherited_object.is_none());
    assert_eq!(binary::read(&octets(&read_text)).unwrap(), read_text);
    assert_eq!(entries[0].flags, flag::CONTAINER_INHERIT | flag::INHERIT_ONLY);
}
