//! Cyrus instances are what their options say.

use std::net::SocketAddr;
use std::time::Duration;

use imaprules_tests::servers::{Cyrus, CyrusOptions, Encryption, Folder, Message, User};
use imaprules_tests::{Address, Authority, Client, Trust, Validity};

const PASSWORD: &str = "wonder \"7K\\ é";

fn alice() -> User {
    User::new("alice", PASSWORD).holding([
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Projects/2019", &[512]).shared_with("carol", "lr"),
        Folder::of("Gönderilmiş", vec![Message::of(400), Message::deleted(500)]),
        Folder::new("two words", &[400]),
        Folder::new("dot.ted", &[401]),
        Folder::new("R&D", &[]),
    ])
}

fn options() -> CyrusOptions {
    CyrusOptions {
        proxies: vec![("mover".to_owned(), "mover-3Q".to_owned())],
        quota_megabytes: Some(7),
        ..CyrusOptions::users([
            alice(),
            User::new("bob", "builder-8L").disabled(None),
            User::new("carol", "lewis-4Q"),
            User::new("dora", "dora-5T").without_mailbox(),
        ])
    }
}

fn sign_in(at: SocketAddr, user: &str, password: &str) -> Client {
    let mut client = Client::plain(at);
    // A literal, since nothing quoted may hold octets above 127.
    let answer = client.command(&format!("LOGIN {user} {{{}+}}\r\n{password}", password.len()));
    assert!(answer.ok, "{user}: {}", answer.status);
    client
}

#[test]
fn mailboxes_hold_what_was_put_into_them() {
    let Some(server) = Cyrus::start(options()) else {
        return;
    };
    let before = server.store();
    let mut client = sign_in(server.plain(), "alice", PASSWORD);
    assert!(client.greeting.contains("Cyrus IMAP"), "{}", client.greeting);
    for (folder, messages, size) in [
        ("INBOX", 3, 303_000),
        ("Projects/2019", 1, 512),
        ("G&APY-nderilmi&AV8-", 2, 900),
        ("two words", 1, 400),
        ("dot.ted", 1, 401),
        ("R&-D", 0, 0),
    ] {
        assert_eq!(client.status(folder, "MESSAGES"), messages, "{folder}");
        assert_eq!(client.status(folder, "SIZE"), size, "{folder}");
    }
    assert_eq!(client.status("G&APY-nderilmi&AV8-", "UNSEEN"), 1);
    let quota = client.command("GETQUOTAROOT INBOX").untagged;
    assert!(
        quota
            .iter()
            .any(|line| line.contains("STORAGE 29") && line.contains(" 7168)")),
        "{quota:?}"
    );
    assert!(client.command("EXAMINE INBOX").ok);
    assert!(client.command("LOGOUT").ok);
    assert_eq!(server.store(), before, "reading changed the store");
    let mut client = sign_in(server.plain(), "alice", PASSWORD);
    assert!(client.command("SELECT INBOX").ok);
    assert!(client.command("STORE 1 +FLAGS (\\Flagged)").ok);
    assert!(client.command("LOGOUT").ok);
    assert_ne!(server.store(), before, "marking mail does not show");
}

#[test]
fn some_may_act_for_others() {
    let Some(server) = Cyrus::start(options()) else {
        return;
    };
    let mut admin = sign_in(server.plain(), "cyrus", "cyrus-admin-pw");
    let listed = admin.command("LIST \"\" user/%").untagged;
    assert_eq!(listed.len(), 3, "{listed:?}");
    for credentials in [
        "YWxpY2UAY3lydXMAY3lydXMtYWRtaW4tcHc=",
        "YWxpY2UAbW92ZXIAbW92ZXItM1E=",
    ] {
        let mut delegated = Client::plain(server.plain());
        let answer = delegated.command(&format!("AUTHENTICATE PLAIN {credentials}"));
        assert!(answer.ok, "{}", answer.status);
        assert_eq!(delegated.status("INBOX", "MESSAGES"), 3);
    }
    // alice for carol
    let mut refused = Client::plain(server.plain());
    assert!(!refused.command("AUTHENTICATE PLAIN Y2Fyb2wAYWxpY2UAeA==").ok);
    let mut carol = sign_in(server.plain(), "carol", "lewis-4Q");
    assert_eq!(carol.status("Other Users/alice/Projects/2019", "MESSAGES"), 1);
    assert!(!carol.command("EXAMINE \"Other Users/alice\"").ok);
}

#[test]
fn only_the_right_users_sign_in_and_some_find_nothing() {
    let Some(server) = Cyrus::start(options()) else {
        return;
    };
    let status = |user, password| Client::plain(server.plain()).login(user, password).status;
    assert_eq!(
        status("carol", "wrong"),
        "NO Login failed: authentication failure"
    );
    assert_eq!(
        status("nobody-here", "x"),
        "NO Login failed: authentication failure"
    );
    assert_eq!(
        status("bob", "builder-8L"),
        "NO Login failed: authorization failure"
    );
    let mut dora = sign_in(server.plain(), "dora", "dora-5T");
    assert!(!dora.command("STATUS INBOX (MESSAGES)").ok);
}

#[test]
fn a_mailbox_is_made_at_the_first_sign_in_where_that_is_wanted() {
    let options = CyrusOptions {
        autocreate: true,
        separator: '.',
        beside_inbox: false,
        ..options()
    };
    let Some(server) = Cyrus::start(options) else {
        return;
    };
    let mut dora = sign_in(server.plain(), "dora", "dora-5T");
    assert_eq!(dora.status("INBOX", "MESSAGES"), 0);
    let mut alice = sign_in(server.plain(), "alice", PASSWORD);
    assert_eq!(alice.status("INBOX.Projects.2019", "MESSAGES"), 1);
}

#[test]
fn speaks_tls_with_the_certificate_it_was_given() {
    let (authority, name) = (Authority::new(), "mail.example.test");
    let options = CyrusOptions {
        identity: Some(authority.issue(&[name], Validity::Days(90))),
        encryption: Encryption::Required,
        ..options()
    };
    let Some(server) = Cyrus::start_at(Address::claim(), options) else {
        return;
    };
    let trust = Trust {
        root: authority.certificate(),
        name,
    };
    let mut implicit = Client::tls(server.tls(), trust);
    assert!(implicit.login("carol", "lewis-4Q").ok);
    let mut plain = Client::plain(server.plain());
    assert!(plain.greeting.contains("LOGINDISABLED"), "{}", plain.greeting);
    assert!(!plain.login("carol", "lewis-4Q").ok);
    let started = Client::plain(server.plain()).starttls(trust);
    assert!({ started }.login("carol", "lewis-4Q").ok);
}

#[test]
fn offers_no_tls_when_it_is_off() {
    let off = CyrusOptions {
        encryption: Encryption::Off,
        ..options()
    };
    let Some(server) = Cyrus::start(off) else {
        return;
    };
    let greeting = Client::plain(server.plain()).greeting;
    assert!(!greeting.contains("STARTTLS"), "{greeting}");
    assert!(
        std::net::TcpStream::connect(server.tls()).is_err(),
        "the TLS port is open"
    );
}

#[test]
fn keeps_to_its_limits() {
    let per_user = CyrusOptions {
        per_user: 1,
        ..options()
    };
    let Some(server) = Cyrus::start(per_user) else {
        return;
    };
    let _held = sign_in(server.plain(), "carol", "lewis-4Q");
    let second = Client::plain(server.plain()).login("carol", "lewis-4Q").status;
    assert_eq!(second, "NO Too many open connections (1 of 1 for carol)");
    let per_address = CyrusOptions {
        per_address: 2,
        ..options()
    };
    let server = Cyrus::start(per_address).expect("one started before");
    let _held = sign_in(server.plain(), "carol", "lewis-4Q");
    let second = Client::plain(server.plain()).login("dora", "dora-5T").status;
    // The connection that asks is counted before it signs in.
    assert!(
        second.starts_with("NO Too many open connections (2 of 2 from"),
        "{second}"
    );
    let at_all = CyrusOptions {
        connections: 1,
        ..options()
    };
    let server = Cyrus::start(at_all).expect("one started before");
    let _held = Client::plain(server.plain());
    let waiting = Client::try_plain(server.plain(), Duration::from_millis(300));
    let kind = waiting.expect_err("a second connection").kind();
    assert!(
        matches!(
            kind,
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
        ),
        "{kind:?}"
    );
}

#[test]
fn instances_do_not_disturb_each_other_and_leave_nothing() {
    let (Some(one), Some(two)) = (Cyrus::start(options()), Cyrus::start(options())) else {
        return;
    };
    let gone = one.plain();
    drop(one);
    assert!(
        std::net::TcpStream::connect(gone).is_err(),
        "a stopped instance still accepts"
    );
    sign_in(two.plain(), "carol", "lewis-4Q");
}
