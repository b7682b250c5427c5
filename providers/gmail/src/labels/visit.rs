//! The look at one mailbox: into All Mail, Spam and Trash, or where IMAP does not show All Mail, into every folder that it shows. Each
//! message is counted once and forgotten.

use super::facts::{self, Looked};
use super::mailbox::folder_of;
use super::mix::{Mix, canonical};
use super::pass::Rules;
use super::{Folder, Label, LabelSource, Mailbox, Rest, Role, Store};
use imaprules_facts::{Reason, Record, Unknown};
use imaprules_provider_imap::pass::{FetchOrder, Message, PassMailbox, PassVisit, Seen};
use std::collections::{HashSet, VecDeque};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// What is asked of every message.
const ITEMS: &[&str] = &["X-GM-MSGID", "X-GM-LABELS", "RFC822.SIZE", "INTERNALDATE"];

/// Message numbers that are remembered, to count none twice: servers repeat themselves within one answer.
const REMEMBERED: usize = 4_096;

/// As INTERNALDATE is written (RFC 9051 section 9, `date-time`).
const DATE: &[BorrowedFormatItem<'_>] = format_description!(
    "[day padding:space]-[month repr:short]-[year] [hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
);

/// The look at one mailbox.
pub(super) struct Visit {
    id: String,
    folders: Vec<Folder>,
    raw: Vec<Vec<u8>>,
    missing: Option<Unknown>,
    source: LabelSource,
    /// Folders to look into, by their place.
    ahead: VecDeque<usize>,
    at: Option<usize>,
    mix: Mix,
    ids: HashSet<u64>,
    looked: Looked,
    rules: Rules,
    /// Messages told of the folder at hand.
    told: u64,
    unseen: u64,
    cut: Option<Unknown>,
    /// Messages that were told without their labels or their size.
    bare: u64,
}

impl Visit {
    pub(super) fn new(mailbox: &PassMailbox, rules: Rules) -> Visit {
        let folders: Vec<Folder> = mailbox
            .folders
            .iter()
            .map(|folder| Folder {
                name: match folder.delimiter {
                    Some(sign) if sign != '/' => folder.name.replace(sign, "/"),
                    _ => folder.name.clone(),
                },
                role: Role::of(folder.special_use),
                selectable: folder.selectable,
                messages: folder.messages.as_ref().ok().copied(),
            })
            .collect();
        let all = folders
            .iter()
            .any(|folder| folder.role == Role::All && folder.selectable);
        let source = if all {
            LabelSource::AllMail
        } else {
            LabelSource::Folders
        };
        let wanted = |folder: &Folder| {
            let store = matches!(folder.role, Role::Junk | Role::Trash);
            folder.selectable
                && (store
                    || if all {
                        folder.role == Role::All
                    } else {
                        folder.role != Role::All
                    })
        };
        let ahead = (0..folders.len()).filter(|at| folders.get(*at).is_some_and(wanted));
        Visit {
            id: mailbox.id.clone(),
            ahead: ahead.collect(),
            raw: mailbox.folders.iter().map(|folder| folder.raw.clone()).collect(),
            folders,
            missing: mailbox.missing.clone(),
            source,
            at: None,
            mix: Mix::new(rules.combinations),
            ids: HashSet::new(),
            looked: Looked::default(),
            rules,
            told: 0,
            unseen: 0,
            cut: None,
            bare: 0,
        }
    }

    /// The store that the folder at hand shows.
    fn store(&self) -> Store {
        match self
            .at
            .and_then(|at| self.folders.get(at))
            .map(|folder| folder.role)
        {
            Some(Role::Junk) => Store::Spam,
            Some(Role::Trash) => Store::Trash,
            _ => Store::All,
        }
    }

    /// Whether a message of the folder at hand was, or will be, counted in another one: it counts in the first that shows it. The label
    /// of the folder at hand is not among those that Gmail tells.
    fn elsewhere(&self, at: usize, labels: &[&[u8]]) -> bool {
        canonical(labels)
            .iter()
            .filter_map(|label| folder_of(&self.folders, label))
            .any(|other| other < at)
    }

    fn count(&mut self, store: Store, labels: &mut Vec<&[u8]>, size: u64) {
        self.looked.size(size, self.rules.size_limit);
        self.mix.add(store, labels, size, &self.folders);
    }
}

impl PassVisit for Visit {
    fn next(&mut self) -> Option<FetchOrder> {
        self.at = self.ahead.pop_front();
        self.told = 0;
        self.ids.clear();
        let folder = self.raw.get(self.at?)?.clone();
        Some(FetchOrder { folder, items: ITEMS })
    }

    fn message(&mut self, message: &Message<'_>) {
        let Some(at) = self.at else { return };
        // Flags that changed come by the way, without what was asked for.
        let Some(id) = message.integer("X-GM-MSGID") else {
            return;
        };
        if self.ids.len() >= REMEMBERED {
            self.ids.clear();
        }
        if !self.ids.insert(id) {
            return;
        }
        self.told += 1;
        let (Some(labels), Some(size)) = (message.list("X-GM-LABELS"), message.integer("RFC822.SIZE")) else {
            self.bare += 1;
            return;
        };
        let mut labels: Vec<&[u8]> = labels.flatten().collect();
        let store = self.store();
        let own = self.own_label(at);
        if self.source == LabelSource::Folders && store == Store::All {
            if self.elsewhere(at, &labels) {
                return;
            }
            labels.extend(own.as_deref());
        }
        if store == Store::All {
            self.looked.date(message.text("INTERNALDATE").and_then(millis));
        }
        self.count(store, &mut labels, size);
    }

    fn ended(&mut self, seen: &Seen) {
        let shown = self
            .at
            .and_then(|at| self.folders.get(at))
            .and_then(|folder| folder.messages);
        match (seen.exists.or(shown), &seen.cut) {
            // A server that tells more than there is: its numbers are none.
            (Some(exists), _) if self.told > exists => {
                let note = format!("{} messages were told of a folder that shows {exists}", self.told);
                self.missing
                    .get_or_insert(Unknown::noted(Reason::Malformed, note));
            }
            (Some(exists), cut) => {
                let unseen = exists.saturating_sub(self.told);
                self.unseen = self.unseen.saturating_add(unseen);
                if unseen > 0 && self.cut.is_none() {
                    let note = format!("{unseen} messages of a folder were not told");
                    self.cut = cut
                        .clone()
                        .or_else(|| Some(Unknown::noted(Reason::Malformed, note)));
                }
            }
            (None, cut) => {
                let why = cut.clone().unwrap_or_else(|| Unknown::because(Reason::Malformed));
                self.missing.get_or_insert(why);
            }
        }
    }

    fn finish(self: Box<Self>, record: &mut Record) -> Vec<Record> {
        let Visit {
            id,
            folders,
            missing,
            source,
            mix,
            looked,
            rules,
            unseen,
            cut,
            bare,
            ..
        } = *self;
        let (mix, mut rest) = mix.done();
        let unseen = unseen.saturating_add(bare);
        if unseen > 0 {
            rest = Rest {
                messages: rest.messages.saturating_add(unseen),
                octets: None,
                copies: None,
                copied_octets: None,
            };
        }
        let mailbox = Mailbox {
            id,
            folders,
            source,
            mix,
            rest,
            missing,
        };
        facts::write(record, mailbox, &looked, cut, &rules)
    }
}

impl Visit {
    /// The label of the folder at hand, as the server would write it.
    fn own_label(&self, at: usize) -> Option<Vec<u8>> {
        let folder = self.folders.get(at)?;
        match folder.role {
            Role::None => self.raw.get(at).cloned(),
            role => Some(Label::System(role).text().into_bytes()),
        }
    }
}

/// Milliseconds since 1970-01-01 UTC.
fn millis(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let moment = time::OffsetDateTime::parse(text, DATE).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn dates_of_messages() {
        assert_eq!(millis(b"19-Sep-2024 16:41:43 +0000"), Some(1_726_764_103_000));
        assert_eq!(millis(b" 1-Jan-1970 02:00:00 +0200"), Some(0));
        for bad in [&b"19-Sep-2024"[..], b"", b"99-Foo-2024 00:00:00 +0000", b"\xff"] {
            assert_eq!(millis(bad), None);
        }
    }
}
