//! What of the access lists was not read, and why: questions that failed, files that end early, directories that show nothing.

use crate::evidence::{self, Asked, Ending, Evidence, OriginId, Part, Symbol, value};
use imaprules_facts::{Reason, Unknown};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Why lists of one sort are missing. A question may be about one object, or about all; of several the last one counts.
#[derive(Debug)]
pub(super) struct Gaps<K> {
    all: Option<(usize, Unknown)>,
    about: HashMap<K, (usize, Unknown)>,
}

impl<K: Hash + Eq> Gaps<K> {
    /// How the questions for a part ended. `named` finds the object that one was about.
    pub(super) fn of(evidence: &Evidence, part: Part, named: impl Fn(&str) -> Option<K>) -> Self {
        let mut gaps = Gaps {
            all: None,
            about: HashMap::new(),
        };
        for (at, asked) in evidence.endings(part).enumerate() {
            let Some(why) = why(asked) else { continue };
            match asked.about {
                None => gaps.all = Some((at, why)),
                Some(symbol) => {
                    let about = named(evidence.texts.get(symbol));
                    gaps.about.extend(about.map(|id| (id, (at, why))));
                }
            }
        }
        gaps
    }

    /// Why the list of an object is missing.
    pub(super) fn why(&self, id: &K) -> Unknown {
        let both = [self.all.as_ref(), self.about.get(id)];
        let last = both.into_iter().flatten().max_by_key(|(at, _)| *at);
        last.map_or_else(|| Unknown::because(Reason::NotCollected), |(_, why)| why.clone())
    }
}

fn why(asked: &Asked) -> Option<Unknown> {
    let (reason, note) = match &asked.ending {
        Ending::Whole => return None,
        Ending::Partial(note) => (Reason::NotCollected, note),
        Ending::Denied(note) => (Reason::NoPermission, note),
        Ending::Failed(note) => (Reason::Refused, note),
    };
    Some(Unknown::noted(reason, note.clone()))
}

/// The objects that the last entries of files stand on which were not read to their end.
pub(super) fn cut(evidence: &Evidence) -> HashSet<(OriginId, Symbol)> {
    let files = evidence.files.iter().filter(|file| !file.whole);
    let last = |entries: &evidence::Entries, origin| {
        let own = entries.all.iter().filter(move |entry| entry.origin == origin);
        own.max_by_key(|entry| entry.record)
            .map(|entry| (origin, entry.on))
    };
    files
        .flat_map(|file| {
            let mailbox = last(&evidence.mailbox_entries, file.origin);
            mailbox
                .into_iter()
                .chain(last(&evidence.directory_entries, file.origin))
        })
        .collect()
}

/// Directories, or files of their entries, that show the rights of some mailbox.
pub(super) fn copies(evidence: &Evidence) -> HashSet<OriginId> {
    let shown = evidence
        .mailboxes
        .iter()
        .filter(|mailbox| value(&mailbox.descriptor).is_some());
    let of_directory = |origin: &OriginId| {
        let entries = |file: &evidence::File| {
            file.origin == *origin
                && ["csvde", "ldifde"]
                    .iter()
                    .any(|tool| file.cmdlets.contains_key(*tool))
        };
        evidence.is_live(*origin) || evidence.files.iter().any(entries)
    };
    shown
        .map(|mailbox| mailbox.seen.origin)
        .collect::<HashSet<_>>()
        .into_iter()
        .filter(of_directory)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_question_says_why() {
        let mut evidence = Evidence::default();
        let file = evidence.origin("a.xml", false);
        let part = Part::MailboxRights;
        evidence.asked(file, part, Some("terry"), Ending::Denied("no".to_owned()));
        evidence.asked(file, part, Some("kim"), Ending::Whole);
        evidence.asked(file, Part::Folders, None, Ending::Failed("x".to_owned()));
        let gaps = |evidence: &Evidence| Gaps::of(evidence, part, |name| Some(name.to_owned()));
        let reason = |evidence: &Evidence, id: &str| gaps(evidence).why(&id.to_owned()).reason;
        assert_eq!(reason(&evidence, "terry"), Reason::NoPermission);
        assert_eq!(reason(&evidence, "kim"), Reason::NotCollected);
        evidence.asked(file, part, None, Ending::Failed("later".to_owned()));
        assert_eq!(reason(&evidence, "terry"), Reason::Refused);
    }
}
