//! One value of an export, the same for all forms, and how to ask it for what is needed.
//!
//! A form keeps what it has: CLIXML gives numbers and times, a CSV gives texts only. The accessors make up for the
//! difference, so that a consumer asks for a truth value or a size and need not know the form.

use crate::reading::{self, Size, Time, Word};
use crate::record::Object;
use std::borrow::Cow;
use std::slice;
use std::sync::Arc;
use std::time::Duration;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: `$null`, `null`, an empty cell.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number of any of the types that the cmdlets know.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
    /// Text, also of a version, an address, a script, an XML document.
    Text(String),
    /// A point in time.
    Time(Time),
    /// A length of time.
    Duration(Span),
    /// Octets.
    Bytes(Vec<u8>),
    /// An identifier of 128 bits, in its usual form, lower case, without braces.
    Guid(String),
    /// Several values.
    List(Vec<Value>),
    /// An object. References share it.
    Object(Arc<Object>),
    /// A value that the file has and that was not kept.
    Omitted(Omitted),
}

/// A length of time with its sign. The smallest unit is 100 ns, as in .NET.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// In units of 100 ns.
    pub ticks: i64,
}

impl Span {
    /// In whole milliseconds, rounded towards zero.
    pub fn millis(self) -> i64 {
        self.ticks / 10_000
    }

    /// Without sign; nothing when it is negative.
    pub fn duration(self) -> Option<Duration> {
        let ticks = u64::try_from(self.ticks).ok()?;
        let nanos = u32::try_from(ticks % 10_000_000 * 100).ok()?;
        Some(Duration::new(ticks / 10_000_000, nanos))
    }
}

/// Why a value was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Omitted {
    /// It is a secret.
    Secret,
    /// It is a large copy of what the other properties say.
    Blob,
    /// It is an object that contains this one.
    Cycle,
    /// It is a reference to an object that is not in the file, or no longer remembered.
    Lost,
    /// It stands deeper than the limit.
    TooDeep,
    /// With what it refers to it would pass the limit of values.
    TooLarge,
    /// It breaks the rules of its type.
    Malformed,
    /// It stands in another file, which is not opened.
    External,
}

impl Value {
    /// Whether there is nothing: null or omitted.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Null | Value::Omitted(_))
    }

    /// As text: text as it is, other single values in their invariant form, an object by what its `ToString` gave.
    /// Lists and what is missing have none.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Text(text) | Value::Guid(text) => Some(Cow::Borrowed(text)),
            Value::Bool(true) => Some(Cow::Borrowed("True")),
            Value::Bool(false) => Some(Cow::Borrowed("False")),
            Value::Int(int) => Some(Cow::Owned(int.to_string())),
            Value::Float(float) => Some(Cow::Owned(float.to_string())),
            Value::Time(time) => Some(Cow::Owned(time.to_string())),
            Value::Duration(span) => Some(Cow::Owned(reading::span_text(*span))),
            Value::Object(object) => match object.to_text() {
                Some(text) => Some(Cow::Borrowed(text)),
                None => object.own()?.text(),
            },
            Value::Null | Value::Bytes(_) | Value::List(_) | Value::Omitted(_) => None,
        }
    }

    /// As truth value: `True` and `False` in any case, `1` and `0`, and the words that spreadsheets put in their place.
    pub fn bool(&self) -> Option<bool> {
        match self.plain() {
            Value::Bool(bool) => Some(*bool),
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            Value::Text(text) => reading::bool(text),
            _ => None,
        }
    }

    /// As whole number.
    pub fn int(&self) -> Option<i64> {
        match self.plain() {
            Value::Int(int) => i64::try_from(*int).ok(),
            Value::Float(float) => reading::whole(*float),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// As number.
    pub fn float(&self) -> Option<f64> {
        match self.plain() {
            Value::Float(float) => Some(*float),
            Value::Int(int) => Some(*int as f64),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// As point in time. Forms whose order depends on a culture are refused, see [`reading::time`].
    pub fn time(&self) -> Option<Time> {
        match self.plain() {
            Value::Time(time) => Some(*time),
            Value::Text(text) => reading::time(text).ok(),
            _ => None,
        }
    }

    /// As length of time.
    pub fn span(&self) -> Option<Span> {
        match self {
            Value::Duration(span) => Some(*span),
            Value::Text(text) => reading::span(text),
            Value::Object(object) => {
                let ticks = object
                    .get("Ticks")
                    .and_then(Value::int)
                    .map(|ticks| Span { ticks });
                ticks
                    .or_else(|| object.own().and_then(Value::span))
                    .or_else(|| reading::span(object.to_text()?))
            }
            _ => None,
        }
    }

    /// As size, see [`reading::size`]. A plain number is octets; `Unlimited` objects say so by their property.
    pub fn size(&self) -> Option<Size> {
        match self {
            Value::Int(int) => Some(Size::exact(u64::try_from(*int).ok()?)),
            Value::Float(float) => Some(Size::exact(u64::try_from(reading::whole(*float)?).ok()?)),
            Value::Text(text) => reading::size(text),
            Value::Object(object) => object_size(object),
            _ => None,
        }
    }

    /// As octets. Text gives its own, as LDIF does not tell the two apart.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self.plain() {
            Value::Bytes(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// As identifier of 128 bits, lower case and without braces.
    pub fn guid(&self) -> Option<String> {
        match self.plain() {
            Value::Guid(guid) => Some(guid.clone()),
            Value::Text(text) => reading::guid(text),
            _ => None,
        }
    }

    /// As a word of an enumeration, whether the file has its name or its number; `names` lists the numbers.
    pub fn word<'a>(&'a self, names: &'a [(i64, &'a str)]) -> Option<Word<'a>> {
        match self {
            Value::Object(object) => match object.to_text() {
                Some(text) => Some(reading::word(text, names)),
                None => object.own()?.word(names),
            },
            Value::Text(text) => Some(reading::word(text, names)),
            Value::Int(int) => reading::word_of_number(i64::try_from(*int).ok()?, names),
            _ => None,
        }
    }

    /// The values of a list; a single value is a list of one, since exports write lists of one so. What is missing
    /// has none.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            Value::Null | Value::Omitted(_) => &[],
            Value::Object(object) => match object.own() {
                Some(Value::List(items)) => items,
                _ => slice::from_ref(self),
            },
            _ => slice::from_ref(self),
        }
    }

    /// As object.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The value itself, or what an object is at its core: the number of an enumeration.
    fn plain(&self) -> &Value {
        match self {
            Value::Object(object) => object.own().unwrap_or(self),
            _ => self,
        }
    }
}

/// `Unlimited<ByteQuantifiedSize>` has the properties `IsUnlimited` and `Value`, in whatever form it was written.
fn object_size(object: &Object) -> Option<Size> {
    if object.get("IsUnlimited").and_then(Value::bool) == Some(true) {
        return Some(Size::Unlimited);
    }
    let text = object.to_text().and_then(reading::size);
    text.or_else(|| object.get("Value")?.size())
        .or_else(|| object.own()?.size())
}
