//! Servers that are not there, or are not what they should be: each is a fact and a finding, in time, and never
//! makes a run incomplete.

use std::net::SocketAddr;
use std::time::Duration;

use imaprules_tests::{Outcome, Report, Script, ScriptedServer, Step, closed_port};

use crate::scene::{PLAIN_IMAP, SHORT_TIMEOUT, SOON, one_row, plaintext, run_json};

/// Longer than a run takes that waits out a timeout of two seconds a few times.
const IN_TIME: Duration = Duration::from_secs(15);

const ACCOUNT: &str = "user00001@example.test";

fn run(server: SocketAddr) -> (Outcome, Report) {
    let outcome = run_json(server, &one_row()).args(SHORT_TIMEOUT).limit(SOON).run();
    let report = judged(&outcome);
    (outcome, report)
}

/// The report of a run that met a bad server: whole, in time, with findings, without broken rules.
#[track_caller]
fn judged(outcome: &Outcome) -> Report {
    outcome.expect_code(1);
    assert!(outcome.took < IN_TIME, "{:?}", outcome.took);
    let report = outcome.report();
    assert!(report.complete(), "a bad server is a fact, not a broken run");
    assert_eq!(report.errors(), Vec::<&serde_json::Value>::new());
    report
}

/// The blockers of a report as kind of subject and rule.
fn blockers(report: &Report) -> Vec<(&str, &str)> {
    let blockers = report
        .results()
        .iter()
        .filter(|r| r["outcome"] == "fail" && r["severity"] == "blocker");
    blockers
        .filter_map(|r| Some((r["subject"]["kind"].as_str()?, r["rule"].as_str()?)))
        .collect()
}

/// The one rule that names the fault of the server. The account is not judged by what a broken server left unsaid: nothing
/// fails on it, and whether its sign-in would be refused is undecided for the same reason.
#[track_caller]
fn expect_fault(report: &Report, rule: &str, reason: &str) {
    assert_eq!(blockers(report), [("server", rule)]);
    assert_eq!(report.failing(ACCOUNT), Vec::<&str>::new());
    for rule in ["imap.login.credentials", "imap.login.no-answer"] {
        assert_eq!(report.undecided(rule), [reason], "{rule}");
    }
}

#[test]
fn a_closed_port_is_refused() {
    let (_claim, at) = closed_port();
    let (outcome, report) = run(at);
    expect_fault(&report, "imap.connect.refused", "refused");
    assert!(outcome.took < Duration::from_secs(10), "{:?}", outcome.took);
}

#[test]
fn a_port_that_never_answers_costs_the_timeout_and_no_more() {
    let server = ScriptedServer::start(Script::silent());
    let (outcome, report) = run(server.address());
    expect_fault(&report, "imap.connect.silent", "timeout");
    assert!(outcome.took >= Duration::from_secs(2), "{:?}", outcome.took);
}

#[test]
fn a_web_server_that_talks_is_recognised_as_no_mail_server_and_one_that_waits_is_silent() {
    let server = ScriptedServer::start(Script::says_and_closes("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let (_, report) = run(server.address());
    expect_fault(&report, "imap.greeting.not-imap", "malformed");
    // This one waits for a request, as the client of IMAP waits for a greeting.
    let server = ScriptedServer::start(Script::http());
    let (_, report) = run(server.address());
    expect_fault(&report, "imap.connect.silent", "timeout");
}

#[test]
fn a_bye_as_greeting_is_shown_in_its_own_words() {
    let server = ScriptedServer::start(Script::says_and_closes(
        "* BYE service busy, come back at noon\r\n",
    ));
    let (outcome, report) = run(server.address());
    expect_fault(&report, "imap.greeting.bye", "refused");
    assert!(outcome.stdout.contains("come back at noon"), "{}", outcome.stdout);
}

#[test]
fn a_server_that_hangs_up_is_told_from_one_that_refuses() {
    for script in [
        Script::closes(),
        Script::resets(),
        Script::says_and_closes("* OK half a li"),
    ] {
        let server = ScriptedServer::start(script);
        let (_, report) = run(server.address());
        expect_fault(&report, "imap.connect.closed", "refused");
    }
}

#[test]
fn a_name_that_does_not_resolve_is_a_finding() {
    let program = imaprules_tests::Program::line(
        "run --provider imap --csv users.csv --format json --login all --server no-such-host.invalid",
    );
    let outcome = program
        .file("users.csv", one_row().text())
        .args(SHORT_TIMEOUT)
        .limit(SOON)
        .run();
    let report = judged(&outcome);
    expect_fault(&report, "imap.connect.name-unknown", "unreachable");
    let named = |r: &serde_json::Value| {
        r["title"]
            .as_str()
            .is_some_and(|t| t.contains("no-such-host.invalid"))
    };
    assert!(report.results().iter().any(named), "{}", outcome.stdout);
}

#[test]
fn a_server_that_goes_away_during_the_sign_in_is_named_as_that_and_decides_nothing_else() {
    let mut table = PLAIN_IMAP;
    table[1] = ("LOGIN", "<close>");
    let server = ScriptedServer::start(Script::imap("* OK ready", &table));
    let outcome = plaintext("collect -o facts.jsonl", server.address(), &one_row())
        .args(SHORT_TIMEOUT)
        .run();
    outcome.expect_code(0);
    let facts = outcome.written("facts.jsonl");
    let bundle = imaprules_tests::Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert_eq!(bundle.value("mailbox", ACCOUNT, "imap.login"), "closed");
    let judge = imaprules_tests::Program::line("run --facts facts.jsonl --format json");
    let report = judged(&judge.file("facts.jsonl", facts).run());
    assert_eq!(blockers(&report), [("mailbox", "imap.login.no-answer")]);
    assert_eq!(report.failing(ACCOUNT), ["imap.login.no-answer"]);
    // What only an account that is signed in shows is neither in order nor a fault.
    for rule in ["source.items-limit", "imap.folders.too-many"] {
        assert_eq!(report.undecided(rule), ["refused"], "{rule}");
    }
}

#[test]
fn an_ok_that_is_followed_by_bye_is_no_access() {
    // Courier answers so when IMAP is switched off for an account.
    let mut table = PLAIN_IMAP;
    for entry in &mut table[2..6] {
        entry.1 = "* BYE IMAP access disabled for this account.\n<close>";
    }
    let server = ScriptedServer::start(Script::imap("* OK Courier-IMAP ready.", &table));
    let outcome = plaintext("collect -o facts.jsonl", server.address(), &one_row())
        .args(SHORT_TIMEOUT)
        .run();
    outcome.expect_code(0);
    let bundle = imaprules_tests::Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert_eq!(bundle.value("mailbox", ACCOUNT, "imap.login"), "disabled");
}

#[test]
fn a_server_that_never_answers_the_sign_in_is_a_timeout() {
    let steps = [
        Step::Send("* OK ready\r\n".to_owned()),
        Step::AnswerUntil(
            "LOGIN".to_owned(),
            vec![(
                "CAPABILITY".to_owned(),
                "* CAPABILITY IMAP4rev1\n{tag} OK done\n".to_owned(),
            )],
        ),
        Step::Silence,
    ];
    let server = ScriptedServer::start(Script::new(steps));
    let program = plaintext("collect -o facts.jsonl", server.address(), &one_row()).args(SHORT_TIMEOUT);
    let outcome = program.limit(SOON).run();
    outcome.expect_code(0);
    let bundle = imaprules_tests::Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert_eq!(bundle.value("mailbox", ACCOUNT, "imap.login"), "timeout");
}

#[test]
fn an_endless_line_and_a_flood_are_bounded() {
    let line = "* OK ".to_owned() + &"x".repeat(64 << 20);
    let flood = "* OK ready\r\n".to_owned() + &"* 1 EXISTS\r\n".repeat(4_000_000);
    for first in [line, flood] {
        let server = ScriptedServer::start(Script::says(&first));
        let outcome = run_json(server.address(), &one_row())
            .args(SHORT_TIMEOUT)
            .limit(SOON * 2)
            .run();
        assert!(
            matches!(outcome.code, Some(0 | 1)),
            "{:?}: {:.2000}",
            outcome.code,
            outcome.stderr
        );
        assert!(
            outcome.stdout.len() < 1 << 20,
            "the report has {} octets",
            outcome.stdout.len()
        );
    }
}

#[test]
fn control_characters_of_a_server_reach_no_terminal() {
    let greeting = "* BYE \x1b[31mred\x1b]0;title\x07 \u{202e}reversed";
    let server = ScriptedServer::start(Script::says_and_closes(&format!("{greeting}\r\n")));
    let outcome = plaintext("run", server.address(), &one_row())
        .args(SHORT_TIMEOUT)
        .run();
    outcome.expect_code(1);
    for forbidden in ['\x1b', '\x07', '\u{202e}'] {
        assert!(
            !outcome.stdout.contains(forbidden),
            "{forbidden:?} in {}",
            outcome.stdout
        );
    }
    assert!(outcome.stdout.contains("reversed"), "{}", outcome.stdout);
}
