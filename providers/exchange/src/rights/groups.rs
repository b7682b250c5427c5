//! Accounts and groups, and who is in which: a graph whose edges are known in part. Groups nest, and may contain each other in a
//! circle; a membership may be told from either end; the primary group is told by a number only.
//!
//! What nobody read is kept apart from what is not so: a group whose members are unknown is never an empty one.

use super::sid::Sid;
use std::collections::HashMap;

/// An account or group by its place in the graph.
pub(crate) type Id = usize;

/// An account or a group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    /// Its identifier, then those it had before it moved.
    pub(crate) sids: Vec<Sid>,
    /// Distinguished name, in small letters.
    pub(crate) dn: Option<String>,
    /// `CONTOSO`, in small letters.
    pub(crate) netbios: Option<String>,
    /// Names without a domain, in small letters: of the account, of the object.
    pub(crate) names: Vec<String>,
    /// Names that hold their domain themselves: UPN.
    pub(crate) full_names: Vec<String>,
    /// How it is shown.
    pub(crate) shown: String,
    /// Whether it may have members. Unknown where only its name was met.
    pub(crate) group: Option<bool>,
    /// Groups it is directly in, as far as they were read.
    pub(crate) above: Vec<Id>,
    /// Whether `above` is all there is.
    pub(crate) above_whole: bool,
    /// Direct members, as far as they were read.
    pub(crate) below: Vec<Id>,
    /// Whether `below` is all there is, those aside whose primary group it is.
    pub(crate) below_whole: bool,
    /// Whether its primary group was read.
    pub(crate) primary_known: bool,
    /// All groups, nested ones too, as a domain controller reckons them.
    pub(crate) tokens: Option<Vec<Sid>>,
}

/// All that are known.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    nodes: Vec<Node>,
    by_sid: HashMap<Sid, Id>,
    by_dn: HashMap<String, Id>,
    /// Names without a domain, and those with one.
    by_name: HashMap<String, Vec<Id>>,
}

impl Groups {
    /// Adds one, with its edges still to come.
    pub(crate) fn add(&mut self, node: Node) -> Id {
        let id = self.nodes.len();
        for sid in &node.sids {
            self.by_sid.entry(sid.clone()).or_insert(id);
        }
        if let Some(dn) = &node.dn {
            self.by_dn.entry(dn.clone()).or_insert(id);
        }
        for name in node.names.iter().chain(&node.full_names) {
            let known = self.by_name.entry(name.clone()).or_default();
            if !known.contains(&id) {
                known.push(id);
            }
        }
        self.nodes.push(node);
        id
    }

    /// One by its id.
    pub(crate) fn get(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// One by its id, to add to.
    pub(crate) fn get_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The one with an identifier.
    pub(crate) fn by_sid(&self, sid: &Sid) -> Option<Id> {
        self.by_sid.get(sid).copied()
    }

    /// The one with a distinguished name, in small letters.
    pub(crate) fn by_dn(&self, dn: &str) -> Option<Id> {
        self.by_dn.get(dn).copied()
    }

    /// Whom a name can mean: `CONTOSO\Domain Admins`, `mailadmin@contoso.com`, `Domain Admins`, a distinguished name, an identifier.
    /// The second part says whether that is sure, as far as the domain goes.
    pub(crate) fn named(&self, name: &str) -> Vec<(Id, bool)> {
        let name = name.trim();
        if let Some(id) = Sid::parse(name).and_then(|sid| self.by_sid(&sid)) {
            return vec![(id, true)];
        }
        let name = name.to_lowercase();
        if let Some(id) = self.by_dn(&name) {
            return vec![(id, true)];
        }
        let (domain, bare) = split(&name);
        let found = self.by_name.get(bare).map(Vec::as_slice).unwrap_or_default();
        let fits = |id: &Id| {
            let node = self.get(*id)?;
            match domain {
                None => Some((*id, found.len() == 1)),
                Some(domain) => match node.is_of(domain) {
                    Some(false) => None,
                    sure => Some((*id, sure == Some(true))),
                },
            }
        };
        found.iter().filter_map(fits).collect()
    }

    /// Notes the short name of a domain, for all of it that have none.
    pub(crate) fn learn(&mut self, dns: &str, netbios: &str) {
        for node in self.nodes.iter_mut().filter(|node| node.netbios.is_none()) {
            if node.dn.as_deref().and_then(dns_of).as_deref() == Some(dns) {
                node.netbios = Some(netbios.to_owned());
                if !node.shown.is_empty() && !node.shown.contains(['\\', '@']) {
                    node.shown = format!("{}\\{}", netbios.to_uppercase(), node.shown);
                }
            }
        }
    }

    /// Notes that one is directly in a group.
    pub(crate) fn put_in(&mut self, member: Id, group: Id) {
        if let Some(node) = self.nodes.get_mut(member)
            && !node.above.contains(&group)
        {
            node.above.push(group);
        }
        if let Some(node) = self.nodes.get_mut(group)
            && node.group != Some(true)
        {
            node.group = Some(true);
        }
        if let Some(node) = self.nodes.get_mut(group) {
            node.below.push(member);
        }
    }
}

/// Domain and name of `CONTOSO\name` or `contoso.com/Users/name`; an address is one name.
fn split(name: &str) -> (Option<&str>, &str) {
    if let Some((domain, bare)) = name.split_once('\\') {
        return (Some(domain), bare);
    }
    match (name.split_once('/'), name.rsplit_once('/')) {
        (Some((domain, _)), Some((_, bare))) if domain.contains('.') => (Some(domain), bare),
        _ => (None, name),
    }
}

/// The DNS name of the domain in a distinguished name: `contoso.com` of `cn=x,dc=contoso,dc=com`.
pub(crate) fn dns_of(dn: &str) -> Option<String> {
    let lower = dn.to_lowercase();
    let labels: Vec<&str> = lower
        .split(',')
        .filter_map(|part| part.trim().strip_prefix("dc="))
        .collect();
    (!labels.is_empty()).then(|| labels.join("."))
}

/// The value of the first part of a distinguished name.
pub(crate) fn first_part(dn: &str) -> Option<String> {
    let (_, rest) = dn.split_once('=')?;
    let mut value = String::new();
    let mut escaped = false;
    for sign in rest.chars() {
        match sign {
            _ if escaped => {
                escaped = false;
                value.push(sign);
            }
            '\\' => escaped = true,
            ',' => break,
            _ => value.push(sign),
        }
    }
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

impl Node {
    /// Whether it belongs to a domain of this name, in small letters; unknown where its own domain is.
    pub(crate) fn is_of(&self, domain: &str) -> Option<bool> {
        if let Some(netbios) = &self.netbios
            && !domain.contains('.')
        {
            return Some(netbios == domain);
        }
        let dns = self.dn.as_deref().and_then(dns_of);
        match dns {
            Some(dns) if domain.contains('.') => Some(dns == domain),
            // The short name of a domain is most often the first part of its long one, but need not be.
            Some(dns) if dns.split('.').next() == Some(domain) => Some(true),
            _ => None,
        }
    }

    /// The domain of its identifier.
    pub(crate) fn domain(&self) -> Option<Sid> {
        self.sids
            .first()
            .filter(|sid| sid.in_domain())
            .and_then(Sid::domain)
    }

    /// Whether it is or was what an identifier names.
    pub(crate) fn is(&self, sid: &Sid) -> bool {
        self.sids.contains(sid)
    }
}
