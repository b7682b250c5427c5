//! Secrets go only to whom they were granted, and do not come back; attempts are asked of the one budget.

use super::{flagged, notes, play};

const PASSWORDS: [&str; 5] = ["pw-zero-1", "pw-one-22", "pw-two-33", "pw-three-4", "pw-four-55"];
const INPUTS: [&str; 2] = ["users.csv", "libbad.so"];

fn title_of_m3(outcome: &imaprules_tests::Outcome) -> String {
    let report = outcome.report();
    let m3 = report
        .results()
        .iter()
        .find(|result| result["subject"]["id"] == "m3@example.com");
    m3.map(|result| result["title"].to_string()).unwrap_or_default()
}

#[test]
fn who_was_not_granted_secrets_has_no_way_to_ask() {
    let outcome = play("secret", &[], "");
    outcome.expect_code(0);
    assert!(
        title_of_m3(&outcome).contains("no secrets"),
        "{}",
        title_of_m3(&outcome)
    );
    outcome.expect_no_secret(&PASSWORDS, &INPUTS);
}

#[test]
fn a_secret_in_a_record_is_a_bad_record() {
    let outcome = play("secret", &["-DCAPABILITIES=\"\\\"secrets\\\"\""], "");
    outcome.expect_code(3);
    assert!(
        notes(&outcome).contains("the record of m3@example.com holds a secret"),
        "{}",
        notes(&outcome)
    );
    assert_eq!(flagged(&outcome).len(), 4);
    outcome.expect_no_secret(&PASSWORDS, &INPUTS);
}

#[test]
fn a_secret_in_a_line_is_taken_out() {
    let outcome = play("logs_secret", &["-DCAPABILITIES=\"\\\"secrets\\\"\""], "");
    outcome.expect_code(0).expect_complaint(&["[a secret]"]);
    assert!(title_of_m3(&outcome).contains("has it"));
    outcome.expect_no_secret(&PASSWORDS, &INPUTS);
}

#[test]
fn attempts_are_asked_of_the_programs_budget() {
    let outcome = play("budget", &[], "");
    outcome.expect_code(0);
    let title = title_of_m3(&outcome);
    assert!(
        title.contains("4 granted; an earlier sign-in of this account was refused"),
        "{title}"
    );
}
