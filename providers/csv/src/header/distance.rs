//! Slips of the keyboard between two words.

use secrecy::zeroize::Zeroizing;

/// Letters compared; no name is longer.
const LETTERS: usize = 64;

/// Whether a word becomes the other by at most `most` insertions, omissions, wrong letters and swapped neighbours
/// (optimal string alignment distance).
pub(super) fn within(a: &str, b: &str, most: usize) -> bool {
    let a: Zeroizing<Vec<char>> = Zeroizing::new(a.chars().take(LETTERS).collect());
    let b: Zeroizing<Vec<char>> = Zeroizing::new(b.chars().take(LETTERS).collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&last, j) + usize::from(x != y);
            best = best.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().is_some_and(|slips| *slips <= most)
}
