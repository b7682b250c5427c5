//! What `ConvertTo-Json` makes of things JSON does not have, and the wrappers that lists come in.
//!
//! Windows PowerShell writes a time as `"/Date(1700000000000)/"`, or as an object when the time had properties of its
//! own, a length of time as an object with `Ticks`, an array that was handled as object as
//! `{"value":[...],"Count":2}`. Services of Microsoft wrap a list as `{"@odata.context":"...","value":[...]}`.

use crate::bag::Bag;
use crate::names::Name;
use crate::reading;
use crate::value::Span;
use crate::{Object, Value};
use std::sync::Arc;

/// Octets in which the start of a wrapper must lie.
pub(super) const WRAPPER: usize = 8 << 10;

/// A text, which may be a time.
pub(super) fn text(text: &str) -> Value {
    match text.starts_with("/Date(").then(|| reading::time(text)) {
        Some(Ok(time)) => Value::Time(time),
        _ => Value::Text(text.to_owned()),
    }
}

/// An object, or what it stands for.
pub(super) fn object(bag: Bag) -> Value {
    let mut properties = bag.into_properties();
    if let Some(value) = stands_for(&mut properties) {
        return value;
    }
    Value::Object(Arc::new(Object::of(properties)))
}

fn stands_for(properties: &mut [(Name, Value)]) -> Option<Value> {
    let count = properties.len();
    let at = |name: &str| properties.iter().position(|(known, _)| known.as_ref() == name);
    if let Some(Value::Int(ticks)) = at("Ticks")
        .and_then(|at| properties.get(at))
        .map(|(_, value)| value)
    {
        let ticks = i64::try_from(*ticks)
            .ok()
            .filter(|_| at("TotalMilliseconds").is_some());
        return ticks.map(|ticks| Value::Duration(Span { ticks }));
    }
    let (has_count, has_date) = (at("Count").is_some(), at("DateTime").is_some());
    let at_value = at("value")?;
    let (_, value) = properties.get_mut(at_value)?;
    let wrapped = match value {
        Value::List(_) => has_count && count == 2,
        Value::Time(_) => has_date && count <= 3,
        _ => false,
    };
    wrapped.then(|| std::mem::replace(value, Value::Null))
}

/// The length of a wrapper's start up to the bracket of its list, when the text begins with one.
pub(super) fn wrapper(head: &[u8]) -> Option<usize> {
    let mut rest = blank(head).strip_prefix(b"{")?;
    loop {
        let (name, after) = string(blank(rest))?;
        rest = blank(blank(after).strip_prefix(b":")?);
        match name {
            b"value" => {
                let inside = rest.strip_prefix(b"[")?;
                return Some(head.len() - inside.len());
            }
            // What services say about the list stands before it.
            _ if name.starts_with(b"@odata.") => {
                let end = rest.iter().position(|&octet| octet == b',')?;
                rest = match string(rest) {
                    Some((_, after)) => blank(after).strip_prefix(b",")?,
                    None => rest.get(end + 1..)?,
                };
            }
            _ => return None,
        }
    }
}

/// The members of a wrapper behind its list, as an object of their own.
pub(super) fn rest_of_wrapper(rest: &[u8]) -> Option<Vec<u8>> {
    let mut object = vec![b'{'];
    let members = blank(rest);
    match members.strip_prefix(b",") {
        Some(members) => object.extend_from_slice(members),
        None if members == b"}" => object.push(b'}'),
        None => return None,
    }
    Some(object)
}

fn blank(octets: &[u8]) -> &[u8] {
    octets.trim_ascii_start()
}

/// A string without escapes at the start of the octets, and what follows it.
fn string(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = octets.strip_prefix(b"\"")?;
    let end = inside.iter().position(|&octet| octet == b'"')?;
    let name = inside.get(..end)?;
    (!name.contains(&b'\\')).then_some((name, inside.get(end + 1..)?))
}
