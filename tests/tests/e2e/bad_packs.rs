//! Rule packs that cannot be used: each is refused with file, line and the offending words, before anything is
//! collected; a rule that breaks while it runs breaks alone.

use imaprules_tests::{Outcome, Program, Script, ScriptedServer};

use crate::scene::{PLAIN_IMAP, one_row, run_json};

const MANIFEST: &str = "[pack]\nid = \"mine\"\nversion = \"1.0.0\"\ntitle = \"My rules\"\n";

fn rule(id: &str, when: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nfor = \"mailbox\"\nseverity = \"warning\"\nwhen = '{when}'\n\
         title = \"T {{mailbox.address}}\"\nwhy = \"W\"\nfix = [\"F\"]\n\n"
    )
}

/// A run with a pack of one's own, against nothing but a migration file.
fn with_pack(files: &[(&str, &str)]) -> Outcome {
    let program = Program::line("run --csv users.csv --login none --format json --rules mine");
    let program = program.file("users.csv", one_row().text());
    files
        .iter()
        .fold(program, |program, (name, text)| {
            program.file(&format!("mine/{name}"), text)
        })
        .run()
}

#[track_caller]
fn expect_refusal(rules: &str, words: &[&str]) {
    let outcome = with_pack(&[("pack.toml", MANIFEST), ("rules.toml", rules)]);
    outcome.expect_code(2).expect_complaint(words);
    assert_eq!(
        outcome.stdout, "",
        "something was reported although the pack is no good"
    );
}

#[test]
fn a_good_pack_is_judged() {
    let rules = rule("mine.every-row", "mailbox.address contains \"@\"");
    let outcome = with_pack(&[("pack.toml", MANIFEST), ("rules.toml", &rules)]);
    assert_eq!(
        outcome.report().failing("user00001@example.test"),
        ["mine.every-row"],
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_syntax_error_is_shown_where_it_is() {
    expect_refusal("[[rule]\nid = 1\n", &["rules.toml", "1"]);
    expect_refusal(&rule("mine.x", "mailbox.address contains"), &["rules.toml", "5"]);
    expect_refusal(
        &rule("mine.x", "mailbox.address == \"a\" and and true"),
        &["rules.toml", "5", "^"],
    );
}

#[test]
fn an_unknown_fact_is_answered_with_the_nearest_name() {
    expect_refusal(
        &rule("mine.x", "mailbox.item_cuont > 5"),
        &["rules.toml", "item_cuont", "mailbox.item_count", "^"],
    );
}

#[test]
fn a_type_error_is_shown_where_it_is() {
    expect_refusal(
        &rule("mine.x", "mailbox.item_count == \"many\""),
        &["rules.toml", "5", "^"],
    );
    expect_refusal(
        &rule("mine.x", "mailbox.item_count + 1"),
        &["rules.toml", "condition", "^"],
    );
}

#[test]
fn a_duplicate_id_names_both_places() {
    let twice = rule("mine.x", "true") + &rule("mine.x", "false");
    expect_refusal(&twice, &["mine.x", "rules.toml"]);
}

#[test]
fn an_unknown_field_or_word_is_refused() {
    expect_refusal(
        &(rule("mine.x", "true") + "severty = \"advice\"\n"),
        &["severty", "severity"],
    );
    expect_refusal(
        &rule("mine.x", "true").replace("warning", "catastrophe"),
        &["catastrophe"],
    );
    expect_refusal(
        &rule("mine.x", "true").replace("\"mailbox\"", "\"mailbux\""),
        &["mailbux", "mailbox"],
    );
}

#[test]
fn a_folder_that_is_no_pack_is_refused() {
    with_pack(&[("readme.txt", "no pack here")])
        .expect_code(2)
        .expect_complaint(&["mine", "pack.toml"]);
    let missing = Program::line("run --csv users.csv --rules nowhere")
        .file("users.csv", one_row().text())
        .run();
    missing.expect_code(2).expect_complaint(&["nowhere"]);
}

#[test]
fn nothing_is_collected_when_a_pack_is_no_good() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let program = run_json(server.address(), &one_row()).args(["--rules", "mine"]);
    let program = program
        .file("mine/pack.toml", MANIFEST)
        .file("mine/rules.toml", rule("mine.x", "nonsense"));
    program.run().expect_code(2);
    assert_eq!(server.connections(), 0);
}

/// A pack whose condition calls a script.
fn with_script(script: &str) -> Outcome {
    let manifest = format!("{MANIFEST}\n[functions]\nodd = \"(text) -> bool\"\n");
    let rules = rule("mine.script", "odd(mailbox.address)");
    with_pack(&[
        ("pack.toml", &manifest),
        ("rules.toml", &rules),
        ("odd.rhai", script),
    ])
}

#[track_caller]
fn expect_broken_rule(outcome: &Outcome) {
    let report = outcome.report();
    let broken = report.errors();
    assert_eq!(broken.len(), 1, "{}", outcome.stderr);
    assert_eq!(broken[0]["rule"], "mine.script");
    assert_eq!(report.0["summary"]["error"], 1);
}

#[test]
fn a_script_with_an_endless_loop_is_stopped_and_breaks_its_rule_alone() {
    let endless = "fn odd(text) { let n = 0; for i in 0..9_000_000_000_000_000 { n += i % 3; } n > 0 }";
    let outcome = with_script(endless);
    expect_broken_rule(&outcome);
    assert!(outcome.took.as_secs() < 30, "{:?}", outcome.took);
}

#[test]
fn loops_that_have_no_end_of_their_own_are_refused_when_the_pack_loads() {
    for script in ["fn odd(text) { loop { } }", "fn odd(text) { while true { } }"] {
        with_script(script)
            .expect_code(2)
            .expect_complaint(&["odd.rhai", "for"]);
    }
}

#[test]
fn a_script_that_eats_memory_or_recurses_is_stopped() {
    for script in [
        "fn odd(text) { let s = \"x\"; for i in 0..1000 { s += s; } s == \"\" }",
        "fn odd(text) { let a = []; for i in 0..1000 { a.push(a); } a.is_empty() }",
        "fn odd(text) { odd(text) }",
    ] {
        expect_broken_rule(&with_script(script));
    }
}

#[test]
fn a_script_reaches_nothing_outside() {
    for script in [
        "import \"other\" as o; fn odd(text) { true }",
        "fn odd(text) { eval(\"true\") }",
    ] {
        let outcome = with_script(script);
        let refused = outcome.code == Some(2) || !outcome.report().errors().is_empty();
        assert!(refused, "{script}: {}", outcome.stdout);
    }
}

#[test]
fn a_script_that_does_not_parse_is_shown_where_it_is() {
    with_script("fn odd(text) {\n  let = 5\n}")
        .expect_code(2)
        .expect_complaint(&["odd.rhai", "2"]);
}
