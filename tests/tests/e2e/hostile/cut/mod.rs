//! A connection that ends at every point of a dialogue. Whatever was told by then is right or unknown; nothing is made up
//! from half an answer.

mod server;

use std::time::Duration;

use imaprules_tests::{Bundle, Fact, MigrationCsv};

use super::{ROW, TIMEOUT, expect_little_memory, meet};
use crate::scene::plaintext;
use server::{GREETING_AND_CAPABILITY, Server, WHOLE};

const SOON: Duration = Duration::from_secs(60);

/// Facts of a mailbox that half an answer could spoil.
const OF_MAILBOX: [&str; 10] = [
    "imap.folder_count",
    "mailbox.item_count",
    "mailbox.size",
    "mailbox.largest_message",
    "imap.oversize_messages",
    "imap.quota_used",
    "imap.quota_limit",
    "imap.namespace_personal",
    "imap.namespace_other",
    "imap.namespace_shared",
];

const OF_FOLDER: [&str; 8] = [
    "folder.name",
    "folder.raw_name",
    "folder.delimiter",
    "folder.selectable",
    "folder.messages",
    "folder.size",
    "folder.largest",
    "folder.uid_validity",
];

fn address(user: &str) -> String {
    format!("{user}@example.test")
}

/// A whole row, and one for each cut.
fn csv(cuts: &[usize]) -> MigrationCsv {
    let row = |csv: MigrationCsv, user: &str| csv.row(&address(user), user, "pw-of-all-7");
    let whole = row(MigrationCsv::new(), WHOLE);
    cuts.iter()
        .fold(whole, |csv, cut| row(csv, &format!("cut-{cut}")))
}

/// Every octet up to the list of folders and a good part of it, then one of three: their lines differ in numbers only.
fn cuts(length: usize) -> Vec<usize> {
    let first = 250.min(length);
    (0..first)
        .chain((first..length).step_by(3))
        .chain([length])
        .collect()
}

fn collect(server: &Server, cuts: &[usize]) -> Bundle {
    // So many sign-ins that come to nothing would stop a run, and should; here they are what is looked at.
    let go_on = ["failures_in_a_row", "refusals_in_a_row"]
        .map(|setting| format!("--set=imap.{setting}={}", cuts.len() + 1));
    let program = plaintext("collect -o facts.jsonl", server.address(), &csv(cuts));
    let program = program.args(TIMEOUT).args(go_on);
    let outcome = program.limit(SOON).run();
    outcome.expect_code(0);
    expect_little_memory(&outcome);
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
}

/// A fact is as in the whole row, or unknown; where the whole row was told it is never silently absent.
#[track_caller]
fn expect_right_or_unknown(bundle: &Bundle, kind: &str, id: &str, whole: &str, names: &[&str]) -> usize {
    let right = |name: &&&str| {
        let fact = bundle.fact(kind, id, name);
        let expected = bundle.fact(kind, whole, name);
        match fact {
            Some(Fact::Unknown(_)) => false,
            Some(Fact::Known(_)) => {
                assert_eq!(fact, expected, "{name} of {id}");
                true
            }
            None => panic!("{name} of {id} is missing"),
        }
    };
    names.iter().filter(right).count()
}

#[test]
fn a_session_that_is_cut_anywhere_tells_nothing_wrong() {
    let server = Server::start(None);
    collect(&server, &[]);
    let cuts = cuts(server.longest());
    let bundle = collect(&server, &cuts);
    let whole = address(WHOLE);
    let folders = bundle.ids("folder");
    let (mut ok, mut known_before) = (0, 0);
    for &cut in &cuts {
        let id = address(&format!("cut-{cut}"));
        let login = bundle
            .value("mailbox", &id, "imap.login")
            .as_str()
            .expect("a word");
        assert!(
            ["closed", "unusable", "ok"].contains(&login),
            "{login} after {cut} octets"
        );
        assert!(
            ok == 0 || login == "ok",
            "{login} after {cut} octets, and ok with fewer"
        );
        ok += usize::from(login == "ok");
        let known = expect_right_or_unknown(&bundle, "mailbox", &id, &whole, &OF_MAILBOX);
        assert!(
            known >= known_before,
            "{known} facts after {cut} octets, more with fewer"
        );
        known_before = known;
        let below = format!("{id}/");
        for folder in folders.iter().filter(|folder| folder.starts_with(&below)) {
            let same = folder.replacen(&id, &whole, 1);
            expect_right_or_unknown(&bundle, "folder", folder, &same, &OF_FOLDER);
        }
    }
    assert!(
        ok > cuts.len() / 2,
        "{ok} of {}: the cuts came too early to tell anything",
        cuts.len()
    );
    assert_eq!(
        known_before,
        OF_MAILBOX.len(),
        "the last cut is behind the last octet"
    );
}

#[test]
fn connections_that_are_cut_before_the_sign_in_leave_the_account_undecided() {
    for octets in (0..=GREETING_AND_CAPABILITY)
        .step_by(13)
        .chain([GREETING_AND_CAPABILITY])
    {
        let server = Server::start(Some(octets));
        let met = meet(server.address(), SOON);
        let login = met.bundle.fact("mailbox", ROW, "imap.login");
        let undecided = match login {
            Some(Fact::Unknown(_)) => true,
            Some(Fact::Known(word)) => word == "closed" || word == "transport",
            None => false,
        };
        assert!(undecided, "{login:?} after {octets} octets");
    }
}
