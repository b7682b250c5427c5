//! Lists of folders to leave out.

use super::table::{check, compiled};
use super::*;
use crate::wire::StatusItems;

fn folder(name: &str, delimiter: char, attributes: &[&str]) -> Folder {
    Folder {
        listed: Listed {
            attributes: attributes.iter().map(|one| (*one).to_owned()).collect(),
            delimiter: Some(delimiter),
            name: name.as_bytes().to_vec(),
        },
        status: Ok(StatusItems::default()),
        rights: Ok("lr".to_owned()),
    }
}

fn left_out(folders: &[Folder], namespaces: Option<&Namespaces>, family: &str) -> Excluded {
    let folders: Vec<&Folder> = folders.iter().collect();
    excluded(&folders, namespaces, family, |listed| {
        match listed.attributes.first().map(String::as_str) {
            Some("\\all") => "all",
            Some("\\sent") => "sent",
            Some("\\trash") => "trash",
            _ => "none",
        }
    })
}

fn shared() -> Namespaces {
    Namespaces {
        personal: vec![b"".to_vec()],
        other: vec![b"shared/".to_vec()],
        shared: vec![b"Public/".to_vec()],
    }
}

#[test]
fn every_entry_is_read() {
    check().unwrap();
    assert!(compiled() > 3);
}

#[test]
fn folders_of_others_are_named_one_by_one_and_their_trees_in_short() {
    let folders = [
        folder("INBOX", '/', &[]),
        folder("Public", '/', &["\\noselect"]),
        folder("Public/News", '/', &[]),
        folder("Public/News/2019", '/', &[]),
        folder("shared/sales", '/', &[]),
        folder("Projects", '/', &[]),
    ];
    let found = left_out(&folders, Some(&shared()), "dovecot");
    assert_eq!(found.folders, ["Public/News", "Public/News/2019", "shared/sales"]);
    assert_eq!(found.short, ["Public/*", "shared/*"]);
    assert_eq!(found.kept, ["INBOX", "Projects"]);
    assert_eq!(left_out(&folders, None, "dovecot").folders, Vec::<String>::new());
}

#[test]
fn names_are_those_of_the_mailbox_itself() {
    let folders = [
        folder("[Gmail]", '/', &["\\noselect"]),
        folder("[Gmail]/T&APw-m Postalar", '/', &["\\all"]),
        folder("[Gmail]/&AMcA9g-p Kutusu", '/', &["\\trash"]),
        folder("[Gmail]/G&APY-nderilmi&AV8- Postalar", '/', &["\\sent"]),
    ];
    let found = left_out(&folders, None, "gmail");
    assert_eq!(found.folders, ["[Gmail]/Tüm Postalar", "[Gmail]/Çöp Kutusu"]);
    // Sent mail stays, and so does its container.
    assert_eq!(found.short, found.folders);
    assert_eq!(left_out(&folders, None, "dovecot").folders, Vec::<String>::new());
}

#[test]
fn names_are_written_as_the_batch_reads_them() {
    for (name, delimiter, expected) in [
        ("Public.News", '.', "Public/News"),
        ("#Notes#", '/', "\\#Notes\\#"),
        ("#shared.sales", '.', "#shared/sales"),
        ("a*b", '/', "a*b"),
        ("##", '/', "##"),
    ] {
        let levels = levels(&folder(name, delimiter, &[]).listed);
        assert_eq!(entry(&levels).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(entry(&levels(&folder("Offers/2019", '.', &[]).listed)), None);
}

#[test]
fn public_folders_without_a_namespace_are_known_in_some_languages() {
    for (name, known) in [
        ("Public Folders/News", true),
        ("&ANY-ffentliche Ordner/Neues", true),
        ("Public Folders of mine", false),
    ] {
        let found = left_out(&[folder(name, '/', &[])], None, "exchange");
        assert_eq!(!found.folders.is_empty(), known, "{name}");
    }
}

#[test]
fn mailboxes_with_one_list_are_one_group() {
    let groups = Groups::default();
    let note = |at: usize, mailbox: &str, folders: &[&str], kept: &[&str]| {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let excluded = Excluded {
            folders: texts(folders),
            short: Vec::new(),
            kept: texts(kept),
        };
        groups.note(at, mailbox, &excluded);
    };
    note(3, "d", &[], &["INBOX", "public/news"]);
    note(2, "c", &["It's/mine"], &["INBOX"]);
    note(1, "b", &["shared/x", "Public/News"], &["INBOX"]);
    note(0, "a", &["Public/News", "shared/x"], &["INBOX"]);
    let found = groups.summary().unwrap();
    assert_eq!(
        found.groups,
        [
            "2 mailboxes (a, b): 'Public/News','shared/x'",
            "1 mailbox (c): 'It''s/mine'"
        ]
    );
    let numbers: Vec<(&str, usize)> = found
        .group_of
        .iter()
        .map(|(name, number)| (name.as_str(), *number))
        .collect();
    assert_eq!(numbers, [("a", 1), ("b", 1), ("c", 2)]);
    assert_eq!(found.all, ["Public/News", "shared/x", "It's/mine"]);
    assert_eq!(found.conflicts, Some(vec!["Public/News".to_owned()]));
    assert_eq!(groups.summary(), None, "it is told once");
}
