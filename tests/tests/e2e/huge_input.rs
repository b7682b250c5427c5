//! Sixty thousand rows against a server that is down: short, quick, honest.

use std::time::Duration;

use imaprules_tests::{MigrationCsv, Outcome, closed_port};

use crate::scene::plaintext;

fn run(arguments: &[&str]) -> Outcome {
    let (_claim, at) = closed_port();
    let program = plaintext("run", at, &MigrationCsv::new().many(60_000)).args(arguments.iter().copied());
    let outcome = program.limit(Duration::from_secs(180)).run();
    outcome.expect_code(1);
    outcome
}

#[test]
fn the_report_sums_up_what_nobody_could_look_at() {
    let outcome = run(&["--format", "json"]);
    let report = outcome.report();
    assert!(report.complete(), "a dead server is a fact");
    assert_eq!(report.subjects("mailbox"), 60_000);
    assert!(outcome.stdout.len() < 200_000, "{} octets", outcome.stdout.len());
    assert!(report.results().len() < 50, "{} results", report.results().len());
    let undecided = report.0["undecided"].as_array().expect("undecided");
    let all = undecided.iter().filter(|u| u["subjects"] == 60_000).count();
    assert!(all > 0, "{undecided:#?}");
    assert!(
        undecided
            .iter()
            .all(|u| u["examples"].as_array().is_some_and(|e| e.len() <= 10)),
        "{undecided:#?}"
    );
    let unknown = report.0["summary"]["unknown"].as_u64();
    assert!(unknown >= Some(60_000), "{unknown:?}");
}

#[test]
fn the_text_fits_on_a_few_screens() {
    let outcome = run(&[]);
    assert!(
        outcome.stdout.lines().count() < 200,
        "{} lines",
        outcome.stdout.lines().count()
    );
    assert!(
        outcome.stdout.contains("60000") || outcome.stdout.contains("60,000"),
        "{}",
        outcome.stdout
    );
    assert!(outcome.stderr.len() < 20_000, "{:.3000}", outcome.stderr);
}
