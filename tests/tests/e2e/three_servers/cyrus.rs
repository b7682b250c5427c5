//! Cyrus: an account on the list of denied users, one without a mailbox, an administrator who reads below UserRoot, folders
//! that others share, a quota.

use imaprules_tests::servers::{Cyrus, CyrusOptions, Folder, User};
use imaprules_tests::{Client, Fact};
use serde_json::json;

use super::{
    Held, ODD_NAMES, Row, collect, expect, expect_folders, expect_logins, expect_unchanged, many_messages,
    odd, odd_held, row,
};

const ROWS: [Row; 9] = [
    row("alice@example.test", "alice", "wonder-7K", "ok", "User logged in"),
    row(
        "bob@example.test",
        "bob",
        "not-his-pw-9",
        "credentials",
        "authentication failure",
    ),
    row("big@example.test", "big", "big-pw-8", "ok", ""),
    row("carol@example.test", "carol", "lewis-4Q", "ok", ""),
    row(
        "erin@example.test",
        "erin",
        "erin-secret-1",
        "disabled",
        "authorization failure",
    ),
    row(
        "dora@example.test",
        "dora",
        "dora-5T",
        "unusable",
        "Mailbox does not exist",
    ),
    row("dave@example.test", "cyrus", "cyrus-admin-pw", "ok", "").at("user/dave"),
    row("heidi@example.test", "cyrus", "cyrus-admin-pw", "ok", "").at("/user/heidi"),
    // Cyrus knows no such form.
    row(
        "gina@example.test",
        "gina*cyrus",
        "cyrus-admin-pw",
        "credentials",
        "Invalid user",
    ),
];

fn options() -> CyrusOptions {
    let mut alice = vec![
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Projects/2019/Q1", &[512]).shared_with("carol", "lr"),
        Folder::new("dot.ted", &[401]),
    ];
    alice.extend(odd(&ODD_NAMES));
    let readable = |name, sizes: &[usize]| Folder::new(name, sizes).shared_with("cyrus", "lrs");
    let users = [
        User::new("alice", "wonder-7K").holding(alice),
        User::new("bob", "builder-8L"),
        User::new("big", "big-pw-8").holding([many_messages()]),
        User::new("carol", "lewis-4Q").holding([Folder::new("INBOX", &[700])]),
        User::new("dora", "dora-5T").without_mailbox(),
        User::new("erin", "erin-secret-1").disabled(None),
        User::new("gina", "gina-secret-4"),
        User::new("dave", "his-own-pw-6").holding([readable("INBOX", &[900]), readable("Old", &[910, 920])]),
        User::new("heidi", "her-own-pw-7").holding([readable("INBOX", &[901, 902])]),
    ];
    CyrusOptions {
        quota_megabytes: Some(7),
        ..CyrusOptions::users(users)
    }
}

fn of_alice(server: &Cyrus) -> Vec<Held> {
    let folders = &server.user("alice").folders;
    let mut held = vec![
        Held::new("INBOX", "INBOX", &folders[0]),
        // Cyrus makes real folders of the levels between.
        Held::empty("Projects", true),
        Held::empty("Projects/2019", true),
        Held::new("Projects/2019/Q1", "Projects/2019/Q1", &folders[1]),
        Held::new("dot.ted", "dot.ted", &folders[2]),
    ];
    held.extend(odd_held(&ODD_NAMES, ""));
    held
}

/// Everything that a change would show in.
fn store(server: &Cyrus) -> Vec<String> {
    let mut files = server.store();
    // Who looks into the folder of another gets a list of what he has seen there, and it stays empty.
    files.retain(|path, _| !path.ends_with("/seen.db") && !path.ends_with(".seen"));
    let mut all: Vec<String> = files
        .into_iter()
        .map(|(path, hash)| format!("{path} {hash:x}"))
        .collect();
    let mut carol = Client::plain(server.plain());
    assert!(carol.login("carol", &server.user("carol").password).ok);
    let unseen = carol.status("Other Users/alice/Projects/2019/Q1", "UNSEEN");
    all.push(format!("unseen by carol: {unseen}"));
    all
}

#[test]
fn cyrus_is_told_as_it_is_and_left_as_it_was() {
    let Some(server) = Cyrus::start(options()) else {
        return;
    };
    let before = store(&server);
    let (_, bundle) = collect(server.plain(), &ROWS, &[]);
    expect_unchanged(&before, &store(&server));
    assert_eq!(bundle.server("server.family"), "cyrus");
    expect_logins(&bundle, &ROWS);
    expect_folders(&bundle, "alice@example.test", &of_alice(&server));
    let big = Held::new("INBOX", "INBOX", &server.user("big").folders[0]);
    expect_folders(&bundle, "big@example.test", &[big]);
    let shared = "Other Users/alice/Projects/2019/Q1";
    let of_carol = [
        Held::new("INBOX", "INBOX", &server.user("carol").folders[0]),
        Held::new(shared, shared, &server.user("alice").folders[1]).of("other"),
    ];
    expect_folders(&bundle, "carol@example.test", &of_carol);
    for (user, below) in [("dave", &["", "/Old"][..]), ("heidi", &[""])] {
        let folders = below.iter().zip(&server.user(user).folders);
        let held = folders.map(|(below, folder)| {
            let name = format!("user/{user}{below}");
            Held::new(&name, &name, folder).of("other")
        });
        expect_folders(
            &bundle,
            &format!("{user}@example.test"),
            &held.collect::<Vec<_>>(),
        );
    }
    let used = server.user("alice").total_size();
    expect(
        &bundle,
        "alice@example.test",
        &[
            ("imap.quota_limit", json!(7 << 20)),
            ("imap.quota_used", json!(used - used % 1024)),
            ("imap.namespace_personal", json!([""])),
            ("imap.namespace_other", json!(["Other Users/"])),
            ("imap.namespace_shared", json!(["Shared Folders/"])),
        ],
    );
}

/// Cyrus makes a mailbox for whomever an administrator names, where it is told to make any.
#[test]
fn an_administrator_who_acts_for_users_makes_no_mailbox() {
    let rows = [
        row("alice@example.test", "alice*cyrus", "cyrus-admin-pw", "", ""),
        row("bob@example.test", "bob*cyrus", "cyrus-admin-pw", "", ""),
        row("dora@example.test", "dora*cyrus", "cyrus-admin-pw", "", ""),
        row("typo@example.test", "aliec*cyrus", "cyrus-admin-pw", "", ""),
    ];
    let users = [
        User::new("alice", "wonder-7K")
            .holding([Folder::new("INBOX", &[500, 600]), Folder::new("Old", &[700])]),
        User::new("bob", "builder-8L").holding([Folder::new("INBOX", &[800])]),
        User::new("dora", "dora-5T").without_mailbox(),
    ];
    let Some(server) = Cyrus::start(CyrusOptions {
        autocreate: true,
        ..CyrusOptions::users(users)
    }) else {
        return;
    };
    let mailboxes = || {
        let mut admin = Client::plain(server.plain());
        assert!(admin.login("cyrus", "cyrus-admin-pw").ok);
        let mut listed = admin.command("LIST \"\" *").untagged;
        listed.sort();
        listed
    };
    let before = mailboxes();
    let (_, bundle) = collect(server.plain(), &rows, &["imap.authorization=auto"]);
    expect_unchanged(&before, &mailboxes());
    for row in &rows {
        // The migration service cannot act for others here, so that nothing is said of the row itself.
        let login = bundle.fact("mailbox", row.address, "imap.login");
        assert!(
            matches!(login, Some(Fact::Unknown(_))),
            "{}: {login:?}",
            row.address
        );
    }
    for (user, names) in [("alice", &["INBOX", "Old"][..]), ("bob", &["INBOX"])] {
        let address = format!("{user}@example.test");
        expect(&bundle, &address, &[("imap.authorized_login", json!("ok"))]);
        let folders = names.iter().zip(&server.user(user).folders);
        let held = folders.map(|(name, folder)| Held::new(name, name, folder));
        expect_folders(
            &bundle,
            &format!("{user}@example.test"),
            &held.collect::<Vec<_>>(),
        );
    }
    for address in ["dora@example.test", "typo@example.test"] {
        let reason = bundle.reason("mailbox", address, "imap.authorized_login");
        assert_eq!(reason, "no-permission", "{address}");
    }
}
