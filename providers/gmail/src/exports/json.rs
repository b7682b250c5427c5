//! Values of an export in the form in which Google's interfaces give them, for what reads the answers of interfaces: JSON, also where GAM wrote
//! it into columns.

use imaprules_exports::{Object, Value};
use serde_json::{Map, Value as Json};

/// An object with all that is in it.
pub(super) fn object(object: &Object) -> Map<String, Json> {
    let pairs = object.properties().iter();
    pairs
        .map(|(name, written)| (name.to_string(), value(written)))
        .collect()
}

fn value(written: &Value) -> Json {
    match written {
        Value::Null | Value::Omitted(_) => Json::Null,
        Value::Bool(bool) => Json::Bool(*bool),
        Value::List(items) => Json::Array(items.iter().map(value).collect()),
        Value::Object(inner) => Json::Object(object(inner)),
        other => match (other.int(), other.text()) {
            (Some(int), _) if !matches!(other, Value::Text(_)) => Json::from(int),
            (_, Some(text)) => Json::String(text.into_owned()),
            _ => Json::Null,
        },
    }
}

/// A cell of a table: nothing where it is empty, a truth value where it reads as one of GAM's.
pub(super) fn cell(written: &Value) -> Option<Json> {
    let text = written.text()?;
    match text.trim() {
        "" => None,
        "True" => Some(Json::Bool(true)),
        "False" => Some(Json::Bool(false)),
        text => Some(Json::String(text.to_owned())),
    }
}

/// Puts a value at `a.b.c`, making objects on the way.
pub(super) fn put(map: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = map.entry(first).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::fields::Fields;
    use crate::exports::testing;

    #[test]
    fn columns_and_objects_come_to_the_same() {
        let columns = "setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.allowAllMailClients,setting.value.empty\nx,True,False,\n";
        let objects = r#"[{"setting":{"value":{"enableImapAccess":true,"imapAccessRestriction":{"allowAllMailClients":false}}}}]"#;
        let wanted = serde_json::json!({"enableImapAccess": true, "imapAccessRestriction": {"allowAllMailClients": false}});
        for text in [columns, objects] {
            let record = testing::object(text);
            assert_eq!(
                Json::Object(Fields::of(&record, None).below("setting.value")),
                wanted,
                "{text}"
            );
        }
    }
}
