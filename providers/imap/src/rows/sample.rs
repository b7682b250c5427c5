//! Which rows are signed in. A sample is spread over the file, not taken from its beginning: files are sorted by department, server
//! or letter, and a fault that a whole group has would not be seen among the first rows.

use super::Row;
use crate::settings::SignIn;
use std::collections::HashMap;

/// The rows that are signed in and the others, each in the order of the file. Rows without a user name fill no place of a sample.
pub(crate) fn divide(rows: Vec<Row>, sign_in: SignIn) -> (Vec<Row>, Vec<Row>) {
    let able: Vec<usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.account.is_some())
        .map(|(place, _)| place)
        .collect();
    let chosen: Vec<usize> = match sign_in {
        SignIn::All => return (rows, Vec::new()),
        SignIn::Nobody => return (Vec::new(), rows),
        SignIn::Sample(count) => spread(able.len(), count)
            .filter_map(|place| able.get(place).copied())
            .collect(),
    };
    let mut tried = Vec::with_capacity(chosen.len());
    let mut left = Vec::with_capacity(rows.len().saturating_sub(chosen.len()));
    let mut next = chosen.into_iter().peekable();
    for (place, row) in rows.into_iter().enumerate() {
        if next.next_if_eq(&place).is_some() {
            tried.push(row);
        } else {
            left.push(row);
        }
    }
    (tried, left)
}

/// `count` of `all` places at equal distances, the first one among them.
fn spread(all: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.min(all);
    (0..count).map(move |number| number.saturating_mul(all) / count.max(1))
}

/// The accounts that sign in for rows, in the order of the file, and how often at most: once for each row, and once more
/// where something has to be looked up first (`more`).
pub(crate) fn sign_ins(rows: &[Row], more: impl Fn(&Row) -> u64) -> Vec<(String, u64)> {
    let mut accounts: Vec<(String, u64)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let Some(account) = &row.account else { continue };
        let place = *places.entry(account.key()).or_insert(accounts.len());
        let times = more(row).saturating_add(1);
        match accounts.get_mut(place) {
            Some((_, known)) => *known = known.saturating_add(times),
            None => accounts.push((account.authenticates_as.clone(), times)),
        }
    }
    accounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::rows;

    fn sampled(count: usize) -> (Vec<String>, usize) {
        let (tried, left) = divide(rows(&["a", "b", "", "c", "d", "e", "f"]), SignIn::Sample(count));
        (tried.into_iter().map(|row| row.address).collect(), left.len())
    }

    #[test]
    fn a_sample_is_spread_over_the_file_and_holds_rows_that_can_sign_in() {
        assert_eq!(sampled(1).0, ["a"]);
        assert_eq!(sampled(2).0, ["a", "d"]);
        assert_eq!(sampled(3), (vec!["a".to_owned(), "c".into(), "e".into()], 4));
        assert_eq!(sampled(9).0.len(), 6, "there are no more");
        let (tried, left) = divide(rows(&["", ""]), SignIn::Sample(2));
        assert_eq!((tried.len(), left.len()), (0, 2));
    }

    #[test]
    fn accounts_count_by_whoever_authenticates() {
        let rows = rows(&["a*admin", "b", "c*Admin", ""]);
        let found = sign_ins(&rows, |row| u64::from(row.address == "b"));
        assert_eq!(found, [("admin".to_owned(), 2), ("b".to_owned(), 2)]);
    }
}
