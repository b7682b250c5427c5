//! Dovecot, Cyrus and Courier as they really are: every row of a migration file gets the outcome that this server gives
//! it, every folder the numbers that it holds, and the store is the same afterwards.
//!
//! One program run for each server, because a server takes longer to fill than to ask.

mod courier;
mod cyrus;
mod dovecot;
mod limits;
mod penalty;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use imaprules_tests::servers::Folder;
use imaprules_tests::{Bundle, Fact, MigrationCsv, Outcome};
use serde_json::Value;

use crate::scene::plaintext;

/// One row of the migration file and what the server does with it.
struct Row {
    address: &'static str,
    user: &'static str,
    password: &'static str,
    /// The column `UserRoot`; empty where the row needs none.
    root: &'static str,
    /// The value that `imap.login` must have.
    login: &'static str,
    /// A part of the server's words that must be kept.
    words: &'static str,
}

const fn row(
    address: &'static str,
    user: &'static str,
    password: &'static str,
    login: &'static str,
    words: &'static str,
) -> Row {
    Row {
        address,
        user,
        password,
        root: "",
        login,
        words,
    }
}

impl Row {
    const fn at(self, root: &'static str) -> Self {
        Self { root, ..self }
    }
}

fn csv(rows: &[Row]) -> MigrationCsv {
    rows.iter().fold(MigrationCsv::with_roots(), |csv, row| {
        csv.row_at(row.address, row.user, row.password, row.root)
    })
}

/// Collects everything that the rows show, and gives nothing away on the way.
fn collect(server: SocketAddr, rows: &[Row], settings: &[&str]) -> (Outcome, Bundle) {
    let settings = settings.iter().flat_map(|setting| ["--set", setting]);
    let program = plaintext("collect -o facts.jsonl", server, &csv(rows)).args(settings);
    let outcome = program.run();
    outcome.expect_code(0);
    let secrets: Vec<&str> = rows.iter().map(|row| row.password).collect();
    outcome.expect_no_secret(&secrets, &["users.csv"]);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert!(bundle.complete);
    (outcome, bundle)
}

/// Every row ends as the server ends it, in the server's words; a row without access has no numbers.
#[track_caller]
fn expect_logins(bundle: &Bundle, rows: &[Row]) {
    let told = |row: &Row, name| bundle.fact("mailbox", row.address, name).cloned();
    let login = |row: &Row| (row.address, told(row, "imap.login"));
    let expected = |row: &Row| (row.address, Some(Fact::Known(row.login.into())));
    assert_eq!(
        rows.iter().map(login).collect::<Vec<_>>(),
        rows.iter().map(expected).collect::<Vec<_>>()
    );
    for row in rows {
        let text = bundle.value("mailbox", row.address, "imap.login_text");
        let text = text.as_str().expect("a text");
        assert!(text.contains(row.words), "{}: {text}", row.address);
        if row.login != "ok" {
            for name in [
                "mailbox.item_count",
                "mailbox.largest_message",
                "imap.folder_count",
            ] {
                let fact = told(row, name);
                assert!(
                    !matches!(fact, Some(Fact::Known(_))),
                    "{name} of {}: {fact:?}",
                    row.address
                );
            }
        }
    }
}

/// A folder as the server lists it, and what is in it.
struct Held {
    /// The name on the wire, as far as its characters are plain.
    raw: String,
    /// The name for people.
    name: String,
    selectable: bool,
    namespace: &'static str,
    messages: u64,
    size: u64,
    largest: u64,
}

impl Held {
    fn new(raw: &str, name: &str, folder: &Folder) -> Self {
        Self {
            raw: raw.to_owned(),
            name: name.to_owned(),
            selectable: true,
            namespace: "personal",
            messages: folder.count(),
            size: folder.size(),
            largest: folder.largest(),
        }
    }

    /// A folder that is listed because of what stands below it, or that the server made itself.
    fn empty(name: &str, selectable: bool) -> Self {
        Self {
            selectable,
            ..Self::new(name, name, &Folder::new(name, &[]))
        }
    }

    fn of(self, namespace: &'static str) -> Self {
        Self { namespace, ..self }
    }

    fn facts(&self) -> BTreeMap<&'static str, Value> {
        [
            ("folder.name", self.name.as_str().into()),
            ("folder.name_valid", true.into()),
            ("folder.selectable", self.selectable.into()),
            ("folder.namespace", self.namespace.into()),
            ("folder.messages", self.messages.into()),
            ("folder.size", self.size.into()),
            ("folder.largest", self.largest.into()),
        ]
        .into()
    }
}

/// The folders of a mailbox are exactly these, and so are its sums.
#[track_caller]
fn expect_folders(bundle: &Bundle, address: &str, expected: &[Held]) {
    let own = format!("{address}/");
    let ids = bundle.ids("folder");
    let ids = ids.into_iter().filter(|id| id.starts_with(&own));
    let found: BTreeMap<&str, BTreeMap<&str, Value>> = ids
        .map(|id| {
            let raw = bundle.value("folder", id, "folder.raw_name");
            let told = expected[0].facts().into_keys().map(|name| {
                let fact = bundle.fact("folder", id, name);
                let Some(Fact::Known(value)) = fact else {
                    panic!("{name} of {id:?}: {fact:?}")
                };
                (name, value.clone())
            });
            (raw.as_str().expect("a text"), told.collect())
        })
        .collect();
    let names: Vec<&str> = found.keys().copied().collect();
    let mut expected_names: Vec<&str> = expected.iter().map(|held| held.raw.as_str()).collect();
    expected_names.sort_unstable();
    assert_eq!(names, expected_names, "{address}");
    for held in expected {
        assert_eq!(found[held.raw.as_str()], held.facts(), "{address}");
    }
    let sum = |of: fn(&Held) -> u64| expected.iter().map(of).sum::<u64>();
    let sums = [
        ("imap.folder_count", expected.len() as u64),
        ("mailbox.item_count", sum(|held| held.messages)),
        ("mailbox.size", sum(|held| held.size)),
        (
            "mailbox.largest_message",
            expected.iter().map(|held| held.largest).max().unwrap_or_default(),
        ),
    ];
    for (name, value) in sums {
        assert_eq!(
            bundle.value("mailbox", address, name),
            value,
            "{name} of {address}"
        );
    }
}

/// Names that give programs trouble, as people write them and as they go over the wire (modified UTF-7, RFC 3501,
/// section 5.1.3); every server here takes them. Each has messages of its own.
const ODD_NAMES: [(&str, &str); 9] = [
    ("two words", "two words"),
    ("trailing ", "trailing "),
    ("Reports", "Reports"),
    ("reports", "reports"),
    ("Gönderilmiş", "G&APY-nderilmi&AV8-"),
    ("台北", "&U,BTFw-"),
    ("R&D", "R&-D"),
    ("star*", "star*"),
    ("tilde~[x]", "tilde~[x]"),
];

/// Names that Maildirs hold and Cyrus refuses.
const ODDER_NAMES: [(&str, &str); 4] = [
    ("quo\"te", "quo\"te"),
    ("back\\slash", "back\\slash"),
    ("100%", "100%"),
    ("$(reboot)`;'", "$(reboot)`;'"),
];

/// A folder for each name, each with messages that no other has.
fn odd(names: &[(&str, &str)]) -> Vec<Folder> {
    let one = |(number, (name, _)): (usize, &(&str, &str))| Folder::new(name, &[400 + number, 500 + number]);
    names.iter().enumerate().map(one).collect()
}

/// The same folders as a server lists them whose names begin with a prefix.
fn odd_held(names: &[(&str, &str)], prefix: &str) -> Vec<Held> {
    let folders = odd(names);
    let pairs = names.iter().zip(&folders);
    pairs
        .map(|((name, raw), folder)| Held::new(&format!("{prefix}{raw}"), &format!("{prefix}{name}"), folder))
        .collect()
}

/// More messages than any other test has: the counts and sizes of so many must be exact, too.
fn many_messages() -> Folder {
    Folder::uniform("INBOX", 10_000, 300)
}

/// Nothing came, went or was renamed.
#[track_caller]
fn expect_unchanged(before: &[String], after: &[String]) {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|one| !those.contains(one)).cloned().collect()
    };
    let (gone, new) = (only(before, after), only(after, before));
    assert!(
        gone.is_empty() && new.is_empty(),
        "gone: {gone:#?}\nnew: {new:#?}"
    );
    assert_eq!(before.len(), after.len());
}

/// Values of facts of a mailbox.
#[track_caller]
fn expect(bundle: &Bundle, address: &str, facts: &[(&str, Value)]) {
    for (name, value) in facts {
        assert_eq!(
            bundle.value("mailbox", address, name),
            value,
            "{name} of {address}"
        );
    }
}
