//! The facts of one folder.

use super::put;
use crate::exclude::{LONGEST_NAME, levels};
use crate::pass::PassFolder;
use crate::rows::{Folder, Sizes};
use crate::wire::{Listed, Namespaces, StatusItems, decode_utf7};
use imaprules_facts::{Reason, Record, Unknown};
use std::collections::HashMap;

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

/// Attributes of one folder, and characters of each.
const MOST_ATTRIBUTES: usize = 50;
pub(super) const LONGEST_WORD: usize = 100;

/// Writes them into the record of the folder.
pub(super) fn folder_facts(
    record: &mut Record,
    folder: &Folder,
    sizes: &Sizes,
    namespaces: &Result<Namespaces, Unknown>,
    twins: &Twins,
) {
    let listed = &folder.listed;
    let decoded = std::str::from_utf8(&listed.name).ok().and_then(decode_utf7);
    record.know("folder.name", shown(&listed.name));
    record.know(
        "folder.raw_name",
        cut(&String::from_utf8_lossy(&listed.name), LONGEST_NAME),
    );
    record.know("folder.name_valid", decoded.is_some());
    record.know(
        "folder.delimiter",
        listed.delimiter.map(String::from).unwrap_or_default(),
    );
    let levels = levels(listed);
    record.know("folder.twins", twins.of(&levels));
    record.know("folder.levels", levels);
    record.know("folder.special_use", special_use(listed));
    let attributes = listed.attributes.iter().take(MOST_ATTRIBUTES);
    record.know(
        "folder.attributes",
        attributes.map(|one| cut(one, LONGEST_WORD)).collect::<Vec<_>>(),
    );
    record.know("folder.selectable", folder.selectable());
    match namespaces {
        Ok(namespaces) => record.know("folder.namespace", namespaces.kind(&listed.name)),
        Err(why) => record.miss("folder.namespace", why.clone()),
    };
    put(record, "folder.messages", folder.messages());
    put(record, "folder.size", sizes.total.clone());
    put(record, "folder.largest", sizes.largest.clone());
    put(record, "folder.oversize_messages", sizes.oversize.clone());
    put(record, "folder.size_estimate", sizes.estimate.clone());
    record.know("folder.size_method", sizes.method.word());
    if folder.selectable() {
        match &folder.rights {
            Ok(rights) => record.know("folder.rights", cut(rights, LONGEST_WORD)),
            // Nobody asked: what no bound left out is no gap.
            Err(why) if why.reason == Reason::NotCollected && why.note.is_none() => record,
            Err(why) => record.miss("folder.rights", why.clone()),
        };
        if let Some(exists) = sizes.exists {
            put(record, "folder.exists", Ok(exists));
        }
        let item = |item: fn(&StatusItems) -> Option<u64>| match &folder.status {
            Ok(items) => item(items).ok_or_else(|| Unknown::because(Reason::Unsupported)),
            Err(why) => Err(why.clone()),
        };
        put(record, "folder.uid_validity", item(|items| items.uid_validity));
        put(record, "folder.uid_next", item(|items| items.uid_next));
    }
}

/// A folder as the look of a provider built on this one gets it.
pub(super) fn of_pass(folder: &Folder) -> PassFolder {
    let listed = &folder.listed;
    PassFolder {
        raw: listed.name.clone(),
        name: shown(&listed.name),
        delimiter: listed.delimiter,
        special_use: special_use(listed),
        selectable: folder.selectable(),
        messages: folder.messages(),
    }
}

/// Folders whose names differ in the case of letters alone.
#[derive(Debug, Default)]
pub(super) struct Twins {
    by_lower_case: HashMap<String, Vec<String>>,
}

impl Twins {
    fn of(&self, levels: &[String]) -> Vec<String> {
        let path = levels.join("/");
        let alike = self.by_lower_case.get(&path.to_lowercase());
        alike
            .into_iter()
            .flatten()
            .filter(|other| **other != path)
            .cloned()
            .collect()
    }
}

/// The twins among the folders of a mailbox.
pub(super) fn twins(folders: &[(Folder, Sizes)]) -> Twins {
    let mut by_lower_case: HashMap<String, Vec<String>> = HashMap::new();
    for (folder, _) in folders {
        let path = levels(&folder.listed).join("/");
        by_lower_case.entry(path.to_lowercase()).or_default().push(path);
    }
    by_lower_case.retain(|_, paths| paths.len() > 1);
    Twins { by_lower_case }
}

/// A name for people.
pub(super) fn shown(name: &[u8]) -> String {
    let raw = String::from_utf8_lossy(name);
    cut(decode_utf7(&raw).as_deref().unwrap_or(&raw), LONGEST_NAME)
}

/// At most so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The word of the fact `folder.special_use`.
pub(super) fn special_use(listed: &Listed) -> &'static str {
    let Listed { attributes, name, .. } = listed;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, attributes: &[&str]) -> Listed {
        Listed {
            attributes: attributes.iter().map(|one| (*one).to_owned()).collect(),
            delimiter: Some('.'),
            name: name.as_bytes().to_vec(),
        }
    }

    #[test]
    fn twins_differ_in_case_alone() {
        let folder = |name: &str| {
            let folder = Folder {
                listed: listed(name, &[]),
                status: Ok(StatusItems::default()),
                rights: Err(Unknown::because(Reason::Unsupported)),
            };
            (folder, Sizes::none())
        };
        let twins = twins(&[
            folder("Sent"),
            folder("SENT"),
            folder("A.&ANY-"),
            folder("A.&APY-"),
            folder("B"),
        ]);
        let of = |path: &[&str]| twins.of(&path.iter().map(|level| (*level).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["Sent"]), ["SENT"]);
        assert_eq!(of(&["A", "Ö"]), ["A/ö"]);
        assert_eq!(of(&["B"]), Vec::<String>::new());
    }

    #[test]
    fn special_uses_in_any_spelling() {
        for (attributes, name, word) in [
            (&["\\hasnochildren", "\\sent"][..], "Sent", "sent"),
            (&["\\allmail"], "[Gmail]/All Mail", "all"),
            (&["\\noselect"], "x", "none"),
            (&[], "Inbox", "inbox"),
            (&["\\inbox"], "Gelen Kutusu", "inbox"),
        ] {
            assert_eq!(special_use(&listed(name, attributes)), word, "{name}");
        }
    }
}
