//! `csv split --failed`: the rows that failed, by cause, octet by octet, and how the migration goes on.

use imaprules_tests::{MigrationCsv, Outcome, Program};
use serde_json::{Value, json};
use tree_sitter::Parser;

use super::{HARD, HEADER, SECRET, check, csv, json as parsed, octets};

const ENGLISH: &str = "RowIndex,EmailAddress,ErrorMessage\r\n\
    1,A@example.test,We had trouble signing in to this account.\r\n\
    5,e@example.test,This mailbox is full. Please free up some space so that email can be downloaded.\r\n\
    2,b@example.test,We had trouble signing in to this account. Please confirm the user name and password.\r\n\
    3,c@example.test,CommunicationErrorTransientException: the call failed\r\n\
    9,gone@example.test,This mailbox is full.\r\n";

const TURKISH: &str = "Satır;E-posta;Hata iletisi\r\n\
    1;a@example.test;Hedefte bir alıcı bulunamadı a@example.test . Hedefte bu geçiş için uygun türde bir alıcı oluşturun ve yeniden deneyin.\r\n\
    2;b@example.test;Bu posta kutusu dolu. E-postanın indirileceği bir miktar alan boşaltın.\r\n";

const USERS: &str = r#"[
    {"Identity":"d@example.test","BatchId":"Night","Status":"Failed","StatusSummary":"Failed","ErrorSummary":"Nobody has ever seen this.","SyncedItemCount":0,"SkippedItemCount":0},
    {"Identity":"b@example.test","BatchId":"Night","Status":"Synced","StatusSummary":"Synced","ErrorSummary":"","SyncedItemCount":7,"SkippedItemCount":0},
    {"Identity":"a@example.test","BatchId":"Night","Status":"Failed","StatusSummary":"Failed","ErrorSummary":"This mailbox is full.","SyncedItemCount":0,"SkippedItemCount":0}]"#;

fn failed(words: &str) -> Program {
    csv(
        &format!("split users.csv -o parts {words}"),
        format!("{HEADER}{}", HARD.concat()),
    )
}

/// Ids of the causes with their files, each as `file rows`.
fn causes(told: &Value) -> Vec<(String, Vec<String>)> {
    let part = |part: &Value| format!("{} {}", part["file"].as_str().expect("a file"), part["rows"]);
    let cause = |cause: &Value| {
        let parts = cause["parts"].as_array().expect("parts");
        let id = cause["id"].as_str().expect("an id");
        (id.to_owned(), parts.iter().map(part).collect())
    };
    told["causes"]
        .as_array()
        .expect("causes")
        .iter()
        .map(cause)
        .collect()
}

fn as_causes(causes: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    causes
        .iter()
        .map(|(id, parts)| ((*id).to_owned(), words(parts)))
        .collect()
}

#[track_caller]
fn expect_rows(outcome: &Outcome, name: &str, rows: &[&str]) {
    let text = format!("{HEADER}{}", rows.concat());
    assert_eq!(octets(outcome, name), text.into_bytes(), "{name}");
    check(outcome, name)
        .expect_code(0)
        .expect_no_secret(&[SECRET], &[]);
}

#[track_caller]
fn expect_powershell(text: &str) {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .expect("a grammar of this version");
    let tree = parser.parse(text, None).expect("a tree");
    assert!(!text.is_empty() && !tree.root_node().has_error(), "{text}");
}

#[test]
fn failed_rows_are_copied_by_cause_and_those_that_the_file_does_not_have_are_named() {
    let outcome = failed("--failed report.csv --format json")
        .file("report.csv", ENGLISH)
        .run();
    outcome.expect_code(0).expect_no_secret(&[SECRET], &["users.csv"]);
    let told = parsed(&outcome);
    assert_eq!(
        causes(&told),
        as_causes(&[
            ("E02", &["users-E02.csv 2"]),
            ("E06", &["users-E06.csv 1"]),
            ("E32", &["users-E32.csv 1"])
        ])
    );
    expect_rows(&outcome, "parts/users-E02.csv", &HARD[..2]);
    expect_rows(&outcome, "parts/users-E06.csv", &HARD[4..]);
    expect_rows(&outcome, "parts/users-E32.csv", &HARD[2..3]);
    assert_eq!(
        (&told["rows"], &told["failed_rows"], &told["not_in_file"]),
        (&json!(5), &json!(4), &json!(["gone@example.test"]))
    );
    let [sign_in, full, passing] = [0, 1, 2].map(|at| &told["causes"][at]);
    assert_eq!(
        (&full["mailboxes"], &full["rows"], &full["not_in_file"]),
        (&json!(2), &json!(1), &json!(["gone@example.test"]))
    );
    assert_eq!(sign_in["title"], "The sign-in at the source was refused");
    assert_eq!(
        (
            &sign_in["class"],
            &sign_in["retries_by_itself"],
            &passing["retries_by_itself"]
        ),
        (&json!("permanent"), &json!(false), &json!(true))
    );
    let remedy = passing["remedy"].as_str().expect("a remedy");
    assert!(remedy.starts_with("Wait:"), "{remedy}");
}

#[test]
fn the_commands_are_powershell_and_only_look_and_resume() {
    let outcome = failed("--failed report.csv --format json")
        .file("report.csv", ENGLISH)
        .run();
    let told = parsed(&outcome);
    let run = |at: usize| {
        told["causes"][at]["commands"]["run"]
            .as_str()
            .expect("commands")
            .to_owned()
    };
    let acts = |text: &str, word: &str| {
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.any(|line| line.contains(word))
    };
    for at in 0..3 {
        let text = run(at);
        // What is commented out has to be right, too.
        let live: String = text
            .lines()
            .map(|line| {
                line.strip_prefix("# $")
                    .map_or(line.to_owned(), |rest| format!("${rest}"))
                    + "\n"
            })
            .collect();
        expect_powershell(&text);
        expect_powershell(&live);
        for word in ["Remove-", "Set-", "Start-MigrationUser", "New-"] {
            assert!(!acts(&text, word), "{text}");
        }
        assert_eq!(acts(&text, "Start-MigrationBatch"), at < 2, "{text}");
        assert!(
            text.contains("Start-MigrationUser") && text.contains("-Update"),
            "{text}"
        );
    }
    assert!(
        run(0).contains("users-E02.csv'")
            && run(0).contains("# $rows | ForEach-Object { Remove-MigrationUser")
    );
    assert!(!run(2).contains("Remove-"));
}

#[test]
fn a_turkish_report_is_read_and_a_newer_export_of_users_beats_it() {
    let outcome = failed("--failed rapor.csv --format json")
        .file("rapor.csv", TURKISH)
        .run();
    outcome.expect_code(0).expect_no_secret(&[SECRET], &["users.csv"]);
    assert_eq!(
        causes(&parsed(&outcome)),
        as_causes(&[("E01", &["users-E01.csv 1"]), ("E06", &["users-E06.csv 1"])])
    );
    expect_rows(&outcome, "parts/users-E01.csv", &HARD[..1]);
    expect_rows(&outcome, "parts/users-E06.csv", &HARD[1..2]);
    let both = failed("--failed rapor.csv --failed users.json --format json")
        .file("rapor.csv", TURKISH)
        .file("users.json", USERS)
        .run();
    both.expect_code(0).expect_no_secret(&[SECRET], &["users.csv"]);
    let told = parsed(&both);
    assert_eq!(
        causes(&told),
        as_causes(&[("", &["users-unknown.csv 1"]), ("E06", &["users-E06.csv 1"])])
    );
    expect_rows(&both, "parts/users-unknown.csv", &HARD[3..4]);
    expect_rows(&both, "parts/users-E06.csv", &HARD[..1]);
    assert_eq!(told["causes"][0]["text"], "Nobody has ever seen this.");
}

#[cfg(unix)]
#[test]
fn it_is_told_in_words_and_copies_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let outcome = failed("--failed report.csv").file("report.csv", ENGLISH).run();
    outcome.expect_code(0).expect_no_secret(&[SECRET], &["users.csv"]);
    for words in [
        "users.csv: 4 of 5 rows failed, for 3 causes, in 3 files in parts",
        "The target mailbox is full  (E06, permanent, 1 row)",
        "Not in the file: gone@example.test",
        "Wait: the service tries again by itself.",
        "Start-MigrationBatch",
        "you alone",
    ] {
        assert!(
            outcome.stdout.contains(words),
            "no {words:?} in\n{}",
            outcome.stdout
        );
    }
    let mode = |name: &str| {
        let about = std::fs::metadata(outcome.scratch.join(name)).expect("the file");
        about.permissions().mode() & 0o777
    };
    assert_eq!((mode("parts"), mode("parts/users-E06.csv")), (0o700, 0o600));
}

#[test]
fn where_nothing_failed_nothing_is_written() {
    let synced = USERS.replace("Failed", "Synced");
    for (format, words) in [("text", "no mailbox has failed"), ("json", "\"causes\": []")] {
        let outcome = failed("--failed users.json --format")
            .arg(format)
            .file("users.json", &synced)
            .run();
        outcome.expect_code(0);
        assert!(outcome.stdout.contains(words), "{}", outcome.stdout);
        assert_eq!(outcome.files(), ["users.csv", "users.json"]);
    }
}

#[test]
fn exports_of_another_migration_are_told_of() {
    let foreign = ENGLISH.replace("example.test", "elsewhere.test");
    let outcome = failed("--failed report.csv").file("report.csv", foreign).run();
    outcome.expect_code(1).expect_no_secret(&[SECRET], &["users.csv"]);
    assert!(
        outcome.stdout.contains("none of its rows") && outcome.stdout.contains("gone@elsewhere.test"),
        "{}",
        outcome.stdout
    );
    assert_eq!(outcome.files(), ["report.csv", "users.csv"]);
    let no_export = failed("--failed users.csv").run();
    no_export
        .expect_code(2)
        .expect_complaint(&["users.csv", "no export"])
        .expect_no_secret(&[SECRET], &["users.csv"]);
    let by = failed("--failed report.csv --by domain")
        .file("report.csv", ENGLISH)
        .run();
    by.expect_code(2).expect_complaint(&["--failed", "--by"]);
}

#[test]
fn a_bad_night_is_cut_into_files_of_the_wanted_size_in_the_order_of_the_file() {
    let file = MigrationCsv::new().many(3_000);
    let rows: Vec<&str> = file.text().split_inclusive("\r\n").skip(1).collect();
    let mut report = "RowIndex,EmailAddress,ErrorMessage\r\n".to_owned();
    // Every other row failed, and the report has them backwards.
    let failing: Vec<&str> = rows.iter().copied().step_by(2).collect();
    for row in failing.iter().rev() {
        let address = row.split(',').next().expect("an address");
        report.push_str(&format!("1,{address},This mailbox is full.\r\n"));
    }
    let outcome = csv(
        "split users.csv --rows 700 --failed report.csv -o parts --format json",
        file.text(),
    )
    .file("report.csv", &report)
    .run();
    outcome.expect_code(0).expect_no_secret(&["-Qx7"], &["users.csv"]);
    assert_eq!(
        causes(&parsed(&outcome)),
        as_causes(&[(
            "E06",
            &[
                "users-E06-1.csv 700",
                "users-E06-2.csv 700",
                "users-E06-3.csv 100"
            ]
        )])
    );
    for (number, rows) in failing.chunks(700).enumerate() {
        let name = format!("parts/users-E06-{}.csv", number + 1);
        assert_eq!(outcome.written(&name), format!("{HEADER}{}", rows.concat()));
    }
    let refused = csv("split users.csv --failed report.csv -o parts", file.text())
        .file("report.csv", &report)
        .file("parts/users-E06.csv", "mine")
        .run();
    refused
        .expect_code(2)
        .expect_complaint(&["users-E06.csv", "--force"]);
    assert_eq!(refused.written("parts/users-E06.csv"), "mine");
}
