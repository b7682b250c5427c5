//! Bringing sightings together by shared names.

use super::names::{NameKind, Names, canonical, common_name, dn_key, short_host};
use crate::evidence::{Database, Evidence, Mailbox, Principal, Seen, Server, Symbol, fold, value};
use std::collections::HashMap;

/// What can be sighted.
pub(super) trait Sighting {
    /// Sorts of names that only one thing has.
    const STRONG: &'static [NameKind];
    /// Its names, folded.
    fn names(&self, evidence: &Evidence) -> Vec<(NameKind, String)>;
    /// Where and when.
    fn seen(&self) -> Seen;
}

/// Things: each with its sightings, the one that counts most first.
#[derive(Debug, Default)]
pub(super) struct Groups {
    members: Vec<u32>,
    /// Where each thing's members begin; one more than there are things.
    starts: Vec<u32>,
    pub(super) names: Names,
}

impl Groups {
    /// Brings together sightings with these names and weights.
    pub(super) fn of(
        named: &[Vec<(NameKind, Symbol)>],
        weights: &[(bool, i64)],
        strong: &[NameKind],
    ) -> Self {
        let mut union = Union::new(named.len());
        union.by_strong(named, strong);
        union.by_weak(named, strong);
        let mut things: HashMap<usize, u32> = HashMap::new();
        let mut sorted: Vec<(u32, usize)> = Vec::with_capacity(named.len());
        for at in 0..named.len() {
            let next = u32::try_from(things.len()).unwrap_or(u32::MAX);
            let thing = *things.entry(union.root(at)).or_insert(next);
            sorted.push((thing, at));
        }
        let heavy = |at: usize| std::cmp::Reverse(weights.get(at).copied().unwrap_or_default());
        sorted.sort_by_key(|(thing, at)| (*thing, heavy(*at), *at));
        let mut groups = Groups::default();
        let mut names = Vec::new();
        for (thing, at) in sorted {
            if groups.starts.len() <= usize::try_from(thing).unwrap_or(usize::MAX) {
                groups
                    .starts
                    .push(u32::try_from(groups.members.len()).unwrap_or(u32::MAX));
            }
            groups.members.push(u32::try_from(at).unwrap_or(u32::MAX));
            let own = named.get(at).map_or(&[][..], Vec::as_slice);
            names.extend(own.iter().map(|(kind, name)| (*kind, *name, thing)));
        }
        groups
            .starts
            .push(u32::try_from(groups.members.len()).unwrap_or(u32::MAX));
        groups.names = Names::of(names);
        groups
    }

    /// How many things there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Places of the sightings of a thing, the one that counts most first.
    pub(super) fn sightings(&self, thing: u32) -> impl Iterator<Item = usize> + use<'_> {
        let members = self.of_thing(thing).iter();
        members.filter_map(|at| usize::try_from(*at).ok())
    }

    fn of_thing(&self, thing: u32) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).and_then(|start| usize::try_from(*start).ok());
        let at = usize::try_from(thing).unwrap_or(usize::MAX - 1);
        match (bound(at), bound(at + 1)) {
            (Some(start), Some(end)) => self.members.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Sets that grow together, each with a root.
struct Union(Vec<usize>);

impl Union {
    fn new(count: usize) -> Self {
        Union((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(up) = self.0.get(at).copied().filter(|up| *up != at) {
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }

    /// Whoever shares a name that only one thing has is that thing.
    fn by_strong(&mut self, named: &[Vec<(NameKind, Symbol)>], strong: &[NameKind]) {
        let mut first: HashMap<(NameKind, Symbol), usize> = HashMap::new();
        for (at, names) in named.iter().enumerate() {
            for name in names.iter().filter(|(kind, _)| strong.contains(kind)) {
                let known = *first.entry(*name).or_insert(at);
                self.join(known, at);
            }
        }
    }

    /// A sighting without such a name is what alone has its best other name; several of them with the same names are one.
    fn by_weak(&mut self, named: &[Vec<(NameKind, Symbol)>], strong: &[NameKind]) {
        let is_strong = |(kind, _): &(NameKind, Symbol)| strong.contains(kind);
        let mut holders: HashMap<(NameKind, Symbol), Vec<usize>> = HashMap::new();
        for (at, names) in named
            .iter()
            .enumerate()
            .filter(|(_, names)| names.iter().any(is_strong))
        {
            for name in names.iter().filter(|name| !is_strong(name)) {
                let root = self.root(at);
                let known = holders.entry(*name).or_default();
                if !known.contains(&root) && known.len() < 2 {
                    known.push(root);
                }
            }
        }
        let mut alone: HashMap<(NameKind, Symbol), usize> = HashMap::new();
        for (at, names) in named
            .iter()
            .enumerate()
            .filter(|(_, names)| !names.iter().any(is_strong))
        {
            let decided = names.iter().find_map(|name| holders.get(name));
            match decided.map(Vec::as_slice) {
                Some([only]) => self.join(*only, at),
                // Two things have the name: which of them is meant is not known.
                Some(_) => {}
                None => {
                    if let Some(best) = names.first() {
                        let known = *alone.entry(*best).or_insert(at);
                        self.join(known, at);
                    }
                }
            }
        }
    }
}

/// Names gathered for a sighting, best sorts first.
struct Own<'a> {
    evidence: &'a Evidence,
    names: Vec<(NameKind, String)>,
}

impl<'a> Own<'a> {
    fn new(evidence: &'a Evidence) -> Self {
        Own {
            evidence,
            names: Vec::new(),
        }
    }

    fn add(&mut self, kind: NameKind, symbol: Option<Symbol>) -> &mut Self {
        if let Some(symbol) = symbol {
            let text = self.evidence.texts.get(symbol);
            let name = match kind {
                NameKind::Dn => dn_key(text),
                _ => fold(text),
            };
            self.put(kind, name);
        }
        self
    }

    fn put(&mut self, kind: NameKind, name: String) {
        if !name.is_empty() && !self.names.contains(&(kind, name.clone())) {
            self.names.push((kind, name));
        }
    }

    /// A DN also gives the canonical name, and a common name to look up by.
    fn dn(&mut self, symbol: Option<Symbol>) -> &mut Self {
        self.add(NameKind::Dn, symbol);
        let text = self.evidence.text(symbol);
        if let Some(canonical) = canonical(text) {
            self.put(NameKind::Canonical, fold(&canonical));
        }
        if let Some(name) = common_name(text) {
            self.put(NameKind::Name, fold(&name));
        }
        self
    }

    /// What a cmdlet calls the thing may be of any sort.
    fn identity(&mut self, symbol: Option<Symbol>) -> &mut Self {
        let text = self.evidence.text(symbol);
        match text {
            _ if text.contains("DC=") || text.contains("dc=") => self.dn(symbol),
            _ if text.contains('@') => self.add(NameKind::Address, symbol),
            _ if text.starts_with("/o=") || text.starts_with("/O=") => self.add(NameKind::LegacyDn, symbol),
            _ if text.contains('/') => self.add(NameKind::Canonical, symbol),
            _ if text.contains('\\') => self.add(NameKind::Identity, symbol),
            _ => self.add(NameKind::Name, symbol),
        }
    }
}

impl Sighting for Mailbox {
    const STRONG: &'static [NameKind] = &[
        NameKind::Dn,
        NameKind::Guid,
        NameKind::LegacyDn,
        NameKind::Canonical,
        NameKind::Address,
        NameKind::Sid,
    ];

    fn names(&self, evidence: &Evidence) -> Vec<(NameKind, String)> {
        let mut own = Own::new(evidence);
        own.dn(self.dn)
            .add(NameKind::Guid, self.guid)
            .add(NameKind::Guid, self.mailbox_guid)
            .add(NameKind::LegacyDn, self.legacy_dn)
            .add(NameKind::Sid, self.sid)
            .add(NameKind::Address, self.address);
        for address in value(&self.addresses).into_iter().flatten() {
            own.add(NameKind::Address, Some(*address));
        }
        own.add(NameKind::Upn, self.upn)
            .add(NameKind::Sam, self.sam)
            .add(NameKind::Alias, self.alias)
            .identity(self.identity)
            .add(NameKind::Name, self.name)
            .add(NameKind::Name, self.display_name);
        own.names
    }

    fn seen(&self) -> Seen {
        self.seen
    }
}

impl Sighting for Database {
    const STRONG: &'static [NameKind] = &[
        NameKind::Dn,
        NameKind::Guid,
        NameKind::LegacyDn,
        NameKind::Canonical,
    ];

    fn names(&self, evidence: &Evidence) -> Vec<(NameKind, String)> {
        let mut own = Own::new(evidence);
        own.dn(self.dn)
            .add(NameKind::Guid, self.guid)
            .add(NameKind::LegacyDn, self.legacy_dn)
            .identity(self.identity)
            .add(NameKind::Name, self.name);
        own.names
    }

    fn seen(&self) -> Seen {
        self.seen
    }
}

impl Sighting for Server {
    // The names of computers are unique in an organisation.
    const STRONG: &'static [NameKind] = &[NameKind::Name];

    fn names(&self, evidence: &Evidence) -> Vec<(NameKind, String)> {
        let all = [self.name, self.fqdn, self.dn, self.legacy_dn];
        let first = all.iter().find_map(|symbol| *symbol);
        let name = short_host(evidence.text(first));
        if name.is_empty() {
            return Vec::new();
        }
        vec![(NameKind::Name, name)]
    }

    fn seen(&self) -> Seen {
        self.seen
    }
}

impl Sighting for Principal {
    const STRONG: &'static [NameKind] = &[NameKind::Dn, NameKind::Guid, NameKind::Sid, NameKind::Canonical];

    fn names(&self, evidence: &Evidence) -> Vec<(NameKind, String)> {
        let mut own = Own::new(evidence);
        own.dn(self.dn)
            .add(NameKind::Guid, self.guid)
            .add(NameKind::Sid, self.sid)
            .add(NameKind::Upn, self.upn);
        let (domain, sam) = (evidence.text(self.domain), evidence.text(self.sam));
        if !domain.is_empty() && !sam.is_empty() {
            own.put(NameKind::Identity, fold(&format!("{domain}\\{sam}")));
        }
        own.add(NameKind::Sam, self.sam).add(NameKind::Name, self.name);
        own.names
    }

    fn seen(&self) -> Seen {
        self.seen
    }
}
