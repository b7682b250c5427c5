//! What a provider is asked to do.

use imaprules_facts::{SubjectRef, Value};
use std::collections::BTreeMap;

/// One order to collect.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The provider's settings, checked against its description; defaults are filled in.
    pub settings: Settings,
    /// Subjects that other providers found, with the facts this one asked for
    /// ([`Description::inputs`](crate::Description)), in the order of their source.
    pub subjects: Vec<InputSubject>,
}

/// A subject another provider found.
#[derive(Debug, Clone, PartialEq)]
pub struct InputSubject {
    /// The subject.
    pub subject: SubjectRef,
    /// Those of the wanted facts that are known.
    pub facts: Vec<(String, Value)>,
}

impl InputSubject {
    /// The value of a wanted fact, if it is known.
    pub fn fact(&self, name: &str) -> Option<&Value> {
        self.facts
            .iter()
            .find(|(fact, _)| fact == name)
            .map(|(_, value)| value)
    }
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// `Bool`.
    Bool(bool),
    /// `Int`, and `Duration` in milliseconds.
    Int(i64),
    /// `Text` and `Word`.
    Text(String),
    /// `Texts`.
    Texts(Vec<String>),
}

/// Settings by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, SettingValue>);

impl Settings {
    /// Sets or replaces one.
    pub fn insert(&mut self, name: impl Into<String>, value: SettingValue) {
        self.0.insert(name.into(), value);
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SettingValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The setting as given or by default.
    pub fn get(&self, name: &str) -> Option<&SettingValue> {
        self.0.get(name)
    }

    /// A text or word setting.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            SettingValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list of texts; empty when not set.
    pub fn texts(&self, name: &str) -> &[String] {
        match self.get(name) {
            Some(SettingValue::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// A number, or a duration in milliseconds.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            SettingValue::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// A truth value; false when not set.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(SettingValue::Bool(true)))
    }
}

/// One thing a collection would touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// What is done: `read` a file, `resolve` a name, `connect`, `sign-in`, `ask` an interface over HTTPS; `use` of what a plugin was granted,
    /// where it does not say more.
    pub action: String,
    /// Host, host and port, or file.
    pub target: String,
    /// The account, for `sign-in`.
    pub account: Option<String>,
    /// How often at most.
    pub times: u64,
}
