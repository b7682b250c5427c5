//! What is wrong with the values of an export that can be read: found, explained, with a remedy.
//!
//! An export that was made wrongly is the rule. Such a value must not be taken for what it says, and whoever made the
//! export must learn how to make it right; so each kind is a [`Code`], and equal troubles are counted together.

mod code;
mod object;
mod spoilt;
#[cfg(test)]
mod tests;

pub use code::Code;

use crate::Place;
use crate::names::Name;
use std::collections::HashMap;
use std::fmt;

pub(crate) use object::{is_format_object, wrong_object};
pub(crate) use spoilt::{Setting, examine};

/// A trouble of one kind with one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What kind.
    pub code: Code,
    /// Where it was seen first.
    pub place: Place,
    /// The property, if it has to do with one.
    pub property: Option<Name>,
    /// What was seen first, shortened. Never a secret; foreign text, to be escaped wherever it is shown.
    pub seen: String,
    /// How often it was seen.
    pub times: u64,
}

impl Trouble {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        self.code.remedy()
    }

    /// One sentence with the remedy.
    pub fn with_remedy(&self) -> String {
        format!("{self}; {}", self.remedy())
    }
}

impl fmt::Display for Trouble {
    /// One sentence, without the remedy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.code.about())?;
        if let Some(property) = &self.property {
            write!(f, ", property {property}")?;
        }
        if !self.seen.is_empty() {
            write!(f, ": {}", self.seen)?;
        }
        match self.times {
            1 => Ok(()),
            times => write!(f, " ({times} times)"),
        }
    }
}

/// The troubles of one export.
#[derive(Debug, Default)]
pub(crate) struct Troubles {
    list: Vec<Trouble>,
    index: HashMap<(Code, Option<Name>), usize>,
    limit: usize,
    /// The record that is being read, for troubles whose finder does not count records.
    pub(crate) record: u64,
}

/// Octets of a name beyond which it is no property that anybody asks for.
const LONG: usize = 200;
/// Characters of a foreign text that are kept.
const SEEN: usize = 80;

impl Troubles {
    pub(crate) fn new(limit: usize) -> Self {
        Troubles {
            limit,
            ..Troubles::default()
        }
    }

    /// Notes a trouble, or counts it when one of its kind with this property was noted before.
    pub(crate) fn note(&mut self, code: Code, mut place: Place, property: Option<&Name>, seen: &str) {
        let property = property.filter(|name| name.len() <= LONG);
        let key = (code, property.cloned());
        if let Some(trouble) = self.index.get(&key).and_then(|&at| self.list.get_mut(at)) {
            trouble.times += 1;
            return;
        }
        if self.list.len() >= self.limit {
            return;
        }
        if place.record == 0 && !code.is_of_file() {
            place.record = self.record;
        }
        self.index.insert(key, self.list.len());
        self.list.push(Trouble {
            code,
            place,
            property: property.cloned(),
            seen: shortened(seen),
            times: 1,
        });
    }

    /// Takes back what turned out to be none.
    pub(crate) fn retract(&mut self, code: Code) {
        self.list.retain(|trouble| trouble.code != code);
        let places = self.list.iter().enumerate();
        self.index = places
            .map(|(at, trouble)| ((trouble.code, trouble.property.clone()), at))
            .collect();
    }

    pub(crate) fn list(&self) -> &[Trouble] {
        &self.list
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SEEN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
