//! The names of columns, from `headers.toml`: those the service knows, and what people write in their place.

use super::distance::within;
use crate::blank::trim;
use secrecy::zeroize::Zeroizing;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Letters of a name for every slip of the keyboard that is forgiven.
const LETTERS_FOR_A_SLIP: usize = 6;

/// Letters of a word for `Password` that means nothing else inside another name.
const LETTERS_OF_A_WORD: usize = 6;

/// A column that the service knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    EmailAddress,
    UserName,
    Password,
    UserRoot,
}

impl Column {
    pub(crate) const ALL: [Column; 4] = [
        Column::EmailAddress,
        Column::UserName,
        Column::Password,
        Column::UserRoot,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Column::EmailAddress => "EmailAddress",
            Column::UserName => "UserName",
            Column::Password => "Password",
            Column::UserRoot => "UserRoot",
        }
    }
}

/// How a name in the file stands for a known one, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// To the letter.
    Exact,
    /// But for letter case and blanks around.
    Inexact,
    /// But for the Turkish letters i.
    TurkishI,
    /// A translation or paraphrase.
    Localized,
    /// But for slips of the keyboard.
    Misspelled,
}

/// All names.
pub(crate) struct Names {
    letters: Vec<(String, String)>,
    required: Vec<Column>,
    /// Folded translations and paraphrases.
    others: HashMap<String, Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    letters: BTreeMap<String, Vec<String>>,
    column: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    required: bool,
    also: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// The shipped names.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(crate) fn shipped() -> Result<Names, String> {
        Names::read(include_str!("../../headers.toml"))
    }

    pub(super) fn read(text: &str) -> Result<Names, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut letters = Vec::new();
        for (letter, alternatives) in file.letters {
            letters.extend(alternatives.into_iter().map(|other| (other, letter.clone())));
        }
        // `i` with a dot above it goes before its parts.
        letters.sort_by_key(|(other, _)| std::cmp::Reverse(other.len()));
        let mut names = Names {
            letters,
            required: Vec::new(),
            others: HashMap::new(),
        };
        for entry in file.column {
            names.add(entry)?;
        }
        Ok(names)
    }

    fn add(&mut self, entry: Entry) -> Result<(), String> {
        let known = Column::ALL.into_iter().find(|column| column.name() == entry.name);
        let column = known.ok_or_else(|| format!("`{}` is no column of the service", entry.name))?;
        if entry.required {
            self.required.push(column);
        }
        for other in entry.also.into_values().flatten().chain([entry.name]) {
            let before = self.others.insert(self.fold(&other).to_string(), column);
            if before.is_some_and(|before| before != column) {
                return Err(format!("`{other}` stands for two columns"));
            }
        }
        Ok(())
    }

    /// The columns that every file needs.
    pub(crate) fn required(&self) -> &[Column] {
        &self.required
    }

    /// Whether a name stands for a column of the service.
    pub(crate) fn is_name(&self, written: &str) -> bool {
        self.find(written).is_some()
    }

    /// Whether a column of that name may hold passwords: one that stands for `Password`, or holds a word for it.
    pub(crate) fn is_password(&self, written: &str) -> bool {
        let folded = self.fold(written);
        let holds = |(name, column): (&String, &Column)| {
            *column == Column::Password && name.len() >= LETTERS_OF_A_WORD && folded.contains(name.as_str())
        };
        matches!(self.find(written), Some((Column::Password, _))) || self.others.iter().any(holds)
    }

    /// The column that a name stands for, and how.
    pub(crate) fn find(&self, written: &str) -> Option<(Column, Likeness)> {
        let exactly = |column: &Column| written == column.name();
        if let Some(column) = Column::ALL.into_iter().find(exactly) {
            return Some((column, Likeness::Exact));
        }
        let name = trim(written);
        let but_for_case = |column: &Column| name.eq_ignore_ascii_case(column.name());
        if let Some(column) = Column::ALL.into_iter().find(but_for_case) {
            return Some((column, Likeness::Inexact));
        }
        let turkish = self.one_i(name);
        let but_for_i = |column: &Column| turkish == self.one_i(column.name());
        if let Some(column) = Column::ALL.into_iter().find(but_for_i) {
            return Some((column, Likeness::TurkishI));
        }
        let folded = self.fold(name);
        if let Some(column) = self.others.get(folded.as_str()) {
            return Some((*column, Likeness::Localized));
        }
        let nearly = |column: &Column| {
            let name = self.fold(column.name());
            within(&folded, &name, name.len() / LETTERS_FOR_A_SLIP)
        };
        Column::ALL
            .into_iter()
            .find(nearly)
            .map(|column| (column, Likeness::Misspelled))
    }

    /// Small letters, with all letters i as one. What is compared may turn out to be a password.
    fn one_i(&self, name: &str) -> Zeroizing<String> {
        let mut text = Zeroizing::new(name.to_owned());
        for (other, letter) in &self.letters {
            text = Zeroizing::new(text.replace(other.as_str(), letter));
        }
        Zeroizing::new(text.to_lowercase())
    }

    /// What is compared: letters and digits only, small, with all letters i as one.
    fn fold(&self, name: &str) -> Zeroizing<String> {
        let text = self.one_i(name);
        let mut folded = Zeroizing::new(String::with_capacity(text.len()));
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .for_each(|c| folded.push(c));
        folded
    }
}
