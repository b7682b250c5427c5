//! Whatever the table: nothing is lost, and nothing is left to correct.

use super::{Scene, by, records, rows};
use crate::property::{MARK, Table, blank, table};
use proptest::prelude::*;

/// The columns of a row in the order of the table's.
fn ordered(table: &Table, row: &[String; 4]) -> Vec<String> {
    table.order.iter().map(|at| row[*at].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn a_corrected_copy_has_the_same_rows_and_nothing_left_to_correct(table in table()) {
        let scene = Scene::new(table.octets());
        let fixed = scene.fix("users.csv", "good.csv", table.settings()).unwrap();
        let found = records(&scene.path("good.csv"));
        prop_assert_eq!(found.len(), table.rows.len() + 1);
        for (row, found) in table.rows.iter().zip(&found[1..]) {
            let mut row = row.clone();
            for at in [0, 1, 3] {
                row[at] = row[at].trim_matches(blank).to_owned();
            }
            prop_assert_eq!(&ordered(&table, &row), found);
        }
        let again = scene.fix("good.csv", "again.csv", &[]).unwrap();
        prop_assert_eq!(again.changes, vec![]);
        prop_assert_eq!(scene.read("good.csv"), scene.read("again.csv"));
        let said = format!("{:?}{:?}", fixed, fixed.changes.iter().map(|change| change.done()).collect::<Vec<_>>());
        prop_assert!(!said.contains(MARK));
    }

    #[test]
    fn parts_together_are_the_file(table in table(), most in 1_usize..5, word in "(EmailAddress|alphabet|UserRoot|domain)?") {
        prop_assume!(!table.rows.is_empty());
        let scene = Scene::new(table.octets());
        let mut cut = if word.is_empty() { rows(most) } else { by(&word) };
        cut.limits.rows = most;
        let parts = scene.split(&cut, table.settings()).unwrap();
        prop_assert_eq!(parts.parts.iter().map(|part| part.rows).sum::<usize>(), table.rows.len());
        let mut left: Vec<Vec<String>> = table.rows.iter().map(|row| ordered(&table, row)).collect();
        for part in &parts.parts {
            let found = records(&scene.path("parts").join(&part.file));
            prop_assert!(part.rows <= most && found.len() == part.rows + 1);
            let mut at = 0;
            // Each row is taken out of what is left, after the one before it: none twice, none out of order.
            for row in &found[1..] {
                let next = left.iter().skip(at).position(|one| one == row);
                prop_assert!(next.is_some());
                at += next.unwrap();
                left.remove(at);
            }
        }
        prop_assert!(left.is_empty());
        let said = format!("{parts:?}");
        prop_assert!(!said.contains(MARK));
    }

    #[test]
    fn no_pieces_break_it_and_a_second_time_changes_nothing(
        pieces in proptest::collection::vec(proptest::sample::select(
            &["a@b.cd", ",", ",", ";", "\"", "\"\"", "\r\n", "\n", "\r", " ", "\u{a0}", "x", "\t", "sep=,\n", "ş"][..]), 0..40),
        above in proptest::sample::select(&["", "\n", "sep=;\r\n", "\u{feff}#TYPE a\n", " \t\n"][..]),
        header in proptest::sample::select(&[
            "EmailAddress,UserName,Password\n", "E-posta;Kullanıcı Adı;Parola\r\n", " USERNAME\t\"EmailAddress\"\tPasswort\tUserRoot\r",
        ][..]),
    ) {
        let scene = Scene::new(format!("{above}{header}{}", pieces.concat()));
        if scene.fix("users.csv", "good.csv", &[]).is_ok() {
            let again = scene.fix("good.csv", "again.csv", &[]).unwrap();
            prop_assert_eq!(again.changes, vec![]);
            prop_assert_eq!(scene.read("good.csv"), scene.read("again.csv"));
        } else {
            prop_assert!(!scene.path("good.csv").exists());
        }
    }
}
