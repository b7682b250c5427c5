use crate::scope::tests_support::scope_facts;
use crate::{Functions, NoFunctions, Param, Problem, Scope, compile_condition};
use imaprules_facts::{FactType, Schema};
use std::sync::Arc;

fn problems(text: &str) -> Vec<Problem> {
    let schema = Schema::read([("facts.toml", scope_facts())]).unwrap();
    let functions: Arc<dyn Functions> = Arc::new(NoFunctions);
    let params = [Param {
        name: "few".into(),
        ty: FactType::Int,
        value: 2.into(),
    }];
    let kind = schema.kind("mailbox").unwrap();
    compile_condition(
        text,
        &Scope {
            schema: &schema,
            kind,
            params: &params,
            functions: &functions,
        },
    )
    .err()
    .unwrap_or_default()
}

/// The underlined text, the message and the help of the only problem.
fn problem(text: &str) -> (String, String, String) {
    let found = problems(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    let Problem { span, message, help } = found.into_iter().next().unwrap();
    (
        text[span.start..span.end].to_owned(),
        message,
        help.unwrap_or_default(),
    )
}

#[test]
fn unknown_names_are_underlined_and_the_nearest_is_offered() {
    let (under, message, help) = problem("mailbox.hiden and imap.login == \"ok\"");
    assert_eq!(
        (under.as_str(), message.as_str()),
        ("mailbox.hiden", "there is no fact `mailbox.hiden`")
    );
    assert_eq!(help, "did you mean `mailbox.hidden`?");
    assert_eq!(problem("param.fev > 1").2, "did you mean `param.few`?");
    assert_eq!(problem("knwon(mailbox.size)").2, "did you mean `known`?");
    assert_eq!(problem("imap.login == \"okay\"").0, "\"okay\"");
    assert!(
        problem("imap.login in [\"ok\", \"credential\"]")
            .2
            .contains("credentials")
    );
}

#[test]
fn types_must_fit() {
    for (text, under, says) in [
        (
            "mailbox.size > 10",
            "mailbox.size > 10",
            "bytes cannot be compared with int",
        ),
        (
            "mailbox.items == \"3\"",
            "mailbox.items == \"3\"",
            "cannot be compared",
        ),
        ("mailbox.items", "mailbox.items", "a condition is wanted"),
        (
            "mailbox.hidden and mailbox.items",
            "mailbox.items",
            "a condition is wanted",
        ),
        (
            "mailbox.labels == \"a\"",
            "mailbox.labels == \"a\"",
            "cannot be compared",
        ),
        (
            "mailbox.labels starts_with \"a\"",
            "mailbox.labels",
            "text is wanted",
        ),
        ("mailbox.address > \"a\"", "mailbox.address", "compares numbers"),
        ("mailbox.address + 1 > 2", "mailbox.address", "wants numbers"),
        (
            "mailbox.last_seen + mailbox.last_seen > now",
            "mailbox.last_seen + mailbox.last_seen",
            "no meaning",
        ),
        (
            "mailbox.address matches mailbox.address",
            "mailbox.address",
            "text in quotes",
        ),
        ("mailbox.address matches \"(\"", "\"(\"", "cannot be read"),
        ("any(mailbox.labels)", "any(mailbox.labels)", "wants a condition"),
        ("sum(mailbox.labels) > 1", "mailbox.labels", "wants numbers"),
        ("it == 1", "it", "inside any"),
        (
            "folder.messages > 1",
            "folder.messages",
            "no folder can be reached",
        ),
        ("length(mailbox.size) > 1", "mailbox.size", "a list or a text"),
        ("10XB > 1", "10XB", "no unit"),
        ("[1, \"a\"] contains 1", "\"a\"", "items before"),
    ] {
        let (underlined, message, _) = problem(text);
        assert!(message.contains(says), "{text}: {message}");
        assert_eq!(underlined, under, "{text}");
    }
}

#[test]
fn syntax_is_explained() {
    for (text, under, says) in [
        ("mailbox.items = 3", "=", "write `==`"),
        ("mailbox.hidden && mailbox.hidden", "&", "write `and`"),
        ("!mailbox.hidden", "!", "write `not`"),
        ("1 < mailbox.items < 3", "<", "do not chain"),
        ("mailbox.hidden mailbox.hidden", "mailbox.hidden", "`and` or `or`"),
        ("mailbox.address == “a”", "“", "straight quotes"),
        ("mailbox.address == \"a", "\"a", "close it"),
    ] {
        let (underlined, _, help) = problem(text);
        assert!(help.contains(says), "{text}: {help}");
        assert_eq!(underlined, under, "{text}");
    }
    assert_eq!(problem("(mailbox.hidden").1, "`)` is expected here");
    assert_eq!(problem("").1, "the expression ends too early");
    assert!(
        problem(&format!("{}mailbox.hidden{}", "(".repeat(500), ")".repeat(500)))
            .1
            .contains("deep")
    );
    assert!(
        problem(&format!("{}mailbox.hidden", "not ".repeat(500)))
            .1
            .contains("deep")
    );
}

#[test]
fn all_problems_show_at_once() {
    let found = problems("mailbox.hiden and imap.logn == \"ok\" and mailbox.items > 3MB");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn sensible_conditions_are_accepted() {
    for text in [
        "now - mailbox.last_seen > 8h",
        "mailbox.size * 1.5 > 35MB",
        "mailbox.size / mailbox.items >= 1MB",
        "mailbox.size > 0B and -mailbox.items < 0",
        "imap.login in []",
        "not not mailbox.hidden",
        "(mailbox.hidden)",
        "mailbox.items in [1, 2, 3]",
        "count(mailbox.labels) == 0",
        "max(folder.messages where folder.messages > 3) > param.few",
    ] {
        assert_eq!(problems(text), [], "{text}");
    }
}

#[test]
fn precedence_is_as_documented() {
    use crate::parser::parse;
    let same = |left: &str, right: &str| {
        let shape = |text: &str| format!("{:?}", parse(text).unwrap().node).replace(char::is_numeric, "");
        assert_eq!(shape(left), shape(right), "{left} / {right}");
    };
    same(
        "a.a or b.b and not c.c == d.d",
        "a.a or (b.b and (not (c.c == d.d)))",
    );
    same("a.a + b.b * c.c - d.d < e.e", "((a.a + (b.b * c.c)) - d.d) < e.e");
    same("-a.a * b.b", "(-a.a) * b.b");
}
