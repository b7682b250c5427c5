//! Courier instances are what their options say.

use std::net::SocketAddr;
use std::time::Duration;

use imaprules_tests::servers::{Courier, CourierOptions, Encryption, Folder, Message, User};
use imaprules_tests::{Address, Authority, Client, Trust, Validity};

const PASSWORD: &str = "wonder \"7K\\ é";

fn alice() -> User {
    User::new("alice", PASSWORD).holding([
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Projects/2019", &[512]).shared_with("carol", "lr"),
        Folder::of("Gönderilmiş", vec![Message::of(400), Message::deleted(500)]),
        Folder::new("two words", &[400]),
        Folder::new("quo\"te", &[401]),
        Folder::new("back\\slash", &[402]),
        Folder::new("R&D", &[]),
    ])
}

fn options() -> CourierOptions {
    CourierOptions {
        administrators: vec![User::new("mailadmin", "admin-3Q").holding([Folder::new("INBOX", &[300; 9])])],
        quota_megabytes: Some(7),
        ..CourierOptions::users([
            alice(),
            User::new("bob", "builder-8L").disabled(None),
            User::new("carol", "lewis-4Q"),
        ])
    }
}

fn sign_in(at: SocketAddr, user: &str, password: &str) -> Client {
    let mut client = Client::plain(at);
    // A literal, since nothing quoted may hold octets above 127. It is sent without waiting to be asked for it.
    let answer = client.command(&format!("LOGIN {user} {{{}}}\r\n{password}", password.len()));
    assert!(answer.ok, "{user}: {}", answer.status);
    client
}

#[test]
fn mailboxes_hold_what_was_put_into_them() {
    let Some(server) = Courier::start(options()) else {
        return;
    };
    let before = server.mail_files("alice");
    assert_eq!(before.len() as u64, server.user("alice").item_count());
    let mut client = sign_in(server.plain(), "alice", PASSWORD);
    assert!(
        client.greeting.contains("Courier-IMAP ready"),
        "{}",
        client.greeting
    );
    for (folder, messages) in [
        ("INBOX", 3),
        ("INBOX.Projects.2019", 1),
        ("INBOX.G&APY-nderilmi&AV8-", 2),
        ("INBOX.two words", 1),
        ("INBOX.quo\\\"te", 1),
        ("INBOX.back\\\\slash", 1),
        ("INBOX.R&-D", 0),
    ] {
        assert_eq!(client.status(folder, "MESSAGES"), messages, "{folder}");
    }
    let listed = client.command("LIST \"\" *").untagged;
    assert_eq!(listed.len(), 8, "with the parent of a folder: {listed:#?}");
    assert!(client.command("EXAMINE INBOX").ok);
    let sizes = client.command("FETCH 1:* RFC822.SIZE").untagged;
    for size in [1000, 2000, 300_000] {
        let wanted = format!("(RFC822.SIZE {size})");
        assert!(sizes.iter().any(|line| line.ends_with(&wanted)), "{sizes:?}");
    }
    assert_eq!(server.mail_files("alice"), before, "reading moved or marked mail");
    let quota = client.command("GETQUOTAROOT INBOX").untagged;
    assert!(quota.iter().any(|line| line.contains("STORAGE 29")), "{quota:?}");
    assert!(client.command("SELECT INBOX").ok);
    assert!(client.command("STORE 1 +FLAGS (\\Flagged)").ok);
    assert_ne!(server.mail_files("alice"), before, "marking mail does not show");
}

#[test]
fn administrators_reach_every_mailbox_and_users_what_was_shared() {
    let Some(server) = Courier::start(options()) else {
        return;
    };
    let mut admin = sign_in(server.plain(), "mailadmin", "admin-3Q");
    assert_eq!(admin.status("#shared.alice", "MESSAGES"), 3);
    assert_eq!(admin.status("#shared.alice.two words", "MESSAGES"), 1);
    let mut carol = sign_in(server.plain(), "carol", "lewis-4Q");
    let listed = carol.command("LIST \"\" \"#shared.*\"").untagged;
    assert!(
        listed
            .iter()
            .any(|line| line.contains("#shared.alice.Projects.2019")),
        "{listed:?}"
    );
    assert_eq!(carol.status("#shared.alice.Projects.2019", "MESSAGES"), 1);
    assert!(!carol.command("EXAMINE #shared.alice").ok);
    // The other way to act for somebody is taken and ignored: this is the administrator's own mailbox.
    let mut delegated = Client::plain(server.plain());
    let credentials = "YWxpY2UAbWFpbGFkbWluAGFkbWluLTNR";
    assert!(delegated.command(&format!("AUTHENTICATE PLAIN {credentials}")).ok);
    assert_eq!(delegated.status("INBOX", "MESSAGES"), 9);
}

#[test]
fn a_disabled_account_signs_in_and_is_then_sent_away() {
    let Some(server) = Courier::start(options()) else {
        return;
    };
    let mut bob = sign_in(server.plain(), "bob", "builder-8L");
    let told = bob.line().expect("a last line");
    assert!(told.starts_with("* BYE IMAP access disabled"), "{told}");
    assert!(bob.try_command("NOOP").is_err(), "the session goes on");
    let mut wrong = Client::plain(server.plain());
    assert!(
        wrong
            .login("alice", "wrong")
            .status
            .starts_with("NO Login failed")
    );
    assert!(server.log().contains("LOGIN FAILED"), "{}", server.log());
}

#[test]
fn speaks_tls_with_the_certificate_it_was_given() {
    let (authority, name) = (Authority::new(), "mail.example.test");
    let options = CourierOptions {
        identity: Some(authority.issue(&[name], Validity::Days(90))),
        encryption: Encryption::Required,
        ..options()
    };
    let Some(server) = Courier::start_at(Address::claim(), options) else {
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
    let off = CourierOptions {
        encryption: Encryption::Off,
        ..options()
    };
    let Some(server) = Courier::start(off) else {
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
    let per_address = CourierOptions {
        per_address: 2,
        ..options()
    };
    let Some(server) = Courier::start(per_address) else {
        return;
    };
    let held = [Client::plain(server.plain()), Client::plain(server.plain())];
    let refused = Client::try_plain(server.plain(), Duration::from_secs(5));
    let kind = refused.expect_err("a third connection").kind();
    assert!(
        matches!(
            kind,
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset
        ),
        "{kind:?}"
    );
    drop(held);
    let at_all = CourierOptions {
        connections: 1,
        ..options()
    };
    let server = Courier::start(at_all).expect("one started before");
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
fn one_broken_name_in_the_store_breaks_the_list_of_folders() {
    let user = User::new("dora", "dora-5T").holding([Folder::on_disk(b"old\xe9")]);
    let Some(server) = Courier::start(CourierOptions::users([user])) else {
        return;
    };
    let mut client = sign_in(server.plain(), "dora", "dora-5T");
    assert_eq!(client.status("INBOX", "MESSAGES"), 0);
    assert!(client.try_command("LIST \"\" *").is_err(), "the session goes on");
}

#[test]
fn instances_do_not_disturb_each_other_and_leave_nothing() {
    let (Some(one), Some(two)) = (Courier::start(options()), Courier::start(options())) else {
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
