//! Descriptors that others published: read, and read again from what they are written back as.

use super::build::{octets, read};
use crate::rights::binary;
use crate::rights::descriptor::{Kind, Trustee};
use crate::rights::list::{Object, Right, of_descriptor};
use crate::rights::sddl::print;

/// Default of the class `user` in Active Directory:
/// <https://learn.microsoft.com/windows/win32/adschema/c-user>, attribute Default-Security-Descriptor.
const USER: &str = "D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;AO)\
(A;;RPLCLORC;;;PS)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)(OA;;CR;ab721a54-1e2f-11d0-9819-00aa0040529b;;PS)\
(OA;;CR;ab721a56-1e2f-11d0-9819-00aa0040529b;;PS)(OA;;RPWP;77B5B886-944A-11d1-AEBD-0000F80367C1;;PS)\
(OA;;RPWP;E45795B2-9455-11d1-AEBD-0000F80367C1;;PS)(OA;;RPWP;E45795B3-9455-11d1-AEBD-0000F80367C1;;PS)\
(OA;;RP;037088f8-0ae1-11d2-b422-00a0c968f939;;RS)(OA;;RP;4c164200-20c0-11d0-a768-00aa006e0529;;RS)\
(OA;;RP;bc0ac240-79a9-11d0-9020-00c04fc2d4cf;;RS)(A;;RC;;;AU)(OA;;RP;59ba2f42-79a2-11d0-9020-00c04fc2d3cf;;AU)\
(OA;;RP;77B5B886-944A-11d1-AEBD-0000F80367C1;;AU)(OA;;RP;E45795B3-9455-11d1-AEBD-0000F80367C1;;AU)\
(OA;;RP;e48d0154-bcf8-11d1-8702-00c04fb96050;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)\
(OA;;RP;5f202010-79a5-11d0-9020-00c04fc2d4cf;;RS)(OA;;RPWP;bf967a7f-0de6-11d0-a285-00aa003049e2;;CA)\
(OA;;RP;46a9b11d-60ae-405a-b7e8-ff8a58d456d2;;S-1-5-32-560)(OA;;WPRP;6db69a1c-9422-11d1-aebd-0000f80367c1;;S-1-5-32-561)";

/// What documents of Windows show as examples: an access list of a directory object with audits
/// (<https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format>), and a list with a condition
/// (<https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-definition-language-for-conditional-aces->).
const EXAMPLES: [(&str, usize); 3] = [
    ("O:AOG:DAD:(A;;RPWPCCDCLCSWRCWDWOGA;;;S-1-0-0)", 1),
    (
        "O:DAG:DAD:(A;;RPWPCCDCLCRCWOWDSDSW;;;SY)(A;;RPWPCCDCLCRCWOWDSDSW;;;DA)(OA;;CCDC;bf967aba-0de6-11d0-a285-00aa003049e2;;AO)\
(OA;;CCDC;bf967a9c-0de6-11d0-a285-00aa003049e2;;AO)(OA;;CCDC;6da8a4ff-0e52-11d0-a286-00aa003049e2;;AO)\
(OA;;CCDC;bf967aa8-0de6-11d0-a285-00aa003049e2;;PO)(A;;RPLCRC;;;AU)S:(AU;SAFA;WDWOSDWPCCDCSW;;;WD)",
        7,
    ),
    (
        "O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464G:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464\
D:PAI(A;CIOIIO;0x10000000;;;S-1-3-0)(A;CIOIIO;0x10000000;;;S-1-5-18)(A;;0x1301bf;;;S-1-5-18)(A;CIOIIO;0xa0000000;;;S-1-5-32-545)\
(A;;0x1200a9;;;S-1-15-2-1)",
        5,
    ),
];

#[test]
fn published_texts_and_back() {
    for (text, count) in EXAMPLES.into_iter().chain([(USER, 23)]) {
        let found = read(text);
        assert_eq!(found.entries.as_ref().map(Vec::len), Some(count), "{text}");
        assert!(
            found
                .entries
                .iter()
                .flatten()
                .all(|entry| matches!(entry.kind, Kind::Allow | Kind::Deny)),
            "{text}"
        );
        assert_eq!(read(&print(&found)), found, "{text}");
        assert_eq!(binary::read(&octets(&found)).unwrap(), found, "{text}");
    }
}

#[test]
fn receive_as_is_found_among_the_rights_of_a_user() {
    let list = of_descriptor(&read(USER), Object::Directory).unwrap();
    let rights: Vec<(Right, String)> = list
        .grants
        .iter()
        .map(|grant| (grant.right, grant.trustee.to_string()))
        .collect();
    // Domain Admins, the system and account operators hold all extended rights; only the user itself is named for this one.
    assert_eq!(rights.len(), 4, "{rights:?}");
    assert_eq!(rights[3], (Right::ReceiveAs, "S-1-5-10".to_owned()));
    assert!(rights[..3].iter().all(|(right, _)| *right == Right::Everything));
}

/// `S-1-5-21-...` as MS-DTYP prints one in octets: 01 04 00 00 00 00 00 05 15 00 00 00 and three numbers.
/// <https://devblogs.microsoft.com/oldnewthing/20040315-00/?p=40253>
#[test]
fn a_published_identifier() {
    let octets = [
        1, 5, 0, 0, 0, 0, 0, 5, 0x15, 0, 0, 0, 0xa0, 0x65, 0xcf, 0x7e, 0x78, 0x4b, 0x9b, 0x5f, 0xe7, 0x7c,
        0x87, 0x70, 0x09, 0x1c, 1, 0,
    ];
    let (sid, length) = crate::rights::sid::Sid::read(&octets).unwrap();
    assert_eq!(
        (sid.to_string().as_str(), length),
        ("S-1-5-21-2127521184-1604012920-1887927527-72713", 28)
    );
    assert_eq!(sid.octets(), octets);
    assert!(
        matches!(read("O:S-1-5-21-2127521184-1604012920-1887927527-72713").owner, Some(Trustee::Sid(found)) if found == sid)
    );
}
