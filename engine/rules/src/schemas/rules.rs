//! Rule files.

use super::{phrased, table, tables, text, texts, word, words};
use crate::template::Shell;
use crate::{LintOptions, Severity};
use serde_json::{Value, json};

pub(super) fn document(kinds: &[&str], known: &LintOptions) -> Value {
    table(
        vec![
            ("rule", tables(rule(kinds, known))),
            ("derived", tables(derived(kinds))),
            ("override", tables(change())),
        ],
        &[],
    )
}

fn severity() -> Value {
    word(
        &Severity::ALL.map(Severity::as_str),
        "blocker: it will not work; warning: slow, duplicated, degraded, risky; advice",
    )
}

pub(super) fn rule(kinds: &[&str], known: &LintOptions) -> Value {
    let required = ["id", "for", "severity", "when", "title", "why", "fix"];
    table(
        vec![
            (
                "id",
                json!({ "type": "string", "pattern": "^[a-z0-9-]+(\\.[a-z0-9-]+)+$",
                        "description": "area.kebab-case; never used again for anything else" }),
            ),
            ("for", word(kinds, "The kind of subject it is about")),
            ("severity", severity()),
            ("given", text("When it applies: a condition")),
            ("when", text("The condition; true is a fault")),
            (
                "title",
                text("The finding in one line; {facts} in braces are filled in"),
            ),
            ("why", text("Cause and consequence, in one or two sentences")),
            ("fix", texts("What to do, step by step")),
            ("commands", tables(command(known))),
            (
                "instead_of",
                texts("Rules that do not apply to a subject on which this one fails"),
            ),
            ("explains", words(known.symptoms.as_ref(), "Symptoms it explains")),
            (
                "covers",
                words(
                    known.statements.as_ref(),
                    "Statements of the troubleshooter it covers",
                ),
            ),
            ("aka", texts("Other names it is known by")),
            ("sources", texts("What backs it: addresses of documents")),
            ("since", text("The version it came with")),
        ],
        &required,
    )
}

pub(super) fn command(known: &LintOptions) -> Value {
    table(
        vec![
            (
                "shell",
                word(&Shell::ALL.map(Shell::as_str), "The shell it is for"),
            ),
            (
                "given",
                text("When it is the right one, as between versions: a condition"),
            ),
            (
                "session",
                match &known.sessions {
                    Some(sessions) => {
                        let sessions: Vec<&str> = sessions.iter().map(String::as_str).collect();
                        word(&sessions, "The session it needs")
                    }
                    None => text("The session it needs"),
                },
            ),
            ("about", text("What it does, in one line")),
            (
                "record",
                text("A command that prints what will be changed, to be kept; every {fact} is quoted"),
            ),
            ("run", text("The command; every {fact} is quoted for the shell")),
            ("undo", text("Takes it back; every {fact} is quoted")),
            (
                "destroys",
                text("What it destroys: scripts hold it commented out"),
            ),
            (
                "first",
                text("What has to be done or known before: scripts hold it commented out"),
            ),
        ],
        &["shell", "run"],
    )
}

pub(super) fn derived(kinds: &[&str]) -> Value {
    table(
        vec![
            ("name", text("Its name: area.snake_case")),
            ("for", word(kinds, "The kind of subject it is about")),
            (
                "type",
                text("bool, int, float, text, time, duration, bytes, enum(a, b), list<...>"),
            ),
            ("about", text("One sentence")),
            ("value", text("The expression that computes it")),
            ("phrased", phrased()),
        ],
        &["name", "for", "type", "about", "value"],
    )
}

pub(super) fn change() -> Value {
    table(
        vec![
            ("rule", text("The rule that is changed")),
            ("severity", severity()),
            ("title", text("Another title")),
            ("why", text("Another cause and consequence")),
            ("fix", texts("Other steps")),
        ],
        &["rule"],
    )
}
