//! Names of parts: those of the file, of the group, and a number where there is more than one. Whatever stands in a group,
//! the name is one that every file system takes.

use std::collections::HashSet;
use std::path::Path;

/// Letters of a group that its files are named after.
const LETTERS: usize = 60;

/// Gives names, each once, letter case aside.
pub(super) struct Namer {
    stem: String,
    given: HashSet<String>,
}

impl Namer {
    /// Names after this file.
    pub(super) fn new(original: &Path) -> Self {
        let stem = original.file_stem().unwrap_or(original.as_os_str());
        Namer {
            stem: stem.to_string_lossy().into_owned(),
            given: HashSet::new(),
        }
    }

    /// The name of a part: which one of how many of its group.
    pub(super) fn name(&mut self, group: Option<&str>, number: usize, of: usize) -> String {
        let group = group
            .map(|group| format!("-{}", plain(group)))
            .unwrap_or_default();
        let width = of.to_string().len();
        let number = if of > 1 || group.is_empty() {
            format!("-{number:0width$}")
        } else {
            String::new()
        };
        let name = format!("{}{group}{number}", self.stem);
        let mut unique = name.clone();
        let mut more = 2;
        while !self.given.insert(unique.to_lowercase()) {
            unique = format!("{name}-{more}");
            more += 1;
        }
        format!("{unique}.csv")
    }
}

/// Letters and digits, dots, hyphens and underscores; `none` where nothing is left.
fn plain(group: &str) -> String {
    let keep = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut name = String::new();
    for c in group.chars().take(LETTERS) {
        match c {
            c if keep(c) => name.push(c),
            _ if name.is_empty() || name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_matches(['_', '.']);
    if name.is_empty() { "none" } else { name }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_fit_any_file_system() {
        let mut namer = Namer::new(Path::new("some/users.csv"));
        let mut name = |group, number, of| namer.name(group, number, of);
        assert_eq!(name(None, 3, 12), "users-03.csv");
        assert_eq!(name(Some("contoso.com"), 1, 1), "users-contoso.com.csv");
        assert_eq!(name(Some("/users/staff"), 2, 2), "users-users_staff-2.csv");
        assert_eq!(name(Some("CONTOSO.com"), 1, 1), "users-CONTOSO.com-2.csv");
        assert_eq!(
            name(Some("../../etc"), 1, 1),
            "users-.._etc.csv".replace(".._", "")
        );
        assert_eq!(name(Some(""), 1, 1), "users-none.csv");
        assert_eq!(name(Some("Müdürlük: \"A/B\"?"), 1, 1), "users-Müdürlük_A_B.csv");
    }
}
