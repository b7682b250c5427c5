//! Folders that a folder size limit cuts short: Gmail then shows only a part of their messages over IMAP. It is seen from counts that do not
//! agree; from when on they do not is data (`folder-limits.toml`).

use super::{LabelSource, Mailbox, Role};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    capped: Numbers,
}

/// From when on a folder counts as cut short.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    /// Messages that the smallest limit lets through.
    smallest: u64,
    /// Messages by which counts may differ,
    tolerance: u64,
    /// or so many percent of the smaller one.
    tolerance_percent: u64,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

static TABLE: EmbeddedTable<Table, toml::de::Error> = EmbeddedTable::new(
    "gmail/folder-limits.toml",
    include_str!("../../folder-limits.toml"),
    toml::from_str,
);

/// Holds that the table can be read.
pub(super) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

impl Numbers {
    /// Whether the first count is larger than mail that comes and goes can make it.
    fn apart(&self, a: u64, b: u64) -> bool {
        let share = b.saturating_mul(self.tolerance_percent) / 100;
        a > b.saturating_add(self.tolerance.max(share))
    }
}

/// Folders that show fewer messages than carry their label, and All Mail where it holds fewer than its parts. Where not all messages were
/// counted, nobody knows.
pub(super) fn capped(mailbox: &Mailbox) -> Result<Vec<(String, Role)>, Unknown> {
    if mailbox.source == LabelSource::Folders {
        let note = "IMAP does not show All Mail, with which the other folders are compared";
        return Err(Unknown::noted(Reason::Unsupported, note));
    }
    if mailbox.rest.messages > 0 {
        let note = "not all messages were counted by their labels";
        return Err(Unknown::noted(Reason::Budget, note));
    }
    let mut counted = vec![0u64; mailbox.folders.len()];
    for one in &mailbox.mix {
        for at in mailbox.shows(one) {
            if let Some(count) = counted.get_mut(at) {
                *count += one.messages;
            }
        }
    }
    let smallest = TABLE.capped.smallest;
    let apart = |a: u64, b: u64| TABLE.capped.apart(a, b);
    let mut capped = Vec::new();
    for (folder, counted) in mailbox.folders.iter().zip(counted) {
        let Some(shown) = folder.messages.filter(|_| folder.selectable) else {
            continue;
        };
        if shown >= smallest && apart(counted, shown) {
            capped.push((folder.name.clone(), folder.role));
        } else if apart(shown, counted)
            && let Some(all) = mailbox.folder(Role::All)
            && all.messages.is_some_and(|all| all >= smallest)
            && !capped.iter().any(|(_, role)| *role == Role::All)
        {
            capped.push((all.name.clone(), Role::All));
        }
    }
    match &mailbox.missing {
        Some(why) if capped.is_empty() => Err(why.clone()),
        _ => Ok(capped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::labels::{Combination, Folder, Label, Rest, Store};

    /// A mailbox with one label, which so many messages carry and its folder shows, and so many in All Mail.
    fn mailbox(carry: u64, shown: u64, all: u64) -> Mailbox {
        let folder = |name: &str, role: Role, messages: u64| Folder {
            name: name.to_owned(),
            role,
            selectable: true,
            messages: Some(messages),
        };
        Mailbox {
            id: "a@example.com".to_owned(),
            folders: vec![
                folder("[Gmail]/All Mail", Role::All, all),
                folder("Clients", Role::None, shown),
            ],
            source: LabelSource::AllMail,
            mix: vec![Combination {
                store: Store::All,
                labels: vec![Label::named("Clients")],
                messages: carry,
                octets: carry,
            }],
            rest: Rest::default(),
            missing: None,
        }
    }

    #[test]
    fn a_folder_that_shows_fewer_messages_than_carry_its_label_is_cut_short() {
        let found = |carry, shown, all| {
            let capped = capped(&mailbox(carry, shown, all)).unwrap();
            capped.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(found(2_000, 2_000, 2_000), Vec::<String>::new());
        assert_eq!(found(1_026, 1_000, 1_026), ["Clients"]);
        assert_eq!(found(1_025, 1_000, 1_025), Vec::<String>::new());
        // No limit is as small.
        assert_eq!(found(1_026, 999, 1_026), Vec::<String>::new());
        // All Mail was cut short: it holds fewer than a folder that it has all messages of.
        assert_eq!(found(1_000, 1_026, 1_000), ["[Gmail]/All Mail"]);
        assert_eq!(found(1_000, 1_025, 1_000), Vec::<String>::new());
    }

    #[test]
    fn where_not_all_was_seen_nobody_knows() {
        let unknown = |change: fn(&mut Mailbox)| {
            let mut mailbox = mailbox(2_000, 1_000, 2_000);
            change(&mut mailbox);
            capped(&mailbox).unwrap_err().reason
        };
        let hidden = unknown(|mailbox| mailbox.source = LabelSource::Folders);
        assert_eq!(hidden, Reason::Unsupported);
        assert_eq!(unknown(|mailbox| mailbox.rest.messages = 1), Reason::Budget);
    }

    #[test]
    fn the_table_can_be_read() {
        check().unwrap();
        assert_eq!(TABLE.capped.smallest, 1_000);
    }

    #[test]
    fn mail_that_comes_and_goes_does_not_set_counts_apart() {
        for (a, b, apart) in [
            (1_025, 1_000, false),
            (1_026, 1_000, true),
            (10_100, 10_000, false),
            (10_101, 10_000, true),
            (1_000, 1_026, false),
            (u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(TABLE.capped.apart(a, b), apart, "{a} {b}");
        }
    }
}
