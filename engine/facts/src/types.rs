//! The types a fact can be declared with, and how they are written in `facts.toml`.

use std::fmt;

/// Type of a fact, as declared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactType {
    /// `bool`.
    Bool,
    /// `int`: 64 bits, signed.
    Int,
    /// `float`: 64 bits.
    Float,
    /// `text`: Unicode.
    Text,
    /// `time`: a moment, in milliseconds since 1970-01-01 UTC; RFC 3339 in JSON.
    Time,
    /// `duration`: in milliseconds; written `1500ms`, `8h` in conditions.
    Duration,
    /// `bytes`: a size in octets; written `35MB` in conditions.
    Bytes,
    /// `enum(a, b, ...)`: one of these words.
    Enum(Vec<String>),
    /// `list<...>`: of anything but lists.
    List(Box<FactType>),
}

impl FactType {
    /// Reads a type as written in a declaration, for instance `list<enum(empty, comma)>`.
    ///
    /// # Errors
    /// A sentence that says what is wrong and which types there are.
    pub fn parse(text: &str) -> Result<FactType, String> {
        let text = text.trim();
        if let Some(inner) = wrapped(text, "list<", ">") {
            return match FactType::parse(inner)? {
                FactType::List(_) => Err("a list of lists is not a type".to_owned()),
                item => Ok(FactType::List(Box::new(item))),
            };
        }
        if let Some(inner) = wrapped(text, "enum(", ")") {
            let words: Vec<String> = inner.split(',').map(|word| word.trim().to_owned()).collect();
            return if words.iter().any(String::is_empty) {
                Err("an enum lists its words, separated by commas: enum(yes, no)".to_owned())
            } else {
                Ok(FactType::Enum(words))
            };
        }
        match text {
            "bool" => Ok(FactType::Bool),
            "int" => Ok(FactType::Int),
            "float" => Ok(FactType::Float),
            "text" => Ok(FactType::Text),
            "time" => Ok(FactType::Time),
            "duration" => Ok(FactType::Duration),
            "bytes" => Ok(FactType::Bytes),
            _ => Err(format!(
                "`{text}` is not a type: use bool, int, float, text, time, duration, bytes, enum(a, b) or list<...>"
            )),
        }
    }

    /// Whether values are whole numbers in storage.
    pub fn is_integral(&self) -> bool {
        matches!(
            self,
            FactType::Int | FactType::Time | FactType::Duration | FactType::Bytes
        )
    }

    /// Whether values are text in storage.
    pub fn is_textual(&self) -> bool {
        matches!(self, FactType::Text | FactType::Enum(_))
    }
}

fn wrapped<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    text.strip_prefix(open)?.strip_suffix(close)
}

impl fmt::Display for FactType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactType::Bool => f.write_str("bool"),
            FactType::Int => f.write_str("int"),
            FactType::Float => f.write_str("float"),
            FactType::Text => f.write_str("text"),
            FactType::Time => f.write_str("time"),
            FactType::Duration => f.write_str("duration"),
            FactType::Bytes => f.write_str("bytes"),
            FactType::Enum(words) => write!(f, "enum({})", words.join(", ")),
            FactType::List(item) => write!(f, "list<{item}>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_read_back_as_written() {
        for text in [
            "bool",
            "int",
            "list<text>",
            "enum(a, b)",
            "list<enum(empty, comma)>",
            "bytes",
            "duration",
        ] {
            assert_eq!(FactType::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn wrong_types_are_refused_with_the_list_of_types() {
        assert!(FactType::parse("string").unwrap_err().contains("text"));
        assert!(FactType::parse("list<list<int>>").is_err());
        assert!(FactType::parse("enum(a,)").is_err());
    }
}
