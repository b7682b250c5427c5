//! Ctrl-C: what was collected is reported, the report says that it is partial, and the exit code is 3.

use std::time::{Duration, Instant};

use imaprules_tests::{
    Bundle, MigrationCsv, Program, Report, Running, Script, ScriptedServer, Step, dialogue,
};

use crate::scene::{PLAIN_IMAP, SOON, plaintext};

/// Signs in whoever comes, but takes a second for it: a hundred rows last until they are interrupted.
fn slow_server() -> ScriptedServer {
    let steps = [
        Step::Send("* OK ready\r\n".to_owned()),
        Step::AnswerUntil(
            "LOGIN".to_owned(),
            vec![(
                "CAPABILITY".to_owned(),
                "* CAPABILITY IMAP4rev1\n{tag} OK done\n".to_owned(),
            )],
        ),
        Step::Sleep(Duration::from_secs(1)),
        Step::Send("{tag} OK in\r\n".to_owned()),
        dialogue(&PLAIN_IMAP),
    ];
    ScriptedServer::start(Script::new(steps))
}

/// Waits until so many accounts were tried.
fn wait_for_logins(server: &ScriptedServer, count: usize) {
    let end = Instant::now() + SOON;
    while server
        .heard()
        .iter()
        .filter(|heard| heard.contains("LOGIN"))
        .count()
        < count
    {
        assert!(Instant::now() < end, "nobody signs in: {:?}", server.heard());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn start(command: &str, server: &ScriptedServer) -> Running {
    let program: Program = plaintext(command, server.address(), &MigrationCsv::new().many(100));
    let running = program.limit(SOON * 2).start();
    wait_for_logins(server, 6);
    running
}

#[test]
fn a_run_reports_what_it_has() {
    let server = slow_server();
    let running = start("run --format json", &server);
    let asked = Instant::now();
    running.interrupt();
    let outcome = running.finish();
    assert!(
        asked.elapsed() < Duration::from_secs(10),
        "it took {:?} to stop",
        asked.elapsed()
    );
    outcome.expect_code(3);
    let report = outcome.report();
    assert!(!report.complete());
    assert_eq!(
        report.subjects("mailbox"),
        100,
        "rows of the file are known, looked at or not"
    );
    assert!(server.connections() < 60, "{} connections", server.connections());
}

#[test]
fn a_text_report_says_that_it_is_partial() {
    let server = slow_server();
    let running = start("run", &server);
    running.interrupt();
    let outcome = running.finish();
    outcome.expect_code(3);
    let text = outcome.stdout.to_lowercase();
    assert!(
        text.contains("partial") || text.contains("incomplete") || text.contains("interrupted"),
        "{text}"
    );
}

#[test]
fn a_file_is_written_whole() {
    let server = slow_server();
    let running = start("run -o report.json", &server);
    running.interrupt();
    let outcome = running.finish();
    outcome.expect_code(3);
    assert!(!Report::parse(&outcome.written("report.json")).complete());
    assert_eq!(outcome.files(), ["report.json", "users.csv"]);
}

#[test]
fn a_collection_keeps_what_it_has_and_can_be_judged() {
    let server = slow_server();
    let running = start("collect -o facts.jsonl", &server);
    running.interrupt();
    let outcome = running.finish();
    outcome.expect_code(3);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert!(!bundle.complete);
    let signed_in = bundle.mentions("imap.login = Known").len();
    assert!((1..100).contains(&signed_in), "{signed_in}");
    let cancelled = bundle.mentions("imap.login = Unknown(\"cancelled\")").len();
    assert_eq!(signed_in + cancelled, 100, "nothing is silently absent");
    let later = Program::line("run --facts facts.jsonl --format json")
        .file("facts.jsonl", outcome.written("facts.jsonl"));
    let later = later.run();
    let report = later.report();
    assert!(!report.complete(), "judged later, it is still partial");
    assert_eq!(
        report.0["run"]["notes"],
        serde_json::json!(["The run was interrupted."]),
        "and says why"
    );
    later.expect_code(3);
}

#[test]
fn a_second_interrupt_ends_it_at_once() {
    let server = ScriptedServer::start(Script::silent());
    let program = plaintext("run", server.address(), &MigrationCsv::new().many(1));
    let running = program.limit(SOON).start();
    let end = Instant::now() + SOON;
    while server.connections() == 0 {
        assert!(Instant::now() < end, "no connection was made");
        std::thread::sleep(Duration::from_millis(20));
    }
    running.interrupt();
    std::thread::sleep(Duration::from_millis(300));
    running.interrupt();
    let outcome = running.finish();
    assert!(outcome.took < Duration::from_secs(10), "{:?}", outcome.took);
    assert!(
        matches!(outcome.code, Some(3 | 130) | None),
        "{:?}: {}",
        outcome.code,
        outcome.stderr
    );
}

/// A window for maintenance ends when it ends: what was collected until then is judged.
#[test]
fn a_deadline_ends_a_collection_and_what_is_there_is_reported() {
    let server = slow_server();
    let rows = MigrationCsv::new().many(100);
    let begun = Instant::now();
    let outcome = plaintext("run --format json --deadline 4s", server.address(), &rows)
        .limit(SOON * 2)
        .run();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    outcome.expect_code(3);
    let report = outcome.report();
    assert!(!report.complete());
    assert_eq!(report.subjects("mailbox"), 100);
    assert!(server.connections() < 90, "{} connections", server.connections());
    let text = plaintext("run --deadline 1ms", server.address(), &rows).run();
    text.expect_code(3);
    assert!(text.stdout.contains("--deadline"), "{}", text.stdout);
}

#[test]
fn a_deadline_that_is_never_met_changes_nothing() {
    let outcome = Program::line("run --provider imap --demo --deadline 8h --format json").run();
    outcome.expect_code(1);
    assert!(outcome.report().complete());
    Program::line("run --provider imap --demo --deadline soon")
        .run()
        .expect_code(2);
}
