//! The organisation, the schema, the domains and the databases.

use super::{common_name, descriptor, parent};
use crate::directory::attributes::Look;
use crate::evidence::{Database, Domain, Evidence, Organisation, Seen, told};

/// The organisation object.
pub(super) fn organisation(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let organisation = Organisation {
        dn: evidence.symbol(&dn),
        name: common_name(&dn).and_then(|name| evidence.symbol(&name)),
        object_version: look.number("objectVersion"),
        descriptor: descriptor(evidence, look),
        ..Organisation::new(seen)
    };
    evidence.organisations.push(organisation);
}

/// The attribute of the schema whose range is the version of Exchange that the forest was last prepared for.
pub(super) fn schema(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    if common_name(&dn).is_some_and(|name| name.eq_ignore_ascii_case("ms-Exch-Schema-Version-Pt")) {
        evidence.organisations.push(Organisation {
            schema_range: look.number("rangeUpper"),
            ..Organisation::new(seen)
        });
    }
}

/// A domain: as the list of partitions names it, or by its own object, which has the SID.
pub(super) fn domain(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let own = look.is("domainDNS");
    let dn = match own {
        true => look.0.dn().map(|dn| dn.into_owned()),
        // Partitions without a short name are no domains: configuration, schema, zones of DNS.
        false if look.has("nETBIOSName") => look.text("nCName"),
        false => None,
    };
    let Some(dn) = dn.and_then(|dn| evidence.symbol(&dn)) else {
        return;
    };
    let domain = Domain {
        seen,
        dn,
        dns: look.symbol("dnsRoot", evidence),
        netbios: look.symbol("nETBIOSName", evidence),
        sid: look.sid("objectSid", evidence),
        // A root domain trusts nobody as its parent; only partitions tell.
        root: match own {
            true => None,
            false => told(!look.has("trustParent") && !look.has("rootTrust")),
        },
    };
    evidence.domains.push(domain);
}

/// A mailbox database. Its server stands in its name, or is the one that owns it.
pub(super) fn database(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let owner = look.text("msExchOwningServer").or_else(|| server_above(&dn));
    let database = Database {
        name: look
            .symbol("cn", evidence)
            .or_else(|| common_name(&dn).and_then(|name| evidence.symbol(&name))),
        dn: evidence.symbol(&dn),
        guid: look.guid("objectGUID", evidence),
        legacy_dn: look.symbol("legacyExchangeDN", evidence),
        server: owner.and_then(|owner| evidence.symbol(&owner)),
        descriptor: descriptor(evidence, look),
        when_changed: look.time("whenChanged"),
        ..Database::new(seen)
    };
    evidence.databases.push(database);
}

/// The server that an object stands below: the object below `CN=Servers`.
pub(super) fn server_above(dn: &str) -> Option<String> {
    let mut below = dn;
    while let Some(above) = parent(below) {
        if above
            .get(..11)
            .is_some_and(|start| start.eq_ignore_ascii_case("CN=Servers,"))
        {
            return Some(below.to_owned());
        }
        below = above;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_an_old_database_stands_in_its_name() {
        let dn = "CN=Sales,CN=First,CN=InformationStore,CN=MBX1,CN=Servers,CN=Group,DC=x";
        assert_eq!(
            server_above(dn).as_deref(),
            Some("CN=MBX1,CN=Servers,CN=Group,DC=x")
        );
        assert_eq!(server_above("CN=Sales,CN=Databases,CN=Group,DC=x"), None);
    }
}
