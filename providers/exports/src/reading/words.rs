//! Truth values in the languages of spreadsheets, and words of enumerations that were written as numbers.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Reads a truth value: `True`, `1` or what spreadsheets put in their place. The words are data (`words.toml`).
pub fn bool(text: &str) -> Option<bool> {
    match text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        word => WORDS.get(&folded(word)).copied(),
    }
}

/// Lower case, with one letter i: Turkish has two, and which one a capital stands for depends on the language.
fn folded(word: &str) -> String {
    let lower = word.to_lowercase().replace('\u{307}', "");
    lower.replace('ı', "i")
}

#[derive(Deserialize)]
struct Table {
    words: Vec<Words>,
}

#[derive(Deserialize)]
struct Words {
    #[serde(rename = "true")]
    yes: Vec<String>,
    #[serde(rename = "false")]
    no: Vec<String>,
}

static WORDS: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    // A test holds that the table can be read.
    let words = toml::from_str::<Table>(include_str!("words.toml")).map_or(Vec::new(), |table| table.words);
    let pairs = words.into_iter().flat_map(|words| {
        let yes = words.yes.iter().map(|word| (folded(word), true));
        let no = words.no.iter().map(|word| (folded(word), false));
        yes.chain(no).collect::<Vec<_>>()
    });
    pairs.collect()
});

/// A word of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its number, if the file or the list of names has it.
    pub number: Option<i64>,
    /// Whether the file has the number only, so that the name rests on the list.
    pub from_number: bool,
}

/// A word of an enumeration from its text, which may be its number.
pub fn word<'a>(text: &'a str, names: &'a [(i64, &'a str)]) -> Word<'a> {
    let text = text.trim();
    if let Some(word) = text.parse().ok().and_then(|number| word_of_number(number, names)) {
        return word;
    }
    let listed = names.iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
    Word {
        name: listed.map_or(text, |&(_, name)| name),
        number: listed.map(|&(number, _)| number),
        from_number: false,
    }
}

/// A word of an enumeration from its number; nothing when the number is not listed.
pub fn word_of_number<'a>(number: i64, names: &'a [(i64, &'a str)]) -> Option<Word<'a>> {
    let &(_, name) = names.iter().find(|&&(known, _)| known == number)?;
    Some(Word {
        name,
        number: Some(number),
        from_number: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_no_word_is_both() {
        let table: Table = toml::from_str(include_str!("words.toml")).unwrap();
        let mut seen = HashMap::new();
        for words in table.words {
            let pairs = words
                .yes
                .iter()
                .map(|w| (w, true))
                .chain(words.no.iter().map(|w| (w, false)));
            for (word, truth) in pairs {
                assert_eq!(*word, word.to_lowercase());
                assert_eq!(*seen.entry(word.clone()).or_insert(truth), truth, "{word}");
            }
        }
        assert!(seen.len() > 30);
    }

    #[test]
    fn truth_in_many_languages() {
        for (text, truth) in [
            ("True", Some(true)),
            ("FALSE", Some(false)),
            ("1", Some(true)),
            (" 0 ", Some(false)),
            ("DOĞRU", Some(true)),
            ("YANLIŞ", Some(false)),
            ("WAHR", Some(true)),
            ("FAUX", Some(false)),
            ("ИСТИНА", Some(true)),
            ("", None),
            ("2", None),
            ("maybe", None),
        ] {
            assert_eq!(bool(text), truth, "{text}");
        }
    }

    #[test]
    fn words_by_name_and_by_number() {
        let names = [(1, "Stopped"), (4, "Running")];
        assert_eq!(
            word("4", &names),
            Word {
                name: "Running",
                number: Some(4),
                from_number: true
            }
        );
        assert_eq!(
            word("running", &names),
            Word {
                name: "Running",
                number: Some(4),
                from_number: false
            }
        );
        assert_eq!(
            word("Paused", &names),
            Word {
                name: "Paused",
                number: None,
                from_number: false
            }
        );
        assert_eq!(word_of_number(9, &names), None);
    }
}
