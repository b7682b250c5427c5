//! Everything that decides about access, taken from the evidence: the graph of groups, and for each mailbox and database its list,
//! from the source that counts most; and the one from another source, where there is one. Equal lists are kept once, and so are their
//! verdicts later.

use super::binary;
use super::descriptor::{Descriptor, Trustee};
use super::domains::domains;
use super::gaps::{Gaps, copies, cut};
use super::gather;
use super::groups::Groups;
use super::list::{List, Object, Right, Row, of_descriptor, of_rows};
use super::sddl::{self, Domains};
use super::sid::Sid;
use crate::evidence::{self, Entry, Evidence, OriginId, Part, Rights, Seen, Symbol, Told, Truth, value};
use crate::joined::{DatabaseId, Joined, MailboxId};
use imaprules_exports::Place;
use imaprules_facts::{Reason, Unknown};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

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

/// A list that does not count, since another source counts more.
#[derive(Debug, Clone)]
pub(super) struct Other {
    pub(super) origin: OriginId,
    pub(super) listing: Listing,
}

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
    pub(super) other_mailboxes: HashMap<MailboxId, Other>,
    pub(super) other_databases: HashMap<DatabaseId, Other>,
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
            other_mailboxes: taking.other_mailboxes,
            other_databases: taking.other_databases,
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

/// Whether a source was asked during the run, and when what it says was true; the later file counts where both say the same.
type Age = (bool, i64, OriginId);

/// What all sources show of the list of one object.
struct Shown<'s> {
    object: Object,
    /// Descriptors, the one that counts most first.
    told: Vec<(Seen, &'s Result<evidence::Descriptor, Box<Unknown>>)>,
    rows: Vec<Entry>,
    /// Files whose rows list the object.
    listed: Vec<OriginId>,
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
    other_mailboxes: HashMap<MailboxId, Other>,
    other_databases: HashMap<DatabaseId, Other>,
    /// Files whose rows list them, if only to say that there is no entry.
    listed_mailboxes: HashMap<MailboxId, Vec<OriginId>>,
    listed_databases: HashMap<DatabaseId, Vec<OriginId>>,
    mailbox_gaps: Gaps<MailboxId>,
    database_gaps: Gaps<DatabaseId>,
    /// Which of several files counts.
    ages: HashMap<OriginId, Age>,
    /// Objects of which some entries may be missing: the last ones of files that were cut.
    cut: HashSet<(OriginId, Symbol)>,
    /// Directories, or files of their entries, that show the rights of mailboxes.
    copies: HashSet<OriginId>,
}

impl<'a> Taking<'a> {
    fn new(evidence: &'a Evidence, joined: &'a Joined, now: i64) -> Self {
        let mailbox = |name: &str| joined.mailbox_named(evidence, name).one();
        let database = |name: &str| joined.database_named(evidence, name).one();
        let age =
            |file: &evidence::File| (file.origin, (evidence.is_live(file.origin), file.at, file.origin));
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
            other_mailboxes: HashMap::new(),
            other_databases: HashMap::new(),
            listed_mailboxes: listed(evidence, mailbox),
            listed_databases: listed(evidence, database),
            mailbox_gaps: Gaps::of(evidence, Part::MailboxRights, mailbox),
            database_gaps: Gaps::of(evidence, Part::DatabaseRights, database),
            ages: evidence.files.iter().map(age).collect(),
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
        let sightings = joined.mailbox_sightings(evidence, id);
        let shown = Shown {
            object: Object::Mailbox,
            told: sightings
                .filter_map(|mailbox| Some((mailbox.seen, mailbox.descriptor.as_ref()?)))
                .collect(),
            rows: joined.entries_on_mailbox(evidence, id).copied().collect(),
            listed: self.listed_mailboxes.remove(&id).unwrap_or_default(),
        };
        let found = self.either(&shown, None);
        let other = self.other(&shown, found.as_ref());
        self.other_mailboxes.extend(other.map(|other| (id, other)));
        let listing = found.map(|found| found.listing);
        listing
            .or_else(|| self.without_copy(id))
            .unwrap_or_else(|| Err(self.mailbox_gaps.why(&id)))
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
        let sightings = joined.database_sightings(evidence, id);
        let shown = Shown {
            object: Object::Directory,
            told: sightings
                .filter_map(|database| Some((database.seen, database.descriptor.as_ref()?)))
                .collect(),
            rows: joined.entries_on_database(evidence, id).copied().collect(),
            listed: self.listed_databases.remove(&id).unwrap_or_default(),
        };
        let found = self.either(&shown, None);
        let other = self.other(&shown, found.as_ref());
        self.other_databases.extend(other.map(|other| (id, other)));
        found.map_or_else(|| Err(self.database_gaps.why(&id)), |found| found.listing)
    }

    /// The descriptor or the rows, whichever counts more; rows where both do, since the cmdlet asked the store itself. One source may be
    /// left out.
    fn either(&mut self, shown: &Shown<'_>, without: Option<OriginId>) -> Option<Other> {
        let told = shown
            .told
            .iter()
            .find(|(seen, _)| Some(seen.origin) != without)
            .copied();
        let files = shown
            .rows
            .iter()
            .map(|entry| entry.origin)
            .chain(shown.listed.iter().copied());
        let newest = files
            .filter(|origin| Some(*origin) != without)
            .max_by_key(|origin| self.age(*origin));
        let live = told.is_some_and(|(seen, told)| told.is_ok() && self.evidence.is_live(seen.origin));
        match (told, newest) {
            (_, Some(origin)) if !live => Some(Other {
                origin,
                listing: self.rows(&shown.rows, origin, shown.object),
            }),
            (Some((seen, told)), _) => Some(Other {
                origin: seen.origin,
                listing: self.told(seen, told, shown.object),
            }),
            (None, _) => None,
        }
    }

    /// What another source shows of the same object, where the one that counts could be read.
    fn other(&mut self, shown: &Shown<'_>, found: Option<&Other>) -> Option<Other> {
        let counts = found.filter(|found| found.listing.is_ok())?;
        self.either(shown, Some(counts.origin))
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

    /// The list of the rows that one file has about an object.
    fn rows(&mut self, entries: &[Entry], origin: OriginId, object: Object) -> Listing {
        let own = || entries.iter().filter(|entry| entry.origin == origin);
        if own().any(|entry| self.cut.contains(&(entry.origin, entry.on))) {
            let note = "the file ends within the entries of this object";
            return Err(Unknown::noted(Reason::Malformed, note));
        }
        let rows = own()
            .filter(|entry| entry.here)
            .filter_map(|entry| self.row(entry, object))
            .collect();
        let list = self.put(of_rows(rows));
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

    fn age(&self, origin: OriginId) -> Age {
        let known = self.ages.get(&origin).copied();
        known.unwrap_or_else(|| (self.evidence.is_live(origin), self.now, origin))
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
            let files = entries.iter().map(|entry| entry.origin);
            let Some(newest) = files.max_by_key(|origin| self.age(*origin)) else {
                continue;
            };
            if let Ok(read) = self.rows(&entries, newest, Object::Directory) {
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

/// The files that list each object.
fn listed<K: Hash + Eq>(evidence: &Evidence, named: impl Fn(&str) -> Option<K>) -> HashMap<K, Vec<OriginId>> {
    let mut listed: HashMap<K, Vec<OriginId>> = HashMap::new();
    for one in &evidence.listed {
        if let Some(id) = named(evidence.texts.get(one.on)) {
            listed.entry(id).or_default().push(one.origin);
        }
    }
    listed
}

/// A descriptor that names nobody.
fn nobody() -> Descriptor {
    Descriptor {
        entries: Some(Vec::new()),
        ..Descriptor::default()
    }
}
