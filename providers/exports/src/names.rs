//! Property names: shared between records, compared without regard to ASCII case and to a console's suffixes.

use std::collections::HashSet;
use std::sync::Arc;

/// A property name, shared by all records that have it.
pub type Name = Arc<str>;

/// Octets of a name beyond which it is not shared: no property has one as long.
const LONG: usize = 1000;

/// The names seen in one export.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: HashSet<Name>,
    limit: usize,
}

impl Names {
    pub(crate) fn new(limit: usize) -> Self {
        Names {
            known: HashSet::new(),
            limit,
        }
    }

    /// The shared form of a name. Beyond the limit names are not shared, which costs memory but nothing else.
    pub(crate) fn share(&mut self, name: &str) -> Name {
        if let Some(known) = self.known.get(name) {
            return Arc::clone(known);
        }
        let name: Name = name.into();
        if self.known.len() < self.limit && name.len() < LONG {
            self.known.insert(Arc::clone(&name));
        }
        name
    }
}

/// Whether a name in a file is the one that is asked for. Case does not matter, as in PowerShell, and the notes in
/// brackets that Google's console adds to its headers need not be given: `Email Address [Required]`.
pub fn is_name(written: &str, asked: &str) -> bool {
    written.eq_ignore_ascii_case(asked)
        || without_note(written).is_some_and(|short| short.eq_ignore_ascii_case(asked))
}

/// The name without a note in brackets, if it has one.
pub(crate) fn without_note(name: &str) -> Option<&str> {
    let (short, _) = name.strip_suffix(']')?.rsplit_once('[')?;
    Some(short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_as_people_write_them() {
        for (written, asked, same) in [
            ("ImapEnabled", "imapenabled", true),
            ("Email Address [Required]", "email address", true),
            ("Email Address [Required]", "Email Address [Required]", true),
            ("Status [READ ONLY]", "Status", true),
            ("Status [READ ONLY]", "Stat", false),
            ("[x]", "", true),
            ("Name", "Names", false),
        ] {
            assert_eq!(is_name(written, asked), same, "{written} / {asked}");
        }
    }

    #[test]
    fn names_are_shared_up_to_the_limit() {
        let mut names = Names::new(1);
        assert!(Arc::ptr_eq(&names.share("a"), &names.share("a")));
        assert!(!Arc::ptr_eq(&names.share("b"), &names.share("b")));
    }
}
