//! The configuration of one product, put together from the files that belong to it, and what it means: facts, each with
//! the file and the line it rests on.

use super::form::{Form, Parser, forms};
use super::settings::{Setting, Settings};
use super::table::{Default, Table};
use imaprules_facts::{Known, Reason, Unknown, Value};
use std::cmp::Ordering;

/// A file that was read.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// As the user named it.
    pub(super) name: String,
    pub(super) form: &'static str,
    pub(super) title: &'static str,
    /// When it was written, in milliseconds since 1970-01-01 UTC.
    pub(super) at: i64,
}

/// The configuration of one installation.
pub(super) struct Product {
    pub(super) table: &'static Table,
    pub(super) files: Vec<File>,
    pub(super) settings: Settings,
    /// Whether a file of a form was not whole, by the number of the file.
    partial: Vec<bool>,
}

/// Something learnt, with its file and line; no line where it rests on the whole file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Learnt {
    pub(super) fact: String,
    pub(super) known: Known,
    pub(super) file: usize,
    pub(super) line: Option<u64>,
}

impl Product {
    pub(super) fn new(table: &'static Table) -> Product {
        Product {
            table,
            files: Vec::new(),
            settings: Settings::default(),
            partial: Vec::new(),
        }
    }

    /// Whether a file can belong to the same installation: none of its form is here yet.
    pub(super) fn takes(&self, form: &Form) -> bool {
        form.family == self.table.family
            && (form.parser == Parser::Entities || self.files.iter().all(|file| file.form != form.id))
    }

    /// Adds a file.
    pub(super) fn add(&mut self, file: File, settings: Settings) {
        let number = self.files.len();
        let name = |what: String| format!("{}, {what}", file.name);
        self.settings.troubles.extend(settings.told().map(name));
        self.settings
            .partial
            .extend(settings.partial.iter().cloned().map(name));
        self.partial.push(!settings.partial.is_empty());
        self.settings.version = self.settings.version.take().or(settings.version);
        let numbered = settings.all.into_iter().map(|setting| Setting {
            file: number,
            ..setting
        });
        self.settings.all.extend(numbered);
        self.files.push(file);
    }

    /// The file of one of these forms that is whole, and so shows what is not set; or why there is none.
    pub(super) fn shows(&self, wanted: &[String]) -> Result<usize, Unknown> {
        let of_form = |file: &File| wanted.iter().any(|form| form == file.form);
        let Some(number) = self.files.iter().position(of_form) else {
            let titles = forms().iter().filter(|form| wanted.contains(&form.id));
            let titles: Vec<&str> = titles.map(|form| form.title.as_str()).collect();
            let note = format!("it stands in {}, which was not imported", titles.join(" or "));
            return Err(Unknown::noted(Reason::NotCollected, note));
        };
        if self.partial.get(number) == Some(&true) {
            let note = "the file is not whole, so that what it does not say may stand elsewhere";
            return Err(Unknown::noted(Reason::NotCollected, note));
        }
        Ok(number)
    }

    /// The default of this version.
    pub(super) fn default<'a>(&self, defaults: &'a [Default]) -> Result<&'a toml::Value, Unknown> {
        let unknown = |note: &str| Err(Unknown::noted(Reason::Unsupported, note));
        match defaults {
            [] => return unknown("it is not set, and nothing is known of what holds then"),
            [
                Default {
                    since: None,
                    until: None,
                    value,
                },
            ] => return Ok(value),
            _ => {}
        }
        let Some(version) = &self.settings.version else {
            return unknown(
                "it is not set, and what holds then depends on the version, which the file does not name",
            );
        };
        let fits = |default: &&Default| {
            let reached = |bound: &String| compare(version, bound) != Ordering::Less;
            default.since.as_ref().is_none_or(reached) && !default.until.as_ref().is_some_and(reached)
        };
        match defaults.iter().rev().find(fits) {
            Some(default) => Ok(&default.value),
            None => unknown("it is not set, and what holds then is not known for this version"),
        }
    }
}

/// Compares versions by their numbers.
fn compare(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<u64> {
        let parts = text.split(|c: char| !c.is_ascii_digit());
        parts.map_while(|part| part.parse().ok()).collect()
    };
    numbers(a).cmp(&numbers(b))
}

/// A value of a table as a value of a fact.
pub(super) fn value(value: &toml::Value) -> Option<Value> {
    match value {
        toml::Value::Boolean(truth) => Some(Value::Bool(*truth)),
        toml::Value::Integer(number) => Some(Value::Int(*number)),
        toml::Value::String(text) => Some(Value::from(text.as_str())),
        toml::Value::Array(items) => items
            .iter()
            .map(self::value)
            .collect::<Option<_>>()
            .map(Value::List),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(compare("2.3.19.1", "2.3.19"), Ordering::Greater);
        assert_eq!(compare("2.3.9", "2.3.19"), Ordering::Less);
        assert_eq!(compare("2.4.1-4", "2.4"), Ordering::Greater);
        assert_eq!(compare("2.3.21", "2.4"), Ordering::Less);
    }
}
