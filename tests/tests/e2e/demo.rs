//! The demo: the main job against the built-in source, without a network and without a file.

use std::sync::LazyLock;

use imaprules_tests::{Bundle, Fact, Outcome, Program};
use serde_json::Value;

/// One report and one collection for all tests that only look at them.
static GMAIL: LazyLock<Outcome> = LazyLock::new(|| run("gmail"));
static COLLECTED: LazyLock<(Bundle, String)> = LazyLock::new(|| collect("gmail"));

/// What the demo holds, and the file it stands in.
fn collect(provider: &str) -> (Bundle, String) {
    let outcome = Program::line("collect --demo -o facts.jsonl --provider")
        .arg(provider)
        .run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    (bundle, outcome.written("facts.jsonl"))
}

fn run(provider: &str) -> Outcome {
    let outcome = Program::line("run --demo --format json --provider")
        .arg(provider)
        .run();
    outcome.expect_code(1);
    outcome
}

/// The known values of a fact over all mailboxes.
fn values<'a>(bundle: &'a Bundle, name: &str) -> Vec<&'a Value> {
    let known = |id| match bundle.fact("mailbox", id, name) {
        Some(Fact::Known(value)) => Some(value),
        _ => None,
    };
    bundle.ids("mailbox").into_iter().filter_map(known).collect()
}

#[test]
fn every_source_system_has_one() {
    let of = |provider| match provider {
        "gmail" => GMAIL.report(),
        other => run(other).report(),
    };
    for provider in ["imap", "gmail", "exchange"] {
        let report = of(provider);
        assert!(report.complete(), "{provider}");
        assert!(
            report.subjects("mailbox") >= 6,
            "{provider}: {}",
            report.subjects("mailbox")
        );
        assert_eq!(report.errors(), Vec::<&Value>::new(), "{provider}");
        let providers = report.0["run"]["providers"].to_string();
        assert!(
            providers.contains(&format!("\"{provider}\"")) && providers.contains("\"csv\""),
            "{providers}"
        );
    }
}

#[test]
fn the_cast_has_its_faults() {
    let (bundle, _) = &*COLLECTED;
    let logins: Vec<_> = values(bundle, "imap.login")
        .into_iter()
        .filter_map(Value::as_str)
        .collect();
    for outcome in ["ok", "credentials", "disabled"] {
        assert!(logins.contains(&outcome), "{outcome} is not among {logins:?}");
    }
    let most = values(bundle, "mailbox.item_count")
        .into_iter()
        .filter_map(Value::as_u64)
        .max();
    assert!(most > Some(50_000), "one with many items: {most:?}");
    let largest = values(bundle, "mailbox.largest_message")
        .into_iter()
        .filter_map(Value::as_u64)
        .max();
    assert!(largest > Some(35 << 20), "one with oversize mail: {largest:?}");
}

#[test]
fn one_account_is_fine() {
    let report = GMAIL.report();
    let (bundle, _) = &*COLLECTED;
    let blocked = |id: &&str| {
        report
            .results()
            .iter()
            .any(|r| r["subject"]["id"] == *id && r["severity"] == "blocker")
    };
    let fine: Vec<_> = bundle
        .ids("mailbox")
        .into_iter()
        .filter(|id| !blocked(id))
        .collect();
    assert!(!fine.is_empty(), "every account of the demo is blocked");
    assert!(
        fine.len() < bundle.ids("mailbox").len(),
        "no account of the demo is blocked"
    );
}

#[test]
fn no_finding_comes_from_the_loopback() {
    let outcome = &*GMAIL;
    assert!(
        !outcome.stdout.contains("127.0.0.1") && !outcome.stdout.contains("[::1]"),
        "{}",
        outcome.stdout
    );
    let fails = outcome.report();
    let of_server = fails
        .results()
        .iter()
        .filter(|r| r["subject"]["kind"] == "server" && r["outcome"] == "fail");
    assert_eq!(
        of_server.map(|r| &r["rule"]).collect::<Vec<_>>(),
        Vec::<&Value>::new(),
        "the server is in order"
    );
}

#[test]
fn two_runs_say_the_same() {
    assert_eq!(
        run("gmail").report().without_times(),
        GMAIL.report().without_times()
    );
}

#[test]
fn the_readme_command_prints_a_report_for_people() {
    let outcome = Program::line("run --provider gmail --demo").run();
    outcome.expect_code(1);
    assert!(outcome.stdout.lines().count() > 10, "{}", outcome.stdout);
    assert!(
        !outcome.stdout.contains('\x1b') && !outcome.stderr.contains('\x1b'),
        "colour without a terminal"
    );
    assert!(outcome.took.as_secs() < 30, "{:?}", outcome.took);
}

#[test]
fn the_threshold_decides_the_exit_code_and_nothing_else() {
    let code = |threshold: &str| {
        Program::line("run --facts facts.jsonl --format json --fail-on")
            .arg(threshold)
            .file("facts.jsonl", &COLLECTED.1)
            .run()
            .code
    };
    assert_eq!(code("never"), Some(0));
    assert_eq!(code("blocker"), Some(1));
    assert_eq!(code("warning"), Some(1));
    assert_eq!(code("advice"), Some(1));
}
