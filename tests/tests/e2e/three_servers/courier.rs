//! Courier: OK and then BYE for an account that may not use IMAP, an administrator who reads below UserRoot, folders that
//! others share and LIST does not show, a quota. A wrong password takes five seconds here, so there is one.

use imaprules_tests::Client;
use imaprules_tests::servers::{Courier, CourierOptions, Folder, User};
use serde_json::json;

use super::{
    Held, ODD_NAMES, ODDER_NAMES, Row, collect, expect, expect_folders, expect_logins, expect_unchanged,
    many_messages, odd, odd_held, row,
};

const ROWS: [Row; 9] = [
    row("alice@example.test", "alice", "wonder-7K", "ok", "LOGIN Ok"),
    row(
        "bob@example.test",
        "bob",
        "not-his-pw-9",
        "credentials",
        "Login failed",
    ),
    row("big@example.test", "big", "big-pw-8", "ok", ""),
    row("carol@example.test", "carol", "lewis-4Q", "ok", ""),
    row(
        "erin@example.test",
        "erin",
        "erin-secret-1",
        "disabled",
        "IMAP access disabled",
    ),
    row("dave@example.test", "mailadmin", "admin-3Q", "ok", "").at("#shared.dave"),
    row("heidi@example.test", "mailadmin", "admin-3Q", "ok", "").at("/#shared/heidi"),
    row("ida@example.test", "mailadmin", "admin-3Q", "ok", ""),
    row("jan@example.test", "mailadmin", "admin-3Q", "ok", ""),
];

fn options() -> CourierOptions {
    let mut alice = vec![
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Projects/2019/Q1", &[512]).shared_with("carol", "lr"),
    ];
    alice.extend(odd(&ODD_NAMES));
    alice.extend(odd(&ODDER_NAMES));
    alice.extend([
        Folder::new("line\nbreak", &[404]),
        Folder::new("\u{1b}[31mred\u{7}", &[405]),
    ]);
    let users = [
        User::new("alice", "wonder-7K").holding(alice),
        User::new("bob", "builder-8L"),
        User::new("big", "big-pw-8").holding([many_messages()]),
        User::new("carol", "lewis-4Q").holding([Folder::new("INBOX", &[700])]),
        User::new("erin", "erin-secret-1").disabled(None),
        User::new("dave", "his-own-pw-6")
            .holding([Folder::new("INBOX", &[900]), Folder::new("Old", &[910, 920])]),
        User::new("heidi", "her-own-pw-7").holding([Folder::new("INBOX", &[901, 902])]),
    ];
    CourierOptions {
        administrators: vec![User::new("mailadmin", "admin-3Q").holding([Folder::new("INBOX", &[300; 9])])],
        quota_megabytes: Some(7),
        ..CourierOptions::users(users)
    }
}

fn of_alice(server: &Courier) -> Vec<Held> {
    let folders = &server.user("alice").folders;
    let quarter = "INBOX.Projects.2019.Q1";
    let mut held = vec![
        Held::new("INBOX", "INBOX", &folders[0]),
        Held::empty("INBOX.Projects", false),
        Held::empty("INBOX.Projects.2019", false),
        Held::new(quarter, quarter, &folders[1]),
        Held::new(
            "INBOX.line&AAo-break",
            "INBOX.line\nbreak",
            &Folder::new("", &[404]),
        ),
        Held::new(
            "INBOX.&ABs-[31mred&AAc-",
            "INBOX.\u{1b}[31mred\u{7}",
            &Folder::new("", &[405]),
        ),
    ];
    held.extend(odd_held(&ODD_NAMES, "INBOX."));
    held.extend(odd_held(&ODDER_NAMES, "INBOX."));
    held
}

/// Everything that a change would show in.
fn store(server: &Courier) -> Vec<String> {
    let of = |user| {
        let folders = server.folders(user).into_iter();
        let folders = folders.map(move |folder| format!("{user}: {folder}"));
        folders.chain(server.mail_files(user)).collect::<Vec<_>>()
    };
    let users = ["alice", "big", "carol", "erin", "dave", "heidi", "mailadmin"];
    users.into_iter().flat_map(of).collect()
}

/// Users whose mailbox some row reaches.
const OPENED: [&str; 6] = ["alice", "big", "carol", "dave", "heidi", "mailadmin"];

/// At the first sign-in, whoever it is, Courier makes a directory for the keywords of a mailbox. A mail program has long
/// done so in one that is in use.
fn settle(server: &Courier, user: &str) {
    let mut client = Client::plain(server.plain());
    assert!(client.login(user, &server.user(user).password).ok);
    assert!(client.command("EXAMINE INBOX").ok);
}

#[test]
fn courier_is_told_as_it_is_and_left_as_it_was() {
    let Some(server) = Courier::start(options()) else {
        return;
    };
    OPENED.iter().for_each(|user| settle(&server, user));
    let before = store(&server);
    let (_, bundle) = collect(server.plain(), &ROWS, &[]);
    expect_unchanged(&before, &store(&server));
    assert_eq!(bundle.server("server.family"), "courier");
    expect_logins(&bundle, &ROWS);
    expect_folders(&bundle, "alice@example.test", &of_alice(&server));
    let big = Held::new("INBOX", "INBOX", &server.user("big").folders[0]);
    expect_folders(&bundle, "big@example.test", &[big]);
    for (user, below) in [("dave", &["", ".Old"][..]), ("heidi", &[""])] {
        let folders = below.iter().zip(&server.user(user).folders);
        let held = folders.map(|(below, folder)| {
            let name = format!("#shared.{user}{below}");
            Held::new(&name, &name, folder).of("shared")
        });
        expect_folders(
            &bundle,
            &format!("{user}@example.test"),
            &held.collect::<Vec<_>>(),
        );
    }
    // Without UserRoot the administrator's own mailbox is opened for everybody.
    for (address, other) in [
        ("ida@example.test", "jan@example.test"),
        ("jan@example.test", "ida@example.test"),
    ] {
        let same = [
            ("imap.identity", json!("same_mailbox")),
            ("imap.same_mailbox_as", json!([other])),
        ];
        expect(&bundle, address, &same);
    }
    expect(
        &bundle,
        "alice@example.test",
        &[
            ("imap.quota_limit", json!(7 << 20)),
            ("imap.namespace_personal", json!(["INBOX."])),
            ("imap.namespace_shared", json!(["#shared.", "shared."])),
        ],
    );
}
