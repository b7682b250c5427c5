//! On a terminal the program asks before it signs anybody in; elsewhere it does not wait for an answer.

use std::time::Duration;

use imaprules_tests::{MigrationCsv, Program, Script, ScriptedServer, Terminal};

use crate::scene::{PLAIN_IMAP, SOON};

fn run(server: &ScriptedServer) -> Program {
    let line = "run --provider imap --security none --allow-plaintext --csv users.csv";
    let program = Program::line(line).args(["--server", &server.address().to_string()]);
    program.file("users.csv", MigrationCsv::new().many(12).text())
}

fn logins(server: &ScriptedServer) -> usize {
    server
        .heard()
        .iter()
        .filter(|heard| heard.to_uppercase().contains(" LOGIN "))
        .count()
}

fn imap() -> ScriptedServer {
    ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP))
}

#[test]
fn it_asks_with_host_and_number_and_takes_yes() {
    let server = imap();
    let mut terminal = Terminal::start(run(&server));
    terminal.wait_for("12 accounts", SOON);
    assert!(
        terminal.shown().contains(&server.address().ip().to_string()),
        "{}",
        terminal.shown()
    );
    assert_eq!(logins(&server), 0, "nobody is signed in before the answer");
    std::thread::sleep(Duration::from_millis(300));
    terminal.keys("y\r");
    terminal.finish(SOON);
    assert_eq!(logins(&server), 12);
}

#[test]
fn no_is_respected() {
    let server = imap();
    let mut terminal = Terminal::start(run(&server));
    terminal.wait_for("12 accounts", SOON);
    std::thread::sleep(Duration::from_millis(300));
    terminal.keys("n\r");
    terminal.finish(SOON);
    assert_eq!(logins(&server), 0);
}

#[test]
fn without_a_terminal_nobody_is_asked_and_nobody_signed_in() {
    let server = imap();
    let outcome = run(&server).args(["--format", "json"]).limit(SOON).run();
    assert_eq!(logins(&server), 0);
    assert!(outcome.report().complete());
    assert!(
        !outcome.stderr.contains('\r'),
        "progress where there is no terminal: {:?}",
        outcome.stderr
    );
}
