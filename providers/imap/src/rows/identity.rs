//! Whether rows that sign in with one account reached mailboxes of their own. Courier takes the name of the user in
//! silence and opens the administrator's mailbox: a migration would copy that one to everybody.

use crate::wire::StatusItems;
use std::collections::HashMap;

/// Rows named in `imap.same_mailbox_as` at most.
const MOST_NAMED: usize = 10;

/// What identifies the INBOX of a session.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    /// MAILBOXID (RFC 8474): decisive.
    Id(String),
    /// UIDVALIDITY, UIDNEXT and MESSAGES: all three together, as mailboxes made in one second share the first. And which folders
    /// there are, by a sum over their names, since new mailboxes with a welcome message share all three.
    Numbers(u64, u64, u64, u64),
    /// The session has no personal namespace.
    AdminView,
    /// The server told too little, or the row's mail lies below a folder of the account.
    Unverifiable,
}

impl Mark {
    /// The mark of an INBOX.
    pub(crate) fn of(inbox: Option<&StatusItems>, id: Option<String>, folders: u64) -> Mark {
        if let Some(id) = id {
            return Mark::Id(id);
        }
        let numbers = inbox.and_then(|inbox| Some((inbox.uid_validity?, inbox.uid_next?, inbox.messages?)));
        numbers.map_or(Mark::Unverifiable, |(validity, next, messages)| {
            Mark::Numbers(validity, next, messages, folders)
        })
    }
}

/// What is said of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The subject's id.
    pub(crate) row: String,
    /// A word of the fact `imap.identity`.
    pub(crate) word: &'static str,
    pub(crate) same_as: Vec<String>,
}

/// Compares the rows of one account, in their order. Nothing can be compared where only one was signed in.
pub(crate) fn compare(rows: &[(String, Mark)]) -> Vec<Identity> {
    if rows.len() < 2 {
        return Vec::new();
    }
    let ids = rows
        .iter()
        .filter(|(_, mark)| matches!(mark, Mark::Id(_)))
        .count();
    let mut of_validity: HashMap<u64, usize> = HashMap::new();
    for (_, mark) in rows {
        if let Mark::Numbers(validity, ..) = mark {
            *of_validity.entry(*validity).or_default() += 1;
        }
    }
    let mut alike: HashMap<&Mark, Vec<&str>> = HashMap::new();
    for (row, mark) in rows {
        alike.entry(mark).or_default().push(row);
    }
    let identity = |(row, mark): &(String, Mark)| {
        let others = alike.get(mark).map(Vec::as_slice).unwrap_or_default();
        let same_as = others.iter().filter(|other| *other != row).take(MOST_NAMED);
        let (word, same_as) = match mark {
            Mark::AdminView => ("admin_view", Vec::new()),
            Mark::Unverifiable => ("unverifiable", Vec::new()),
            // Unused mailboxes look alike, most of all when they were made in one go.
            Mark::Numbers(_, _, 0, _) if others.len() > 1 => ("unverifiable", Vec::new()),
            _ if others.len() > 1 => ("same_mailbox", same_as.map(|row| (*row).to_owned()).collect()),
            // UIDVALIDITY alone stays: a message or a folder more may have come between two rows of one mailbox.
            Mark::Numbers(validity, ..) if of_validity.get(validity).is_some_and(|rows| *rows > 1) => {
                ("unverifiable", Vec::new())
            }
            // Nothing to compare it with.
            Mark::Numbers(..) if of_validity.len() < 2 => ("unverifiable", Vec::new()),
            Mark::Id(_) if ids < 2 => ("unverifiable", Vec::new()),
            _ => ("distinct", Vec::new()),
        };
        Identity {
            row: row.clone(),
            word,
            same_as,
        }
    };
    rows.iter().map(identity).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(validity: u64, next: u64, messages: u64) -> Mark {
        Mark::Numbers(validity, next, messages, 1)
    }

    fn words(marks: &[Mark]) -> Vec<(&'static str, Vec<String>)> {
        let rows: Vec<_> = marks
            .iter()
            .enumerate()
            .map(|(row, mark)| (row.to_string(), mark.clone()))
            .collect();
        compare(&rows)
            .into_iter()
            .map(|identity| (identity.word, identity.same_as))
            .collect()
    }

    #[test]
    fn one_mailbox_for_two_rows_is_seen() {
        let marks = [
            numbers(7, 9, 3),
            numbers(7, 9, 4),
            numbers(7, 9, 3),
            Mark::AdminView,
        ];
        assert_eq!(
            words(&marks),
            [
                ("same_mailbox", vec!["2".to_owned()]),
                ("unverifiable", vec![]),
                ("same_mailbox", vec!["0".to_owned()]),
                ("admin_view", vec![]),
            ]
        );
    }

    #[test]
    fn mailboxes_with_other_folders_are_not_taken_for_one() {
        let with = |folders: u64| Mark::Numbers(7, 2, 1, folders);
        let words = words(&[with(1), with(2), with(1)]);
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        assert_eq!(words, ["same_mailbox", "unverifiable", "same_mailbox"]);
    }

    #[test]
    fn one_more_message_between_two_rows_proves_no_second_mailbox() {
        let words = |marks: &[Mark]| words(marks).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(
            words(&[numbers(7, 9, 3), numbers(7, 10, 4)]),
            ["unverifiable", "unverifiable"]
        );
        assert_eq!(
            words(&[numbers(7, 9, 3), numbers(8, 9, 3)]),
            ["distinct", "distinct"]
        );
        let id = Mark::Id("a".to_owned());
        assert_eq!(words(&[numbers(7, 9, 3), id]), ["unverifiable", "unverifiable"]);
    }

    #[test]
    fn empty_mailboxes_that_look_alike_prove_nothing() {
        let marks = [numbers(7, 1, 0), numbers(7, 1, 0), numbers(8, 1, 0)];
        let words = words(&marks)
            .into_iter()
            .map(|(word, _)| word)
            .collect::<Vec<_>>();
        assert_eq!(words, ["unverifiable", "unverifiable", "distinct"]);
    }

    #[test]
    fn ids_decide_and_a_single_row_says_nothing() {
        let id = |id: &str| Mark::Id(id.to_owned());
        assert_eq!(
            words(&[id("a"), id("b")]),
            [("distinct", vec![]), ("distinct", vec![])]
        );
        assert_eq!(words(&[id("a")]), []);
        let items = StatusItems {
            uid_validity: Some(1),
            messages: Some(2),
            ..StatusItems::default()
        };
        assert_eq!(Mark::of(Some(&items), None, 0), Mark::Unverifiable);
        assert_eq!(
            words(&[Mark::Unverifiable, Mark::Unverifiable])[0].0,
            "unverifiable"
        );
    }

    #[test]
    fn few_of_many_are_named() {
        let marks = vec![Mark::Id("a".into()); 50];
        assert!(
            words(&marks)
                .iter()
                .all(|(word, named)| *word == "same_mailbox" && named.len() == MOST_NAMED)
        );
    }
}
