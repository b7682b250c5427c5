//! Dovecot: accounts that are switched off in three ways, a master user, a public namespace, a quota, a mail store that
//! cannot be opened.

use std::time::Duration;

use imaprules_tests::Client;
use imaprules_tests::servers::{Dovecot, Folder, Options, User};
use serde_json::json;

use super::{
    Held, ODD_NAMES, ODDER_NAMES, Row, collect, expect, expect_folders, expect_logins, expect_unchanged,
    many_messages, odd, odd_held, row,
};

const ROWS: [Row; 12] = [
    row("alice@example.test", "alice", "wonder-7K", "ok", "Logged in"),
    row(
        "bob@example.test",
        "bob",
        "not-his-pw-9",
        "credentials",
        "AUTHENTICATIONFAILED",
    ),
    row("big@example.test", "big", "big-pw-8", "ok", "Logged in"),
    row(
        "erin@example.test",
        "erin",
        "erin-secret-1",
        "disabled",
        "Mailbox_disabled",
    ),
    row(
        "frank@example.test",
        "frank",
        "frank-secret-2",
        "disabled",
        "CONTACTADMIN",
    ),
    row(
        "dave@example.test",
        "dave*admin",
        "master-pw-3",
        "ok",
        "Logged in",
    ),
    // Not distinguishable from a wrong password, however one asks.
    row(
        "gina@example.test",
        "gina",
        "gina-secret-4",
        "credentials",
        "AUTHENTICATIONFAILED",
    ),
    row(
        "heidi@example.test",
        "heidi*admin",
        "master-pw-3",
        "ok",
        "Logged in",
    ),
    row(
        "ghost@example.test",
        "ghost*admin",
        "master-pw-3",
        "delegation",
        "AUTHORIZATIONFAILED",
    ),
    row("judy@example.test", "judy", "judy-pw-9", "ok", "Logged in"),
    row("ivan@example.test", "ivan", "ivan-pw-5", "unusable", ""),
    row(
        "nobody@example.test",
        "no-such-user",
        "void-secret-5",
        "credentials",
        "AUTHENTICATIONFAILED",
    ),
];

fn shared() -> Folder {
    Folder::new("Handbook", &[700, 800])
}

fn options() -> Options {
    let mut alice = vec![
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Projects/2019/Q1", &[512]),
    ];
    alice.extend(odd(&ODD_NAMES));
    alice.extend(odd(&ODDER_NAMES));
    alice.extend([
        Folder::new("line\nbreak", &[404]),
        Folder::new("\u{1b}[31mred\u{7}", &[405]),
        Folder::on_disk(b"latin1\xe9"),
    ]);
    // This one it shows, and cannot find again under the name that it shows.
    let lost = [Folder::new("INBOX", &[600]), Folder::on_disk(b"lost\nand found")];
    let users = [
        User::new("alice", "wonder-7K").holding(alice),
        User::new("bob", "builder-8L"),
        User::new("big", "big-pw-8").holding([many_messages()]),
        User::new("dave", "his-own-pw-6").holding([Folder::new("INBOX", &[900])]),
        User::new("erin", "erin-secret-1").disabled(Some("Mailbox_disabled")),
        User::new("frank", "frank-secret-2").disabled(None),
        User::new("gina", "gina-secret-4").only_from("192.0.2.0/24"),
        User::new("heidi", "her-own-pw-7").holding([Folder::new("INBOX", &[901, 902])]),
        User::new("ivan", "ivan-pw-5").broken(),
        User::new("judy", "judy-pw-9").holding(lost),
    ];
    Options {
        masters: vec![("admin".to_owned(), "master-pw-3".to_owned())],
        quota_megabytes: Some(7),
        public: vec![shared()],
        separator: '.',
        ..Options::users(users)
    }
}

fn of_alice(server: &Dovecot) -> Vec<Held> {
    let folders = &server.user("alice").folders;
    let mut held = vec![
        Held::new("INBOX", "INBOX", &folders[0]),
        Held::empty("Projects", false),
        Held::empty("Projects.2019", false),
        Held::new("Projects.2019.Q1", "Projects.2019.Q1", &folders[1]),
        Held::new("line&AAo-break", "line\nbreak", &Folder::new("", &[404])),
        // What is neither UTF-8 nor modified UTF-7 gets another name from Dovecot.
        Held::new("latin1&,,0-", "latin1\u{fffd}", &Folder::new("", &[])),
        Held::new(
            "&ABs-[31mred&AAc-",
            "\u{1b}[31mred\u{7}",
            &Folder::new("", &[405]),
        ),
    ];
    held.extend(odd_held(&ODD_NAMES, ""));
    held.extend(odd_held(&ODDER_NAMES, ""));
    held.extend(of_everybody());
    held
}

fn of_everybody() -> [Held; 3] {
    [
        Held::empty("Sent", true),
        Held::empty("Public", false).of("shared"),
        Held::new("Public.Handbook", "Public.Handbook", &shared()).of("shared"),
    ]
}

/// The users whose mailboxes some row reaches.
const OPENED: [&str; 4] = ["alice", "big", "dave", "heidi"];

/// Everything that a change would show in.
fn store(server: &Dovecot) -> Vec<String> {
    let of = |user| {
        let folders = server.folders(user).into_iter();
        let folders = folders.map(move |folder| format!("{user}: {folder}"));
        folders.chain(server.mail_files(user)).collect::<Vec<_>>()
    };
    OPENED.into_iter().flat_map(of).collect()
}

/// At the first list of folders with their numbers, whoever asks for it, Dovecot makes the folders of its configuration
/// and gives others new names. A mail program has long done so in a mailbox that is in use.
fn settle(server: &Dovecot, user: &str) {
    let mut client = Client::plain(server.plain());
    assert!(client.login(user, &server.user(user).password).ok);
    assert!(client.command("LIST \"\" * RETURN (STATUS (MESSAGES))").ok);
}

#[test]
fn dovecot_is_told_as_it_is_and_left_as_it_was() {
    let Some(server) = Dovecot::start(options()) else {
        return;
    };
    for user in OPENED {
        settle(&server, user);
        // Mailboxes of one second have one UIDVALIDITY, and are then not told apart.
        std::thread::sleep(Duration::from_millis(if user == "dave" { 1100 } else { 0 }));
    }
    let before = store(&server);
    let (_, bundle) = collect(server.plain(), &ROWS, &[]);
    assert_eq!(bundle.server("server.family"), "dovecot");
    expect_logins(&bundle, &ROWS);
    expect_folders(&bundle, "alice@example.test", &of_alice(&server));
    for user in &OPENED[1..] {
        let mut held = vec![Held::new("INBOX", "INBOX", &server.user(user).folders[0])];
        held.extend(of_everybody());
        expect_folders(&bundle, &format!("{user}@example.test"), &held);
    }
    let used = server.user("alice").total_size();
    expect(
        &bundle,
        "alice@example.test",
        &[
            ("imap.quota_limit", json!(7 << 20)),
            // In kilobytes, and the rest counts as one.
            ("imap.quota_used", json!(used.next_multiple_of(1024))),
            ("imap.namespace_personal", json!([""])),
            ("imap.namespace_shared", json!(["Public."])),
            ("imap.delegated", json!(false)),
        ],
    );
    for address in ["dave@example.test", "heidi@example.test"] {
        expect(
            &bundle,
            address,
            &[
                ("imap.delegated", json!(true)),
                ("imap.authenticates_as", json!("admin")),
                ("imap.identity", json!("distinct")),
            ],
        );
    }
    expect_unchanged(&before, &store(&server));
}
