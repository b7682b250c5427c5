//! Collecting and judging are separate acts: a bundle judged later gives what a run on the spot gave.

use imaprules_tests::servers::Dovecot;
use imaprules_tests::{Outcome, Program};

use crate::scene::mailboxes::{ROWS, csv, server};
use crate::scene::{plaintext, run_json};

/// The text with every moment (RFC 3339) replaced: what is left must be equal byte for byte.
fn without_times(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\"20") {
        let (before, from) = rest.split_at(at);
        let end = from[1..].find('"').map_or(from.len(), |n| n + 2);
        let (literal, after) = from.split_at(end);
        let moment = literal.len() > 19 && literal.as_bytes()[11] == b'T' && literal.ends_with("Z\"");
        out.push_str(before);
        out.push_str(if moment { "\"TIME\"" } else { literal });
        rest = after;
    }
    out + rest
}

#[test]
fn only_times_are_left_out_of_the_comparison() {
    let text = r#"{"at":"2026-11-24T10:00:00.5Z","id":"2026-11-24","x":"20"}"#;
    assert_eq!(without_times(text), r#"{"at":"TIME","id":"2026-11-24","x":"20"}"#);
}

/// The program with a bundle in its directory.
fn judge(bundle: &[u8], name: &str, arguments: &[&str]) -> Outcome {
    Program::new(["run", "--facts", name])
        .args(arguments.iter().copied())
        .file(name, bundle)
        .run()
}

fn bundle(server: &Dovecot, name: &str) -> Vec<u8> {
    let outcome = plaintext("collect", server.plain(), &csv())
        .args(["-o", name])
        .run();
    outcome.expect_code(0);
    std::fs::read(outcome.scratch.join(name)).expect("the bundle")
}

#[test]
fn a_bundle_gives_the_same_report_as_a_live_run() {
    let Some(server) = server() else { return };
    let live = run_json(server.plain(), &csv()).run();
    live.expect_code(1);
    let later = judge(
        &bundle(&server, "facts.jsonl"),
        "facts.jsonl",
        &["--format", "json"],
    );
    later.expect_code(1);
    assert_eq!(without_times(&later.stdout), without_times(&live.stdout));
}

#[test]
fn a_compressed_bundle_is_the_same_bundle() {
    let Some(server) = server() else { return };
    let plain = judge(
        &bundle(&server, "facts.jsonl"),
        "facts.jsonl",
        &["--format", "json"],
    );
    let packed = bundle(&server, "facts.jsonl.zst");
    assert_eq!(packed[..4], [0x28, 0xb5, 0x2f, 0xfd], "a zstd frame");
    let packed = judge(&packed, "facts.jsonl.zst", &["--format", "json"]);
    assert_eq!(without_times(&packed.stdout), without_times(&plain.stdout));
}

#[test]
fn judging_twice_gives_the_same_bytes_in_every_format() {
    let Some(server) = server() else { return };
    let bundle = bundle(&server, "facts.jsonl");
    for format in [
        "text", "json", "jsonl", "sarif", "junit", "markdown", "html", "csv",
    ] {
        let judge = || {
            judge(
                &bundle,
                "facts.jsonl",
                &["--format", format, "--as-of", "2026-12-01T00:00:00Z"],
            )
        };
        let (one, two) = (judge(), judge());
        assert_eq!(
            (one.code, one.stdout.is_empty()),
            (Some(1), false),
            "{format}: {}",
            one.stderr
        );
        assert_eq!(without_times(&one.stdout), without_times(&two.stdout), "{format}");
    }
}

#[test]
fn the_text_report_names_every_bad_row() {
    let Some(server) = server() else { return };
    let outcome = judge(&bundle(&server, "facts.jsonl"), "facts.jsonl", &["--all"]);
    outcome.expect_code(1);
    for row in ROWS.iter().filter(|row| row.login != "ok") {
        assert!(
            outcome.stdout.contains(row.address),
            "{} is missing:\n{}",
            row.address,
            outcome.stdout
        );
    }
    assert!(
        !outcome.stdout.contains('\x1b'),
        "colour where there is no terminal"
    );
}

#[test]
fn a_cut_off_bundle_is_refused_with_its_line() {
    let Some(server) = server() else { return };
    let whole = bundle(&server, "facts.jsonl");
    let cut = &whole[..whole.len() / 2];
    let lines = cut.iter().filter(|&&b| b == b'\n').count() + 1;
    let outcome = judge(cut, "facts.jsonl", &[]);
    outcome
        .expect_code(2)
        .expect_complaint(&["facts.jsonl", &format!("line {lines}")]);
    assert_eq!(outcome.stdout, "");
}

#[test]
fn a_bundle_of_another_format_is_refused() {
    let newer = "{\"bundle\":\"imaprules-bundle/9\",\"created\":\"2026-11-24T10:00:00Z\"}\n";
    judge(newer.as_bytes(), "facts.jsonl", &[])
        .expect_code(2)
        .expect_complaint(&["imaprules-bundle/9"]);
    for other in ["", "not a bundle\n", "{\"a\":1}\n", "\u{1}\u{2}\n"] {
        judge(other.as_bytes(), "facts.jsonl", &[])
            .expect_code(2)
            .expect_complaint(&["facts.jsonl"]);
    }
}

#[test]
fn a_bundle_with_unknown_members_is_read() {
    let Some(server) = server() else { return };
    let whole = String::from_utf8(bundle(&server, "facts.jsonl")).expect("UTF-8");
    let newer = whole.replace(
        "\"facts\":{",
        "\"later\":{\"x\":1},\"facts\":{\"future.fact\":true,",
    );
    let (now, then) = (
        judge(whole.as_bytes(), "f.jsonl", &["--format", "json"]),
        judge(newer.as_bytes(), "f.jsonl", &["--format", "json"]),
    );
    assert_eq!(then.code, Some(1), "{}", then.stderr);
    assert_eq!(then.report().0["summary"], now.report().0["summary"]);
}
