//! Objects written the way PowerShell writes them and read again must be the same objects, in every form that can
//! hold them.

use crate::testing::{Outcome, read};
use crate::{Object, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use std::sync::Arc;

/// Texts with everything that some form must quote or escape.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ]{0,12}",
        "[\"',;<>&{}\\[\\]\\\\ğüşİ😀_x0D\\r\\n\\t]{0,12}",
        Just("_x000D_".to_owned()),
    ]
}

fn plain() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|int| Value::Int(int.into())),
        texts().prop_map(Value::Text),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    plain().prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            objects(inner).prop_map(|object| Value::Object(Arc::new(object))),
        ]
    })
}

fn objects(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Object> {
    prop::collection::vec(values, 1..6).prop_map(|values| {
        let named = values.into_iter().enumerate();
        Object::of(
            named
                .map(|(at, value)| (format!("Name {at}ğ").into(), value))
                .collect(),
        )
    })
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        let ambiguous = char == '_' && matches!(rest.peek(), Some('x' | 'X'));
        match char {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ if ambiguous || char.is_control() || char > '\u{FFFF}' => {
                let mut units = [0; 2];
                for unit in char.encode_utf16(&mut units) {
                    out.push_str(&format!("_x{unit:04X}_"));
                }
            }
            _ => out.push(char),
        }
    }
    out
}

/// One value of CLIXML; `next` numbers objects.
fn clixml(value: &Value, name: Option<&str>, next: &mut u64) -> String {
    let name = name.map_or(String::new(), |name| format!(" N=\"{}\"", escaped(name)));
    let mut number = || {
        *next += 1;
        *next
    };
    match value {
        Value::Bool(bool) => format!("<B{name}>{bool}</B>"),
        Value::Int(int) => format!("<I64{name}>{int}</I64>"),
        Value::Text(text) => format!("<S{name}>{}</S>", escaped(text)),
        Value::List(items) => {
            let number = number();
            let items: String = items.iter().map(|item| clixml(item, None, next)).collect();
            format!("<Obj{name} RefId=\"{number}\">\r\n<LST>{items}</LST></Obj>")
        }
        Value::Object(object) => {
            let number = number();
            let properties: String = object
                .properties()
                .iter()
                .map(|(name, value)| clixml(value, Some(name), next))
                .collect();
            format!("<Obj{name} RefId=\"{number}\">\r\n  <MS>{properties}</MS></Obj>")
        }
        _ => format!("<Nil{name} />"),
    }
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(bool) => (*bool).into(),
        Value::Int(int) => i64::try_from(*int).unwrap().into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Object(object) => {
            let members = object
                .properties()
                .iter()
                .map(|(name, value)| (name.to_string(), json(value)));
            serde_json::Value::Object(members.collect())
        }
        _ => serde_json::Value::Null,
    }
}

/// Lists in CLIXML are objects around a list; without the objects they are the same.
fn bare(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(bare).collect()),
        Value::Object(object) => match object.own() {
            Some(own) => bare(own),
            None => Value::Object(Arc::new(Object::of(
                object
                    .properties()
                    .iter()
                    .map(|(name, value)| (name.clone(), bare(value)))
                    .collect(),
            ))),
        },
        other => other.clone(),
    }
}

fn same(outcome: &Outcome, objects: &[Object]) -> Result<(), TestCaseError> {
    prop_assert!(outcome.export.is_complete(), "{}", outcome.what());
    let read: Vec<Value> = outcome
        .records
        .iter()
        .map(|r| bare(&Value::Object(Arc::new(r.object.clone()))))
        .collect();
    let written: Vec<Value> = objects
        .iter()
        .map(|object| bare(&Value::Object(Arc::new(object.clone()))))
        .collect();
    prop_assert_eq!(read, written);
    Ok(())
}

proptest! {
    #[test]
    fn through_clixml(objects in prop::collection::vec(objects(values()), 0..4)) {
        let mut next = 0;
        let inside: Vec<String> = objects
            .iter()
            .map(|object| clixml(&Value::Object(Arc::new(object.clone())), None, &mut next))
            .collect();
        let document = format!("<Objs Version=\"1.1.0.1\">{}\r\n</Objs>", inside.join("\r\n"));
        same(&read(document.as_bytes()), &objects)?;
    }

    #[test]
    fn through_json(objects in prop::collection::vec(objects(values()), 0..4), pretty: bool) {
        let list: serde_json::Value = objects.iter().map(|o| json(&Value::Object(Arc::new(o.clone())))).collect();
        let document = if pretty { serde_json::to_string_pretty(&list) } else { serde_json::to_string(&list) };
        same(&read(document.unwrap().as_bytes()), &objects)?;
    }

    #[test]
    fn through_csv(rows in prop::collection::vec(prop::collection::vec(prop::option::of(texts()), 3), 1..5)) {
        let mut document = "\"Name\",\"Second\",\"Third\"\r\n".to_owned();
        for row in &rows {
            let cell = |cell: &Option<String>| {
                cell.as_ref().map_or(String::new(), |text| format!("\"{}\"", text.replace('"', "\"\"")))
            };
            document.push_str(&row.iter().map(cell).collect::<Vec<_>>().join(","));
            document.push_str("\r\n");
        }
        let outcome = read(document.as_bytes());
        prop_assert!(outcome.export.is_complete(), "{}", outcome.what());
        let cells = outcome.records.iter().map(|record| {
            let properties = record.object.properties().iter();
            properties.map(|(_, value)| value.text().map(|text| text.into_owned())).collect::<Vec<_>>()
        });
        prop_assert_eq!(cells.collect::<Vec<_>>(), rows);
    }

    #[test]
    fn through_ldif(entries in prop::collection::vec(prop::collection::vec(texts(), 1..4), 1..4), width in 10_usize..80) {
        let mut document = "version: 1\n".to_owned();
        for entry in &entries {
            document.push_str("\ndn: cn=x\n");
            for text in entry {
                let line = format!("note:: {}", STANDARD.encode(text));
                let parts: Vec<&str> = line.as_bytes().chunks(width).map(|part| std::str::from_utf8(part).unwrap()).collect();
                document.push_str(&parts.join("\n "));
                document.push('\n');
            }
        }
        let outcome = read(document.as_bytes());
        prop_assert_eq!(outcome.records.len(), entries.len());
        for (record, entry) in outcome.records.iter().zip(&entries) {
            let notes: Vec<_> = record.get("note").unwrap().items().iter().map(|note| note.text().unwrap().into_owned()).collect();
            prop_assert_eq!(&notes, entry);
        }
    }
}
