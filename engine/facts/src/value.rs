//! One value of a fact, outside its column. Columns store values without this enum; it is for what passes
//! between crates: records of providers, arguments of scripts, values shown in reports.

use std::fmt;

/// A known value. How it reads is decided by the declared [`FactType`](crate::FactType): a `time` is an
/// [`Int`](Value::Int) of milliseconds since 1970-01-01 UTC, a `duration` an `Int` of milliseconds, `bytes` an
/// `Int` of octets, an `enum` a [`Text`](Value::Text) from its declared words.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `bool`.
    Bool(bool),
    /// `int`, `time`, `duration` and `bytes`.
    Int(i64),
    /// `float`.
    Float(f64),
    /// `text` and `enum(...)`.
    Text(String),
    /// `list<...>`; all items are of the list's item type.
    List(Vec<Value>),
}

impl Value {
    /// The text of a `Text`, otherwise nothing.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer of an `Int`, otherwise nothing.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// The truth of a `Bool`, otherwise nothing.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(bool) => Some(*bool),
            _ => None,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Value {
    /// Plain text for people, without units or quotes; lists are joined with `, `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(value) => value.fmt(f),
            Value::Int(value) => value.fmt(f),
            Value::Float(value) => value.fmt(f),
            Value::Text(value) => f.write_str(value),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}
