//! Values of facts and parameters as TOML writes them.

use super::{Data, Node};
use imaprules_conditions::parse_literal;
use imaprules_facts::{FactType, Value};

/// Reads a value of a type. Sizes, durations and moments are strings with units (`"35MB"`, `"8h"`,
/// `"2026-11-24T00:00:00Z"`); a whole number alone is octets or milliseconds, and a TOML date-time is a moment.
///
/// # Errors
/// A sentence that says what was expected.
pub fn value_of(node: &Node, ty: &FactType) -> Result<Value, String> {
    match (ty, &node.data) {
        (FactType::Bool, Data::Bool(truth)) => Ok(Value::Bool(*truth)),
        (FactType::Float, Data::Float(float)) => Ok(Value::Float(*float)),
        (FactType::Float, Data::Int(int)) => Ok(Value::Float(*int as f64)),
        (FactType::Int | FactType::Bytes | FactType::Duration, Data::Int(int)) => Ok(Value::Int(*int)),
        (FactType::Time, Data::Moment(text)) => parse_literal(text, ty),
        (FactType::List(item), Data::List(nodes)) => nodes
            .iter()
            .map(|node| value_of(node, item))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (FactType::Text | FactType::Enum(_), Data::Text(text)) => parse_literal(text, ty),
        (FactType::Bytes | FactType::Duration | FactType::Time, Data::Text(text)) => parse_literal(text, ty),
        _ => Err(format!("expected {}, found {}", expected(ty), node.type_name())),
    }
}

fn expected(ty: &FactType) -> String {
    match ty {
        FactType::Bool => "true or false".into(),
        FactType::Int => "a whole number".into(),
        FactType::Float => "a number".into(),
        FactType::Text => "a string".into(),
        FactType::Time => "a moment such as \"2026-11-24T00:00:00Z\"".into(),
        FactType::Duration => "a duration such as \"8h\"".into(),
        FactType::Bytes => "a size such as \"35MB\"".into(),
        FactType::Enum(words) => format!("one of the strings {}", words.join(", ")),
        FactType::List(item) => format!("an array, each item {}", expected(item)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::parse;
    use crate::text::SourceText;
    use std::sync::Arc;

    fn read(text: &str, ty: &str) -> Result<Value, String> {
        let source = Arc::new(SourceText::new("a.toml", format!("k = {text}\n")));
        let Data::Table(entries) = parse(&source).unwrap().data else {
            panic!("a table")
        };
        value_of(&entries[0].node, &FactType::parse(ty).unwrap())
    }

    #[test]
    fn values_read_by_their_declared_type() {
        assert_eq!(read("'35MB'", "bytes"), Ok(Value::Int(36_700_160)));
        assert_eq!(read("100", "bytes"), Ok(Value::Int(100)));
        assert_eq!(read("1970-01-01T00:00:01Z", "time"), Ok(Value::Int(1_000)));
        assert_eq!(
            read("['a', 'b']", "list<enum(a, b)>"),
            Ok(Value::from(vec!["a", "b"]))
        );
        assert_eq!(read("2", "float"), Ok(Value::Float(2.0)));
    }

    #[test]
    fn values_of_another_type_are_refused_in_words() {
        assert_eq!(
            read("'5'", "int").unwrap_err(),
            "expected a whole number, found a string"
        );
        assert!(read("['c']", "list<enum(a, b)>").unwrap_err().contains("a, b"));
        assert!(
            read("9223372036854775808", "int")
                .unwrap_err()
                .contains("too large")
        );
        assert!(read("'35'", "bytes").unwrap_err().contains("35MB"));
    }
}
