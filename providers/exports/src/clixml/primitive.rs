//! Values without parts ([MS-PSRP], section 2.2.5.1): from their texts.

use super::element::{Primitive, Width};
use super::escape::unescape;
use crate::reading::{self, float_text, iso_span};
use crate::{Omitted, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The value of an element; omitted as malformed when the text does not fit its type.
pub(super) fn read(primitive: Primitive, text: String) -> Value {
    let value = match primitive {
        Primitive::Text | Primitive::Uri | Primitive::Version | Primitive::Xml | Primitive::Script => {
            return Value::Text(unescaped(text));
        }
        _ => typed(primitive, text.trim()),
    };
    value.unwrap_or(Value::Omitted(Omitted::Malformed))
}

/// The text without escapes; not copied when it has none.
pub(super) fn unescaped(text: String) -> String {
    match unescape(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(meant) => meant,
    }
}

fn typed(primitive: Primitive, text: &str) -> Option<Value> {
    match primitive {
        // A unit of UTF-16 as number.
        Primitive::Char => {
            let unit = u32::from(text.parse::<u16>().ok()?);
            let char = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
            Some(Value::Text(char.to_string()))
        }
        Primitive::Bool => match text {
            "true" | "True" | "1" => Some(Value::Bool(true)),
            "false" | "False" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        Primitive::Time => reading::time(text).ok().map(Value::Time),
        Primitive::Span => iso_span(text).map(Value::Duration),
        Primitive::Int(width) => int(text, width),
        Primitive::Single | Primitive::Double => float_text(text).map(Value::Float),
        Primitive::Decimal => decimal(text),
        Primitive::Bytes => {
            let packed: String = text.split_ascii_whitespace().collect();
            STANDARD.decode(packed).ok().map(Value::Bytes)
        }
        Primitive::Guid => reading::guid(text).map(Value::Guid),
        Primitive::Text | Primitive::Uri | Primitive::Version | Primitive::Xml | Primitive::Script => None,
    }
}

fn int(text: &str, width: Width) -> Option<Value> {
    let int: i128 = text.parse().ok()?;
    let bits = u32::from(width.bits) - u32::from(width.signed);
    let top = 1_i128 << bits;
    let bottom = if width.signed { -top } else { 0 };
    (bottom..top).contains(&int).then_some(Value::Int(int))
}

/// A decimal number; a whole one keeps all its digits.
fn decimal(text: &str) -> Option<Value> {
    let whole = match text.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() && decimals.bytes().all(|b| b == b'0') => whole,
        _ => text,
    };
    let int = whole.parse().ok().map(Value::Int);
    int.or_else(|| {
        text.parse()
            .ok()
            .filter(|float: &f64| float.is_finite())
            .map(Value::Float)
    })
}
