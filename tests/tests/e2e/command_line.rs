//! The command line itself: wrong words, precedence, help.

use imaprules_tests::Program;

use crate::scene::one_row;

#[test]
fn wrong_words_are_answered_with_the_right_ones() {
    Program::line("run --provder imap")
        .run()
        .expect_code(2)
        .expect_complaint(&["--provder", "--provider"]);
    Program::line("rnu")
        .run()
        .expect_code(2)
        .expect_complaint(&["rnu", "run"]);
    let unknown = Program::line("run --provider gmial --csv users.csv")
        .file("users.csv", one_row().text())
        .run();
    unknown.expect_code(2).expect_complaint(&["gmial", "gmail"]);
    Program::line("run --format yaml --demo --provider imap")
        .run()
        .expect_code(2)
        .expect_complaint(&["yaml", "json"]);
}

#[test]
fn a_run_without_anything_to_look_at_says_what_is_needed() {
    Program::line("run")
        .run()
        .expect_code(2)
        .expect_complaint(&["--provider"]);
    let no_server = Program::line("run --provider imap --csv users.csv")
        .file("users.csv", one_row().text())
        .run();
    no_server.expect_code(2).expect_complaint(&["--server"]);
}

#[test]
fn a_server_that_is_no_address_is_refused() {
    for server in ["host:99999", "host:", ":143", "ho st", "https://host/", ""] {
        let program = Program::line("run --provider imap --csv users.csv").args(["--server", server]);
        program
            .file("users.csv", one_row().text())
            .run()
            .expect_code(2)
            .expect_complaint(&["--server"]);
    }
}

#[test]
fn every_command_has_help() {
    for command in [
        "",
        "run",
        "collect",
        "rules",
        "rules list",
        "rules lint",
        "rules test",
        "rules show",
    ] {
        let outcome = Program::line(command).arg("--help").run();
        outcome.expect_code(0);
        assert!(outcome.stdout.contains("Usage:"), "{command}: {}", outcome.stdout);
    }
}

#[test]
fn flag_beats_environment_beats_file() {
    let program = || {
        Program::line("run --provider exchange --demo --format json")
            .file("imaprules.toml", "fail-on = \"never\"\n")
    };
    assert_eq!(program().run().code, Some(0), "the file counts");
    assert_eq!(
        program().env("IMAPRULES_FAIL_ON", "blocker").run().code,
        Some(1),
        "the environment beats the file"
    );
    let all = program()
        .env("IMAPRULES_FAIL_ON", "blocker")
        .args(["--fail-on", "never"])
        .run();
    assert_eq!(all.code, Some(0), "the flag beats both");
}

#[test]
fn a_wrong_configuration_is_refused_where_it_is_wrong() {
    for text in ["fail_onn = \"never\"\n", "fail-on = 5\n", "fail-on = \n"] {
        let program = Program::line("run --provider gmail --demo").file("imaprules.toml", text);
        program
            .run()
            .expect_code(2)
            .expect_complaint(&["imaprules.toml", "1"]);
    }
}

#[test]
fn a_wrong_parameter_or_setting_is_refused() {
    let run = |name: &str, value: &str| {
        Program::line("run --provider gmail --demo")
            .args([name, value])
            .run()
    };
    run("--param", "no.such=1")
        .expect_code(2)
        .expect_complaint(&["no.such"]);
    run("--param", "nonsense")
        .expect_code(2)
        .expect_complaint(&["nonsense"]);
    run("--set", "imap.no_such=1")
        .expect_code(2)
        .expect_complaint(&["no_such"]);
    run("--set", "imap.timeout=soon")
        .expect_code(2)
        .expect_complaint(&["timeout", "soon"]);
}

#[test]
fn every_file_has_the_format_of_its_name() {
    let program =
        Program::line("run --provider gmail --demo -o a.json -o b.html -o c.md -o d.csv -o e.xml -o f.sarif");
    let outcome = program.run();
    outcome.expect_code(1);
    assert_eq!(outcome.stdout, "");
    imaprules_tests::Report::parse(&outcome.written("a.json"));
    assert!(
        outcome
            .written("b.html")
            .trim_start()
            .to_lowercase()
            .starts_with("<!doctype html")
    );
    assert!(outcome.written("c.md").contains('#'));
    assert!(outcome.written("d.csv").lines().count() > 1);
    assert!(outcome.written("e.xml").contains("<testsuite"));
    assert!(outcome.written("f.sarif").contains("\"2.1.0\""));
}

#[test]
fn the_shipped_rules_are_in_order() {
    Program::line("rules lint").run().expect_code(0);
    Program::line("rules test").run().expect_code(0);
    let list = Program::line("rules list --format json").run();
    list.expect_code(0);
    let rules: serde_json::Value = serde_json::from_str(&list.stdout).expect("JSON");
    assert!(rules.to_string().contains("csv.too-many-rows"), "{rules:.2000}");
    Program::line("rules show csv.too-many-rows").run().expect_code(0);
    Program::line("rules show csv.too-many-rose")
        .run()
        .expect_code(2)
        .expect_complaint(&["csv.too-many-rows"]);
}
