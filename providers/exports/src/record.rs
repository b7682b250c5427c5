//! A record of an export: an object with named properties, the same for all forms, and its place.

use crate::names::{Name, is_name};
use crate::{Place, Types, Value};
use std::sync::Arc;

/// An object. Its properties keep the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object {
    pub(crate) types: Types,
    pub(crate) text: Option<String>,
    pub(crate) own: Option<Value>,
    pub(crate) properties: Vec<(Name, Value)>,
}

impl Object {
    /// An object of properties only, as CSV, JSON and LDIF have them.
    pub(crate) fn of(properties: Vec<(Name, Value)>) -> Self {
        Object {
            properties,
            ..Object::default()
        }
    }

    /// An object that is but a value.
    pub(crate) fn around(own: Value) -> Self {
        Object {
            own: Some(own),
            ..Object::default()
        }
    }

    /// The value of a property: first by its whole name, then without a console's note in brackets.
    /// Neither regards case.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut values = self.properties.iter();
        let exact = values.find(|(known, _)| known.eq_ignore_ascii_case(name));
        let found = exact.or_else(|| self.properties.iter().find(|(known, _)| is_name(known, name)));
        found.map(|(_, value)| value)
    }

    /// The value of the first of some names that the object has, for properties that were renamed over time.
    pub fn get_any(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The values of numbered properties, which GAM makes of a list: `aliases.0`, `aliases.1`. With more behind the
    /// number it is `addresses.0.value`, asked for as `numbered("addresses", ".value")`.
    pub fn numbered(&self, name: &str, after: &str) -> Vec<&Value> {
        let is_one = |known: &str| {
            let number = known.get(name.len()..)?.strip_prefix('.')?;
            let number = number.get(..number.len().checked_sub(after.len())?)?;
            let same = known.get(..name.len())?.eq_ignore_ascii_case(name)
                && known
                    .get(known.len() - after.len()..)?
                    .eq_ignore_ascii_case(after);
            (same && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(())
        };
        let found = self
            .properties
            .iter()
            .filter(|(known, _)| is_one(known).is_some());
        found.map(|(_, value)| value).collect()
    }

    /// All properties in the order of the file.
    pub fn properties(&self) -> &[(Name, Value)] {
        &self.properties
    }

    /// Its type names; empty where the form has none.
    pub fn types(&self) -> &Types {
        &self.types
    }

    /// What its `ToString` gave, if the file has it.
    pub fn to_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// What it is at its core: the number of an enumeration, the items of a list, a bare value.
    pub fn own(&self) -> Option<&Value> {
        self.own.as_ref()
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its properties.
    pub object: Object,
    /// Where it begins.
    pub place: Place,
}

impl Record {
    /// A value as record: an object as it is, anything else as the core of one.
    pub(crate) fn of(value: Value, place: Place) -> Self {
        let object = match value {
            Value::Object(object) => Arc::try_unwrap(object).unwrap_or_else(|shared| Object::clone(&shared)),
            other => Object::around(other),
        };
        Record { object, place }
    }

    /// The value of a property, as in [`Object::get`].
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(names: &[&str]) -> Object {
        let value = |index| Value::Int(index as i128);
        Object::of(
            names
                .iter()
                .enumerate()
                .map(|(i, &name)| (name.into(), value(i)))
                .collect(),
        )
    }

    #[test]
    fn whole_names_come_before_shortened_ones() {
        let object = object(&["Status [UPLOAD ONLY]", "status"]);
        assert_eq!(object.get("Status"), Some(&Value::Int(1)));
        assert_eq!(object.get("status [upload only]"), Some(&Value::Int(0)));
        assert_eq!(object.get("Stat"), None);
        assert_eq!(object.get_any(&["gone", "STATUS"]), Some(&Value::Int(1)));
    }

    #[test]
    fn numbered_properties_are_a_list() {
        let object = object(&[
            "aliases",
            "aliases.0",
            "Aliases.1",
            "aliases.1x",
            "emails.0.value",
            "emails.0.type",
            "é.0",
        ]);
        assert_eq!(object.numbered("aliases", ""), [&Value::Int(1), &Value::Int(2)]);
        assert_eq!(object.numbered("emails", ".value"), [&Value::Int(4)]);
        assert!(object.numbered("e", "").is_empty());
    }
}
