//! Addresses that nearly are those of rows that nobody was found for: but for blanks, a slip of the keyboard, the domain.
//!
//! All addresses of recipients are kept in one text, some dozens of octets each, and compared once it is known for which rows
//! nobody was found.

use crate::rows::Rows;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How an address nearly is that of a row; the best comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Near {
    /// But for blanks and invisible characters.
    Blank,
    /// But for slips of the keyboard, so many.
    Typo(usize),
    /// The same name in another domain.
    Domain,
    /// The row has a name only.
    Name,
}

impl Near {
    /// The word of `target.near_miss`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Near::Blank => "blank",
            Near::Typo(_) => "typo",
            Near::Domain => "domain",
            Near::Name => "name",
        }
    }
}

/// An address that nearly is that of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Suggestion {
    pub(crate) near: Near,
    pub(crate) address: String,
    pub(crate) details: String,
}

/// Addresses of recipients with what sort each is, packed.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    text: String,
    /// End in the text, and the sort.
    ends: Vec<(usize, u16)>,
    sorts: Vec<String>,
}

impl Directory {
    /// Adds an address in small letters.
    pub(crate) fn add(&mut self, address: &str, details: &str) {
        let sort = match self.sorts.iter().position(|known| known == details) {
            Some(sort) => sort,
            None => {
                self.sorts.push(details.to_owned());
                self.sorts.len() - 1
            }
        };
        self.text.push_str(address);
        self.ends
            .push((self.text.len(), u16::try_from(sort).unwrap_or(u16::MAX)));
    }

    fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        let begins = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        begins.zip(&self.ends).map(|(begin, (end, sort))| {
            let address = self.text.get(begin..*end).unwrap_or_default();
            (
                address,
                self.sorts.get(usize::from(*sort)).map_or("", String::as_str),
            )
        })
    }

    /// The best suggestion for each of these rows.
    pub(crate) fn suggest(&self, rows: &Rows, open: &[usize]) -> HashMap<usize, Suggestion> {
        let index = Index::of(rows, open);
        let mut best: HashMap<usize, Suggestion> = HashMap::new();
        if open.is_empty() {
            return best;
        }
        for (address, details) in self.each() {
            for (row, near) in index.near(rows, address) {
                let suggestion = Suggestion {
                    near,
                    address: address.to_owned(),
                    details: details.to_owned(),
                };
                keep(&mut best, row, suggestion);
            }
        }
        best
    }
}

/// Keeps the better of two suggestions.
pub(crate) fn keep(best: &mut HashMap<usize, Suggestion>, row: usize, suggestion: Suggestion) {
    match best.get_mut(&row) {
        Some(known) if *known <= suggestion => {}
        Some(known) => *known = suggestion,
        None => {
            best.insert(row, suggestion);
        }
    }
}

/// Slips that still make the same address, and the shortest name that may have two.
const SLIPS: usize = 2;
const LONG: usize = 6;

/// Letters of a name in which slips are looked for (RFC 5321, section 4.5.3.1.1).
const LONGEST: usize = 64;

/// The rows by all that nearly fits them.
#[derive(Debug, Default)]
struct Index {
    squeezed: HashMap<String, Vec<usize>>,
    by_local: HashMap<String, Vec<usize>>,
    /// By what is left of the address when a letter of the name is taken out, hashed: there are many.
    by_slip: HashMap<u64, Vec<usize>>,
    domains: HashSet<String>,
}

impl Index {
    fn of(rows: &Rows, open: &[usize]) -> Self {
        let mut index = Index::default();
        for &row in open {
            let Some(address) = rows.all.get(row).map(|row| row.address.as_str()) else {
                continue;
            };
            let squeezed = squeeze(address);
            if squeezed != address {
                index.squeezed.entry(squeezed).or_default().push(row);
            }
            if let Some((local, domain)) = address.rsplit_once('@') {
                index.by_local.entry(local.to_owned()).or_default().push(row);
                for slip in slips(local, domain) {
                    index.by_slip.entry(slip).or_default().push(row);
                }
                index.domains.insert(domain.to_owned());
            }
        }
        index
    }

    /// The rows that this address nearly fits.
    fn near(&self, rows: &Rows, address: &str) -> Vec<(usize, Near)> {
        let squeezed = self.squeezed.get(address).into_iter().flatten();
        let mut found: Vec<(usize, Near)> = squeezed.map(|row| (*row, Near::Blank)).collect();
        let Some((local, domain)) = address.rsplit_once('@') else {
            return found;
        };
        for &row in self.by_local.get(local).into_iter().flatten() {
            match distance(parts(rows, row).1, domain) {
                0 => {}
                slips @ 1..=SLIPS => found.push((row, Near::Typo(slips))),
                _ => found.push((row, Near::Domain)),
            }
        }
        if !self.domains.contains(domain) {
            return found;
        }
        let candidates = slips(local, domain)
            .filter_map(|slip| self.by_slip.get(&slip))
            .flatten();
        for row in candidates.copied().collect::<BTreeSet<_>>() {
            let other = parts(rows, row).0;
            let most = if other.chars().count() < LONG { 1 } else { SLIPS };
            let slips = distance(other, local);
            if (1..=most).contains(&slips) {
                found.push((row, Near::Typo(slips)));
            }
        }
        found
    }
}

fn parts(rows: &Rows, row: usize) -> (&str, &str) {
    let row = rows.all.get(row);
    row.and_then(|row| row.address.rsplit_once('@'))
        .unwrap_or_default()
}

/// Without blanks and what cannot be seen.
fn squeeze(address: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let seen = |c: &char| !c.is_whitespace() && !c.is_control() && !hidden(*c);
    address.chars().filter(seen).collect()
}

/// A name and all that is left when one letter is taken out: two names with a slip between them share one of these. Digits
/// stay: `user12` is no misspelt `user13`, and numbered names would all be near one another.
fn slips(local: &str, domain: &str) -> impl Iterator<Item = u64> {
    let letter = |c: &char| !c.is_ascii_digit();
    let letters = local.chars().filter(letter).count().min(LONGEST);
    let hash = move |without: Option<usize>| {
        let mut hasher = DefaultHasher::new();
        local
            .chars()
            .filter(char::is_ascii_digit)
            .for_each(|digit| digit.hash(&mut hasher));
        let kept = local
            .chars()
            .filter(letter)
            .enumerate()
            .filter(|(at, _)| Some(*at) != without);
        kept.for_each(|(_, letter)| letter.hash(&mut hasher));
        domain.hash(&mut hasher);
        hasher.finish()
    };
    std::iter::once(None).chain((0..letters).map(Some)).map(hash)
}

/// Slips between two texts: letters put in, left out, put for others, or two that changed places (Damerau and Levenshtein).
/// More than a few are counted as many.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > SLIPS || a.len() > 320 {
        return if a == b { 0 } else { usize::MAX };
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |row: &Vec<usize>, at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let change = get(&last, j) + usize::from(x != y);
            let mut best = change.min(get(&last, j + 1) + 1).min(get(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(get(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(row: &str, address: &str) -> Option<Near> {
        let mut rows = Rows::default();
        rows.add(row, row);
        let mut directory = Directory::default();
        directory.add("other@elsewhere.example", "MailUser");
        directory.add(address, "UserMailbox");
        let found = directory.suggest(&rows, &[0]).remove(&0)?;
        assert_eq!(
            (found.address.as_str(), found.details.as_str()),
            (address, "UserMailbox")
        );
        Some(found.near)
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, slips) in [
            ("terry", "terry", 0),
            ("terry", "tery", 1),
            ("terry", "tezzy", 2),
            ("terry", "tyerr", 2),
            ("ab", "ba", 1),
            ("", "", 0),
        ] {
            assert_eq!(distance(a, b), slips, "{a} {b}");
        }
        assert!(distance("terry", "terryadams") > 2);
    }

    #[test]
    fn near_addresses_are_told_apart() {
        for (row, address, near) in [
            (
                "terry.adams@contoso.com",
                "tery.adams@contoso.com",
                Some(Near::Typo(1)),
            ),
            (
                "terry.adams@contoso.com",
                "etrry.adams@contoso.com",
                Some(Near::Typo(1)),
            ),
            (
                "terry.adams@contoso.com",
                "terry.adams@contoso.con",
                Some(Near::Typo(1)),
            ),
            (
                "terry.adams@old.example",
                "terry.adams@contoso.com",
                Some(Near::Domain),
            ),
            (
                "terry .adams@contoso.com",
                "terry.adams@contoso.com",
                Some(Near::Blank),
            ),
            (
                "terry\u{200b}@contoso.com",
                "terry@contoso.com",
                Some(Near::Blank),
            ),
            ("terry.adams@contoso.com", "someone.else@contoso.com", None),
            ("anna@contoso.com", "anne@contoso.com", Some(Near::Typo(1))),
            ("anna@contoso.com", "enne@contoso.com", None),
            ("student1234@contoso.com", "student1235@contoso.com", None),
            (
                "studnet1234@contoso.com",
                "student1234@contoso.com",
                Some(Near::Typo(1)),
            ),
        ] {
            assert_eq!(best(row, address), near, "{row} {address}");
        }
    }

    #[test]
    fn the_best_of_several_counts_and_equals_by_letters() {
        let mut best = HashMap::new();
        let suggestion = |near, address: &str| Suggestion {
            near,
            address: address.to_owned(),
            details: String::new(),
        };
        for (near, address) in [
            (Near::Domain, "a"),
            (Near::Typo(2), "c"),
            (Near::Typo(1), "d"),
            (Near::Typo(1), "b"),
            (Near::Name, "a"),
        ] {
            keep(&mut best, 0, suggestion(near, address));
        }
        assert_eq!(best.get(&0), Some(&suggestion(Near::Typo(1), "b")));
    }
}
