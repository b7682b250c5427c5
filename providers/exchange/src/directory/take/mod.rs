//! Entries to evidence: which kind of object an entry is, and what is kept of it.

mod configuration;
mod mailbox;
mod principal;
mod protocol;

use super::attributes::{Attributes, Look};
use crate::evidence::{Descriptor, Evidence, Seen, Told, lost, told};
use imaprules_facts::{Reason, Unknown};

/// What an entry was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Taken {
    /// The organisation.
    Organisation,
    /// A container between organisation and databases, for its access list.
    Container,
    /// A server.
    Server,
    /// IMAP of a server.
    Protocol,
    /// A mailbox database.
    Database,
    /// A throttling policy.
    Policy,
    /// A domain.
    Domain,
    /// The version of the schema.
    Schema,
    /// A user with a mailbox, or with an address of mail only.
    Mailbox,
    /// An account without either.
    Account,
    /// A group.
    Group,
    /// Nothing that says anything here.
    Other,
}

/// Adds what an entry says to the evidence.
pub(crate) fn take(evidence: &mut Evidence, seen: Seen, entry: &dyn Attributes) -> Taken {
    let look = Look(entry);
    let taken = kind(look);
    match taken {
        Taken::Organisation => configuration::organisation(evidence, seen, look),
        Taken::Schema => configuration::schema(evidence, seen, look),
        Taken::Domain => configuration::domain(evidence, seen, look),
        Taken::Database => configuration::database(evidence, seen, look),
        Taken::Server => protocol::server(evidence, seen, look),
        Taken::Protocol => protocol::imap(evidence, seen, look),
        Taken::Policy => protocol::policy(evidence, seen, look),
        Taken::Mailbox => {
            mailbox::mailbox(evidence, seen, look);
            principal::principal(evidence, seen, look);
        }
        Taken::Account | Taken::Group => principal::principal(evidence, seen, look),
        Taken::Container | Taken::Other => {}
    }
    taken
}

fn kind(look: Look<'_>) -> Taken {
    let is = |class: &str| look.is(class);
    match () {
        () if is("msExchOrganizationContainer") => Taken::Organisation,
        () if is("msExchExchangeServer") => Taken::Server,
        () if is("msExchPrivateMDB") => Taken::Database,
        () if is("protocolCfgIMAPServer") => Taken::Protocol,
        () if is("msExchThrottlingPolicy") => Taken::Policy,
        () if is("crossRef") || is("domainDNS") => Taken::Domain,
        () if is("attributeSchema") => Taken::Schema,
        () if is("group") => Taken::Group,
        () if is("msExchAdminGroup") || is("msExchServersContainer") || is("msExchMDBContainer") => {
            Taken::Container
        }
        () if is("contact") => Taken::Other,
        // An export need not have the class; these attributes stand on users alone.
        () if look.has("homeMDB") || (look.has("mailNickname") && look.has("sAMAccountName")) => {
            Taken::Mailbox
        }
        () if is("user") || is("foreignSecurityPrincipal") || look.has("sAMAccountName") => Taken::Account,
        () => Taken::Other,
    }
}

/// The access list of an object. Where it was asked for and is not there, its reader may not see it: that says nothing of rights.
fn descriptor(evidence: &mut Evidence, look: Look<'_>) -> Told<Descriptor> {
    let values = look.0.values("nTSecurityDescriptor");
    match values.first() {
        Some(octets) => told(evidence.octets(octets)),
        None if look.0.asked("nTSecurityDescriptor") => lost(Unknown::noted(
            Reason::NoPermission,
            "this account may not read the access list of the object",
        )),
        None => None,
    }
}

/// The name of an object by its distinguished name: `Sales` of `CN=Sales,CN=...`. Commas in names are escaped with a backslash
/// (RFC 4514 section 2.4).
pub(super) fn common_name(dn: &str) -> Option<String> {
    let (_, rest) = dn.split_once('=')?;
    let mut name = String::new();
    let mut signs = rest.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ',' => break,
            '\\' => name.extend(signs.next()),
            sign => name.push(sign),
        }
    }
    (!name.is_empty()).then_some(name)
}

/// The name of what stands above an object.
pub(super) fn parent(dn: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, sign) in dn.char_indices() {
        match sign {
            ',' if !escaped => return dn.get(at + 1..),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_at_commas_that_are_not_escaped() {
        let dn = r"CN=Sales\, North,CN=Databases,DC=x";
        assert_eq!(common_name(dn).as_deref(), Some("Sales, North"));
        assert_eq!(parent(dn), Some("CN=Databases,DC=x"));
        assert_eq!(parent("DC=x"), None);
        assert_eq!(common_name("nothing"), None);
    }
}
