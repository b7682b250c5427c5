//! The workshop of rule authors, and what helps readers: new packs and rules, coverage, what is missing, the manual.

use imaprules_tests::Program;
use serde_json::Value;

#[test]
fn a_new_pack_is_in_order_and_can_be_run() {
    let made = Program::line("rules new pack contoso").run();
    made.expect_code(0);
    let pack = made.scratch.join("contoso");
    for command in ["lint", "test"] {
        let outcome = Program::line("rules").arg(command).arg(pack.as_os_str()).run();
        outcome.expect_code(0);
    }
    let listed = Program::line("rules list --format json --rules")
        .arg(pack.as_os_str())
        .run();
    listed.expect_code(0);
    assert!(listed.stdout.contains("contoso.many-items"), "{}", listed.stdout);
}

#[test]
fn a_new_rule_stands_in_the_pack_and_passes_its_tests() {
    let made = Program::line("rules new pack contoso").run();
    let pack = made.scratch.join("contoso");
    let added = Program::line("rules new rule contoso.over-quota --pack")
        .arg(pack.as_os_str())
        .run();
    added.expect_code(0);
    let tested = Program::line("rules test").arg(pack.as_os_str()).run();
    tested.expect_code(0);
    assert!(tested.stdout.contains("6 cases, 0 failed"), "{}", tested.stdout);
}

#[test]
fn nothing_that_exists_is_overwritten_and_ids_are_checked() {
    let outcome = Program::line("rules new pack contoso")
        .file("contoso", "mine")
        .run();
    outcome.expect_code(2).expect_complaint(&["contoso", "exists"]);
    assert_eq!(outcome.written("contoso"), "mine");
    Program::line("rules new pack Contoso").run().expect_code(2);
    Program::line("rules new pack ../x").run().expect_code(2);
    Program::line("rules new rule nodot").run().expect_code(2);
    Program::line("rules new rule a.b --pack .")
        .run()
        .expect_code(2)
        .expect_complaint(&["pack.toml"]);
}

#[test]
fn the_pack_of_a_stranger_steers_no_terminal() {
    let rule = r#"
[[rule]]
id = "contoso.tricky"
for = "mailbox"
severity = "advice"
when = 'mailbox.address == "\u202e"'
title = "Title \u001b]0;x\u0007\u009b31m\u061c"
why = "One line\nand another \u202e\u200b"
fix = ["Step \u001b[2J"]
sources = ["https://example.com/\u2066"]
covers = ["\u001b[31mS001\u202e"]
aka = ["\u009b"]
"#;
    let case = "[[case]]\nrule = 'contoso.tricky'\nname = \"N \\u001b[31m\\u202e\"\nexpect = 'fail'\n\
                facts = { \"mailbox.address\" = 'x' }\n";
    let run = |line: &str| {
        let files = [
            (
                "p/pack.toml",
                "[pack]\nid = 'contoso'\nversion = '1 \u{202e}'\ntitle = 'x'\n",
            ),
            ("p/rules.toml", rule),
            ("p/tests/rules.toml", case),
        ];
        let program = files.iter().fold(Program::line(line), |program, (name, text)| {
            program.file(name, text)
        });
        program.run()
    };
    let acts = |c: &char| (c.is_control() && *c != '\n') || "\u{202e}\u{200b}\u{61c}\u{2066}".contains(*c);
    for (line, sign) in [
        ("rules list --rules p", "contoso.tricky"),
        ("rules list --rules p --format json", "contoso.tricky"),
        ("rules show contoso.tricky --rules p", "\nand another"),
        ("rules coverage --rules p", "S001"),
        ("rules lint p", "unknown-statement"),
        ("rules lint p --format json", "unknown-statement"),
        ("rules test p", "1 failed"),
        ("rules test p --format json", "contoso.tricky"),
    ] {
        let outcome = run(line);
        for text in [&outcome.stdout, &outcome.stderr] {
            assert_eq!(text.chars().find(acts), None, "{line}: {text:?}");
        }
        assert!(
            outcome.stdout.contains(sign),
            "{line}: {}{}",
            outcome.stdout,
            outcome.stderr
        );
    }
}

#[test]
fn coverage_names_every_statement_once() {
    let outcome = Program::line("rules coverage --format json").run();
    let table: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let statements = table["statements"].as_array().expect("a list");
    assert_eq!(statements.len(), 160);
    assert_eq!(statements[0]["id"], "S001");
    let covered = statements
        .iter()
        .filter(|s| s["by"].as_array().is_some_and(|by| !by.is_empty()))
        .count();
    assert_eq!(table["covered"], covered);
    outcome.expect_code(if covered == 160 { 0 } else { 1 });
}

#[test]
fn what_is_missing_is_told_with_the_way_to_obtain_it() {
    let csv = "EmailAddress,UserName,Password\na@example.com,a,x\n";
    let run = |format: &str| {
        Program::line("gaps --csv users.csv --format")
            .arg(format)
            .file("users.csv", csv)
            .run()
    };
    let json = run("json");
    json.expect_code(0);
    let gaps: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert!(gaps.is_array(), "{}", json.stdout);
    let demo = Program::line("gaps --provider imap --demo --login none").run();
    demo.expect_code(0);
    assert!(
        demo.stdout.contains("imap.login (not-collected)") && demo.stdout.contains("--login"),
        "{}",
        demo.stdout
    );
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    for command in [
        "",
        "run",
        "collect",
        "gaps",
        "rules",
        "rules lint",
        "rules new pack",
        "facts list",
        "completions",
        "man",
    ] {
        let page = Program::line("man").args(command.split_whitespace()).run();
        page.expect_code(0);
        assert!(page.stdout.contains(".SH NAME"), "{command}: {}", page.stdout);
    }
    Program::line("man nothing")
        .run()
        .expect_code(2)
        .expect_complaint(&["nothing"]);
}
