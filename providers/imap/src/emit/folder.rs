//! The facts of one folder.

use super::put;
use crate::rows::{Folder, Sizes};
use crate::wire::{Namespaces, StatusItems, decode_utf7};
use imaprules_facts::{Reason, Record, Unknown};

/// Special uses by attribute, in lower case: RFC 6154, RFC 8457, and Gmail's older names in XLIST
/// (<https://developers.google.com/workspace/gmail/imap/imap-extensions>).
const SPECIAL_USES: [(&str, &str); 11] = [
    ("\\all", "all"),
    ("\\allmail", "all"),
    ("\\archive", "archive"),
    ("\\drafts", "drafts"),
    ("\\flagged", "flagged"),
    ("\\starred", "flagged"),
    ("\\important", "important"),
    ("\\junk", "junk"),
    ("\\spam", "junk"),
    ("\\sent", "sent"),
    ("\\trash", "trash"),
];

/// Writes them into the record of the folder.
pub(super) fn folder_facts(
    record: &mut Record,
    folder: &Folder,
    sizes: &Sizes,
    namespaces: &Result<Namespaces, Unknown>,
) {
    let listed = &folder.listed;
    let decoded = std::str::from_utf8(&listed.name).ok().and_then(decode_utf7);
    record.know("folder.name", shown(&listed.name));
    record.know(
        "folder.raw_name",
        String::from_utf8_lossy(&listed.name).into_owned(),
    );
    record.know("folder.name_valid", decoded.is_some());
    record.know(
        "folder.delimiter",
        listed.delimiter.map(String::from).unwrap_or_default(),
    );
    record.know(
        "folder.special_use",
        special_use(&listed.attributes, &listed.name),
    );
    record.know("folder.attributes", listed.attributes.clone());
    record.know("folder.selectable", folder.selectable());
    match namespaces {
        Ok(namespaces) => record.know("folder.namespace", namespace(&listed.name, namespaces)),
        Err(why) if why.reason == Reason::Unsupported => record.know("folder.namespace", "personal"),
        Err(why) => record.miss("folder.namespace", why.clone()),
    };
    put(record, "folder.messages", folder.messages());
    put(record, "folder.size", sizes.total.clone());
    put(record, "folder.largest", sizes.largest.clone());
    put(record, "folder.oversize_messages", sizes.oversize.clone());
    if folder.selectable() {
        let item = |item: fn(&StatusItems) -> Option<u64>| match &folder.status {
            Ok(items) => item(items).ok_or_else(|| Unknown::because(Reason::Unsupported)),
            Err(why) => Err(why.clone()),
        };
        put(record, "folder.uid_validity", item(|items| items.uid_validity));
        put(record, "folder.uid_next", item(|items| items.uid_next));
    }
}

/// A name for people.
pub(super) fn shown(name: &[u8]) -> String {
    let raw = String::from_utf8_lossy(name);
    decode_utf7(&raw).unwrap_or_else(|| raw.into_owned())
}

fn special_use(attributes: &[String], name: &[u8]) -> &'static str {
    if name.eq_ignore_ascii_case(b"INBOX") || attributes.iter().any(|one| one == "\\inbox") {
        return "inbox";
    }
    let of = |attribute: &String| {
        SPECIAL_USES
            .iter()
            .find(|(name, _)| name == attribute)
            .map(|(_, word)| *word)
    };
    attributes.iter().find_map(of).unwrap_or("none")
}

/// By the longest prefix that fits. A prefix stands for the name without its delimiter too: `shared` is the root of
/// `shared/`.
fn namespace(name: &[u8], namespaces: &Namespaces) -> &'static str {
    let fits = |prefix: &Vec<u8>| {
        let root = prefix.split_last().map_or(prefix.as_slice(), |(_, root)| root);
        name.starts_with(prefix) || (!root.is_empty() && name == root)
    };
    let longest = |prefixes: &[Vec<u8>]| prefixes.iter().filter(|prefix| fits(prefix)).map(Vec::len).max();
    let found = [
        (longest(&namespaces.personal), "personal"),
        (longest(&namespaces.other), "other"),
        (longest(&namespaces.shared), "shared"),
    ];
    // The first of equally long ones stands; INBOX is personal wherever the prefixes lie.
    let best = found.iter().rev().max_by_key(|(length, _)| *length);
    match best {
        Some((Some(_), word)) if !name.eq_ignore_ascii_case(b"INBOX") => word,
        _ => "personal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_uses_in_any_spelling() {
        for (attributes, name, word) in [
            (&["\\hasnochildren", "\\sent"][..], "Sent", "sent"),
            (&["\\allmail"], "[Gmail]/All Mail", "all"),
            (&["\\noselect"], "x", "none"),
            (&[], "Inbox", "inbox"),
            (&["\\inbox"], "Gelen Kutusu", "inbox"),
        ] {
            let attributes: Vec<String> = attributes.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(special_use(&attributes, name.as_bytes()), word, "{name}");
        }
    }

    #[test]
    fn namespaces_by_the_longest_prefix() {
        let all = Namespaces {
            personal: vec![b"".to_vec()],
            other: vec![b"shared/".to_vec()],
            shared: vec![b"Public/".to_vec()],
        };
        for (name, word) in [
            ("INBOX", "personal"),
            ("Sharedom", "personal"),
            ("shared/sales", "other"),
            ("shared", "other"),
            ("Public/x/y", "shared"),
        ] {
            assert_eq!(namespace(name.as_bytes(), &all), word, "{name}");
        }
        let cyrus_admin = Namespaces {
            personal: vec![],
            other: vec![b"user/".to_vec()],
            shared: vec![b"".to_vec()],
        };
        assert_eq!(namespace(b"user/alice", &cyrus_admin), "other");
        assert_eq!(namespace(b"list", &cyrus_admin), "shared");
        assert_eq!(namespace(b"x", &Namespaces::default()), "personal");
    }
}
