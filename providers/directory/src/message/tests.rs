//! Messages as they go over the wire. The octets of the first ones were seen between `ldapsearch` and a server.

use super::*;
use crate::ber::{ENUMERATED, INTEGER, OCTETS, SEQUENCE, SET, Writer};
use crate::filter::Filter;
use crate::search::Scope;
use proptest::prelude::*;

#[test]
fn a_sign_in_is_written_as_the_standard_has_it() {
    let request = Request::Bind {
        name: "cn=a",
        password: "pw",
    };
    assert_eq!(
        request.write(1),
        [
            0x30, 18, 2, 1, 1, 0x60, 13, 2, 1, 3, 4, 4, b'c', b'n', b'=', b'a', 0x80, 2, b'p', b'w'
        ]
    );
    assert_eq!(Request::Unbind.write(3), [0x30, 5, 2, 1, 3, 0x42, 0]);
}

#[test]
fn a_search_asks_for_descriptors_without_the_audit_list() {
    let filter = Filter::any();
    let search = |security, page| {
        Request::Search(SearchRequest {
            base: "",
            scope: Scope::Base,
            filter: &filter,
            attributes: &["nTSecurityDescriptor"],
            security,
            page,
            time: 30,
        })
        .write(2)
    };
    // The value that the field knows: SEQUENCE { INTEGER 5 }.
    let with = search(true, None);
    assert!(with.windows(5).any(|octets| octets == [0x30, 3, 2, 1, 5]));
    assert!(
        with.windows(SD_FLAGS.len())
            .any(|octets| octets == SD_FLAGS.as_bytes())
    );
    let without = search(false, None);
    assert!(without.ends_with(b"nTSecurityDescriptor"));
    let paged = search(false, Some((1000, b"mark")));
    assert!(paged.ends_with(b"\x30\x0a\x02\x02\x03\xe8\x04\x04mark"));
}

fn message(id: i64, write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut out = Writer::default();
    out.within(SEQUENCE, |message| {
        message.integer(INTEGER, id);
        write(message);
    });
    out.finish()
}

fn result(out: &mut Writer, code: i64, text: &str) {
    out.integer(ENUMERATED, code);
    out.octets(OCTETS, b"");
    out.octets(OCTETS, text.as_bytes());
}

#[test]
fn answers_carry_code_text_referrals_and_the_next_page() {
    let referred = message(4, |out| {
        out.within(0x65, |op| {
            result(op, 10, "elsewhere");
            op.within(0xa3, |list| list.octets(OCTETS, b"ldap://dc2/"));
        });
    });
    let expected = Answer {
        code: 10,
        text: "elsewhere".into(),
        referrals: vec!["ldap://dc2/".into()],
    };
    assert_eq!(parse(&referred), Ok((4, Response::Done(expected, vec![]))));
    let paged = message(5, |out| {
        out.within(0x65, |op| result(op, 0, ""));
        out.within(0xa0, |controls| {
            controls.within(SEQUENCE, |other| other.octets(OCTETS, b"1.2.3"));
            controls.within(SEQUENCE, |paged| {
                paged.octets(OCTETS, PAGED.as_bytes());
                paged.boolean(1, false);
                paged.within(OCTETS, |value| {
                    value.within(SEQUENCE, |value| {
                        value.integer(INTEGER, 0);
                        value.octets(OCTETS, b"next");
                    });
                });
            });
        });
    });
    assert_eq!(
        parse(&paged),
        Ok((5, Response::Done(Answer::default(), b"next".to_vec())))
    );
}

#[test]
fn entries_keep_octets_as_they_are() {
    let sid = [1, 5, 0xff];
    let entry = message(6, |out| {
        out.within(0x64, |op| {
            op.octets(OCTETS, "CN=Müller".as_bytes());
            op.within(SEQUENCE, |list| {
                list.within(SEQUENCE, |attribute| {
                    attribute.octets(OCTETS, b"objectSid");
                    attribute.within(SET, |values| values.octets(OCTETS, &sid));
                });
            });
        });
    });
    let Ok((6, Response::Entry(entry))) = parse(&entry) else {
        panic!("an entry");
    };
    assert_eq!(entry.dn, "CN=Müller");
    assert_eq!(entry.bytes("objectsid"), Some(&sid[..]));
}

proptest! {
    #[test]
    fn no_message_makes_the_reader_panic(tag in any::<u8>(), octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&octets);
        let wrapped = message(1, |out| out.octets(tag, &octets));
        let _ = parse(&wrapped);
        for known in [0x61, 0x64, 0x65, 0x73, 0x78] {
            let _ = parse(&message(1, |out| {
                out.octets(known, &octets);
                out.octets(0xa0, &octets);
            }));
        }
    }
}
