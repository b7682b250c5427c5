use crate::testkit::{MANIFEST, load_pack, rule};
use crate::{CaseResult, CaseVerdict, run_cases};

/// Runs the cases of a pack with one rule `a.b`.
fn run(kind: &str, when: &str, rest: &str, cases: &str) -> Vec<CaseResult> {
    let manifest =
        MANIFEST.to_owned() + "[params.limit]\ntype = 'bytes'\ndefault = '35MB'\nabout = 'Limit.'\n";
    let text = rule("a.b", kind, when, "").replace("'A title'", "'Holds {mailbox.largest_message}'") + rest;
    let text = if kind == "mailbox" {
        text
    } else {
        text.replace("Holds {mailbox.largest_message}", "A title")
    };
    run_cases(&load_pack(&manifest, &[("x.toml", &text), ("tests/x.toml", cases)]).unwrap())
}

fn case(name: &str, expect: &str, rest: &str) -> String {
    format!("[[case]]\nrule = 'a.b'\nname = '{name}'\nexpect = '{expect}'\n{rest}\n")
}

fn verdicts(results: &[CaseResult]) -> Vec<(&str, &str)> {
    results
        .iter()
        .map(|result| (result.name.as_str(), result.verdict.as_str()))
        .collect()
}

const BIG: &str = "facts = { 'mailbox.largest_message' = '40MB' }";
const SMALL: &str = "facts = { 'mailbox.largest_message' = '4MB' }";

#[test]
fn a_case_is_compared_with_what_the_rule_says() {
    let cases = case("fails", "fail", BIG)
        + &case("passes", "pass", SMALL)
        + &case("cannot tell", "unknown", "")
        + &case("missing", "fail", SMALL)
        + &case("noisy", "pass", BIG)
        + &case("undecided", "fail", "")
        + &case("wrong", "unknown", BIG)
        + &case("titled", "fail", &format!("{BIG}\ntitle = 'Holds 40 MB'"))
        + &case("badly titled", "fail", &format!("{BIG}\ntitle = 'Holds 41 MB'"));
    let results = run("mailbox", "mailbox.largest_message > param.limit", "", &cases);
    assert_eq!(
        verdicts(&results),
        [
            ("fails", "validated"),
            ("passes", "validated"),
            ("cannot tell", "validated"),
            ("missing", "missing"),
            ("noisy", "noisy"),
            ("undecided", "undecided"),
            ("wrong", "wrong"),
            ("titled", "validated"),
            ("badly titled", "wrong"),
        ]
    );
    assert_eq!(results[3].details, ["expected fail, got pass"]);
    assert_eq!(results[5].details[1], "it is unknown because: not-collected");
    assert!(
        results[8].details[0].contains("got \"Holds 40 MB\""),
        "{results:?}"
    );
    let first = &results[0];
    assert_eq!(
        (first.file.as_str(), first.line, first.pack.as_str()),
        ("rules/demo/tests/x.toml", 3, "demo")
    );
    assert_eq!(
        (first.expected.as_str(), first.got.as_str(), first.verdict.is_ok()),
        ("fail", "fail", true)
    );
}

#[test]
fn reasons_of_an_unknown_are_compared_as_a_set() {
    let unknown = "unknown = { 'imap.login' = 'timeout', 'mailbox.largest_message' = 'refused' }\n";
    let cases = case(
        "both",
        "unknown",
        &format!("{unknown}reasons = ['refused', 'timeout']"),
    ) + &case("one", "unknown", &format!("{unknown}reasons = ['timeout']"));
    let results = run(
        "mailbox",
        "imap.login == \"ok\" and mailbox.largest_message > 1MB",
        "",
        &cases,
    );
    assert_eq!(verdicts(&results), [("both", "validated"), ("one", "wrong")]);
    assert_eq!(
        results[1].details,
        ["expected the reasons timeout, got refused, timeout"]
    );
}

#[test]
fn parameters_of_a_case_count_in_conditions_and_in_derived_facts() {
    let derived = "[[derived]]\nname = 'demo.big'\nfor = 'mailbox'\ntype = 'bool'\nabout = 'Big.'\n\
                   value = 'mailbox.largest_message > param.limit'\n";
    let cases = case("usual", "fail", BIG)
        + &case("raised", "pass", &format!("{BIG}\nparams = {{ limit = '50MB' }}"));
    let direct = run("mailbox", "mailbox.largest_message > param.limit", "", &cases);
    let over_derived = run("mailbox", "demo.big", derived, &cases);
    for results in [direct, over_derived] {
        assert_eq!(
            verdicts(&results),
            [("usual", "validated"), ("raised", "validated")]
        );
    }
    let given = case("given", "fail", "facts = { 'demo.big' = true }");
    assert!(
        run("mailbox", "demo.big", derived, &given)[0].verdict.is_ok(),
        "a derived fact that is given is not computed"
    );
}

#[test]
fn ancestors_and_references_are_there_and_know_what_the_case_says() {
    let when = "csv.row_count > 3 and server.family == \"dovecot\" and imap.shared";
    let cases = case(
        "a",
        "fail",
        "facts = { 'csv.row_count' = 4, 'server.family' = 'dovecot', 'imap.shared' = true }",
    ) + &case("b", "pass", "facts = { 'server.family' = 'courier' }");
    let results = run("mailbox", when, "", &cases);
    assert!(results.iter().all(|result| result.verdict.is_ok()), "{results:?}");
}

#[test]
fn children_that_are_listed_are_all_there_are() {
    let child = |messages: u32| {
        format!("[[case.child]]\nkind = 'folder'\nfacts = {{ 'folder.messages' = {messages} }}\n")
    };
    let cases = case("two", "fail", &(child(3) + &child(4)))
        + &case("one", "pass", &child(3))
        + &case("none", "pass", "facts = { 'imap.folder_count' = 0 }")
        + &case("nobody looked", "unknown", "reasons = ['not-collected']")
        + &case(
            "not all",
            "unknown",
            &format!("unknown = {{ 'imap.folder_count' = 'timeout' }}\n{}", child(3)),
        );
    let results = run(
        "mailbox",
        "count(folder where folder.messages > 0) == 2",
        "",
        &cases,
    );
    assert!(results.iter().all(|result| result.verdict.is_ok()), "{results:?}");
}

#[test]
fn children_of_children_belong_to_the_child_before() {
    let cases = case(
        "deep",
        "fail",
        "[[case.child]]\nkind = 'mailbox'\n[[case.child]]\nkind = 'folder'\n\
                     [[case.child]]\nkind = 'mailbox'\n[[case.child]]\nkind = 'folder'\n[[case.child]]\nkind = 'folder'\n",
    );
    let results = run(
        "migration",
        "count(mailbox where count(folder) == 2) == 1 and count(folder) == 3",
        "",
        &cases,
    );
    assert!(results[0].verdict.is_ok(), "{results:?}");
}

#[test]
fn a_case_has_its_moment_and_its_second_source() {
    let cases = case(
        "late",
        "fail",
        "facts = { 'server.expires' = 2026-11-24T00:00:00Z }\nnow = 2026-11-23T00:00:00Z",
    ) + &case(
        "early",
        "pass",
        "facts = { 'server.expires' = 2026-11-24T00:00:00Z }",
    );
    assert!(
        run("server", "server.expires - now < 7d", "", &cases)
            .iter()
            .all(|result| result.verdict.is_ok())
    );
    let cases = case(
        "two",
        "fail",
        "facts = { 'imap.shared' = true }\nconflicts = { 'imap.shared' = false }",
    ) + &case("one", "pass", "facts = { 'imap.shared' = true }");
    let results = run("mailbox", "conflicting(imap.shared)", "", &cases);
    assert!(results.iter().all(|result| result.verdict.is_ok()), "{results:?}");
}

#[test]
fn a_rule_that_breaks_is_told_with_its_message() {
    let broken = "facts = { 'csv.row_count' = 0 }";
    let cases = case("divides", "error", broken) + &case("unexpected", "fail", broken);
    let results = run("migration", "10 / csv.row_count > 1", "", &cases);
    assert_eq!(
        verdicts(&results),
        [("divides", "validated"), ("unexpected", "wrong")]
    );
    assert_eq!(
        results[1].details,
        ["expected fail, got error", "it broke: division by zero"]
    );
    assert!(!CaseVerdict::Wrong.is_ok());
}
