//! Files of test cases.

use super::{table, tables, text, texts, word};
use crate::Outcome;
use imaprules_facts::{FactType, Reason, Schema};
use serde_json::{Map, Value, json};

pub(super) fn document(schema: &Schema, kinds: &[&str]) -> Value {
    let mut document = table(
        vec![("case", tables(case(kinds))), ("fixture", tables(fixture()))],
        &[],
    );
    if let Some(document) = document.as_object_mut() {
        let definitions = json!({ "facts": facts(schema), "unknown": unknown(schema) });
        document.insert("definitions".into(), definitions);
    }
    document
}

pub(super) fn case(kinds: &[&str]) -> Value {
    let facts = || json!({ "$ref": "#/definitions/facts" });
    table(
        vec![
            ("rule", text("The rule it tests")),
            ("name", text("What it shows, in a few words")),
            (
                "expect",
                word(&Outcome::ALL.map(Outcome::as_str), "The outcome it expects"),
            ),
            ("facts", facts()),
            ("unknown", json!({ "$ref": "#/definitions/unknown" })),
            ("conflicts", facts()),
            ("params", json!({ "type": "object" })),
            ("now", json!({ "description": "The moment that counts as now" })),
            ("title", text("The title it expects")),
            ("reasons", texts("The reasons of an unknown it expects")),
            ("child", tables(child(kinds))),
            (
                "use",
                texts("Fixtures it stands on; what the case says itself counts"),
            ),
            (
                "snapshot",
                json!({ "type": "boolean", "description": "Hold the whole finding to what was accepted" }),
            ),
        ],
        &["rule", "name", "expect"],
    )
}

pub(super) fn fixture() -> Value {
    let facts = || json!({ "$ref": "#/definitions/facts" });
    table(
        vec![
            ("name", text("Its name, for `use`")),
            ("facts", facts()),
            ("unknown", json!({ "$ref": "#/definitions/unknown" })),
            ("conflicts", facts()),
            ("params", json!({ "type": "object" })),
        ],
        &["name"],
    )
}

pub(super) fn child(kinds: &[&str]) -> Value {
    table(
        vec![
            ("kind", word(kinds, "Its kind")),
            ("facts", json!({ "$ref": "#/definitions/facts" })),
            ("unknown", json!({ "$ref": "#/definitions/unknown" })),
        ],
        &["kind"],
    )
}

/// Every fact with its type. A name without quotes is a table in a table to TOML, so other keys are let through.
fn facts(schema: &Schema) -> Value {
    let properties: Map<String, Value> = schema
        .facts()
        .map(|(_, fact)| {
            let mut of = value(&fact.ty);
            if let Some(of) = of.as_object_mut() {
                of.insert("description".into(), fact.about.as_str().into());
            }
            (fact.name.clone(), of)
        })
        .collect();
    json!({ "type": "object", "properties": properties })
}

fn unknown(schema: &Schema) -> Value {
    let reasons = Reason::ALL.map(Reason::as_str);
    let properties: Map<String, Value> = schema
        .facts()
        .map(|(_, fact)| (fact.name.clone(), json!({ "enum": reasons })))
        .collect();
    json!({ "type": "object", "properties": properties })
}

fn value(ty: &FactType) -> Value {
    match ty {
        FactType::Bool => json!({ "type": "boolean" }),
        FactType::Int => json!({ "type": ["integer", "string"] }),
        FactType::Float => json!({ "type": ["number", "string"] }),
        FactType::Text | FactType::Time => json!({ "type": "string" }),
        FactType::Bytes | FactType::Duration => json!({ "type": ["integer", "string"] }),
        FactType::Enum(words) => json!({ "enum": words }),
        FactType::List(item) => json!({ "type": "array", "items": value(item) }),
    }
}
