//! Sightings brought together: which of them speak of one mailbox, one database, one server, one account; and how to look such a
//! thing up by whatever a cmdlet, an entry or a row of the migration file calls it.
//!
//! Sightings stay as they are. Two belong together when they share what is unique in a directory (DN, GUID, legacy DN, SID,
//! address); where a hand-made export has none of that, by a name that only one thing has.

mod groups;
mod homes;
mod names;

pub(crate) use homes::add_homes;
pub(crate) use names::{NameKind, Names, dn_key, rdns, short_host};

use crate::evidence::{Database, Entry, Evidence, Mailbox, Principal, Seen, Server, Symbol, fold};
use groups::{Groups, Sighting};
use std::collections::HashMap;

/// A mailbox by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct MailboxId(pub(crate) u32);

/// A database by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DatabaseId(pub(crate) u32);

/// A server by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ServerId(pub(crate) u32);

/// An account or group by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PrincipalId(pub(crate) u32);

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<T> {
    One(T),
    Nobody,
    Several,
}

impl<T> Found<T> {
    /// The one.
    pub(crate) fn one(self) -> Option<T> {
        match self {
            Found::One(one) => Some(one),
            Found::Nobody | Found::Several => None,
        }
    }
}

/// Everything brought together.
#[derive(Debug)]
pub(crate) struct Joined {
    mailboxes: Groups,
    databases: Groups,
    servers: Groups,
    principals: Groups,
    /// The database of each mailbox, by place.
    homes: Vec<Option<DatabaseId>>,
    /// The server of each mailbox, by place.
    hosts: Vec<Option<ServerId>>,
    /// Entries on mailboxes, sorted by mailbox; the order of reading within one.
    mailbox_entries: Vec<(MailboxId, u32)>,
    database_entries: Vec<(DatabaseId, u32)>,
}

impl Joined {
    /// Brings everything together.
    pub(crate) fn of(evidence: &mut Evidence) -> Self {
        let mailboxes = groups_of(evidence, |evidence| &evidence.mailboxes);
        let databases = groups_of(evidence, |evidence| &evidence.databases);
        let servers = groups_of(evidence, |evidence| &evidence.servers);
        let principals = groups_of(evidence, |evidence| &evidence.principals);
        let mut joined = Joined {
            mailboxes,
            databases,
            servers,
            principals,
            homes: Vec::new(),
            hosts: Vec::new(),
            mailbox_entries: Vec::new(),
            database_entries: Vec::new(),
        };
        joined.place_mailboxes(evidence);
        joined.place_entries(evidence);
        joined
    }

    fn place_mailboxes(&mut self, evidence: &Evidence) {
        let mut databases: HashMap<Symbol, Option<DatabaseId>> = HashMap::new();
        let mut servers: HashMap<Symbol, Option<ServerId>> = HashMap::new();
        for id in self.mailbox_ids() {
            let database = self.mailbox(evidence, id, |mailbox| mailbox.database);
            let home = database.and_then(|symbol| {
                *databases
                    .entry(symbol)
                    .or_insert_with(|| self.database_named(evidence, evidence.texts.get(symbol)).one())
            });
            let server = self
                .mailbox(evidence, id, |mailbox| mailbox.server)
                .or_else(|| self.database(evidence, home?, |database| database.server));
            let host = server.and_then(|symbol| {
                *servers
                    .entry(symbol)
                    .or_insert_with(|| self.server_named(evidence, evidence.texts.get(symbol)).one())
            });
            self.homes.push(home);
            self.hosts.push(host);
        }
    }

    fn place_entries(&mut self, evidence: &Evidence) {
        let mut of_mailboxes: HashMap<Symbol, Option<MailboxId>> = HashMap::new();
        for (at, entry) in (0u32..).zip(&evidence.mailbox_entries.all) {
            let found = *of_mailboxes
                .entry(entry.on)
                .or_insert_with(|| self.mailbox_named(evidence, evidence.texts.get(entry.on)).one());
            self.mailbox_entries.extend(found.map(|id| (id, at)));
        }
        let mut of_databases: HashMap<Symbol, Option<DatabaseId>> = HashMap::new();
        for (at, entry) in (0u32..).zip(&evidence.directory_entries.all) {
            let found = *of_databases
                .entry(entry.on)
                .or_insert_with(|| self.database_named(evidence, evidence.texts.get(entry.on)).one());
            self.database_entries.extend(found.map(|id| (id, at)));
        }
        self.mailbox_entries.sort_unstable();
        self.database_entries.sort_unstable();
    }

    /// All mailboxes.
    pub(crate) fn mailbox_ids(&self) -> impl Iterator<Item = MailboxId> + use<> {
        (0..self.mailboxes.count()).map(MailboxId)
    }

    /// All databases.
    pub(crate) fn database_ids(&self) -> impl Iterator<Item = DatabaseId> + use<> {
        (0..self.databases.count()).map(DatabaseId)
    }

    /// All servers.
    pub(crate) fn server_ids(&self) -> impl Iterator<Item = ServerId> + use<> {
        (0..self.servers.count()).map(ServerId)
    }

    /// All accounts and groups.
    pub(crate) fn principal_ids(&self) -> impl Iterator<Item = PrincipalId> + use<> {
        (0..self.principals.count()).map(PrincipalId)
    }

    /// The sightings of a mailbox, the one that counts most first.
    pub(crate) fn mailbox_sightings<'e>(
        &self,
        evidence: &'e Evidence,
        id: MailboxId,
    ) -> impl Iterator<Item = &'e Mailbox> {
        self.mailboxes
            .sightings(id.0)
            .filter_map(|at| evidence.mailboxes.get(at))
    }

    /// The sightings of a database, the one that counts most first.
    pub(crate) fn database_sightings<'e>(
        &self,
        evidence: &'e Evidence,
        id: DatabaseId,
    ) -> impl Iterator<Item = &'e Database> {
        self.databases
            .sightings(id.0)
            .filter_map(|at| evidence.databases.get(at))
    }

    /// The sightings of a server, the one that counts most first.
    pub(crate) fn server_sightings<'e>(
        &self,
        evidence: &'e Evidence,
        id: ServerId,
    ) -> impl Iterator<Item = &'e Server> {
        self.servers
            .sightings(id.0)
            .filter_map(|at| evidence.servers.get(at))
    }

    /// The sightings of an account or group, the one that counts most first.
    pub(crate) fn principal_sightings<'e>(
        &self,
        evidence: &'e Evidence,
        id: PrincipalId,
    ) -> impl Iterator<Item = &'e Principal> {
        self.principals
            .sightings(id.0)
            .filter_map(|at| evidence.principals.get(at))
    }

    /// What the sighting that counts most says of a mailbox, among those that say it.
    pub(crate) fn mailbox<'e, T>(
        &self,
        evidence: &'e Evidence,
        id: MailboxId,
        get: impl Fn(&'e Mailbox) -> Option<T>,
    ) -> Option<T> {
        self.mailbox_sightings(evidence, id).find_map(get)
    }

    /// What the sighting that counts most says of a database, among those that say it.
    pub(crate) fn database<'e, T>(
        &self,
        evidence: &'e Evidence,
        id: DatabaseId,
        get: impl Fn(&'e Database) -> Option<T>,
    ) -> Option<T> {
        self.database_sightings(evidence, id).find_map(get)
    }

    /// What the sighting that counts most says of a server, among those that say it.
    pub(crate) fn server<'e, T>(
        &self,
        evidence: &'e Evidence,
        id: ServerId,
        get: impl Fn(&'e Server) -> Option<T>,
    ) -> Option<T> {
        self.server_sightings(evidence, id).find_map(get)
    }

    /// What the sighting that counts most says of an account or group, among those that say it.
    pub(crate) fn principal<'e, T>(
        &self,
        evidence: &'e Evidence,
        id: PrincipalId,
        get: impl Fn(&'e Principal) -> Option<T>,
    ) -> Option<T> {
        self.principal_sightings(evidence, id).find_map(get)
    }

    /// The database that a mailbox is in.
    pub(crate) fn home(&self, id: MailboxId) -> Option<DatabaseId> {
        self.homes.get(usize::try_from(id.0).ok()?).copied().flatten()
    }

    /// What a database is called, in facts and commands: its name, with its server where another database has the same.
    pub(crate) fn database_label(&self, evidence: &Evidence, id: DatabaseId) -> String {
        let name = self.database(evidence, id, |database| {
            database.name.or(database.dn).or(database.identity)
        });
        let name = evidence.text(name);
        let same = self
            .databases
            .names
            .find(NameKind::Name, evidence.texts.find(&fold(name)));
        if same.count() < 2 {
            return name.to_owned();
        }
        let identity = self.database(evidence, id, |database| {
            database
                .identity
                .filter(|symbol| evidence.texts.get(*symbol).contains('\\'))
        });
        let dn = || self.database(evidence, id, |database| database.dn);
        let full = identity.or_else(dn);
        full.map_or_else(|| name.to_owned(), |symbol| evidence.texts.get(symbol).to_owned())
    }

    /// The server that a mailbox is on, as far as a source names it.
    pub(crate) fn host(&self, id: MailboxId) -> Option<ServerId> {
        self.hosts.get(usize::try_from(id.0).ok()?).copied().flatten()
    }

    /// Entries of `Get-MailboxPermission` on a mailbox, in the order of reading.
    pub(crate) fn entries_on_mailbox<'e>(
        &'e self,
        evidence: &'e Evidence,
        id: MailboxId,
    ) -> impl Iterator<Item = &'e Entry> {
        let entries = &evidence.mailbox_entries.all;
        run(&self.mailbox_entries, id).filter_map(|at| entries.get(at))
    }

    /// Entries of `Get-ADPermission` on a database, in the order of reading.
    pub(crate) fn entries_on_database<'e>(
        &'e self,
        evidence: &'e Evidence,
        id: DatabaseId,
    ) -> impl Iterator<Item = &'e Entry> {
        let entries = &evidence.directory_entries.all;
        run(&self.database_entries, id).filter_map(|at| entries.get(at))
    }

    /// Mailboxes that have this name in this sense.
    pub(crate) fn mailboxes_by(
        &self,
        evidence: &Evidence,
        kind: NameKind,
        name: &str,
    ) -> impl Iterator<Item = MailboxId> + use<'_> {
        self.mailboxes
            .names
            .find(kind, evidence.texts.find(&folded(kind, name)))
            .map(MailboxId)
    }

    /// Accounts and groups that have this name in this sense.
    pub(crate) fn principals_by(
        &self,
        evidence: &Evidence,
        kind: NameKind,
        name: &str,
    ) -> impl Iterator<Item = PrincipalId> + use<'_> {
        self.principals
            .names
            .find(kind, evidence.texts.find(&folded(kind, name)))
            .map(PrincipalId)
    }

    /// The mailbox that a cmdlet calls so: by DN, GUID, address, canonical name and the like.
    pub(crate) fn mailbox_named(&self, evidence: &Evidence, name: &str) -> Found<MailboxId> {
        let kinds = [
            NameKind::Dn,
            NameKind::Guid,
            NameKind::LegacyDn,
            NameKind::Canonical,
            NameKind::Address,
            NameKind::Upn,
            NameKind::Alias,
            NameKind::Sam,
            NameKind::Name,
        ];
        found(&self.mailboxes.names, evidence, &kinds, name, MailboxId)
    }

    /// The database that somebody calls so.
    pub(crate) fn database_named(&self, evidence: &Evidence, name: &str) -> Found<DatabaseId> {
        let kinds = [
            NameKind::Dn,
            NameKind::Guid,
            NameKind::LegacyDn,
            NameKind::Canonical,
            NameKind::Identity,
            NameKind::Name,
        ];
        found(&self.databases.names, evidence, &kinds, name, DatabaseId)
    }

    /// The server that somebody calls so: by name, host name, DN or legacy DN.
    pub(crate) fn server_named(&self, evidence: &Evidence, name: &str) -> Found<ServerId> {
        let name = short_host(name);
        found(&self.servers.names, evidence, &[NameKind::Name], &name, ServerId)
    }
}

/// The name as the sort of name is compared.
fn folded(kind: NameKind, name: &str) -> String {
    match kind {
        NameKind::Dn => dn_key(name),
        _ => fold(name),
    }
}

/// The one thing that the first sort of name leads to that leads anywhere.
fn found<T>(
    names: &Names,
    evidence: &Evidence,
    kinds: &[NameKind],
    name: &str,
    id: impl Fn(u32) -> T,
) -> Found<T> {
    for kind in kinds {
        let mut all = names.find(*kind, evidence.texts.find(&folded(*kind, name)));
        match (all.next(), all.next()) {
            (Some(one), None) => return Found::One(id(one)),
            (Some(_), Some(_)) => return Found::Several,
            (None, _) => {}
        }
    }
    Found::Nobody
}

/// The second parts of the pairs with this first part, in sorted pairs.
fn run<K: Ord + Copy>(pairs: &[(K, u32)], key: K) -> impl Iterator<Item = usize> {
    let start = pairs.partition_point(|(known, _)| *known < key);
    let rest = pairs.get(start..).unwrap_or_default();
    rest.iter()
        .take_while(move |(known, _)| *known == key)
        .filter_map(|(_, at)| usize::try_from(*at).ok())
}

fn groups_of<T: Sighting>(evidence: &mut Evidence, all: fn(&Evidence) -> &Vec<T>) -> Groups {
    let count = all(evidence).len();
    let mut named = Vec::with_capacity(count);
    let mut weights = Vec::with_capacity(count);
    for at in 0..count {
        let Some(sighting) = all(evidence).get(at) else {
            break;
        };
        let (names, seen): (Vec<(NameKind, String)>, Seen) = (sighting.names(evidence), sighting.seen());
        weights.push(evidence.weight(seen));
        named.push(
            names
                .into_iter()
                .map(|(kind, name)| (kind, evidence.texts.put(&name)))
                .collect(),
        );
    }
    Groups::of(&named, &weights, T::STRONG)
}

#[cfg(test)]
mod tests;
