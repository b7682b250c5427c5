//! `pack.toml`.

use super::{phrased, table, tables, text, texts, word};
use serde_json::{Value, json};

pub(super) fn document(kinds: &[&str]) -> Value {
    table(
        vec![
            ("pack", pack()),
            (
                "params",
                json!({ "type": "object", "additionalProperties": param() }),
            ),
            (
                "functions",
                json!({ "type": "object", "additionalProperties": text("Its types: (text) -> text") }),
            ),
            ("fact", tables(fact(kinds))),
            ("import", tables(import(kinds))),
            (
                "needs",
                json!({ "type": "object", "additionalProperties": text("Which versions of the pack: >=0.1") }),
            ),
        ],
        &["pack"],
    )
}

pub(super) fn pack() -> Value {
    table(
        vec![
            ("id", text("Its id: lower-case words joined by hyphens")),
            ("version", text("Its version: 1.0.0")),
            ("title", text("Its name for people")),
            (
                "providers",
                texts("It is judged only when one of these took part"),
            ),
            ("license", text("What it may be used under: an SPDX expression")),
            (
                "engine",
                text("The versions of the program it works with: >=0.1, <0.3"),
            ),
        ],
        &["id", "version", "title"],
    )
}

pub(super) fn param() -> Value {
    table(
        vec![
            (
                "type",
                text("bool, int, float, text, time, duration, bytes, enum(a, b), list<...>"),
            ),
            (
                "default",
                json!({ "description": "The value where nobody gives another" }),
            ),
            ("about", text("One sentence: what it decides")),
            ("source", text("Where the default comes from")),
        ],
        &["type", "default", "about"],
    )
}

pub(super) fn fact(kinds: &[&str]) -> Value {
    table(
        vec![
            ("name", text("Its name: area.snake_case")),
            ("for", word(kinds, "The kind of subject it is about")),
            (
                "type",
                text("bool, int, float, text, time, duration, bytes, enum(a, b), list<...>"),
            ),
            ("about", text("One sentence")),
            (
                "how",
                text("How it is obtained; by default, by the import that fills it"),
            ),
            ("phrased", phrased()),
        ],
        &["name", "for", "type", "about"],
    )
}

pub(super) fn import(kinds: &[&str]) -> Value {
    table(
        vec![
            ("files", text("Names of the files: waves-*.csv")),
            ("for", word(kinds, "The kind of subject that rows are about")),
            ("key", text("The column with the ids of the subjects")),
            (
                "columns",
                json!({ "type": "object", "additionalProperties": text("The column the fact stands in") }),
            ),
        ],
        &["files", "for", "key", "columns"],
    )
}
