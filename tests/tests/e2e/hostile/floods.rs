//! More than anybody asked for: lines, literals and lists without end.

use std::time::Duration;

use imaprules_tests::{Script, ScriptedServer, Step};

use super::{meet, until};

/// Ends long before a flood would.
const SOON: Duration = Duration::from_secs(15);

fn send(text: &str) -> Step {
    Step::Send(text.to_owned())
}

fn repeat(text: &str) -> Step {
    Step::Repeat(text.as_bytes().to_vec())
}

#[test]
fn a_greeting_without_end_is_told_as_such() {
    let server = ScriptedServer::start(Script::new([send("* OK "), repeat("x")]));
    let met = meet(server.address(), SOON);
    assert_eq!(met.bundle.server("imap.greeting"), "too_long");
    assert_eq!(met.reason("imap.login"), "malformed");
}

#[test]
fn greetings_without_end_leave_the_account_undecided() {
    let server = ScriptedServer::start(Script::new([repeat("* OK ready\r\n")]));
    let met = meet(server.address(), SOON);
    assert_eq!(met.bundle.server("imap.greeting"), "ok");
    assert_eq!(met.reason("imap.login"), "malformed");
}

#[test]
fn an_answer_to_the_sign_in_without_end_is_no_access() {
    for flood in ["* 1 EXISTS\r\n", "x"] {
        let server = until(" LOGIN ", [send("* "), repeat(flood)]);
        assert_eq!(meet(server.address(), SOON).login(), "transport", "{flood:?}");
    }
}

#[test]
fn a_line_of_folders_without_end_tells_nothing() {
    let server = until(" LIST ", [send("* LIST () \"/\" \""), repeat("x")]);
    let met = meet(server.address(), SOON);
    assert_eq!(met.login(), "ok");
    met.expect_no_numbers("malformed");
}

#[test]
fn a_gigabyte_that_is_announced_is_not_waited_for() {
    let announced = "* LIST () \"/\" {1073741824}\r\n";
    let server = until(" LIST ", [send(announced), repeat("x")]);
    let met = meet(server.address(), SOON);
    assert_eq!(met.login(), "ok");
    met.expect_no_numbers("malformed");
    // And nothing comes.
    let server = until(" LIST ", [send(announced), Step::Silence]);
    let met = meet(server.address(), SOON);
    met.expect_no_numbers("timeout");
}

#[test]
fn a_million_folders_are_taken_for_a_fault() {
    let folders: String = (0..1_000_000)
        .map(|n| format!("* LIST () \"/\" folder-{n:07}\r\n"))
        .collect();
    let server = until(" LIST ", [send(&folders), send("{tag} OK done\r\n")]);
    let met = meet(server.address(), SOON);
    assert_eq!(met.login(), "ok");
    met.expect_no_numbers("malformed");
    assert_eq!(met.bundle.ids("folder"), Vec::<&str>::new());
}

#[test]
fn a_flood_in_an_open_folder_spoils_the_sizes_and_no_more() {
    let status = "* STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7)\r\n{tag} OK done\r\n";
    let counted = [
        Step::Send(status.to_owned()),
        Step::AnswerUntil(
            " LIST ".to_owned(),
            vec![(
                "CAPABILITY".to_owned(),
                "* CAPABILITY IMAP4rev1\n{tag} OK done\n".to_owned(),
            )],
        ),
        send("* LIST () \"/\" INBOX\r\n{tag} OK done\r\n"),
        Step::Expect(" STATUS ".to_owned()),
        Step::Send(status.to_owned()),
        Step::Expect(" EXAMINE ".to_owned()),
        send("* 3 EXISTS\r\n"),
        repeat("* 1 FETCH (RFC822.SIZE 1)\r\n"),
    ];
    let server = until(" STATUS ", counted);
    let met = meet(server.address(), SOON);
    assert_eq!(met.login(), "ok");
    let told = |name| met.bundle.value("mailbox", super::ROW, name).as_u64();
    assert_eq!(
        (told("imap.folder_count"), told("mailbox.item_count")),
        (Some(1), Some(3))
    );
    assert_eq!(met.reason("mailbox.size"), "malformed");
    assert_eq!(met.reason("mailbox.largest_message"), "malformed");
}
