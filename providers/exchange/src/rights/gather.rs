//! Accounts and groups of the evidence as a graph: sightings brought together become nodes, memberships told from either end edges.

use super::domains::{Domain, domains};
use super::groups::{Groups, Id, Node, first_part};
use super::sid::Sid;
use crate::evidence::{Evidence, Mailbox, Part, Principal, PrincipalKind, Symbol, Told, fold, value};
use crate::joined::{Joined, MailboxId, PrincipalId, dn_key};

/// The graph.
pub(super) fn groups(evidence: &Evidence, joined: &Joined) -> Groups {
    let gather = Gather {
        evidence,
        joined,
        domains: domains(evidence),
    };
    let mut groups = Groups::default();
    let ids: Vec<PrincipalId> = joined.principal_ids().collect();
    let nodes: Vec<Id> = ids.iter().map(|id| groups.add(gather.principal(*id))).collect();
    for id in joined.mailbox_ids() {
        gather.owner(&mut groups, id);
    }
    for (id, node) in ids.iter().zip(&nodes) {
        gather.edges(&mut groups, *id, *node);
    }
    if gather.all_members_read(&ids) {
        nodes.iter().for_each(|id| {
            if let Some(node) = groups.get_mut(*id) {
                node.above_whole = true;
            }
        });
    }
    groups
}

struct Gather<'a> {
    evidence: &'a Evidence,
    joined: &'a Joined,
    domains: Vec<Domain>,
}

impl Gather<'_> {
    fn text(&self, symbol: Option<Symbol>) -> &str {
        self.evidence.text(symbol)
    }

    /// What a sighting says of a list, the weightiest first.
    fn told<T: Clone>(&self, id: PrincipalId, get: impl Fn(&Principal) -> &Told<T>) -> Option<T> {
        self.joined
            .principal(self.evidence, id, |principal| value(get(principal)).cloned())
    }

    fn symbol(&self, id: PrincipalId, get: impl Fn(&Principal) -> Option<Symbol>) -> String {
        self.text(self.joined.principal(self.evidence, id, get))
            .to_owned()
    }

    fn principal(&self, id: PrincipalId) -> Node {
        let symbol = |get: fn(&Principal) -> Option<Symbol>| self.symbol(id, get);
        let dn = symbol(|principal| principal.dn);
        let (sam, name, upn) = (
            symbol(|principal| principal.sam),
            symbol(|principal| principal.name),
            symbol(|principal| principal.upn),
        );
        let domain = symbol(|principal| principal.domain);
        let mut sids: Vec<Sid> = Sid::parse(&symbol(|principal| principal.sid))
            .into_iter()
            .collect();
        let history = self
            .told(id, |principal| &principal.sid_history)
            .unwrap_or_default();
        sids.extend(
            history
                .iter()
                .filter_map(|sid| Sid::parse(self.evidence.texts.get(*sid))),
        );
        let kinds = self
            .joined
            .principal_sightings(self.evidence, id)
            .map(|principal| principal.kind);
        let members = self.told(id, |principal| &principal.members);
        let tokens = self.told(id, |principal| &principal.token_groups);
        let tokens = tokens.map(|sids| {
            sids.iter()
                .filter_map(|sid| Sid::parse(self.evidence.texts.get(*sid)))
                .collect()
        });
        let mut node = self.node(&dn, &domain, [&sam, &name], &upn);
        node.group = kind(kinds).or_else(|| members.is_some().then_some(true));
        node.above_whole = self.own_list(id) && self.domains.len() < 2;
        node.below_whole = members.is_some();
        node.primary_known = self.told(id, |principal| &principal.primary_group).is_some();
        node.sids = sids;
        node.tokens = tokens;
        node
    }

    /// Whether a record of the account or group itself lists all groups it is in. One that was met as a member of one group, and
    /// of nothing else, says nothing of the others: it has none of the properties that tell records of their own.
    fn own_list(&self, id: PrincipalId) -> bool {
        let mut sightings = self.joined.principal_sightings(self.evidence, id);
        sightings.any(|one| {
            value(&one.member_of).is_some()
                && (value(&one.primary_group).is_some() || value(&one.members).is_some())
        })
    }

    /// A node with its names.
    fn node(&self, dn: &str, domain: &str, bare: [&str; 2], upn: &str) -> Node {
        // Some exports hold the long name there, which the distinguished name tells as well.
        let short = Some(fold(domain)).filter(|domain| !domain.is_empty() && !domain.contains('.'));
        let netbios = short.or_else(|| self.netbios(dn));
        let first = first_part(dn);
        let bare_names = bare.into_iter().map(fold).chain(first.as_deref().map(fold));
        let shown = match (
            &netbios,
            bare.into_iter()
                .find(|name| !name.is_empty())
                .or(first.as_deref()),
        ) {
            (Some(netbios), Some(name)) => format!("{}\\{name}", netbios.to_uppercase()),
            (None, Some(name)) => name.to_owned(),
            (_, None) => upn.to_owned(),
        };
        let mut names: Vec<String> = bare_names.filter(|name| !name.is_empty()).collect();
        names.dedup();
        Node {
            dn: (!dn.is_empty()).then(|| dn_key(dn)),
            netbios,
            names,
            full_names: [upn]
                .into_iter()
                .map(fold)
                .filter(|name| !name.is_empty())
                .collect(),
            shown,
            ..Node::default()
        }
    }

    /// The short name of the domain that a distinguished name is in, where that domain was read.
    fn netbios(&self, dn: &str) -> Option<String> {
        let dn = dn_key(dn);
        let named = self
            .domains
            .iter()
            .filter(|domain| !domain.netbios.is_empty() && domain.holds(&dn));
        // Of a domain and its parent the longer name fits.
        named
            .max_by_key(|domain| domain.dn.len())
            .map(|domain| domain.netbios.clone())
    }

    /// The account of a mailbox, where no record of the account itself was read.
    fn owner(&self, groups: &mut Groups, id: MailboxId) {
        let symbol =
            |get: fn(&Mailbox) -> Option<Symbol>| self.text(self.joined.mailbox(self.evidence, id, get));
        let (dn, sid) = (
            symbol(|mailbox| mailbox.dn),
            Sid::parse(symbol(|mailbox| mailbox.sid)),
        );
        let known = sid
            .as_ref()
            .and_then(|sid| groups.by_sid(sid))
            .or_else(|| groups.by_dn(&dn_key(dn)));
        if known.is_some() {
            return;
        }
        let mut node = self.node(
            dn,
            "",
            [symbol(|mailbox| mailbox.sam), ""],
            symbol(|mailbox| mailbox.upn),
        );
        node.sids.extend(sid);
        node.group = Some(false);
        groups.add(node);
    }

    fn edges(&self, groups: &mut Groups, id: PrincipalId, node: Id) {
        for principal in self.joined.principal_sightings(self.evidence, id) {
            for above in value(&principal.member_of).into_iter().flatten() {
                let group = self.resolve(groups, self.evidence.texts.get(*above));
                groups.put_in(node, group);
            }
            for below in value(&principal.members).into_iter().flatten() {
                let member = self.resolve(groups, self.evidence.texts.get(*below));
                groups.put_in(member, node);
            }
        }
        let primary = self.told(id, |principal| &principal.primary_group);
        let primary = primary.and_then(|rid| u32::try_from(rid).ok());
        let domain = groups.get(node).and_then(Node::domain);
        if let Some(sid) = domain.zip(primary).map(|(domain, rid)| domain.with(rid)) {
            let group = self.of_sid(groups, sid);
            groups.put_in(node, group);
        }
    }

    fn of_sid(&self, groups: &mut Groups, sid: Sid) -> Id {
        groups.by_sid(&sid).unwrap_or_else(|| {
            groups.add(Node {
                sids: vec![sid],
                ..Node::default()
            })
        })
    }

    /// Whom a membership names. Somebody who was not read is noted by name: he may be a group, with members of his own.
    fn resolve(&self, groups: &mut Groups, text: &str) -> Id {
        if let Some(sid) = Sid::parse(text) {
            return self.of_sid(groups, sid);
        }
        let key = dn_key(text);
        if let Some(id) = groups.by_dn(&key) {
            return id;
        }
        if key.contains("=") && key.contains("dc=") {
            return groups.add(self.node(text, "", ["", ""], ""));
        }
        match groups.named(text).as_slice() {
            [(id, true)] => *id,
            _ => groups.add(self.node("", "", [text, ""], "")),
        }
    }

    /// Whether all groups were read, each with all its members: then nobody is in a group that does not name him.
    fn all_members_read(&self, ids: &[PrincipalId]) -> bool {
        let is_group = |id: &&PrincipalId| {
            let mut kinds = self
                .joined
                .principal_sightings(self.evidence, **id)
                .map(|principal| principal.kind);
            kinds.any(|kind| kind == PrincipalKind::Group)
        };
        self.evidence.has_all(Part::Groups)
            && ids
                .iter()
                .filter(is_group)
                .all(|id| self.told(*id, |principal| &principal.members).is_some())
    }
}

/// Whether somebody may have members, by all that was said of him.
fn kind(kinds: impl Iterator<Item = PrincipalKind>) -> Option<bool> {
    let known = kinds.filter_map(|kind| match kind {
        PrincipalKind::Group => Some(true),
        PrincipalKind::User | PrincipalKind::Computer | PrincipalKind::Foreign => Some(false),
        PrincipalKind::Unknown => None,
    });
    known.max()
}
