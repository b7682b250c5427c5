//! The keys of one table: known ones are read with their types, unknown ones are errors with the nearest name.

use super::{AuthorText, Data, Entry, Found, Node, Sink};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::SourceText;
use imaprules_conditions::nearest;
use std::ops::Range;
use std::sync::Arc;

/// A table being read.
pub struct Fields<'a> {
    /// The file.
    pub source: &'a Arc<SourceText>,
    /// Where problems go.
    pub sink: &'a Sink,
    entries: &'a [Entry],
    /// What the table is, for messages: `this rule`.
    what: &'a str,
    /// Where to point when a key is missing.
    span: Range<usize>,
}

impl<'a> Fields<'a> {
    /// Opens a table that may have these keys. Anything else in it is reported.
    pub fn open(
        source: &'a Arc<SourceText>,
        sink: &'a Sink,
        node: &'a Node,
        what: &'a str,
        keys: &[&str],
    ) -> Option<Self> {
        let Data::Table(entries) = &node.data else {
            let message = format!("{what} must be a table, not {}", node.type_name());
            sink.push(Diagnostic::error(Code::WrongValue, message).at(source, node.span.clone()));
            return None;
        };
        let fields = Fields {
            source,
            sink,
            entries,
            what,
            span: node.span.clone(),
        };
        for entry in entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
            sink.push(fields.unknown(entry, keys));
        }
        Some(fields)
    }

    fn unknown(&self, entry: &Entry, keys: &[&str]) -> Diagnostic {
        let message = format!("{} has no key `{}`", self.what, entry.key);
        let help = match nearest(&entry.key, keys.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("known keys: {}", keys.join(", ")),
        };
        Diagnostic::error(Code::UnknownKey, message)
            .at(self.source, entry.span.clone())
            .help(help)
    }

    /// The node of a key, if it is there.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }

    /// The string of a key that may be left out.
    pub fn text(&self, key: &str) -> Option<AuthorText> {
        self.text_of(key, self.get(key)?)
    }

    /// The string of a key that must be there.
    pub fn required(&self, key: &str) -> Option<AuthorText> {
        let Some(node) = self.get(key) else {
            self.missing(key);
            return None;
        };
        self.text_of(key, node)
    }

    /// Reports a key as missing.
    pub fn missing(&self, key: &str) {
        let message = format!("{} needs `{key}`", self.what);
        self.sink
            .push(Diagnostic::error(Code::MissingKey, message).at(self.source, self.span.clone()));
    }

    /// The strings of a key: an array of them, or one alone.
    pub fn texts(&self, key: &str) -> Vec<AuthorText> {
        let Some(node) = self.get(key) else {
            return Vec::new();
        };
        match &node.data {
            Data::List(items) => items.iter().filter_map(|item| self.text_of(key, item)).collect(),
            _ => self.text_of(key, node).into_iter().collect(),
        }
    }

    /// The truth value of a key that may be left out, which means false.
    pub(crate) fn truth(&self, key: &str) -> bool {
        match self.get(key) {
            Some(Node {
                data: Data::Bool(value),
                ..
            }) => *value,
            Some(node) => {
                self.wrong(node, &format!("`{key}` must be true or false"));
                false
            }
            None => false,
        }
    }

    /// The tables of a key: `[[key]]`, or an array of inline tables.
    pub fn tables(&self, key: &str) -> &'a [Node] {
        match self.get(key) {
            None => &[],
            Some(Node {
                data: Data::List(items),
                ..
            }) => items,
            Some(node) => {
                self.wrong(node, &format!("`{key}` must be an array of tables"));
                &[]
            }
        }
    }

    /// The entries of a key that is a table.
    pub fn entries(&self, key: &str) -> &'a [Entry] {
        match self.get(key) {
            None => &[],
            Some(Node {
                data: Data::Table(entries),
                ..
            }) => entries,
            Some(node) => {
                self.wrong(node, &format!("`{key}` must be a table"));
                &[]
            }
        }
    }

    /// The string of a key, read as one of some words.
    pub fn word<T>(&self, key: &str, parse: impl Fn(&str) -> Option<T>, words: &[&str]) -> Option<Found<T>> {
        let text = self.required(key)?;
        if let Some(value) = parse(&text.value) {
            return Some(Found {
                value,
                place: text.place,
            });
        }
        let message = format!("`{}` is not a {key}", text.value);
        let help = match nearest(&text.value, words.iter().copied()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("use one of {}", words.join(", ")),
        };
        self.sink.push(text.error(Code::WrongValue, message).help(help));
        None
    }

    fn text_of(&self, key: &str, node: &Node) -> Option<AuthorText> {
        match &node.data {
            Data::Text(text) => Some(AuthorText::new(text, self.source, node.span.clone())),
            _ => {
                self.wrong(node, &format!("`{key}` must be a string"));
                None
            }
        }
    }

    fn wrong(&self, node: &Node, message: &str) {
        let message = format!("{message}, not {}", node.type_name());
        self.sink
            .push(Diagnostic::error(Code::WrongValue, message).at(self.source, node.span.clone()));
    }
}
