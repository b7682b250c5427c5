//! Parses one JSON value, keeping the order of members and noticing those that stand twice.

use super::shapes;
use crate::bag::Bag;
use crate::error::Fault;
use crate::names::{Name, Names};
use crate::trouble::{Code, Troubles};
use crate::{Place, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Parses a value, which stands at `place`.
pub(super) fn parse(
    octets: &[u8],
    names: &mut Names,
    place: Place,
    troubles: &mut Troubles,
) -> Result<Value, Fault> {
    let mut repeated = Vec::new();
    let mut parser = serde_json::Deserializer::from_slice(octets);
    let seed = Seed {
        names,
        repeated: &mut repeated,
    };
    let parsed = seed
        .deserialize(&mut parser)
        .and_then(|value| parser.end().map(|()| value));
    for name in repeated {
        troubles.note(Code::NameRepeated, place, Some(&name), "");
    }
    parsed.map_err(|error| at(error, place))
}

/// The error with its line in the file.
fn at(error: serde_json::Error, start: Place) -> Fault {
    let line = start.line + (error.line() as u64).saturating_sub(1);
    let what = error.to_string();
    // Its own numbers count from the start of the value.
    let what = what
        .rsplit_once(" at line ")
        .map_or(what.as_str(), |(what, _)| what);
    Fault::malformed(Place { line, ..start }, format!("this is no JSON: {what}"))
}

struct Seed<'a> {
    names: &'a mut Names,
    repeated: &'a mut Vec<Name>,
}

impl Seed<'_> {
    fn again(&mut self) -> Seed<'_> {
        Seed {
            names: self.names,
            repeated: self.repeated,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, bool: bool) -> Result<Value, E> {
        Ok(Value::Bool(bool))
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Value, E> {
        Ok(Value::Int(int.into()))
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Value, E> {
        Ok(Value::Int(int.into()))
    }

    fn visit_f64<E: Error>(self, float: f64) -> Result<Value, E> {
        Ok(Value::Float(float))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(shapes::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.again())? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut bag = Bag::default();
        while let Some(name) = members.next_key::<String>()? {
            let name = self.names.share(&name);
            let value = members.next_value_seed(self.again())?;
            if !bag.add(Name::clone(&name), value) {
                self.repeated.push(name);
            }
        }
        Ok(shapes::object(bag))
    }
}
