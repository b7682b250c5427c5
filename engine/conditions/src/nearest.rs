//! The nearest name to a mistyped one, for "did you mean".

/// The candidate that differs least from the word, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Two letters changed places count as two, so short words get room for one such slip.
    let length = word.chars().count();
    let allowed = (length / 3).max(if length < 5 { 1 } else { 2 });
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements between two words (Levenshtein), letters compared without ASCII case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.chars().map(|c| c.to_ascii_lowercase()).enumerate() {
        let mut here = Vec::with_capacity(above.len());
        here.push(row + 1);
        for (pair, to) in above.windows(2).zip(&right) {
            let &[diagonal, up] = pair else { continue };
            let before = here.last().copied().unwrap_or(0);
            here.push((diagonal + usize::from(from != *to)).min(up + 1).min(before + 1));
        }
        above = here;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["csv.user_name", "csv.user_root", "imap.login"];
        assert_eq!(nearest("csv.username", names.into_iter()), Some("csv.user_name"));
        assert_eq!(nearest("imap.logn", names.into_iter()), Some("imap.login"));
        assert_eq!(nearest("server.family", names.into_iter()), None);
    }
}
