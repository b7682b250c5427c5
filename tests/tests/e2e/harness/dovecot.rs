//! Dovecot instances are what their options say.

use imaprules_tests::servers::{Dovecot, Encryption, Folder, Message, Options, User};
use imaprules_tests::{Address, Authority, Client, Trust, Validity};

fn alice() -> User {
    User::new("alice", "wonder").holding([
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Sent", &[512]),
        Folder::new("Projects/2019", &[]),
        Folder::of("Gönderilmiş", vec![Message::of(400), Message::deleted(500)]),
    ])
}

#[test]
fn greets_in_plaintext_and_offers_starttls() {
    let Some(server) = Dovecot::start(Options::users([alice()])) else {
        return;
    };
    let client = Client::plain(server.plain());
    assert!(
        client.greeting.starts_with("* OK [CAPABILITY "),
        "{}",
        client.greeting
    );
    assert!(client.greeting.contains("STARTTLS"), "{}", client.greeting);
}

#[test]
fn mailboxes_hold_what_was_put_into_them() {
    let Some(server) = Dovecot::start(Options::users([alice()])) else {
        return;
    };
    let mut client = Client::plain(server.plain());
    assert!(client.login("alice", "wonder").ok);
    for (folder, messages, size) in [
        ("INBOX", 3, 303_000),
        ("Sent", 1, 512),
        ("Projects/2019", 0, 0),
        ("G&APY-nderilmi&AV8-", 2, 900),
    ] {
        assert_eq!(client.status(folder, "MESSAGES"), messages, "{folder}");
        assert_eq!(client.status(folder, "SIZE"), size, "{folder}");
    }
    let user = server.user("alice");
    assert_eq!(
        (user.item_count(), user.total_size(), user.largest_message()),
        (6, 304_412, 300_000)
    );
}

#[test]
fn the_sizes_are_those_of_the_messages_themselves() {
    let Some(server) = Dovecot::start(Options::users([alice()])) else {
        return;
    };
    let mut client = Client::plain(server.plain());
    assert!(client.login("alice", "wonder").ok);
    assert!(client.command("EXAMINE INBOX").ok);
    // The server reads the bodies here: a wrong size in a file name would show.
    let answer = client.command("FETCH 1:* (RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
    let sizes: Vec<_> = answer
        .untagged
        .iter()
        .filter(|l| l.contains("RFC822.SIZE"))
        .collect();
    assert_eq!(sizes.len(), 3, "{answer:?}");
    for size in ["RFC822.SIZE 1000 ", "RFC822.SIZE 2000 ", "RFC822.SIZE 300000 "] {
        assert!(sizes.iter().any(|l| l.contains(size)), "{size}: {sizes:?}");
    }
    assert!(!server.log().contains("filename has wrong"), "{}", server.log());
}

#[test]
fn only_the_right_users_sign_in() {
    let users = [
        User::new("bob", "builder"),
        User::new("erin", "secret").disabled(Some("Mailbox_disabled")),
        User::new("frank", "secret").disabled(None),
        User::new("gina", "secret").only_from("192.0.2.0/24"),
    ];
    let masters = vec![("admin".to_owned(), "adminpw".to_owned())];
    let Some(server) = Dovecot::start(Options {
        masters,
        ..Options::users(users)
    }) else {
        return;
    };
    let status = |user, password| Client::plain(server.plain()).login(user, password).status;
    assert!(status("bob", "builder").starts_with("OK"));
    assert!(status("bob", "wrong").starts_with("NO [AUTHENTICATIONFAILED]"));
    assert!(status("nobody-here", "x").starts_with("NO [AUTHENTICATIONFAILED]"));
    assert!(status("erin", "secret").contains("Mailbox_disabled"));
    assert!(status("frank", "secret").starts_with("NO [CONTACTADMIN]"));
    assert!(status("gina", "secret").starts_with("NO [AUTHENTICATIONFAILED]"));
    assert!(status("bob*admin", "adminpw").starts_with("OK"));
    assert!(status("nobody-here*admin", "adminpw").starts_with("NO [AUTHORIZATIONFAILED]"));
}

#[test]
fn speaks_tls_with_the_certificate_it_was_given() {
    let (authority, address) = (Authority::new(), Address::claim());
    let name = "mail.example.test";
    let identity = Some(authority.issue(&[name], Validity::Days(90)));
    let options = Options {
        identity,
        encryption: Encryption::Required,
        ..Options::users([alice()])
    };
    let Some(server) = Dovecot::start_at(address, options) else {
        return;
    };
    let trust = Trust {
        root: authority.certificate(),
        name,
    };
    let mut implicit = Client::tls(server.tls(), trust);
    assert!(implicit.login("alice", "wonder").ok);
    let plain = Client::plain(server.plain());
    assert!(plain.greeting.contains("LOGINDISABLED"), "{}", plain.greeting);
    assert!(plain.starttls(trust).login("alice", "wonder").ok);
    assert!(!Client::plain(server.plain()).login("alice", "wonder").ok);
}

#[test]
fn offers_no_tls_when_it_is_off() {
    let options = Options {
        encryption: Encryption::Off,
        ..Options::users([alice()])
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    assert!(!Client::plain(server.plain()).greeting.contains("STARTTLS"));
    assert!(
        std::net::TcpStream::connect(server.tls()).is_err(),
        "the TLS port is open"
    );
}

#[test]
fn keeps_to_its_limits() {
    let options = Options {
        connections: 1,
        quota_megabytes: Some(7),
        ..Options::users([alice()])
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    let mut first = Client::plain(server.plain());
    assert!(first.login("alice", "wonder").ok);
    let second = Client::plain(server.plain()).login("alice", "wonder");
    assert!(second.status.starts_with("NO [LIMIT]"), "{}", second.status);
    let quota = first.command("GETQUOTAROOT INBOX").untagged;
    assert!(
        quota
            .iter()
            .any(|l| l.contains("STORAGE") && l.contains(" 7168)")),
        "{quota:?}"
    );
}

#[test]
fn a_large_mailbox_and_many_accounts_take_no_time_to_make() {
    let large = User::new("large", "wonder").holding([Folder::uniform("INBOX", 10_000, 500)]);
    let users: Vec<User> = User::many(1000).into_iter().chain([large]).collect();
    let Some(server) = Dovecot::start(Options::users(users)) else {
        return;
    };
    let mut client = Client::plain(server.plain());
    assert!(client.login("large", "wonder").ok);
    assert_eq!(client.status("INBOX", "MESSAGES"), 10_000);
    assert_eq!(client.status("INBOX", "SIZE"), 5_000_000);
    let last = server.user("user01000");
    let mut client = Client::plain(server.plain());
    assert!(client.login(&last.name, &last.password).ok);
    assert_eq!(client.status("INBOX", "MESSAGES"), 1);
}

#[test]
fn another_separator_can_be_chosen() {
    let user = User::new("alice", "wonder").holding([Folder::new("Projects/2019", &[400])]);
    let options = Options {
        separator: '.',
        ..Options::users([user])
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    let mut client = Client::plain(server.plain());
    assert!(client.login("alice", "wonder").ok);
    assert_eq!(client.status("Projects.2019", "MESSAGES"), 1);
}

#[test]
fn instances_do_not_disturb_each_other_and_leave_nothing() {
    let start = || Dovecot::start(Options::users([alice()]));
    let (Some(one), Some(two)) = (start(), start()) else {
        return;
    };
    assert_ne!(one.plain(), two.plain());
    let gone = one.plain();
    drop(one);
    assert!(
        std::net::TcpStream::connect(gone).is_err(),
        "a stopped instance still accepts"
    );
    assert!(Client::plain(two.plain()).login("alice", "wonder").ok);
}
