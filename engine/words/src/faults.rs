//! What is wrong with a translation of messages, for tests: whoever adds a language is told what is missing.

use crate::message::{Piece, pieces, placeholders};
use crate::{Catalogue, Message};

/// What a language has not, has too much, shows otherwise than English, or attaches to a value. Both hold their own words only.
pub fn faults(english: &Catalogue, other: &Catalogue) -> Vec<String> {
    let mut faults = Vec::new();
    for (key, message) in english.messages() {
        match other.messages().find(|(known, _)| *known == key) {
            Some((_, translated)) => faults.extend(compared(key, message, translated)),
            None => faults.push(format!("{key}: has no words")),
        }
    }
    let strange = other.messages().filter(|(key, _)| !english.has(key));
    faults.extend(strange.map(|(key, _)| format!("{key}: is no message")));
    faults
}

fn compared(key: &str, english: &Message, other: &Message) -> Vec<String> {
    let wanted: Vec<&str> = english.all().into_iter().flat_map(placeholders).collect();
    let mut faults = Vec::new();
    for words in other.all() {
        let given = placeholders(words);
        let same =
            wanted.iter().all(|name| given.contains(name)) && given.iter().all(|name| wanted.contains(name));
        if !same {
            faults.push(format!("{key}: shows {given:?}, in English {wanted:?}"));
        }
        faults.extend(attached(words).map(|name| format!("{key}: an ending is attached to {{{name}}}")));
    }
    faults
}

/// Placeholders that something is attached to: nobody knows how the value ends.
fn attached(words: &str) -> impl Iterator<Item = &str> {
    pieces(words).into_iter().filter_map(|piece| match piece {
        Piece::Name(name, follows) => {
            let next = follows.chars().next()?;
            (next.is_alphabetic() || matches!(next, '\'' | '\u{2019}')).then_some(name)
        }
        Piece::Text(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Files;

    #[test]
    fn each_fault_is_told() {
        let files: Files = &[
            (
                "en",
                "a = \"{x}\"\nb = \"{x}\"\nc = \"c\"\nd = { one = \"one\", other = \"{count}\" }",
            ),
            (
                "tr",
                "a = \"{y}\"\nb = \"{x}de\"\nd = \"{count} tane\"\ne = \"e\"",
            ),
        ];
        let english = Catalogue::alone("en", &[files]).unwrap();
        let turkish = Catalogue::alone("tr", &[files]).unwrap();
        let faults = faults(&english, &turkish);
        let about: Vec<&str> = faults
            .iter()
            .filter_map(|fault| fault.split_once(':'))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(about, ["a", "b", "c", "e"], "{faults:?}");
    }
}
