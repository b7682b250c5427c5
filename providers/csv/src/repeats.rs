//! Values that more than one row holds, compared without letter case.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Values that are listed.
const LISTED: usize = 100;

/// Lines that are named for one value.
const LINES: usize = 10;

/// Values with their lines.
#[derive(Default)]
pub(crate) struct Repeats {
    lines: HashMap<String, Lines>,
}

#[derive(Default)]
struct Lines {
    first: i64,
    more: Vec<i64>,
}

impl Repeats {
    /// Notes that a line holds this value.
    pub(crate) fn add(&mut self, value: &str, line: i64) {
        match self.lines.entry(value.to_lowercase()) {
            Entry::Vacant(entry) => {
                entry.insert(Lines {
                    first: line,
                    more: Vec::new(),
                });
            }
            Entry::Occupied(mut entry) => entry.get_mut().more.push(line),
        }
    }

    /// Number of different values.
    pub(crate) fn different(&self) -> usize {
        self.lines.len()
    }

    /// Whether more than one line holds this value.
    pub(crate) fn is_repeated(&self, value: &str) -> bool {
        self.lines
            .get(&value.to_lowercase())
            .is_some_and(|lines| !lines.more.is_empty())
    }

    /// Other lines with this value, the first ones.
    pub(crate) fn others(&self, value: &str, line: i64) -> Vec<i64> {
        let lines = self.lines.get(&value.to_lowercase());
        let all = lines.into_iter().flat_map(Lines::all);
        all.filter(|other| *other != line).take(LINES).collect()
    }

    /// Values that repeat with their lines, in the order of the file, the first ones: `a@example.com (lines 2, 7)`.
    pub(crate) fn list(&self) -> Vec<String> {
        let mut repeated: Vec<_> = self
            .lines
            .iter()
            .filter(|(_, lines)| !lines.more.is_empty())
            .collect();
        repeated.sort_by_key(|(_, lines)| lines.first);
        repeated.truncate(LISTED);
        repeated
            .into_iter()
            .map(|(value, lines)| format!("{value} (lines {})", lines.named()))
            .collect()
    }
}

impl Lines {
    fn all(&self) -> impl Iterator<Item = i64> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    fn named(&self) -> String {
        let named: Vec<String> = self.all().take(LINES).map(|line| line.to_string()).collect();
        let more = (self.more.len() + 1).saturating_sub(LINES);
        let named = named.join(", ");
        if more == 0 {
            named
        } else {
            format!("{named} and {more} more")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_values_are_found_whatever_their_case() {
        let mut repeats = Repeats::default();
        for (value, line) in [
            ("b@x.y", 2),
            ("A@x.y", 3),
            ("a@X.Y", 5),
            ("B@x.y", 7),
            ("c@x.y", 8),
        ] {
            repeats.add(value, line);
        }
        assert_eq!(repeats.list(), ["b@x.y (lines 2, 7)", "a@x.y (lines 3, 5)"]);
        assert_eq!(
            (repeats.others("a@x.y", 5), repeats.others("c@x.y", 8)),
            (vec![3], vec![])
        );
        assert!(repeats.is_repeated("A@X.y") && !repeats.is_repeated("c@x.y") && !repeats.is_repeated("d"));
        assert_eq!(repeats.different(), 3);
    }

    #[test]
    fn long_lists_are_cut() {
        let mut repeats = Repeats::default();
        for line in 0..300 {
            repeats.add("admin", line);
            repeats.add(&(line % 150).to_string(), line + 1000);
        }
        let list = repeats.list();
        assert_eq!(list.len(), 100);
        assert_eq!(list[0], "admin (lines 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 290 more)");
        assert_eq!(repeats.others("admin", 0).len(), 10);
    }
}
