//! Sixty thousand rows against a server that is down: short, quick, honest.

use std::sync::LazyLock;
use std::time::Duration;

use imaprules_tests::{MigrationCsv, Outcome, Report, closed_port};

use crate::scene::plaintext;

/// One run, reported for programs and for people.
static OUTCOME: LazyLock<Outcome> = LazyLock::new(|| {
    let (_claim, at) = closed_port();
    let program = plaintext(
        "run -o report.json -o report.txt",
        at,
        &MigrationCsv::new().many(60_000),
    );
    let outcome = program.limit(Duration::from_secs(180)).run();
    outcome.expect_code(1);
    outcome
});

#[test]
fn the_report_sums_up_what_nobody_could_look_at() {
    let text = OUTCOME.written("report.json");
    let report = Report::parse(&text);
    assert!(report.complete(), "a dead server is a fact");
    assert_eq!(report.subjects("mailbox"), 60_000);
    assert!(text.len() < 200_000, "{} octets", text.len());
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
    let text = OUTCOME.written("report.txt");
    let lines = text.lines().count();
    assert!(lines < 200, "{lines} lines");
    assert!(text.contains("60000") || text.contains("60,000"), "{text}");
    assert!(OUTCOME.stderr.len() < 20_000, "{:.3000}", OUTCOME.stderr);
}
