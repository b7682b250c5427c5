//! JSON Schemas of what authors write, for editors: keys are completed and mistakes are underlined while typing.
//!
//! Facts, kinds, symptoms and statements are those of the program at hand, so schemas are made anew with each version.
//! What lint checks beyond form (types of conditions, links between rules) is not in them.

mod cases;
mod manifest;
mod rules;
#[cfg(test)]
mod tests;

use crate::LintOptions;
use imaprules_facts::Schema;
use serde_json::{Map, Value, json};

/// The dialect of JSON Schema.
const DIALECT: &str = "http://json-schema.org/draft-07/schema#";

/// A file that authors write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `pack.toml`.
    Pack,
    /// Rule files.
    Rules,
    /// Files of test cases.
    Tests,
}

impl Written {
    /// All of them.
    pub const ALL: [Written; 3] = [Written::Pack, Written::Rules, Written::Tests];

    /// Its name: `pack`, `rules`, `tests`.
    pub fn as_str(self) -> &'static str {
        match self {
            Written::Pack => "pack",
            Written::Rules => "rules",
            Written::Tests => "tests",
        }
    }
}

/// The JSON Schema of a file. `known` gives the words that lists of symptoms and statements may hold.
pub fn schema_of(written: Written, schema: &Schema, known: &LintOptions) -> Value {
    let kinds: Vec<&str> = schema.kinds().map(|(_, kind)| kind.name.as_str()).collect();
    let mut document = match written {
        Written::Pack => manifest::document(&kinds),
        Written::Rules => rules::document(&kinds, known),
        Written::Tests => cases::document(schema, &kinds),
    };
    if let Some(document) = document.as_object_mut() {
        document.insert("$schema".into(), DIALECT.into());
        let title = format!("imaprules: {}", written.as_str());
        document.insert("title".into(), title.into());
    }
    document
}

/// A text, with what it is for.
fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

/// One of some words.
fn phrased() -> Value {
    let about = "Whether its text is a sentence that other languages say in their own words";
    json!({ "type": "boolean", "description": about })
}

fn word(words: &[&str], about: &str) -> Value {
    json!({ "enum": words, "description": about })
}

/// A list of texts, or one alone.
fn texts(about: &str) -> Value {
    json!({ "type": ["array", "string"], "items": { "type": "string" }, "description": about })
}

/// A list of words; of any, where they are not known.
fn words(known: Option<&Vec<String>>, about: &str) -> Value {
    match known {
        Some(known) => json!({ "type": "array", "items": { "enum": known }, "description": about }),
        None => json!({ "type": "array", "items": { "type": "string" }, "description": about }),
    }
}

/// A table of these keys and no others.
fn table(keys: Vec<(&str, Value)>, required: &[&str]) -> Value {
    let properties: Map<String, Value> = keys
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// `[[name]]`.
fn tables(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}
