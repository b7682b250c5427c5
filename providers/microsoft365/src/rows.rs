//! The rows of the migration file, looked up by address, and addresses that nearly are theirs.
//!
//! Recipients are compared while they are read, so that a tenant of a million is never held whole: the rows are, with all
//! ways to slip once on their keyboard.

use imaprules_provider::Request;
use std::collections::{HashMap, HashSet};

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Id of its subject.
    pub(crate) id: String,
    /// Its EmailAddress in small letters.
    pub(crate) address: String,
}

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

/// All rows.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) all: Vec<Row>,
    by_address: HashMap<String, Vec<usize>>,
    squeezed: HashMap<String, Vec<usize>>,
    by_local: HashMap<String, Vec<usize>>,
    by_slip: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    domains: HashSet<String>,
}

/// Slips that still make the same address, and the shortest name that may have two.
const SLIPS: usize = 2;
const LONG: usize = 6;

impl Rows {
    /// The rows that the program hands over.
    pub(crate) fn of(request: &Request) -> Self {
        let mut rows = Rows::default();
        for input in request.subjects.iter().filter(|input| input.subject.kind == "mailbox") {
            let address = input.fact("mailbox.address").and_then(|value| value.as_text());
            rows.add(&input.subject.id, address.unwrap_or(&input.subject.id));
        }
        rows
    }

    pub(crate) fn add(&mut self, id: &str, address: &str) {
        let address = address.trim().to_lowercase();
        let row = self.all.len();
        let note = |map: &mut HashMap<String, Vec<usize>>, key: String| map.entry(key).or_default().push(row);
        note(&mut self.by_address, address.clone());
        let squeezed = squeeze(&address);
        if squeezed != address {
            note(&mut self.squeezed, squeezed);
        }
        match address.rsplit_once('@') {
            Some((local, domain)) => {
                note(&mut self.by_local, local.to_owned());
                for slip in slips(local) {
                    note(&mut self.by_slip, format!("{slip}@{domain}"));
                }
                self.domains.insert(domain.to_owned());
            }
            None => note(&mut self.by_name, address.clone()),
        }
        self.all.push(Row { id: id.to_owned(), address });
    }

    /// Mail domains of the rows.
    pub(crate) fn domains(&self) -> &HashSet<String> {
        &self.domains
    }

    /// The rows with this address, which is in small letters.
    pub(crate) fn with(&self, address: &str) -> &[usize] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    /// The rows that this address nearly fits.
    pub(crate) fn near(&self, address: &str) -> Vec<(usize, Near)> {
        let mut found = Vec::new();
        let mut note = |rows: Option<&Vec<usize>>, near: Near| {
            found.extend(rows.into_iter().flatten().map(|row| (*row, near)));
        };
        note(self.squeezed.get(address), Near::Blank);
        let Some((local, domain)) = address.rsplit_once('@') else {
            return found;
        };
        for row in self.by_local.get(local).into_iter().flatten() {
            let other = self.domain_of(*row);
            match distance(other, domain) {
                0 => {}
                slips @ 1..=SLIPS => found.push((*row, Near::Typo(slips))),
                _ => found.push((*row, Near::Domain)),
            }
        }
        let candidates = slips(local).into_iter().flat_map(|slip| {
            let rows = self.by_slip.get(&format!("{slip}@{domain}"));
            rows.into_iter().flatten().copied().collect::<Vec<_>>()
        });
        for row in candidates.collect::<HashSet<_>>() {
            let other = self.local_of(row);
            let most = if other.chars().count() < LONG { 1 } else { SLIPS };
            match distance(other, local) {
                slips if (1..=most).contains(&slips) => found.push((row, Near::Typo(slips))),
                _ => {}
            }
        }
        found
    }

    /// The rows that hold this name instead of an address.
    pub(crate) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether any row holds a name instead of an address.
    pub(crate) fn has_names(&self) -> bool {
        !self.by_name.is_empty()
    }

    fn local_of(&self, row: usize) -> &str {
        self.parts(row).0
    }

    fn domain_of(&self, row: usize) -> &str {
        self.parts(row).1
    }

    fn parts(&self, row: usize) -> (&str, &str) {
        self.all.get(row).and_then(|row| row.address.rsplit_once('@')).unwrap_or_default()
    }
}

/// Without blanks and what cannot be seen.
fn squeeze(address: &str) -> String {
    let seen = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    address.chars().filter(seen).collect()
}

/// A name and all that is left when one letter is taken out: two names with a slip between them share one of these.
fn slips(name: &str) -> HashSet<String> {
    let letters: Vec<char> = name.chars().take(64).collect();
    let without = |at: usize| letters.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c).collect();
    let mut slips: HashSet<String> = (0..letters.len()).map(without).collect();
    slips.insert(name.to_owned());
    slips
}

/// Slips between two texts: letters put in, left out, put for others, or two that changed places (Damerau and Levenshtein).
/// More than a few are counted as many.
pub(crate) fn distance(a: &str, b: &str) -> usize {
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

    fn rows(addresses: &[&str]) -> Rows {
        let mut rows = Rows::default();
        addresses.iter().for_each(|address| rows.add(address, address));
        rows
    }

    fn best(row: &str, address: &str) -> Option<Near> {
        rows(&[row]).near(address).into_iter().map(|(_, near)| near).min()
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, slips) in [("terry", "terry", 0), ("terry", "tery", 1), ("terry", "tezzy", 2), ("terry", "tyerr", 2), ("ab", "ba", 1), ("", "", 0)] {
            assert_eq!(distance(a, b), slips, "{a} {b}");
        }
        assert!(distance("terry", "terryadams") > 2);
    }

    #[test]
    fn addresses_are_found_without_case_and_near_ones_by_kind() {
        let rows = rows(&["Terry.Adams@Contoso.com", "b@contoso.com", "b@contoso.com"]);
        assert_eq!(rows.with("terry.adams@contoso.com"), [0]);
        assert_eq!(rows.with("b@contoso.com"), [1, 2]);
        assert!(rows.near("terry.adams@contoso.com").is_empty());
        assert_eq!(best("terry.adams@contoso.com", "tery.adams@contoso.com"), Some(Near::Typo(1)));
        assert_eq!(best("terry.adams@contoso.com", "etrry.adams@contoso.com"), Some(Near::Typo(1)));
        assert_eq!(best("terry.adams@contoso.com", "terry.adams@contoso.con"), Some(Near::Typo(1)));
        assert_eq!(best("terry.adams@old.example", "terry.adams@contoso.com"), Some(Near::Domain));
        assert_eq!(best("terry .adams@contoso.com", "terry.adams@contoso.com"), Some(Near::Blank));
        assert_eq!(best("terry\u{200b}@contoso.com", "terry@contoso.com"), Some(Near::Blank));
        assert_eq!(best("terry.adams@contoso.com", "someone.else@contoso.com"), None);
        assert_eq!(best("anna@contoso.com", "anne@contoso.com"), Some(Near::Typo(1)));
        assert_eq!(best("anna@contoso.com", "enne@contoso.com"), None);
    }
}
