//! Likeness of texts, for those that a mail program, a translation or a person has changed.

use std::collections::HashSet;

/// The words of one text of an entry.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) entry: usize,
    words: HashSet<String>,
}

/// Texts with fewer words are like too many others.
const FEWEST: usize = 4;

impl Words {
    pub(super) fn of(entry: usize, text: &str) -> Self {
        Words {
            entry,
            words: words(text),
        }
    }
}

/// The entry whose text is most alike, with the likeness in hundredths; nothing below `least`.
pub(super) fn nearest(known: &[Words], text: &str, least: u8) -> Option<(usize, u8)> {
    // What stands around an error makes all of it less alike: its paragraphs are looked at too.
    let text = text.get(..cut(text)).unwrap_or_default();
    let parts = text.split("\n\n").filter(|part| part.len() < text.len());
    let said: Vec<HashSet<String>> = std::iter::once(text)
        .chain(parts)
        .map(words)
        .filter(|said| said.len() >= FEWEST)
        .collect();
    let known = known.iter().filter(|one| one.words.len() >= FEWEST);
    let rated = known.flat_map(|one| {
        let said = said.iter();
        said.map(|said| (one.entry, likeness(&one.words, said)))
    });
    // The first of equals, so that the answer does not depend on chance.
    let best = rated.fold(None, |best: Option<(usize, u8)>, one| match best {
        Some(best) if best.1 >= one.1 => Some(best),
        _ => Some(one),
    })?;
    (best.1 >= least).then_some(best)
}

/// Sørensen's index: twice what is common by what there is.
fn likeness(known: &HashSet<String>, said: &HashSet<String>) -> u8 {
    let common = known.intersection(said).count();
    u8::try_from(200 * common / (known.len() + said.len()).max(1)).unwrap_or(100)
}

/// Words that carry meaning.
fn words(text: &str) -> HashSet<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphabetic());
    words
        .filter(|word| word.chars().count() > 2)
        .map(str::to_owned)
        .collect()
}

/// Bytes of a text that are compared.
fn cut(text: &str) -> usize {
    text.char_indices().nth(4000).map_or(text.len(), |(at, _)| at)
}

/// The letter that stands for a Turkish one where there are English letters alone.
pub(super) fn bare(c: char) -> char {
    match c {
        'ş' => 's',
        'Ş' => 'S',
        'ğ' => 'g',
        'Ğ' => 'G',
        'ü' => 'u',
        'Ü' => 'U',
        'ö' => 'o',
        'Ö' => 'O',
        'ç' => 'c',
        'Ç' => 'C',
        'ı' => 'i',
        'İ' => 'I',
        other => other,
    }
}

/// In small letters without the marks of Turkish ones, with i and its kin made one.
pub(super) fn fold(text: &str) -> String {
    let plain = text.chars().map(bare);
    plain
        .flat_map(char::to_lowercase)
        .filter(|c| *c != '\u{307}')
        .collect()
}

/// The longest word of a text, folded.
pub(super) fn longest_word(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.max_by_key(|word| word.len()).unwrap_or_default().to_owned()
}
