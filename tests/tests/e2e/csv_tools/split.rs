//! `csv split`: every row once, passwords octet by octet, all parts or none, for their owner alone.

#[cfg(unix)]
use std::path::Path;

use imaprules_tests::{MigrationCsv, Program};
use serde_json::Value;

use super::{HARD, HEADER, SECRET, check, csv, json, octets};

#[test]
fn fifty_thousand_rows_are_split_and_none_is_lost_repeated_or_moved() {
    let file = MigrationCsv::new().many(50_000);
    let outcome = csv("split users.csv --rows 7500 -o parts --format json", file.text()).run();
    outcome.expect_code(0).expect_no_secret(&["-Qx7"], &["users.csv"]);
    let told = json(&outcome);
    let parts = told["parts"].as_array().unwrap();
    assert_eq!((parts.len(), &told["rows"]), (7, &50_000.into()));
    let mut rows = file.text().split_inclusive("\r\n").skip(1);
    for (number, part) in parts.iter().enumerate() {
        let name = format!("parts/{}", part["file"].as_str().unwrap());
        let text = outcome.written(&name);
        assert_eq!(part["bytes"], text.len());
        let mut lines = text.split_inclusive("\r\n");
        assert_eq!(lines.next(), Some(HEADER));
        let mut count = 0;
        for line in lines {
            assert_eq!(Some(line), rows.next(), "{name}");
            count += 1;
        }
        assert_eq!(count, if number < 6 { 7500 } else { 5000 });
        assert_eq!(
            (&part["rows"], &part["first_line"]),
            (&count.into(), &(number * 7500 + 2).into())
        );
    }
    assert_eq!(rows.next(), None);
    check(&outcome, "parts/users-1.csv").expect_code(0);
    check(&outcome, "parts/users-7.csv").expect_code(0);
}

#[test]
fn a_file_that_is_too_large_for_the_service_is_split_into_files_it_takes() {
    let file = MigrationCsv::new().many(120_000);
    let outcome = csv("split users.csv --by domain -o parts --format json", file.text()).run();
    outcome.expect_code(0);
    let told = json(&outcome);
    let rows: Vec<_> = told["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| &part["rows"])
        .collect();
    assert_eq!(rows, [50_000, 50_000, 20_000]);
    let asked = csv(
        "split users.csv --rows 60000 --size 1GB -o parts",
        MigrationCsv::new().many(2).text(),
    )
    .run();
    asked.expect_code(0);
    assert!(
        asked.stdout.contains("50000 rows in one file") && asked.stdout.contains("10000000 octets"),
        "{}",
        asked.stdout
    );
}

#[test]
fn passwords_are_copied_octet_by_octet_and_never_shown() {
    let text = format!("{HEADER}{}", HARD.concat());
    for format in ["text", "json"] {
        let outcome = csv("split users.csv --rows 2 -o parts --format", &text)
            .arg(format)
            .run();
        outcome.expect_code(0).expect_no_secret(&[SECRET], &["users.csv"]);
        let parts = [&HARD[..2], &HARD[2..4], &HARD[4..]];
        for (number, rows) in parts.iter().enumerate() {
            let name = format!("parts/users-{}.csv", number + 1);
            assert_eq!(
                octets(&outcome, &name),
                format!("{HEADER}{}", rows.concat()).into_bytes()
            );
            check(&outcome, &name)
                .expect_code(0)
                .expect_no_secret(&[SECRET], &[]);
        }
    }
    let fixed = csv("fix users.csv -o good.csv", &text).run();
    fixed
        .expect_code(0)
        .expect_no_secret(&[SECRET], &["users.csv", "good.csv"]);
    assert_eq!(octets(&fixed, "good.csv"), text.as_bytes());
}

#[test]
fn rows_are_put_together_by_what_they_have_in_common() {
    let text = "EmailAddress;UserName;Password;UserRoot;Site\r\n\
                ann@a.test;admin;Zq9;/staff/ann;Ankara\r\n\
                bob@B.test;admin;Zq9;/staff/bob;\r\n\
                ada@a.test;admin;Zq9;/pupils/ada;ankara\r\n";
    let split = |by: &str| {
        let outcome = csv("split users.csv -o parts --format json --by", text)
            .arg(by)
            .run();
        outcome.expect_code(0).expect_no_secret(&[SECRET], &["users.csv"]);
        let told = json(&outcome);
        let parts = told["parts"].as_array().unwrap().clone();
        let name = |part: &Value| format!("{} {}", part["file"].as_str().unwrap(), part["rows"]);
        for part in &parts {
            check(&outcome, &format!("parts/{}", part["file"].as_str().unwrap())).expect_code(0);
        }
        assert_eq!(told["left_out"], serde_json::json!(["Site"]));
        parts.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(split("domain"), ["users-a.test.csv 2", "users-b.test.csv 1"]);
    assert_eq!(split("alphabet"), ["users-A.csv 2", "users-B.csv 1"]);
    assert_eq!(split("user-root"), ["users-staff.csv 2", "users-pupils.csv 1"]);
    assert_eq!(split("Site"), ["users-Ankara.csv 2", "users-none.csv 1"]);
    for (by, words) in [("Password", "passwords"), ("City", "Site")] {
        let outcome = csv("split users.csv -o parts --by", text).arg(by).run();
        outcome.expect_code(2).expect_complaint(&["users.csv", words]);
        assert_eq!(outcome.files(), ["users.csv"]);
    }
    let kept = csv(
        "split users.csv -o parts --rows 9 --param allow_unknown_columns=true",
        text,
    )
    .run();
    assert!(
        kept.written("parts/users-1.csv")
            .contains(",/staff/ann,Ankara\r\n")
    );
}

#[test]
fn rows_that_will_not_be_migrated_are_told_of() {
    let text =
        format!("{HEADER}a@example.test, ann,Zq9\r\nb@example.test,bob,\r\nc@example.test,cem,Zq9\r\n");
    let outcome = csv("split users.csv --rows 1 -o parts", &text).run();
    outcome.expect_code(0);
    assert!(
        outcome.stdout.contains("2 rows will not be migrated"),
        "{}",
        outcome.stdout
    );
    assert_eq!(
        outcome.written("parts/users-1.csv"),
        format!("{HEADER}a@example.test, ann,Zq9\r\n")
    );
    let uneven = csv(
        "split users.csv --rows 1 -o parts",
        format!("{text}d@example.test,dan,Zq9,Zq9\r\n"),
    )
    .run();
    uneven
        .expect_code(2)
        .expect_complaint(&["line 5"])
        .expect_no_secret(&[SECRET], &["users.csv"]);
    assert_eq!(uneven.files(), ["users.csv"]);
}

#[test]
fn how_to_split_has_to_be_said_and_sensibly() {
    let run = |words: &str| {
        csv(
            &format!("split users.csv -o parts {words}"),
            MigrationCsv::new().many(3).text(),
        )
        .run()
    };
    run("")
        .expect_code(2)
        .expect_complaint(&["--rows", "--size", "--by"]);
    for words in [
        "--rows 0",
        "--rows x",
        "--size 5",
        "--size 0MB",
        "--size 60B",
        "--by EmailAddress --max-parts 2",
    ] {
        let outcome = run(words);
        outcome.expect_code(2);
        assert_eq!(outcome.files(), ["users.csv"], "{words}");
    }
}

#[test]
fn parts_are_not_written_over_and_those_of_an_earlier_split_are_told_of() {
    let file = MigrationCsv::new().many(3);
    let old = || csv("split users.csv --rows 2 -o parts", file.text()).file("parts/users-2.csv", "mine");
    let refused = old().run();
    refused
        .expect_code(2)
        .expect_complaint(&["users-2.csv", "exists", "--force"]);
    assert_eq!(refused.written("parts/users-2.csv"), "mine");
    assert!(!refused.scratch.join("parts/users-1.csv").exists());
    let forced = old().arg("--force").file("parts/users-3.csv", "left").run();
    forced.expect_code(0);
    assert!(
        forced.stdout.contains("not of this split: users-3.csv"),
        "{}",
        forced.stdout
    );
    assert!(forced.written("parts/users-2.csv").starts_with(HEADER));
    let not_a_folder = csv("split users.csv --rows 2 -o users.csv", file.text()).run();
    not_a_folder.expect_code(2).expect_complaint(&["users.csv"]);
    assert_eq!(not_a_folder.written("users.csv"), file.text());
}

#[cfg(unix)]
#[test]
fn copies_are_for_their_owner_alone_whatever_the_original_is() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).expect("the file").permissions().mode() & 0o777;
    let program = csv(
        "split users.csv --rows 2 -o new/parts",
        MigrationCsv::new().many(3).text(),
    );
    let original = program.directory().join("users.csv");
    std::fs::set_permissions(&original, std::fs::Permissions::from_mode(0o644)).expect("the file's mode");
    let split = program.run();
    split.expect_code(0);
    assert!(
        split.stdout.contains("you alone") && split.stdout.contains("Delete"),
        "{}",
        split.stdout
    );
    assert_eq!(mode(&split.scratch.join("new/parts")), 0o700);
    assert_eq!(mode(&split.scratch.join("new/parts/users-2.csv")), 0o600);
    let fixed = csv("fix users.csv -o good.csv", MigrationCsv::new().many(3).text()).run();
    assert_eq!(mode(&fixed.scratch.join("good.csv")), 0o600);
    let template = Program::line("csv template --provider gmail -o new.csv").run();
    template.expect_code(0);
    assert_eq!(mode(&template.scratch.join("new.csv")), 0o600);
}

/// A disk that takes no more, played with the limit on the size of files: the third part breaks it.
#[cfg(unix)]
#[test]
fn a_failure_in_the_middle_leaves_nothing_behind() {
    let mut text = HEADER.to_owned();
    for (domain, rows) in [("a.test", 2), ("b.test", 2), ("c.test", 3000)] {
        (0..rows).for_each(|n| text.push_str(&format!("user{n}@{domain},user{n},Zq9-{n}\r\n")));
    }
    let scratch = imaprules_tests::Scratch::new();
    scratch.file("users.csv", &text);
    scratch.file("parts/users-b.test.csv", "mine");
    let test = std::env::current_exe().expect("the path of this test");
    let binary = test
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("imaprules"))
        .find(|path| path.is_file());
    let split = |folder: &str| {
        let output = std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""])
            .arg(binary.as_ref().expect("the program"))
            .args([
                "csv",
                "split",
                "users.csv",
                "--by",
                "domain",
                "--force",
                "-o",
                folder,
            ])
            .current_dir(scratch.path())
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("users-c.test.csv") && !said.contains(SECRET),
            "{said}"
        );
    };
    split("parts");
    split("new/parts");
    let names = |folder: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    };
    assert_eq!(names(&scratch.join("parts")), ["users-b.test.csv"]);
    assert_eq!(
        std::fs::read(scratch.join("parts/users-b.test.csv")).expect("the file"),
        b"mine"
    );
    assert!(!scratch.join("new").exists());
}
