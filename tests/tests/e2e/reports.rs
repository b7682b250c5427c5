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

/// A report as its JSON, to be changed before it is written again.
fn value(report: &str) -> Value {
    serde_json::from_str(report).expect("JSON")
}

#[test]
fn what_was_not_decided_this_time_is_not_told_as_gone() {
    let (bad, good) = (json(BAD), json(GOOD));
    let mut undecided = value(&good);
    undecided["undecided"] = serde_json::json!([{
        "rule": "csv.row.password-empty", "severity": "blocker", "reasons": ["malformed"], "subjects": 1,
        "examples": ["a@example.com"],
    }]);
    let mut partial = value(&good);
    partial["run"]["complete"] = false.into();
    for (name, new) in [("undecided", undecided), ("partial", partial)] {
        let files = [("old.json", bad.as_str()), ("new.json", &new.to_string())];
        let told = value(&with("report diff old.json new.json --format json", &files).stdout);
        assert_eq!(told["gone"], serde_json::json!([]), "{name}");
        assert_eq!(told["not-checked"][0]["rule"], "csv.row.password-empty", "{name}");
        assert_eq!(
            told["partial"],
            serde_json::json!({"old": false, "new": name == "partial"})
        );
        let text = with("report diff old.json new.json", &files);
        text.expect_code(0);
        let text = &text.stdout;
        assert!(text.contains("not checked  blocker"), "{text}");
        assert!(
            text.contains("0 findings new, 0 gone, 1 not checked this time, 0 in both"),
            "{text}"
        );
        assert_eq!(
            text.contains("the new report is partial"),
            name == "partial",
            "{text}"
        );
    }
    let mut half = value(&bad);
    half["run"]["complete"] = false.into();
    let files = [("old.json", half.to_string()), ("new.json", good)];
    let text = with(
        "report diff old.json new.json",
        &files.each_ref().map(|(name, text)| (*name, text.as_str())),
    );
    assert!(
        text.stdout.contains("the old report is partial") && text.stdout.contains("1 gone"),
        "{}",
        text.stdout
    );
}

#[test]
fn shards_of_one_mailbox_each_are_two_mailboxes() {
    let one = |address: &str| json(&format!("EmailAddress,UserName,Password\n{address},a,x\n"));
    let files = [("a.json", one("a@example.com")), ("b.json", one("b@example.com"))];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let whole = Report::parse(&with("report merge a.json b.json --format json", &files).stdout);
    assert_eq!(whole.subjects("mailbox"), 2);
}

#[test]
fn the_report_of_a_stranger_steers_no_terminal() {
    const HIDDEN: &str = "\u{202e}\u{61c}\u{200b}\u{2066}";
    const TRICKS: &str = "\x1b]0;x\x07\u{202e}\u{61c}\u{200b}\u{9b}31m\u{2066}";
    let mut report = value(&json(BAD));
    for field in ["title", "why", "rule"] {
        report["results"][0][field] = TRICKS.into();
    }
    report["results"][0]["commands"] = serde_json::json!([{ "shell": TRICKS, "run": TRICKS }]);
    report["gaps"] = serde_json::json!([{
        "fact": TRICKS, "reason": TRICKS, "how": TRICKS, "rules": 1, "subjects": 1, "note": TRICKS,
    }]);
    report["run"]["notes"] = serde_json::json!([TRICKS]);
    let report = report.to_string();
    let files = [("r.json", report.as_str()), ("good.json", &json(GOOD))];
    // A table begins with the mark of its encoding and ends its lines in its own way.
    let acts = |c: &char| (c.is_control() && !"\r\n".contains(*c)) || HIDDEN.contains(*c);
    for line in [
        "report diff good.json r.json",
        "report diff good.json r.json --format json",
        "report render r.json --format text",
        "report render r.json --format markdown",
        "report render r.json --format html",
        "report render r.json --format junit",
        "report render r.json --format sarif",
        "report render r.json --format csv",
        "report render r.json --format json",
        "report render r.json --format jsonl",
    ] {
        let outcome = with(line, &files);
        assert!(outcome.stdout.contains("202e"), "{line}: {}", outcome.stdout);
        assert_eq!(
            outcome.stdout.chars().find(acts),
            None,
            "{line}: {:?}",
            outcome.stdout
        );
    }
    let again = with("report render r.json --format json", &files);
    assert_eq!(value(&again.stdout)["results"][0]["title"], TRICKS);
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
