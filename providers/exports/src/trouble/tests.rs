//! Codes and their counting.

use super::{Code, Troubles};
use crate::Place;
use std::collections::HashSet;

#[test]
fn every_code_has_words_of_its_own() {
    let ids: HashSet<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(ids.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(
            code.id().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{code:?}"
        );
        assert!(code.about().len() > 10 && code.remedy().len() > 10, "{code:?}");
    }
}

#[test]
fn equal_troubles_are_counted_and_different_ones_limited() {
    let mut troubles = Troubles::new(2);
    for name in ["a", "b", "c", "a"] {
        troubles.note(
            Code::TypeName,
            Place::default(),
            Some(&name.into()),
            &"x".repeat(200),
        );
    }
    assert_eq!(
        troubles
            .list()
            .iter()
            .map(|trouble| trouble.times)
            .collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(troubles.list()[0].seen.chars().count(), 81);
}
