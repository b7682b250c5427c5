//! Everything that decides about access, taken from the evidence: the graph of groups, and for each mailbox and database its list,
//! from the source that counts most. Equal lists are kept once, and so are their verdicts later.

use super::binary;
use super::descriptor::{Descriptor, Trustee};
use super::domains::domains;
use super::gather;
use super::groups::Groups;
use super::list::{List, Object, Right, Row, of_descriptor, of_rows};
use super::sddl::{self, Domains};
use super::sid::Sid;
use crate::evidence::{
    self, Ending, Entry, Evidence, OriginId, Part, Rights, Seen, Symbol, Told, Truth, value,
};
use crate::joined::{DatabaseId, Joined, MailboxId};
use imaprules_exports::Place;
use imaprules_facts::{Reason, Unknown};
use std::collections::{HashMap, HashSet};

/// A list by its place.
pub(super) type ListId = usize;

/// A list that was read, and where.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub(super) list: ListId,
    pub(super) seen: Seen,
    /// Whether it is rows that a cmdlet printed.
    pub(super) rows: bool,
}

/// A list, or why it is not there.
pub(super) type Listing = Result<Read, Unknown>;

/// An object above the databases, whose entries they may inherit.
#[derive(Debug)]
pub(super) struct Above {
    pub(super) name: String,
    pub(super) list: ListId,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct World {
    pub(super) groups: Groups,
    pub(super) lists: Vec<List>,
    mailboxes: Vec<Listing>,
    databases: Vec<Listing>,
    pub(super) above: Vec<Above>,
}

impl World {
    /// Takes everything in.
    pub(crate) fn of(evidence: &Evidence, joined: &Joined, now: i64) -> World {
        let mut taking = Taking::new(evidence, joined, now);
        let mailboxes = joined.mailbox_ids().map(|id| taking.mailbox(id)).collect();
        let databases = joined.database_ids().map(|id| taking.database(id)).collect();
        let above = taking.above();
        World {
            groups: gather::groups(evidence, joined),
            lists: taking.lists,
            mailboxes,
            databases,
            above,
        }
    }

    /// The list of a mailbox.
    pub(super) fn mailbox(&self, id: MailboxId) -> Listing {
        at(&self.mailboxes, id.0)
    }

    /// The list of a database.
    pub(super) fn database(&self, id: DatabaseId) -> Listing {
        at(&self.databases, id.0)
    }
}

fn at(all: &[Listing], id: u32) -> Listing {
    let found = usize::try_from(id).ok().and_then(|at| all.get(at)).cloned();
    found.unwrap_or_else(|| Err(Unknown::because(Reason::NotCollected)))
}

/// Taking lists in, equal ones once.
struct Taking<'a> {
    evidence: &'a Evidence,
    joined: &'a Joined,
    now: i64,
    domains: Domains,
    lists: Vec<List>,
    known: HashMap<List, ListId>,
    descriptors: HashMap<(evidence::Descriptor, Object), Result<ListId, Unknown>>,
    listed_mailboxes: HashSet<MailboxId>,
    listed_databases: HashSet<DatabaseId>,
    /// Objects of which some entries may be missing: the last ones of files that were cut.
    cut: HashSet<(OriginId, Symbol)>,
    /// Directories, or files of their entries, that show the rights of mailboxes.
    copies: HashSet<OriginId>,
}

impl<'a> Taking<'a> {
    fn new(evidence: &'a Evidence, joined: &'a Joined, now: i64) -> Self {
        let text = |listed: &evidence::Listed| evidence.texts.get(listed.on);
        let mailbox = |listed| joined.mailbox_named(evidence, text(listed)).one();
        let database = |listed| joined.database_named(evidence, text(listed)).one();
        let domains = domains(evidence);
        let root = domains
            .iter()
            .find(|domain| domain.root)
            .and_then(|domain| domain.sid.clone());
        let only = domains
            .first()
            .filter(|_| domains.len() == 1)
            .and_then(|domain| domain.sid.clone());
        Taking {
            evidence,
            joined,
            now,
            domains: Domains {
                root: root.or(only.clone()),
                own: only,
            },
            lists: Vec::new(),
            known: HashMap::new(),
            descriptors: HashMap::new(),
            listed_mailboxes: evidence.listed.iter().filter_map(mailbox).collect(),
            listed_databases: evidence.listed.iter().filter_map(database).collect(),
            cut: cut(evidence),
            copies: copies(evidence),
        }
    }

    fn put(&mut self, list: List) -> ListId {
        if let Some(known) = self.known.get(&list) {
            return *known;
        }
        let id = self.lists.len();
        self.lists.push(list.clone());
        self.known.insert(list, id);
        id
    }

    fn mailbox(&mut self, id: MailboxId) -> Listing {
        let (evidence, joined) = (self.evidence, self.joined);
        let told = joined.mailbox(evidence, id, |mailbox| {
            Some((mailbox.seen, mailbox.descriptor.as_ref()?))
        });
        let entries: Vec<Entry> = joined.entries_on_mailbox(evidence, id).copied().collect();
        let listed = !entries.is_empty() || self.listed_mailboxes.contains(&id);
        let found = self.either(told, listed.then_some(&entries[..]), Object::Mailbox);
        found.or_else(|| self.without_copy(id)).unwrap_or_else(|| {
            let about = |text: &str| joined.mailbox_named(evidence, text).one() == Some(id);
            Err(self.missing(Part::MailboxRights, &about))
        })
    }

    /// A mailbox of which the directory has no copy of rights: nobody set any, where the directory shows those of other mailboxes.
    /// Where it shows none at all, whoever asked may not see them.
    fn without_copy(&mut self, id: MailboxId) -> Option<Listing> {
        let mut sightings = self.joined.mailbox_sightings(self.evidence, id);
        let seen = sightings
            .find(|mailbox| self.copies.contains(&mailbox.seen.origin))?
            .seen;
        let empty = of_descriptor(&nobody(), Object::Mailbox)?;
        let list = self.put(empty);
        Some(Ok(Read {
            list,
            seen,
            rows: false,
        }))
    }

    fn database(&mut self, id: DatabaseId) -> Listing {
        let (evidence, joined) = (self.evidence, self.joined);
        let told = joined.database(evidence, id, |database| {
            Some((database.seen, database.descriptor.as_ref()?))
        });
        let entries: Vec<Entry> = joined.entries_on_database(evidence, id).copied().collect();
        let listed = !entries.is_empty() || self.listed_databases.contains(&id);
        let found = self.either(told, listed.then_some(&entries[..]), Object::Directory);
        found.unwrap_or_else(|| {
            let about = |text: &str| joined.database_named(evidence, text).one() == Some(id);
            Err(self.missing(Part::DatabaseRights, &about))
        })
    }

    /// The descriptor or the rows, whichever counts more; rows where both do, since the cmdlet asked the store itself.
    fn either(
        &mut self,
        told: Option<(Seen, &Result<evidence::Descriptor, Box<Unknown>>)>,
        rows: Option<&[Entry]>,
        object: Object,
    ) -> Option<Listing> {
        let live = told.is_some_and(|(seen, told)| told.is_ok() && self.evidence.is_live(seen.origin));
        match (told, rows) {
            (told, Some(rows)) if !live || told.is_none() => Some(self.rows(rows, object)),
            (Some((seen, told)), _) => Some(self.told(seen, told, object)),
            (None, _) => None,
        }
    }

    fn told(
        &mut self,
        seen: Seen,
        told: &Result<evidence::Descriptor, Box<Unknown>>,
        object: Object,
    ) -> Listing {
        let descriptor = told.as_ref().map_err(|why| why.as_ref().clone())?;
        let list = self.descriptor(descriptor, object)?;
        Ok(Read {
            list,
            seen,
            rows: false,
        })
    }

    fn descriptor(&mut self, descriptor: &evidence::Descriptor, object: Object) -> Result<ListId, Unknown> {
        let key = (descriptor.clone(), object);
        if let Some(known) = self.descriptors.get(&key) {
            return known.clone();
        }
        let found = self.read(descriptor).and_then(|descriptor| {
            of_descriptor(&descriptor, object)
                .ok_or_else(|| Unknown::noted(Reason::Malformed, "the descriptor holds no access list"))
        });
        let found = found.map(|list| self.put(list));
        self.descriptors.insert(key, found.clone());
        found
    }

    fn read(&self, descriptor: &evidence::Descriptor) -> Result<Descriptor, Unknown> {
        let read = match descriptor {
            evidence::Descriptor::Octets(octets) if octets.is_empty() => {
                return Ok(nobody());
            }
            evidence::Descriptor::Octets(octets) => binary::read(octets),
            evidence::Descriptor::Sddl(text) => sddl::parse(text, &self.domains),
        };
        read.map_err(|error| Unknown::noted(Reason::Malformed, error.to_string()))
    }

    /// The list of rows about one object; of several files the newest.
    fn rows(&mut self, entries: &[Entry], object: Object) -> Listing {
        let newest = entries
            .iter()
            .map(|entry| entry.origin)
            .max_by_key(|origin| self.age(*origin));
        let origin = newest.or_else(|| self.evidence.listed.iter().map(|listed| listed.origin).min());
        let own = || entries.iter().filter(|entry| Some(entry.origin) == origin);
        if own().any(|entry| self.cut.contains(&(entry.origin, entry.on))) {
            let note = "the file ends within the entries of this object";
            return Err(Unknown::noted(Reason::Malformed, note));
        }
        let rows = own()
            .filter(|entry| entry.here)
            .filter_map(|entry| self.row(entry, object))
            .collect();
        let list = self.put(of_rows(rows));
        let origin = origin.unwrap_or(OriginId(0));
        Ok(Read {
            list,
            seen: Seen {
                origin,
                place: Place::default(),
                at: self.age(origin).1,
            },
            rows: true,
        })
    }

    /// Whether a source was asked during the run, and when what it says was true; the later file counts where both say the same.
    fn age(&self, origin: OriginId) -> (bool, i64, OriginId) {
        let file = self.evidence.files.iter().find(|file| file.origin == origin);
        (
            self.evidence.is_live(origin),
            file.map_or(self.now, |file| file.at),
            origin,
        )
    }

    fn row(&self, entry: &Entry, object: Object) -> Option<Row> {
        let has = |rights: Rights| entry.rights.has(rights);
        let right = match object {
            Object::Mailbox if has(Rights::FULL_ACCESS) => Right::FullAccess,
            Object::Directory if has(Rights::RECEIVE_AS) => Right::ReceiveAs,
            _ if has(Rights::GENERIC_ALL) || has(Rights::ALL_EXTENDED) => Right::Everything,
            _ if has(Rights::UNREADABLE) => Right::Everything,
            _ => return None,
        };
        let only_unreadable = !has(Rights(!Rights::UNREADABLE.0));
        Some(Row {
            trustee: trustee(self.evidence.texts.get(entry.trustee)),
            right,
            deny: known(entry.deny),
            inherited: known(entry.inherited),
            readable: !only_unreadable,
        })
    }

    /// Why a list is not there.
    fn missing(&self, part: Part, about: &dyn Fn(&str) -> bool) -> Unknown {
        let concerns = |asked: &&evidence::Asked| {
            asked
                .about
                .is_none_or(|symbol| about(self.evidence.texts.get(symbol)))
        };
        let endings = self.evidence.endings(part).filter(concerns);
        let why = endings.filter_map(|asked| match &asked.ending {
            Ending::Whole => None,
            Ending::Partial(note) => Some(Unknown::noted(Reason::NotCollected, note.clone())),
            Ending::Denied(note) => Some(Unknown::noted(Reason::NoPermission, note.clone())),
            Ending::Failed(note) => Some(Unknown::noted(Reason::Refused, note.clone())),
        });
        why.last()
            .unwrap_or_else(|| Unknown::because(Reason::NotCollected))
    }

    /// Lists of what stands above databases.
    fn above(&mut self) -> Vec<Above> {
        let evidence = self.evidence;
        let organisations = evidence
            .organisations
            .iter()
            .map(|one| (evidence.text(one.name.or(one.dn)), &one.descriptor));
        let servers = evidence
            .servers
            .iter()
            .map(|one| (evidence.text(one.name.or(one.dn)), &one.descriptor));
        let objects: Vec<(&str, &Told<evidence::Descriptor>)> = organisations.chain(servers).collect();
        let mut all = Vec::new();
        for (name, told) in objects {
            if let Some(Ok(list)) =
                value(told).map(|descriptor| self.descriptor(descriptor, Object::Directory))
            {
                all.push(Above {
                    name: name.to_owned(),
                    list,
                });
            }
        }
        let mut rows: HashMap<Symbol, Vec<Entry>> = HashMap::new();
        for entry in &evidence.directory_entries.all {
            rows.entry(entry.on).or_default().push(*entry);
        }
        let mut objects: Vec<(&str, Vec<Entry>)> = rows
            .into_iter()
            .map(|(on, rows)| (evidence.texts.get(on), rows))
            .collect();
        objects.retain(|(on, _)| self.joined.database_named(evidence, on).one().is_none());
        objects.sort_by_key(|(on, _)| *on);
        for (on, entries) in objects {
            if let Ok(read) = self.rows(&entries, Object::Directory) {
                all.push(Above {
                    name: on.to_owned(),
                    list: read.list,
                });
            }
        }
        all
    }
}

/// A trustee as a row writes it.
pub(super) fn trustee(text: &str) -> Trustee {
    match Sid::parse(text) {
        Some(sid) => Trustee::Sid(sid),
        None if text.trim().is_empty() => Trustee::Unreadable,
        None => Trustee::Name(text.trim().to_owned()),
    }
}

fn known(truth: Truth) -> Option<bool> {
    match truth {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Untold => None,
    }
}

/// The objects that the last entries of files stand on which were not read to their end.
fn cut(evidence: &Evidence) -> HashSet<(OriginId, Symbol)> {
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
fn copies(evidence: &Evidence) -> HashSet<OriginId> {
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

/// A descriptor that names nobody.
fn nobody() -> Descriptor {
    Descriptor {
        entries: Some(Vec::new()),
        ..Descriptor::default()
    }
}
