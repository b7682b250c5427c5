//! What a mailbox holds: sums over its folders, quota, namespaces, rights, the list of folders to leave out.

use super::folder::{LONGEST_WORD, cut, folder_facts, shown, special_use, twins};
use super::{Emitter, now, put};
use crate::exclude::{Excluded, excluded};
use crate::rows::{Contents, Folder, Row, SizeMethod, Sizes};
use crate::settings::RowsPlan;
use crate::wire::Namespaces;
use imaprules_facts::{Reason, Record, Unknown};
use std::collections::HashSet;

/// Facts that nobody sees without access to the mailbox.
pub(super) const OF_MAILBOX: [&str; 20] = [
    "imap.folder_count",
    "mailbox.item_count",
    "mailbox.size",
    "mailbox.largest_message",
    "imap.oversize_messages",
    "imap.oversize_in",
    "imap.size_estimate",
    "imap.size_method",
    "imap.quota_used",
    "imap.quota_limit",
    "imap.namespace_personal",
    "imap.namespace_other",
    "imap.namespace_shared",
    "imap.shared_folders",
    "imap.shared_messages",
    "imap.rights_inbox",
    "imap.unreadable_folders",
    "imap.exclude_folders",
    "imap.exclude_short",
    "imap.cut",
];

/// Those of the folders together.
const OF_FOLDERS: [&str; 13] = [
    "imap.folder_count",
    "mailbox.item_count",
    "mailbox.size",
    "mailbox.largest_message",
    "imap.oversize_messages",
    "imap.oversize_in",
    "imap.size_estimate",
    "imap.size_method",
    "imap.shared_folders",
    "imap.shared_messages",
    "imap.unreadable_folders",
    "imap.exclude_folders",
    "imap.exclude_short",
];

type Found = (Folder, Sizes);

/// A mailbox that is told, and how.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) row: &'a Row,
    pub(crate) contents: &'a Contents,
    /// The value of `server.family`.
    pub(crate) family: &'a str,
    pub(crate) plan: &'a RowsPlan,
    /// Why the folders are not told one by one, if so.
    pub(crate) untold: Option<&'a Unknown>,
}

impl Emitter {
    /// Adds what the mailbox holds. Gives back what a migration should leave out, where that is known.
    pub(crate) fn contents(
        &self,
        record: &mut Record,
        look: Look<'_>,
        odd_lines: &[String],
    ) -> Option<Excluded> {
        let contents = look.contents;
        let left_out = match &contents.folders {
            Ok(folders) => {
                count(record, folders, look);
                sums(record, folders, contents, look.plan.lists);
                exclusions(record, folders, look)
            }
            Err(why) => {
                OF_FOLDERS.iter().for_each(|fact| {
                    record.miss(fact, why.clone());
                });
                None
            }
        };
        inbox_rights(record, contents);
        let quota = &contents.quota;
        put(record, "imap.quota_used", quota.clone().map(|(used, _)| used));
        put(record, "imap.quota_limit", quota.clone().map(|(_, limit)| limit));
        namespaces(record, contents);
        record.know("imap.cut", contents.cut.clone());
        record.know("imap.unread_lines", odd_lines.to_vec());
        left_out
    }

    /// A record for each folder.
    pub(crate) fn folders(&self, mailbox: &str, contents: &Contents) -> Vec<Record> {
        let Ok(folders) = &contents.folders else {
            return Vec::new();
        };
        let twins = twins(folders);
        let mut ids = HashSet::new();
        let mut record = |(folder, sizes): &Found| {
            let shown = format!("{mailbox}/{}", shown(&folder.listed.name));
            // Two names that look the same to people stay two folders.
            let mut id = shown.clone();
            let mut number = 1;
            while !ids.insert(id.clone()) {
                number += 1;
                id = format!("{shown} ({number})");
            }
            let mut record = Record::about("folder", &id, self.source.clone(), now());
            record.parent = Some(mailbox.to_owned());
            folder_facts(&mut record, folder, sizes, &contents.namespaces, &twins);
            record
        };
        folders.iter().map(&mut record).collect()
    }
}

/// The number of folders stands for their list being whole.
fn count(record: &mut Record, folders: &[Found], look: Look<'_>) {
    match look.contents.missing.as_ref().or(look.untold) {
        Some(why) => record.miss("imap.folder_count", why.clone()),
        None => record.know("imap.folder_count", super::int(folders.len() as u64)),
    };
}

fn sums(record: &mut Record, folders: &[Found], contents: &Contents, lists: usize) {
    let missing = || contents.missing.iter().map(|why| Err(why.clone()));
    type Of = fn(&Found) -> Result<u64, Unknown>;
    let totals: [(&str, Of); 3] = [
        ("mailbox.item_count", |(folder, _)| folder.messages()),
        ("mailbox.size", |(_, sizes)| sizes.total.clone()),
        ("imap.oversize_messages", |(_, sizes)| sizes.oversize.clone()),
    ];
    for (fact, of) in totals {
        put(record, fact, total(folders.iter().map(of).chain(missing())));
    }
    let largest = most(
        folders
            .iter()
            .map(|(_, sizes)| sizes.largest.clone())
            .chain(missing()),
    );
    put(record, "mailbox.largest_message", largest);
    let oversize = folders.iter().filter_map(|(folder, sizes)| match sizes.oversize {
        Ok(count) if count > 0 => Some(format!("{}: {count}", shown(&folder.listed.name))),
        _ => None,
    });
    record.know("imap.oversize_in", oversize.take(lists).collect::<Vec<_>>());
    let unreadable = folders.iter().filter(|(folder, _)| folder.unreadable());
    let unreadable = unreadable.map(|(folder, _)| shown(&folder.listed.name));
    record.know(
        "imap.unreadable_folders",
        unreadable.take(lists).collect::<Vec<_>>(),
    );
    estimate(record, folders, contents);
}

/// The octets as well as they are known: by the folders, or else by what the quota counts.
fn estimate(record: &mut Record, folders: &[Found], contents: &Contents) {
    let missing = contents.missing.iter().map(|why| Err(why.clone()));
    let estimates = folders.iter().map(|(_, sizes)| sizes.estimate.clone());
    let by_folders = total(estimates.chain(missing));
    let method = folders.iter().map(|(_, sizes)| sizes.method).max();
    match (by_folders, &contents.quota) {
        (Ok(octets), _) => {
            put(record, "imap.size_estimate", Ok(octets));
            record.know("imap.size_method", method.unwrap_or(SizeMethod::Exact).word());
        }
        (Err(_), Ok((used, _))) => {
            put(record, "imap.size_estimate", Ok(*used));
            record.know("imap.size_method", "quota");
        }
        (Err(why), Err(_)) => {
            record.miss("imap.size_estimate", why);
            record.know("imap.size_method", SizeMethod::Nothing.word());
        }
    }
}

/// Folders that are not the user's own, and what a migration should leave out.
fn exclusions(record: &mut Record, folders: &[Found], look: Look<'_>) -> Option<Excluded> {
    let namespaces = match &look.contents.namespaces {
        // What lies below a root is the user's, whatever the namespace.
        _ if look.row.root.is_some() => None,
        Ok(all) => Some(all),
        Err(why) if why.reason == Reason::Unsupported => None,
        Err(why) => {
            miss_exclusions(record, why);
            return None;
        }
    };
    if namespaces.is_some_and(|all| all.personal.is_empty()) {
        let note = "the session sees the server as an administrator and has no folders of its own";
        miss_exclusions(record, &Unknown::noted(Reason::Refused, note));
        return None;
    }
    let lists = look.plan.lists;
    let theirs: Vec<&Found> = folders
        .iter()
        .filter(|(folder, _)| {
            let kind = namespaces.map_or("personal", |all| all.kind(&folder.listed.name));
            kind != "personal" && folder.selectable()
        })
        .collect();
    match &look.contents.namespaces {
        // Which folders are whose is not told; what lies below a root is the user's all the same.
        Err(why) if look.row.root.is_none() => {
            record.miss("imap.shared_folders", why.clone());
            record.miss("imap.shared_messages", why.clone());
        }
        _ => {
            let names = theirs.iter().map(|(folder, _)| shown(&folder.listed.name));
            record.know("imap.shared_folders", names.take(lists).collect::<Vec<_>>());
            let missing = look.contents.missing.iter().map(|why| Err(why.clone()));
            let messages = theirs.iter().map(|(folder, _)| folder.messages());
            put(record, "imap.shared_messages", total(messages.chain(missing)));
        }
    }
    let all: Vec<&Folder> = folders.iter().map(|(folder, _)| folder).collect();
    let left_out = excluded(&all, namespaces, look.family, special_use);
    let first = |names: &[String]| names.iter().take(lists).cloned().collect::<Vec<_>>();
    record.know("imap.exclude_folders", first(&left_out.folders));
    record.know("imap.exclude_short", first(&left_out.short));
    // The number of the others shows only once all mailboxes have been seen.
    if left_out.folders.is_empty() {
        record.know("imap.exclude_group", 0);
    }
    Some(left_out)
}

fn miss_exclusions(record: &mut Record, why: &Unknown) {
    for fact in [
        "imap.shared_folders",
        "imap.shared_messages",
        "imap.exclude_folders",
        "imap.exclude_short",
    ] {
        record.miss(fact, why.clone());
    }
}

fn inbox_rights(record: &mut Record, contents: &Contents) {
    let Ok(folders) = &contents.folders else { return };
    let inbox = folders
        .iter()
        .find(|(folder, _)| folder.listed.name.eq_ignore_ascii_case(b"INBOX"));
    match inbox.map(|(folder, _)| &folder.rights) {
        Some(Ok(rights)) => record.know("imap.rights_inbox", cut(rights, LONGEST_WORD)),
        // Nobody asked, because the mailbox is the user's own: that is no gap.
        Some(Err(why)) if why.reason == Reason::NotCollected => record,
        Some(Err(why)) => record.miss("imap.rights_inbox", why.clone()),
        None => record.miss(
            "imap.rights_inbox",
            Unknown::noted(Reason::NoPermission, "LIST shows no INBOX"),
        ),
    };
}

fn namespaces(record: &mut Record, contents: &Contents) {
    type Prefixes = fn(&Namespaces) -> &Vec<Vec<u8>>;
    let namespaces: [(&str, Prefixes); 3] = [
        ("imap.namespace_personal", |all| &all.personal),
        ("imap.namespace_other", |all| &all.other),
        ("imap.namespace_shared", |all| &all.shared),
    ];
    for (fact, prefixes) in namespaces {
        match &contents.namespaces {
            Ok(all) => record.know(
                fact,
                prefixes(all).iter().map(|one| shown(one)).collect::<Vec<_>>(),
            ),
            Err(why) => record.miss(fact, why.clone()),
        };
    }
}

/// The sum, or why it is not known.
fn total(values: impl Iterator<Item = Result<u64, Unknown>>) -> Result<u64, Unknown> {
    values
        .into_iter()
        .try_fold(0u64, |sum, value| Ok(sum.saturating_add(value?)))
}

/// The largest; nothing larger can be ruled out while one is unknown.
fn most(values: impl Iterator<Item = Result<u64, Unknown>>) -> Result<u64, Unknown> {
    values
        .into_iter()
        .try_fold(0u64, |most, value| Ok(most.max(value?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_unknowns_are_unknown() {
        let why = Unknown::because(Reason::Timeout);
        assert_eq!(total([Ok(1), Ok(2)].into_iter()), Ok(3));
        assert_eq!(total([Ok(1), Err(why.clone())].into_iter()), Err(why.clone()));
        assert_eq!(most([Ok(5), Ok(2)].into_iter()), Ok(5));
        assert_eq!(most([Ok(5), Err(why.clone())].into_iter()), Err(why));
        assert_eq!(
            (total(std::iter::empty()), most(std::iter::empty())),
            (Ok(0), Ok(0))
        );
    }
}
