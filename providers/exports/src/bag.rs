//! Collects the properties of one object: no secrets, no name twice.

use crate::names::Name;
use crate::{Value, secrets};
use std::collections::HashMap;

/// Properties being collected.
#[derive(Debug, Default)]
pub(crate) struct Bag {
    properties: Vec<(Name, Value)>,
    /// Places by lower-case name, once there are many: a hostile object may have a million names.
    index: HashMap<String, usize>,
}

/// So many names are compared one by one, which is quicker than folding each.
const FEW: usize = 32;

impl Bag {
    /// Adds a property unless there is one of its name; false then. The first counts.
    pub(crate) fn add(&mut self, name: Name, value: Value) -> bool {
        if self.find(&name).is_some() {
            return false;
        }
        if self.properties.len() >= FEW {
            self.grow_index();
            self.index
                .insert(name.to_ascii_lowercase(), self.properties.len());
        }
        let value = kept(&name, value);
        self.properties.push((name, value));
        true
    }

    /// Adds a property, in place of one of its name.
    pub(crate) fn put(&mut self, name: Name, value: Value) {
        let Some(at) = self.find(&name) else {
            self.add(name, value);
            return;
        };
        if let Some(slot) = self.properties.get_mut(at) {
            slot.1 = kept(&name, value);
        }
    }

    /// The value of a name, to be changed. Not for secrets.
    pub(crate) fn value_mut(&mut self, name: &str) -> Option<&mut Value> {
        let at = self.find(name)?;
        self.properties.get_mut(at).map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    pub(crate) fn into_properties(self) -> Vec<(Name, Value)> {
        self.properties
    }

    fn find(&self, name: &str) -> Option<usize> {
        if self.properties.len() <= FEW {
            return self
                .properties
                .iter()
                .position(|(known, _)| known.eq_ignore_ascii_case(name));
        }
        self.index.get(&name.to_ascii_lowercase()).copied()
    }

    fn grow_index(&mut self) {
        if self.index.is_empty() {
            let names = self.properties.iter().enumerate();
            self.index = names
                .map(|(at, (name, _))| (name.to_ascii_lowercase(), at))
                .collect();
        }
    }
}

fn kept(name: &str, value: Value) -> Value {
    match secrets::is_secret(name) {
        true => secrets::withheld(value),
        false => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_once_however_many_there_are() {
        let mut bag = Bag::default();
        for number in 0..100 {
            assert!(
                bag.add(format!("Name{number}").into(), Value::Int(number)),
                "{number}"
            );
            assert!(!bag.add(format!("name{number}").into(), Value::Null), "{number}");
        }
        bag.put("NAME7".into(), Value::Null);
        bag.put("NAME70".into(), Value::Null);
        let properties = bag.into_properties();
        assert_eq!(properties.len(), 100);
        assert_eq!(properties[7].1, Value::Null);
        assert_eq!(properties[70].1, Value::Null);
        assert_eq!(properties[71].1, Value::Int(71));
    }
}
