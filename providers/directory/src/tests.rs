//! The client against servers that answer by script: refusals, pages, slices, limits, and servers that mean harm.

use crate::testkit::{Counting, Server, asked, entry, limits, message, page_end, result};
use crate::{DirectoryError, Ended, Filter, Limits, Scope, Search, Security};
use imaprules_facts::Reason;
use imaprules_provider::{Outcome, SecretString};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const BIND: u8 = 0x60;
const SEARCH: u8 = 0x63;

fn all() -> Search<'static> {
    Search {
        base: "DC=contoso,DC=test",
        scope: Scope::Subtree,
        filter: Filter::any(),
        attributes: &["member"],
        security: false,
    }
}

fn sign_in(text: &'static str, code: i64) -> (DirectoryError, Vec<Outcome>) {
    let host = Counting::new();
    let server = Server::start(move |question| result(asked(question).0, 0x61, code, text));
    let mut connection = server.open(&host);
    let error = connection
        .sign_in("admin@contoso.test", &SecretString::from("pw"), true)
        .unwrap_err();
    drop(connection);
    (error, host.sign_ins())
}

#[test]
fn refused_sign_ins_say_why_and_count_as_they_should() {
    let (error, told) = sign_in(
        "80090308: LdapErr: DSID-0C0904DC, comment: AcceptSecurityContext error, data 52e, v1db1\0",
        49,
    );
    assert!(
        error
            .to_string()
            .contains("the name or the password is wrong (data 52e)"),
        "{error}"
    );
    assert_eq!((error.reason(), told), (Reason::Refused, vec![Outcome::Refused]));
    let (error, told) = sign_in("AcceptSecurityContext error, data 775, v1db1", 49);
    assert!(error.to_string().contains("locked out"), "{error}");
    assert_eq!(told, [Outcome::LockOut]);
    // What says nothing of the password does not count against the account.
    let (error, told) = sign_in(
        "00002028: LdapErr: DSID-0C09035C, comment: The server requires binds to turn on integrity checking",
        8,
    );
    assert!(matches!(error, DirectoryError::StrongerAuthRequired { .. }));
    assert_eq!(told, [Outcome::Failed]);
    let (error, told) = sign_in(
        "80090346: LdapErr: DSID-0C0906B0, comment: AcceptSecurityContext error, data 80090346, v4563",
        49,
    );
    assert!(matches!(error, DirectoryError::ChannelBinding { .. }));
    assert_eq!(
        (error.reason(), told),
        (Reason::Unsupported, vec![Outcome::Failed])
    );
}

#[test]
fn no_password_goes_out_unencrypted_unless_that_was_allowed_and_never_an_empty_one() {
    let host = Counting::new();
    let server = Server::start(|_| panic!("nothing is asked"));
    let mut connection = server.open(&host);
    let refused = connection.sign_in("admin", &SecretString::from("pw"), false);
    assert!(matches!(refused, Err(DirectoryError::Plaintext { .. })));
    // The server would say yes to it: nobody is signed in then.
    let refused = connection.sign_in("admin", &SecretString::from(""), true);
    assert!(matches!(refused, Err(DirectoryError::SignIn { .. })));
    assert_eq!(host.sign_ins(), []);
}

#[test]
fn a_silent_server_makes_a_sign_in_count_as_unanswered() {
    let host = Counting::new();
    let server = Server::start(|_| {
        std::thread::sleep(Duration::from_secs(3));
        Vec::new()
    });
    let short = Limits {
        timeout: Duration::from_millis(300),
        ..limits()
    };
    let mut connection = server.try_open(&host, short).unwrap();
    let error = connection
        .sign_in("admin", &SecretString::from("pw"), true)
        .unwrap_err();
    assert_eq!(error.reason(), Reason::Timeout);
    assert_eq!(host.sign_ins(), [Outcome::Unanswered]);
}

#[test]
fn pages_are_asked_for_until_there_are_no_more() {
    let host = Counting::new();
    let server = Server::start(|question| {
        let (id, tag) = asked(question);
        assert_eq!(tag, SEARCH);
        let second = question.ends_with(b"\x04\x03two");
        let names = if second { ["c", "d"] } else { ["a", "b"] };
        let mut answer = names.map(|name| entry(id, name, "cn", &[name])).concat();
        answer.extend(page_end(id, if second { b"" } else { b"two" }));
        answer
    });
    let mut connection = server.open(&host);
    let mut names = Vec::new();
    let found = connection
        .search(&all(), &mut |entry| names.push(entry.dn))
        .unwrap();
    assert_eq!(names, ["a", "b", "c", "d"]);
    assert_eq!((found.entries, found.pages, found.ended), (4, 2, Ended::Whole));
    assert_eq!(connection.rounds(), 2);
}

#[test]
fn the_same_mark_on_every_page_is_no_end_and_empty_pages_are_one() {
    let host = Counting::new();
    let mut pages = 0;
    // As Samba does: the mark names the search, not the place.
    let server = Server::start(move |question| {
        let id = asked(question).0;
        pages += 1;
        [
            entry(id, "a", "cn", &["a"]),
            page_end(id, if pages < 5 { b"mark" } else { b"" }),
        ]
        .concat()
    });
    let found = server.open(&host).search(&all(), &mut |_| {}).unwrap();
    assert_eq!((found.entries, found.pages, found.ended), (5, 5, Ended::Whole));
    let server = Server::start(|question| page_end(asked(question).0, b"again"));
    let found = server.open(&host).search(&all(), &mut |_| {}).unwrap();
    assert_eq!(found.pages, 21);
    assert!(matches!(found.ended, Ended::Short(_)));
}

#[test]
fn long_lists_are_asked_on_for() {
    let host = Counting::new();
    let server = Server::start(|question| {
        let id = asked(question).0;
        let has = |text: &str| {
            question
                .windows(text.len())
                .any(|octets| octets == text.as_bytes())
        };
        let (name, values) = match () {
            () if has("range=4-*") => ("member;range=4-*", vec!["e"]),
            () if has("range=2-*") => ("member;range=2-3", vec!["c", "d"]),
            () => ("member;range=0-1", vec!["a", "b"]),
        };
        [entry(id, "CN=g", name, &values), page_end(id, b"")].concat()
    });
    let mut groups = Vec::new();
    server
        .open(&host)
        .search(&all(), &mut |entry| groups.push(entry))
        .unwrap();
    assert_eq!(groups[0].texts("member"), ["a", "b", "c", "d", "e"]);
    assert!(groups[0].incomplete.is_empty());
    assert_eq!(groups[0].attributes.len(), 1);
}

#[test]
fn a_list_that_does_not_go_on_is_noted_as_cut() {
    let host = Counting::new();
    let server = Server::start(|question| {
        let id = asked(question).0;
        [
            entry(id, "CN=g", "member;range=0-1", &["a", "b"]),
            page_end(id, b""),
        ]
        .concat()
    });
    let mut groups = Vec::new();
    server
        .open(&host)
        .search(&all(), &mut |entry| groups.push(entry))
        .unwrap();
    assert_eq!(groups[0].incomplete, ["member"]);
    assert_eq!(groups[0].texts("member"), ["a", "b"]);
}

#[test]
fn what_stops_a_search_is_told_and_what_came_counts() {
    let host = Counting::new();
    let server = Server::start(|question| {
        let id = asked(question).0;
        let referral = message(id, |out| {
            out.within(0x73, |list| list.octets(4, b"ldap://child/DC=child"))
        });
        [entry(id, "a", "cn", &["a"]), referral, result(id, 0x65, 4, "")].concat()
    });
    let found = server.open(&host).search(&all(), &mut |_| {}).unwrap();
    assert_eq!(found.entries, 1);
    assert_eq!(found.referrals, ["ldap://child/DC=child"]);
    assert!(matches!(
        found.ended,
        Ended::Short(DirectoryError::Answer { code: 4, .. })
    ));
}

#[test]
fn an_object_that_may_not_be_seen_is_no_permission() {
    let host = Counting::new();
    let server = Server::start(|question| result(asked(question).0, 0x65, 32, "0000208D: NameErr"));
    let error = server.open(&host).read("CN=x", &["cn"], false).unwrap_err();
    assert_eq!(error.reason(), Reason::NoPermission);
    assert!(!error.is_final());
}

#[test]
fn entries_and_octets_are_bounded() {
    let flood = |question: &[u8]| {
        let id = asked(question).0;
        entry(id, "a", "cn", &["a"]).repeat(1000)
    };
    let host = Counting::new();
    let server = Server::start(flood);
    let few = Limits {
        entries: 10,
        ..limits()
    };
    let found = server
        .try_open(&host, few)
        .unwrap()
        .search(&all(), &mut |_| {})
        .unwrap();
    assert_eq!((found.entries, found.ended), (10, Ended::Bound(10)));
    let server = Server::start(flood);
    let small = Limits {
        octets: 500,
        ..limits()
    };
    let error = server
        .try_open(&host, small)
        .unwrap()
        .search(&all(), &mut |_| {})
        .unwrap_err();
    assert_eq!(error.reason(), Reason::Malformed);
}

#[test]
fn answers_that_are_no_ldap_or_too_large_or_too_deep_end_the_connection() {
    let deep: Vec<u8> = std::iter::repeat_n([0x30, 0x84, 0, 0, 0xff, 0xff], 1000)
        .flatten()
        .collect();
    let huge = vec![0x30, 0x84, 0x7f, 0xff, 0xff, 0xff];
    for answer in [b"HTTP/1.1 400 Bad Request\r\n".to_vec(), huge, deep] {
        let host = Counting::new();
        let server = Server::start(move |_| answer.clone());
        let short = Limits {
            timeout: Duration::from_secs(1),
            ..limits()
        };
        let error = server
            .try_open(&host, short)
            .unwrap()
            .search(&all(), &mut |_| {})
            .unwrap_err();
        assert!(
            matches!(error.reason(), Reason::Malformed | Reason::Timeout),
            "{error}"
        );
    }
}

#[test]
fn a_notice_of_the_server_ends_the_connection_with_its_words() {
    let host = Counting::new();
    let server = Server::start(|_| result(0, 0x78, 52, "shutting down"));
    let error = server.open(&host).search(&all(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("shutting down"), "{error}");
    assert_eq!(error.reason(), Reason::Unreachable);
}

#[test]
fn octets_before_the_handshake_are_not_believed() {
    let host = Counting::new();
    let mut server = Server::start(|question| {
        let id = asked(question).0;
        [result(id, 0x78, 0, ""), result(id + 1, 0x61, 0, "injected")].concat()
    });
    server.endpoint.security = Security::StartTls;
    let error = server.try_open(&host, limits()).err().unwrap();
    assert!(
        matches!(
            error,
            DirectoryError::Malformed { .. } | DirectoryError::NoTls { .. }
        ),
        "{error}"
    );
}

#[test]
fn an_interrupt_is_noticed_at_once() {
    let host = Counting::new();
    let server = Server::start(|question| {
        assert_ne!(asked(question).1, BIND);
        std::thread::sleep(Duration::from_secs(5));
        Vec::new()
    });
    let mut connection = server.open(&host);
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            host.stop.store(true, Ordering::Relaxed);
        });
        let error = connection.search(&all(), &mut |_| {}).unwrap_err();
        assert_eq!(error, DirectoryError::Cancelled);
    });
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn nobody_there_is_told_apart_from_a_name_that_leads_nowhere() {
    let host = Counting::new();
    let mut server = Server::start(|_| Vec::new());
    server.endpoint.port = 1;
    let error = server.try_open(&host, limits()).err().unwrap();
    assert_eq!(error.reason(), Reason::Refused);
    server.endpoint.host = "no-such-host.invalid".into();
    let error = server.try_open(&host, limits()).err().unwrap();
    assert_eq!(error.reason(), Reason::Unreachable);
}
