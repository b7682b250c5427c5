//! A TOML document as a plain tree with spans, tables in the author's order.

use crate::diagnostic::{Code, Diagnostic};
use crate::text::SourceText;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// The bytes of the file.
    pub span: Range<usize>,
    /// What it is.
    pub data: Data,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Data {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string.
    Text(String),
    /// A TOML date-time, as written.
    Moment(String),
    /// A number too large to hold.
    TooLarge,
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub span: Range<usize>,
    /// The value.
    pub node: Node,
}

impl Node {
    /// What it is, in the words of TOML.
    pub fn type_name(&self) -> &'static str {
        match self.data {
            Data::Bool(_) => "a boolean",
            Data::Int(_) => "an integer",
            Data::Float(_) => "a float",
            Data::Text(_) => "a string",
            Data::Moment(_) => "a date-time",
            Data::TooLarge => "a number that is too large",
            Data::List(_) => "an array",
            Data::Table(_) => "a table",
        }
    }
}

/// Reads a document.
///
/// # Errors
/// Everything that is wrong with its syntax.
pub fn parse(source: &Arc<SourceText>) -> Result<Node, Vec<Diagnostic>> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    if errors.is_empty() {
        return Ok(Node {
            span: 0..0,
            data: table(root.get_ref()),
        });
    }
    let diagnostic = |error: &toml::de::Error| {
        let span = error.span().unwrap_or(0..0);
        Diagnostic::error(Code::Syntax, error.message()).at(source, span)
    };
    Err(errors.iter().map(diagnostic).collect())
}

fn table(table: &DeTable<'_>) -> Data {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        Entry {
            key: name.clone().into_owned(),
            span: key.span(),
            node: node(value),
        }
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.span.start);
    Data::Table(entries)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::Text(text.clone().into_owned()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Data::TooLarge, Data::Int)
        }
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .ok()
            .filter(|float: &f64| float.is_finite())
            .map_or(Data::TooLarge, Data::Float),
        DeValue::Boolean(truth) => Data::Bool(*truth),
        DeValue::Datetime(moment) => Data::Moment(moment.to_string()),
        DeValue::Array(items) => Data::List(items.iter().map(node).collect()),
        DeValue::Table(entries) => table(entries),
    };
    Node {
        span: value.span(),
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_keep_the_order_of_the_author() {
        let source = Arc::new(SourceText::new("a.toml", "z = 1\na = { y = 2, b = 0x10 }\n"));
        let Data::Table(entries) = parse(&source).unwrap().data else {
            panic!("a table")
        };
        assert_eq!(
            entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(),
            ["z", "a"]
        );
        let Data::Table(inner) = &entries[1].node.data else {
            panic!("a table")
        };
        assert!(matches!(inner[1].node.data, Data::Int(16)));
        assert_eq!(&source.text[entries[1].span.clone()], "a");
    }

    #[test]
    fn every_syntax_error_is_told_with_its_place() {
        let source = Arc::new(SourceText::new("a.toml", "a = \nb = 'x\nc = 1\nc = 2\n"));
        let problems = parse(&source).unwrap_err();
        assert!(problems.len() >= 2, "{problems:?}");
        let lines: Vec<usize> = problems
            .iter()
            .filter_map(|problem| problem.place.as_ref())
            .map(|place| place.line_column().0)
            .collect();
        assert!(lines.contains(&1) && lines.contains(&2), "{lines:?}");
    }
}
