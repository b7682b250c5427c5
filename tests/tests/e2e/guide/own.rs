//! Guides that others write: they are walked, tested, and checked like the shipped one.

use imaprules_tests::Program;
use serde_json::json;

use super::{guide, nodes};

const OWN: &str = r#"
[guide]
id = "ours"
version = "1"
title = "Our own way"
start = "first"
ask = "Better?"
yes = "Yes"
no = "No"
solved = "good"

[[node]]
id = "first"
kind = "cause"
title = "The proxy of our customers"
text = ["They all have one."]
rules = ["csv.empty"]
steps = ["Call them."]
next = "bad"

[[node]]
id = "good"
kind = "end"
ending = "solved"
title = "Good"

[[node]]
id = "bad"
kind = "end"
ending = "escalate"
title = "Call us"
"#;

#[test]
fn consultants_have_guides_of_their_own() {
    let alone = guide("--guide ours.toml", &[json!("next")])
        .file("ours.toml", OWN)
        .run();
    assert_eq!(nodes(&alone), ["first", "bad"]);
    alone.expect_code(1);
    let pack = "[pack]\nid = \"mine\"\nversion = \"1\"\ntitle = \"Mine\"\n";
    let walk = "[[walk]]\nguide = \"ours\"\nname = \"it helps\"\nanswers = [\"solved\"]\npath = [\"first\", \"good\"]\n";
    let with = |program: Program| {
        program
            .file("mine/pack.toml", pack)
            .file("mine/guides/ours.toml", OWN)
            .file("mine/guides/tests/walks.toml", walk)
    };
    let inside = with(guide("--rules mine --guide ours", &[json!("solved")])).run();
    assert_eq!(nodes(&inside), ["first", "good"]);
    let lint = with(Program::line("rules lint mine")).run();
    lint.expect_code(0);
    assert!(
        lint.stdout.contains("no-walk") && lint.stdout.contains("`bad`"),
        "{}",
        lint.stdout
    );
    let test = with(Program::line("rules test mine")).run();
    test.expect_code(0);
    assert!(test.stdout.contains("1 walks, 0 failed"), "{}", test.stdout);
}

#[test]
fn lint_underlines_what_is_wrong_in_a_guide() {
    let pack = "[pack]\nid = \"mine\"\nversion = \"1\"\ntitle = \"Mine\"\n";
    let faulty = |from: &str, to: &str| {
        assert!(OWN.contains(from), "{from}");
        Program::line("rules lint mine")
            .file("mine/pack.toml", pack)
            .file("mine/guides/ours.toml", OWN.replace(from, to))
            .run()
    };
    for (from, to, told) in [
        (
            "next = \"bad\"",
            "next = \"bed\"",
            "error[unknown-node]: there is no node `bed`",
        ),
        ("\"csv.empty\"", "\"csv.emty\"", "did you mean `csv.empty`?"),
        (
            "steps = [\"Call them.\"]",
            "steps = [\"Call them.\"]\ncovers = [\"S999\"]",
            "error[unknown-statement]",
        ),
        (
            "steps = [\"Call them.\"]",
            "steps = [\"Call them.\"]\nerrors = [\"E99\"]",
            "error[unknown-error]",
        ),
        (
            "steps = [\"Call them.\"]",
            "steps = [\"Call them.\"]\nwhen = 'csv.row_cont > 1'",
            "did you mean `csv.row_count`?",
        ),
        (
            "kind = \"end\"\nending = \"solved\"",
            "kind = \"page\"\ntext = [\"x\"]",
            "error[dead-end]",
        ),
        (
            "next = \"bad\"",
            "next = \"good\"",
            "error[orphan]: no way leads to `bad`",
        ),
    ] {
        let outcome = faulty(from, to);
        outcome.expect_code(1);
        assert!(outcome.stdout.contains(told), "{told}\n{}", outcome.stdout);
        assert!(
            outcome.stdout.contains("mine/guides/ours.toml:"),
            "{}",
            outcome.stdout
        );
    }
}
