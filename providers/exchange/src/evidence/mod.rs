//! What is known of an Exchange organisation, whoever said it: the one model that directories, LDIF files and exports of cmdlets are
//! read into, and that everything else is computed from.
//!
//! It is plain data. A record of a source becomes a *sighting*: what one source says of one server, database, mailbox, account, with
//! its origin. Sightings of one thing are brought together by [`crate::joined`], not here, so that two sources that disagree both
//! stay. Texts are [`Symbol`]s: many mailboxes name one database. Nothing here reads or judges.

mod database;
mod entry;
mod file;
mod folder;
mod mailbox;
mod organisation;
mod origin;
mod part;
mod policy;
mod principal;
mod server;
mod texts;

pub(crate) use database::Database;
pub(crate) use entry::{Entries, Entry, Listed, Rights, Truth};
pub(crate) use file::File;
pub(crate) use folder::{Folders, KEPT};
pub(crate) use mailbox::{ImapAccess, Mailbox, Sizes};
pub(crate) use organisation::{Descriptor, Domain, Organisation};
pub(crate) use origin::{Origin, OriginId, PROVIDER, SOURCES, Seen, Told, lost, told, value};
pub(crate) use part::{Asked, Ending, Part};
pub(crate) use policy::{Allowance, ThrottlingPolicy};
pub(crate) use principal::{Principal, PrincipalKind};
pub(crate) use server::{
    Certificate, Component, ImapSettings, Roles, Server, Service, StoreLimits, VirtualServer,
};
pub(crate) use texts::{Symbol, Texts, fold};

use imaprules_facts::Record;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) texts: Texts,
    pub(crate) origins: Vec<Origin>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) domains: Vec<Domain>,
    pub(crate) servers: Vec<Server>,
    pub(crate) databases: Vec<Database>,
    pub(crate) mailboxes: Vec<Mailbox>,
    pub(crate) principals: Vec<Principal>,
    pub(crate) policies: Vec<ThrottlingPolicy>,
    pub(crate) folders: Vec<Folders>,
    pub(crate) files: Vec<File>,
    /// Entries on mailboxes, from `Get-MailboxPermission`.
    pub(crate) mailbox_entries: Entries,
    /// Entries on databases, containers above them and the organisation, from `Get-ADPermission`.
    pub(crate) directory_entries: Entries,
    /// Objects whose entries were listed, of either sort.
    pub(crate) listed: HashSet<Listed>,
    descriptors: HashMap<Descriptor, ()>,
}

impl Evidence {
    /// Notes a file or directory.
    pub(crate) fn origin(&mut self, name: &str, live: bool) -> OriginId {
        let id = OriginId(u16::try_from(self.origins.len()).unwrap_or(u16::MAX));
        self.origins.push(Origin {
            name: name.to_owned(),
            live,
        });
        id
    }

    /// Notes how a question ended; `about` names the one object it was about.
    pub(crate) fn asked(&mut self, origin: OriginId, part: Part, about: Option<&str>, ending: Ending) {
        let about = about.map(|text| self.texts.put(text));
        self.asked.push(Asked {
            origin,
            part,
            about,
            ending,
        });
    }

    /// The symbol of a text that is not empty.
    pub(crate) fn symbol(&mut self, text: &str) -> Option<Symbol> {
        let text = text.trim();
        (!text.is_empty()).then(|| self.texts.put(text))
    }

    /// A text by its symbol; empty for none.
    pub(crate) fn text(&self, symbol: Option<Symbol>) -> &str {
        symbol.map_or("", |symbol| self.texts.get(symbol))
    }

    /// A security descriptor as octets, kept once however many objects have it.
    pub(crate) fn octets(&mut self, octets: &[u8]) -> Descriptor {
        self.shared(Descriptor::Octets(Arc::from(octets)))
    }

    /// A security descriptor in SDDL, kept once.
    pub(crate) fn sddl(&mut self, text: &str) -> Descriptor {
        self.shared(Descriptor::Sddl(Arc::from(text.trim())))
    }

    fn shared(&mut self, descriptor: Descriptor) -> Descriptor {
        if let Some((known, ())) = self.descriptors.get_key_value(&descriptor) {
            return known.clone();
        }
        self.descriptors.insert(descriptor.clone(), ());
        descriptor
    }

    /// Whether a source was asked during the run: it counts before exports.
    pub(crate) fn is_live(&self, origin: OriginId) -> bool {
        self.at(origin).is_some_and(|origin| origin.live)
    }

    /// An origin by its id.
    pub(crate) fn at(&self, origin: OriginId) -> Option<&Origin> {
        self.origins.get(usize::from(origin.0))
    }

    /// How much a sighting counts against others: live before exported, then the newest.
    pub(crate) fn weight(&self, seen: Seen) -> (bool, i64) {
        (self.is_live(seen.origin), seen.at)
    }

    /// A record about a subject, from where this was seen.
    pub(crate) fn record(&self, kind: &str, id: &str, seen: Seen) -> Record {
        let nowhere = Origin {
            name: String::new(),
            live: false,
        };
        self.at(seen.origin).unwrap_or(&nowhere).record(kind, id, seen)
    }

    /// Whether some source gave a part as a whole.
    pub(crate) fn has_all(&self, part: Part) -> bool {
        let whole = |asked: &&Asked| asked.part == part && asked.about.is_none();
        self.asked
            .iter()
            .filter(whole)
            .any(|asked| asked.ending == Ending::Whole)
    }

    /// How questions about a part ended, newest last.
    pub(crate) fn endings(&self, part: Part) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(move |asked| asked.part == part)
    }

    /// Whether anything was read at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_and_texts_are_shared() {
        let mut evidence = Evidence::default();
        let (first, second) = (evidence.octets(&[1, 2, 3]), evidence.octets(&[1, 2, 3]));
        let (Descriptor::Octets(first), Descriptor::Octets(second)) = (first, second) else {
            panic!("octets stay octets");
        };
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!(evidence.symbol("  "), None);
        let terry = evidence.symbol(" Terry ");
        assert_eq!(evidence.text(terry), "Terry");
    }

    #[test]
    fn a_part_is_whole_only_where_a_source_gave_all() {
        let mut evidence = Evidence::default();
        let file = evidence.origin("a.xml", false);
        evidence.asked(file, Part::Mailboxes, Some("terry"), Ending::Whole);
        assert!(!evidence.has_all(Part::Mailboxes));
        evidence.asked(file, Part::Mailboxes, None, Ending::Partial("a page".to_owned()));
        assert!(!evidence.has_all(Part::Mailboxes));
        evidence.asked(file, Part::Mailboxes, None, Ending::Whole);
        assert!(evidence.has_all(Part::Mailboxes));
        assert_eq!(evidence.endings(Part::Mailboxes).count(), 3);
    }
}
