//! `csv check`: places of findings, the same findings as `run`, the exit code.

use imaprules_tests::{MigrationCsv, Program};

use super::{HEADER, SECRET, csv, json, rules};

#[test]
fn a_clean_file_has_nothing_to_find() {
    let outcome = csv("check users.csv", MigrationCsv::new().many(3).text()).run();
    outcome.expect_code(0);
    assert_eq!(outcome.stdout, "users.csv: nothing found in 3 rows\n");
    assert_eq!(outcome.files(), ["users.csv"]);
}

#[test]
fn findings_have_line_and_column() {
    let text = format!(
        "{HEADER}ş@example.test, ann,Zq9\r\nb@example.test,,Zq9\r\n\"c@example.test\",\"c\",Zq9,x\r\n"
    );
    let outcome = csv("check users.csv", &text).run();
    outcome.expect_code(1).expect_no_secret(&[SECRET], &["users.csv"]);
    for line in [
        "users.csv:2:16: blocker: The UserName of line 2 begins or ends with a blank [csv.row.user-name-space]",
        "users.csv:2:1: warning: ",
        "users.csv:3:16: blocker: Line 3 has no UserName [csv.row.user-name-empty]",
        "users.csv:4: blocker: Line 4 has 4 columns instead of 3 [csv.row.columns]",
    ] {
        assert!(outcome.stdout.contains(line), "{line}\n{}", outcome.stdout);
    }
    let found = json(&csv("check users.csv --format json", &text).run());
    let space = found["results"].as_array().unwrap().iter();
    let space = space
        .clone()
        .find(|one| one["rule"] == "csv.row.user-name-space")
        .unwrap();
    assert_eq!(
        (&space["line"], &space["column"], &space["field"]),
        (&2.into(), &16.into(), &"UserName".into())
    );
}

#[test]
fn it_finds_what_a_run_finds() {
    let files = [
        format!("{HEADER}a@example.test,ann,x\r\na@example.test, bob,y\r\n,c,\r\n"),
        "sep=;\r\nE-posta;Kullanıcı Adı;Parola;Department\r\n\r\na@example.test;b;c;d\r\n".to_owned(),
        "a@example.test,b,c\r\n".to_owned(),
        "PK\u{3}\u{4}".to_owned(),
        String::new(),
    ];
    for text in files {
        let checked = csv("check users.csv --format json", &text).run();
        checked.expect_code(1);
        let run = Program::line("run --csv users.csv --format json")
            .file("users.csv", &text)
            .run();
        assert_eq!(rules(&checked), rules(&run), "{text}");
        assert!(!rules(&run).is_empty());
        checked.report();
    }
}

#[test]
fn the_threshold_and_parameters_decide() {
    let text = format!("{HEADER} a@example.test,ann,x\r\n");
    let code = |words: &str| csv(&format!("check users.csv {words}"), &text).run().code;
    assert_eq!(code(""), Some(0), "a warning");
    assert_eq!(code("--fail-on warning"), Some(1));
    assert_eq!(code("--param csv.max_rows=0"), Some(1));
    assert_eq!(code("--param csv.max_rows=0 --fail-on never"), Some(0));
    assert_eq!(code("--param no.such=0"), Some(2));
    let missing = Program::line("csv check missing.csv").run();
    missing
        .expect_code(2)
        .expect_complaint(&["missing.csv", "no such file"]);
}
