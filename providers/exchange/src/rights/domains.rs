//! Domains of the forest, each once: the list of partitions names a domain, and its own object has its identifier.

use super::sid::Sid;
use crate::evidence::{Evidence, Symbol, fold, value};
use crate::joined::dn_key;

/// A domain.
#[derive(Debug, Clone, Default)]
pub(super) struct Domain {
    /// Distinguished name, to be compared.
    pub(super) dn: String,
    /// Short and long name, in small letters; empty where not read.
    pub(super) netbios: String,
    pub(super) dns: String,
    pub(super) sid: Option<Sid>,
    /// Whether it is the forest's first.
    pub(super) root: bool,
}

/// All that were read.
pub(super) fn domains(evidence: &Evidence) -> Vec<Domain> {
    let mut found: Vec<Domain> = Vec::new();
    for one in &evidence.domains {
        let dn = dn_key(evidence.texts.get(one.dn));
        let at = found
            .iter()
            .position(|domain| domain.dn == dn)
            .unwrap_or_else(|| {
                found.push(Domain {
                    dn,
                    ..Domain::default()
                });
                found.len() - 1
            });
        let Some(domain) = found.get_mut(at) else { continue };
        let text = |symbol: Option<Symbol>| fold(evidence.text(symbol));
        for (slot, name) in [
            (&mut domain.netbios, text(one.netbios)),
            (&mut domain.dns, text(one.dns)),
        ] {
            if slot.is_empty() {
                *slot = name;
            }
        }
        domain.sid = domain.sid.take().or_else(|| Sid::parse(evidence.text(one.sid)));
        domain.root |= value(&one.root) == Some(&true);
    }
    found
}

impl Domain {
    /// Whether something with this distinguished name, to be compared, is in the domain or one below it.
    pub(super) fn holds(&self, dn: &str) -> bool {
        dn.strip_suffix(&self.dn)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(','))
    }
}
