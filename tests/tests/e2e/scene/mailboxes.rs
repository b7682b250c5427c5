//! A server with all sorts of accounts, and the file that names them.

use imaprules_tests::MigrationCsv;
use imaprules_tests::servers::{Dovecot, Folder, Message, Options, User};

/// One row of the migration file and what the server does with it.
pub(crate) struct Row {
    pub(crate) address: &'static str,
    pub(crate) user: &'static str,
    pub(crate) password: &'static str,
    /// The value that `imap.login` must have.
    pub(crate) login: &'static str,
    /// The account whose mailbox a good sign-in reaches.
    pub(crate) mailbox: Option<&'static str>,
}

const fn row(
    address: &'static str,
    user: &'static str,
    password: &'static str,
    login: &'static str,
    mailbox: Option<&'static str>,
) -> Row {
    Row {
        address,
        user,
        password,
        login,
        mailbox,
    }
}

/// Good and bad rows, mixed so that never many refusals follow one another: a careful program would stop.
pub(crate) const ROWS: [Row; 8] = [
    row("alice@example.test", "alice", "wonder-7K", "ok", Some("alice")),
    row("bob@example.test", "bob", "not-his-pw-9", "credentials", None),
    row("carol@example.test", "carol", "lewis-4Q", "ok", Some("carol")),
    row("erin@example.test", "erin", "erin-secret-1", "disabled", None),
    row("frank@example.test", "frank", "frank-secret-2", "disabled", None),
    row(
        "dave@example.test",
        "dave*admin",
        "master-pw-3",
        "ok",
        Some("dave"),
    ),
    row("gina@example.test", "gina", "gina-secret-4", "credentials", None),
    row(
        "nobody@example.test",
        "no-such-user",
        "void-secret-5",
        "credentials",
        None,
    ),
];

/// The passwords of the rows: they must not turn up anywhere.
pub(crate) fn secrets() -> Vec<&'static str> {
    ROWS.iter().map(|row| row.password).collect()
}

/// The migration file of the rows.
pub(crate) fn csv() -> MigrationCsv {
    ROWS.iter().fold(MigrationCsv::new(), |csv, row| {
        csv.row(row.address, row.user, row.password)
    })
}

/// A server with the accounts of the rows.
pub(crate) fn server() -> Option<Dovecot> {
    Dovecot::start(options())
}

/// The server's options, for tests that change some.
pub(crate) fn options() -> Options {
    let alice = [
        Folder::new("INBOX", &[1000, 2000, 300_000]),
        Folder::new("Sent", &[600, 700]),
        Folder::new("Projects/2019", &[]),
        Folder::of("Gönderilmiş", vec![Message::of(400), Message::deleted(500)]),
    ];
    let carol = [
        Folder::uniform("INBOX", 250, 420),
        Folder::new("Archive/Old mail", &[5_000_000]),
    ];
    let users = [
        User::new("alice", "wonder-7K").holding(alice),
        User::new("bob", "builder-8L"),
        User::new("carol", "lewis-4Q").holding(carol),
        User::new("dave", "his-own-pw-6").holding([Folder::new("INBOX", &[900])]),
        User::new("erin", "erin-secret-1").disabled(Some("Mailbox_disabled")),
        User::new("frank", "frank-secret-2").disabled(None),
        User::new("gina", "gina-secret-4").only_from("192.0.2.0/24"),
    ];
    let masters = vec![("admin".to_owned(), "master-pw-3".to_owned())];
    Options {
        masters,
        ..Options::users(users)
    }
}
