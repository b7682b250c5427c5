//! Files that cannot be used: an openable but unusable migration file is a finding, a path that cannot be opened is
//! an error, and neither is ever a panic or half a result.

use std::io::Write;

use imaprules_tests::{MigrationCsv, Outcome, Program, Report};

use crate::scene::SOON;

/// A run that looks at the migration file alone: no server is needed for that.
fn csv_run(contents: impl AsRef<[u8]>) -> Program {
    Program::line("run --csv users.csv --format json --login none").file("users.csv", contents)
}

#[track_caller]
fn expect_finding(outcome: &Outcome, rule: &str) -> Report {
    outcome.expect_code(1);
    let report = outcome.report();
    let found: Vec<_> = report.results().iter().map(|r| r["rule"].to_string()).collect();
    assert!(report.fails(rule), "{rule} is not among {found:?}");
    assert!(report.complete());
    report
}

#[test]
fn a_file_that_is_not_there_or_is_a_directory_cannot_be_used() {
    let run = |name: &str| {
        Program::line("run --format json -o report.json --csv")
            .arg(name)
            .file("folder/x", "")
            .run()
    };
    for name in ["missing.csv", "folder"] {
        let outcome = run(name);
        outcome.expect_code(2).expect_complaint(&[name]);
        assert_eq!(
            (outcome.stdout.as_str(), outcome.files()),
            ("", vec!["folder".to_owned()]),
            "{name}"
        );
    }
}

#[test]
fn an_empty_file_and_one_of_blanks_are_empty() {
    for contents in [&b""[..], b"\xef\xbb\xbf", b" \r\n\r\n  \r\n"] {
        expect_finding(&csv_run(contents).run(), "csv.empty");
    }
}

#[test]
fn a_header_alone_has_no_rows() {
    expect_finding(&csv_run(MigrationCsv::new().text()).run(), "csv.no-rows");
}

#[test]
fn one_column_lacks_the_other_headers() {
    expect_finding(
        &csv_run("EmailAddress\r\na@example.test\r\n").run(),
        "csv.header.required",
    );
}

#[test]
fn semicolons_are_named_as_what_they_are() {
    let contents = "EmailAddress;UserName;Password\r\na@example.test;a;b\r\n";
    expect_finding(&csv_run(contents).run(), "csv.delimiter");
}

#[test]
fn a_binary_file_is_unusable_but_no_accident() {
    let noise: Vec<u8> = (0..200_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for contents in [
        noise,
        vec![0; 100_000],
        b"PK\x03\x04not really a workbook".to_vec(),
    ] {
        let outcome = csv_run(contents).run();
        outcome.expect_code(1);
        let report = outcome.report();
        let of_file = |r: &&serde_json::Value| r["severity"] == "blocker" && r["outcome"] == "fail";
        assert!(report.results().iter().any(|r| of_file(&r)), "{}", outcome.stdout);
        assert!(
            outcome.stdout.len() < 100_000,
            "{} octets of report",
            outcome.stdout.len()
        );
    }
}

#[test]
fn sixty_thousand_rows_are_too_many() {
    let report = expect_finding(
        &csv_run(MigrationCsv::new().many(60_000).text()).run(),
        "csv.too-many-rows",
    );
    assert_eq!(report.subjects("mailbox"), 60_000);
}

#[test]
fn two_hundred_megabytes_are_too_large() {
    let program = csv_run("EmailAddress,UserName,Password\r\n").limit(SOON * 4);
    let path = program.directory().join("users.csv");
    let file = std::fs::File::options()
        .append(true)
        .open(path)
        .expect("the file");
    let mut file = std::io::BufWriter::new(file);
    let filler = "x".repeat(180);
    for n in 0..1_000_000 {
        writeln!(file, "user{n:07}@example.test,{filler},pw\r").expect("a row");
    }
    drop(file);
    let outcome = program.run();
    expect_finding(&outcome, "csv.too-large");
    assert!(
        outcome.stdout.len() < 2_000_000,
        "{} octets of report",
        outcome.stdout.len()
    );
}

#[test]
fn a_repeated_and_an_empty_address_keep_their_rows_apart() {
    let csv = MigrationCsv::new()
        .row("a@example.test", "a", "x")
        .row("a@example.test", "b", "y")
        .row("", "c", "z");
    let program =
        Program::line("collect --csv users.csv --login none -o facts.jsonl").file("users.csv", csv.text());
    let outcome = program.run();
    outcome.expect_code(0);
    let bundle = imaprules_tests::Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert_eq!(
        bundle.ids("mailbox"),
        ["#4", "a@example.test#2", "a@example.test#3"]
    );
}

#[test]
fn encodings_of_spreadsheets_are_read_alike() {
    let text = "EmailAddress,UserName,Password\r\nş@example.test,Gönül,geheim-9\r\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let little = [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat();
    let big = [vec![0xfe, 0xff], utf16(u16::to_be_bytes)].concat();
    let with_mark = [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat();
    for contents in [text.as_bytes().to_vec(), with_mark, little, big] {
        let program =
            Program::line("collect --csv users.csv --login none -o facts.jsonl").file("users.csv", contents);
        let outcome = program.run();
        outcome
            .expect_code(0)
            .expect_no_secret(&["geheim-9"], &["users.csv"]);
        let bundle = imaprules_tests::Bundle::read(&outcome.scratch.join("facts.jsonl"));
        assert_eq!(
            bundle.value("mailbox", "ş@example.test", "csv.user_name"),
            "Gönül"
        );
    }
}

#[test]
fn an_output_that_cannot_be_written_is_said_before_anything_is_done() {
    let (_claim, at) = imaprules_tests::closed_port();
    for name in ["no/such/folder/report.json", "."] {
        let program = crate::scene::run_json(at, &crate::scene::one_row());
        let outcome = program.args(["-o", name]).run();
        outcome.expect_code(2).expect_complaint(&[name]);
        assert_eq!(outcome.files(), ["users.csv"]);
    }
}
