//! A mailbox as its owner sees it: folders worked out from runs of messages, with everything that can be asked
//! about them computed and nothing unfolded. A folder of half a million messages is a handful of numbers here.

use crate::message::{Message, Series};
use crate::mutf7;
use crate::scene::{Account, Folder, Quota, Script, Shows};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The delimiter of all scenes.
pub(crate) const DELIMITER: char = '/';

/// The mail of one account.
pub(crate) struct Mailbox {
    pub(crate) folders: Vec<FolderView>,
    pub(crate) quota: Option<Quota>,
    /// Octets of all messages, each counted once.
    pub(crate) used: u64,
    runs: Vec<Series>,
}

/// A folder with its content worked out.
pub(crate) struct FolderView {
    pub(crate) name: String,
    /// The name in modified UTF-7.
    pub(crate) wire: String,
    pub(crate) special_use: Option<String>,
    pub(crate) container: bool,
    pub(crate) children: bool,
    pub(crate) uid_validity: u32,
    pub(crate) count: u64,
    pub(crate) size: u64,
    /// The label it stands for; left out when its messages tell their labels.
    pub(crate) label: Option<String>,
    uid_step: u64,
    /// Oldest messages that are not shown.
    skipped: u64,
    parts: Vec<Part>,
}

/// Consecutive messages of a folder that stem from one run.
struct Part {
    run: usize,
    /// Messages of the folder before this part.
    before: u64,
}

impl Mailbox {
    /// Works out the mailbox of an account.
    pub(crate) fn of(account: &Account, script: &Script) -> Result<Mailbox, String> {
        let sets: Vec<_> = account
            .sets
            .iter()
            .filter_map(|name| script.sets.get(name))
            .collect();
        let runs = sets.iter().flat_map(|set| &set.mail).chain(&account.mail);
        let runs = runs.map(Series::of).collect::<Result<Vec<_>, _>>()?;
        let folders: Vec<_> = sets
            .iter()
            .flat_map(|set| &set.folder)
            .chain(&account.folder)
            .collect();
        let owner = account.users.first().map_or("", String::as_str);
        let mut views: Vec<_> = folders
            .iter()
            .map(|folder| FolderView::of(folder, &runs, account.uid_step, owner))
            .map(|view| view.limited(&runs, account.folder_limit))
            .collect();
        let names: BTreeSet<_> = views.iter().map(|view| view.name.clone()).collect();
        for view in &mut views {
            let below = format!("{}{DELIMITER}", view.name);
            view.children = names.iter().any(|name| name.starts_with(&below));
        }
        // INBOX first, the rest by name, as Gmail lists them.
        views.sort_by(|a, b| (a.name != "INBOX", &a.name).cmp(&(b.name != "INBOX", &b.name)));
        let used = runs.iter().map(|series| series.octets()).sum();
        Ok(Mailbox {
            folders: views,
            quota: account.quota.clone(),
            used,
            runs,
        })
    }

    /// The folder of a name as the client wrote it; `INBOX` in any case (RFC 3501 section 5.1).
    pub(crate) fn find(&self, name: &[u8], utf8: bool) -> Option<usize> {
        self.folders.iter().position(|folder| {
            let known = folder.shown(utf8).as_bytes();
            known == name || (known == b"INBOX" && name.eq_ignore_ascii_case(b"INBOX"))
        })
    }

    /// The message at a place in a folder, counted from 1.
    pub(crate) fn message(&self, folder: &FolderView, seq: u64) -> Option<Message<'_>> {
        let zero_based = seq.checked_sub(1).filter(|_| seq <= folder.count)? + folder.skipped;
        let part = folder
            .parts
            .partition_point(|part| part.before <= zero_based)
            .checked_sub(1)?;
        let part = folder.parts.get(part)?;
        let series = self.runs.get(part.run)?;
        Some(series.message(seq, folder.uid(seq), part.run, zero_based - part.before))
    }
}

impl FolderView {
    fn of(folder: &Folder, runs: &[Series], uid_step: u64, owner: &str) -> FolderView {
        let shows = folder
            .shows
            .clone()
            .unwrap_or_else(|| Shows::Label(folder.name.clone()));
        let mut view = FolderView {
            wire: mutf7::encode(&folder.name),
            special_use: folder.special_use.clone(),
            container: folder.container,
            children: false,
            uid_validity: uid_validity(owner, &folder.name),
            count: 0,
            size: 0,
            label: None,
            uid_step,
            skipped: 0,
            parts: Vec::new(),
            name: folder.name.clone(),
        };
        for (number, series) in runs.iter().enumerate().filter(|(_, series)| series.is_in(&shows)) {
            view.parts.push(Part {
                run: number,
                before: view.count,
            });
            view.count += series.count();
            view.size += series.octets();
        }
        if let Shows::Label(label) = shows {
            view.label = Some(mutf7::encode(&label));
        }
        view
    }

    /// The same with the newest messages alone.
    fn limited(mut self, runs: &[Series], limit: Option<u64>) -> FolderView {
        let skipped = limit.map_or(0, |limit| self.count.saturating_sub(limit));
        let mut left = skipped;
        for series in self.parts.iter().filter_map(|part| runs.get(part.run)) {
            let gone = left.min(series.count());
            self.size -= series.octets_of(gone);
            left -= gone;
        }
        self.count -= skipped;
        self.skipped = skipped;
        self
    }

    /// The name as the client sees it: UTF-8 once it has been enabled (RFC 6855), modified UTF-7 before.
    pub(crate) fn shown(&self, utf8: bool) -> &str {
        if utf8 { &self.name } else { &self.wire }
    }

    fn uid(&self, seq: u64) -> u64 {
        1 + seq.saturating_sub(1) * self.uid_step
    }

    /// The next UID.
    pub(crate) fn uid_next(&self) -> u64 {
        1 + self.count * self.uid_step
    }

    /// The highest UID in use; 0 when the folder is empty.
    pub(crate) fn last_uid(&self) -> u64 {
        if self.count == 0 { 0 } else { self.uid(self.count) }
    }

    /// A modification sequence (RFC 7162): grows with the folder, means nothing else.
    pub(crate) fn mod_seq(&self) -> u64 {
        35_000 + self.uid_next()
    }

    /// The places of the messages whose UIDs lie in a range.
    pub(crate) fn places_of_uids(&self, uids: &RangeInclusive<u64>) -> RangeInclusive<u64> {
        let first = uids.start().saturating_sub(1).div_ceil(self.uid_step) + 1;
        let last = match uids.end().checked_sub(1) {
            Some(offset) => (offset / self.uid_step + 1).min(self.count),
            None => 0,
        };
        first..=last
    }
}

/// A number that stays the same from run to run and differs from folder to folder (FNV-1a).
fn uid_validity(owner: &str, folder: &str) -> u32 {
    let octets = owner.bytes().chain([0]).chain(folder.bytes());
    let hash = octets.fold(0x811c_9dc5_u32, |hash, octet| {
        (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193)
    });
    (hash >> 1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;
    use time::OffsetDateTime;

    fn mailbox(provider: &str, user: &str) -> Mailbox {
        let scene = Scene::for_provider(provider).unwrap();
        let account = scene
            .script
            .account
            .iter()
            .find(|one| one.users[0].starts_with(user))
            .unwrap();
        Mailbox::of(account, &scene.script).unwrap()
    }

    #[test]
    fn sums_agree_with_the_messages() {
        for (provider, user) in [
            ("gmail", "laura"),
            ("imap", "otto"),
            ("imap", "sharon"),
            ("exchange", "dora"),
        ] {
            let mailbox = mailbox(provider, user);
            for folder in &mailbox.folders {
                let messages: Vec<_> = (1..).map_while(|seq| mailbox.message(folder, seq)).collect();
                assert_eq!(messages.len() as u64, folder.count, "{}", folder.name);
                assert_eq!(
                    messages.iter().map(|one| one.size).sum::<u64>(),
                    folder.size,
                    "{}",
                    folder.name
                );
                assert_eq!(messages.last().map_or(0, |last| last.uid), folder.last_uid());
                assert!(folder.last_uid() < folder.uid_next());
            }
        }
    }

    #[test]
    fn places_of_uids_match_a_walk() {
        let mailbox = mailbox("gmail", "laura");
        let folder = &mailbox.folders[mailbox.find(b"inbox", false).unwrap()];
        for from in 0..16 {
            for to in from..16 {
                let uids = from..=to;
                let walked: Vec<_> = (1..=folder.count)
                    .filter(|seq| uids.contains(&folder.uid(*seq)))
                    .collect();
                assert_eq!(
                    folder.places_of_uids(&uids).collect::<Vec<_>>(),
                    walked,
                    "{uids:?}"
                );
            }
        }
    }

    #[test]
    fn folders_differ_in_their_validity_and_keep_it() {
        let once = mailbox("gmail", "laura");
        let again = mailbox("gmail", "laura");
        let numbers = |mailbox: &Mailbox| mailbox.folders.iter().map(|f| f.uid_validity).collect::<Vec<_>>();
        assert_eq!(numbers(&once), numbers(&again));
        assert_eq!(
            numbers(&once).into_iter().collect::<BTreeSet<_>>().len(),
            once.folders.len()
        );
    }

    #[test]
    fn all_mail_is_of_the_past() {
        let now = OffsetDateTime::now_utc();
        for provider in Scene::names() {
            let scene = Scene::for_provider(provider).unwrap();
            for account in &scene.script.account {
                let mailbox = Mailbox::of(account, &scene.script).unwrap();
                for folder in &mailbox.folders {
                    if let Some(last) = mailbox.message(folder, folder.count) {
                        assert!(
                            last.date() < now,
                            "{provider} {} {}",
                            account.users[0],
                            folder.name
                        );
                    }
                }
            }
        }
    }
}
