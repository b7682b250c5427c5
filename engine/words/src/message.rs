//! One message: words with placeholders, in one form or several.

use std::collections::BTreeMap;
use std::fmt::Display;

/// The words of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The same for every count.
    Plain(String),
    /// By the form that goes with a count; `other` is always there.
    Counted(BTreeMap<String, String>),
}

/// The form that every counted message has.
const OTHER: &str = "other";

/// The names of forms. A table of nothing else is a counted message.
const FORMS: [&str; 4] = ["one", "few", "many", OTHER];

impl Message {
    /// The message in a table, if it is one and no group of messages.
    pub(crate) fn of(table: &toml::Table) -> Option<Message> {
        let mut forms = BTreeMap::new();
        for (name, words) in table {
            if !FORMS.contains(&name.as_str()) {
                return None;
            }
            forms.insert(name.clone(), words.as_str()?.to_owned());
        }
        forms.contains_key(OTHER).then_some(Message::Counted(forms))
    }

    /// The words for a form.
    pub(crate) fn words(&self, form: &str) -> &str {
        match self {
            Message::Plain(words) => words,
            Message::Counted(forms) => forms
                .get(form)
                .or_else(|| forms.get(OTHER))
                .map_or("", String::as_str),
        }
    }

    /// Its words in every form.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Message::Plain(words) => vec![words],
            Message::Counted(forms) => forms.values().map(String::as_str).collect(),
        }
    }
}

/// A piece of words.
pub(crate) enum Piece<'a> {
    Text(&'a str),
    /// A placeholder, and what follows it.
    Name(&'a str, &'a str),
}

/// The pieces of words. A brace that begins no placeholder is a brace.
pub(crate) fn pieces(words: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), words);
    while let Some((before, after)) = rest.split_once('{') {
        let name = after.split_once('}').filter(|(name, _)| is_name(name));
        match name {
            Some((name, follows)) => {
                pieces.extend([Piece::Text(before), Piece::Name(name, follows)]);
                rest = follows;
            }
            None => {
                let (text, follows) = rest.split_at(before.len() + 1);
                pieces.push(Piece::Text(text));
                rest = follows;
            }
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// The names of the placeholders, sorted, each once.
pub fn placeholders(words: &str) -> Vec<&str> {
    let names = pieces(words).into_iter().filter_map(|piece| match piece {
        Piece::Name(name, _) => Some(name),
        Piece::Text(_) => None,
    });
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The words with values in the place of their names. What has no value stays as it is written.
pub(crate) fn fill(words: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    for piece in pieces(words) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name, _) => match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(&value.to_string()),
                None => out.extend(["{", name, "}"]),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_other_braces_stay() {
        let values: [(&str, &dyn Display); 2] = [("count", &3), ("who", &"{count}")];
        assert_eq!(
            fill("{count} of {who}: {} { {X} {missing}", &values),
            "3 of {count}: {} { {X} {missing}"
        );
        assert_eq!(placeholders("{b} {a} {b} {"), ["a", "b"]);
    }
}
