//! Finished reports: written in another format, merged, compared.

use imaprules_tests::{Outcome, Program, Report};
use serde_json::Value;

const BAD: &str = "EmailAddress,UserName,Password\na@example.com,a,\nb@example.com,b,x\n";
const GOOD: &str = "EmailAddress,UserName,Password\na@example.com,a,x\nb@example.com,b,x\n";

fn json(csv: &str) -> String {
    Program::line("run --csv users.csv --format json --fail-on never")
        .file("users.csv", csv)
        .run()
        .stdout
}

fn with(line: &str, files: &[(&str, &str)]) -> Outcome {
    files
        .iter()
        .fold(Program::line(line), |program, (name, text)| {
            program.file(name, text)
        })
        .run()
}

#[test]
fn a_report_can_be_written_in_every_format() {
    let report = json(BAD);
    for (format, sign) in [
        ("text", "BLOCKER"),
        ("html", "<html"),
        ("sarif", "\"runs\""),
        ("junit", "<testsuite"),
        ("markdown", "#"),
        ("csv", ","),
    ] {
        let outcome = with(
            &format!("report render r.json --format {format}"),
            &[("r.json", &report)],
        );
        outcome.expect_code(0);
        assert!(outcome.stdout.contains(sign), "{format}: {}", outcome.stdout);
    }
    let again = with("report render r.json --format json", &[("r.json", &report)]);
    assert_eq!(again.stdout, report);
    with("report render r.json -o out.html", &[("r.json", &report)]).written("out.html");
}

#[test]
fn what_is_new_and_what_is_gone_is_told() {
    let (bad, good) = (json(BAD), json(GOOD));
    let worse = with(
        "report diff good.json bad.json --format json",
        &[("bad.json", &bad), ("good.json", &good)],
    );
    worse.expect_code(1);
    let told: Value = serde_json::from_str(&worse.stdout).expect("JSON");
    let rules: Vec<_> = told["new"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["rule"])
        .collect();
    assert_eq!(rules, ["csv.row.password-empty"]);
    let better = with(
        "report diff bad.json good.json",
        &[("bad.json", &bad), ("good.json", &good)],
    );
    better.expect_code(0);
    assert!(
        better.stdout.contains("gone") && better.stdout.contains("0 findings new, 1 gone"),
        "{}",
        better.stdout
    );
}

#[test]
fn parts_become_one() {
    let (bad, good) = (
        json(BAD),
        json(GOOD.replace("example.com", "example.org").as_str()),
    );
    let outcome = with(
        "report merge a.json b.json --format json",
        &[("a.json", &bad), ("b.json", &good)],
    );
    outcome.expect_code(0);
    let whole = Report::parse(&outcome.stdout);
    assert_eq!(whole.subjects("mailbox"), 4);
    assert_eq!(whole.0["summary"]["fail"]["blocker"], 1);
}

#[test]
fn what_is_no_report_is_refused() {
    for (name, text) in [
        ("empty", ""),
        ("other", "{\"format\":\"other/1\"}"),
        ("half", "{\"format\":\"imaprules-report/1\""),
    ] {
        with(&format!("report render {name}"), &[(name, text)])
            .expect_code(2)
            .expect_complaint(&[name]);
    }
    with("report diff a b", &[])
        .expect_code(2)
        .expect_complaint(&["a"]);
}
