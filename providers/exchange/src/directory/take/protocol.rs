//! Servers, what they say of IMAP, and throttling policies.
//!
//! Which attributes hold the limits of connections from Exchange 2007 on is nowhere documented, so they are not guessed:
//! `Get-ImapSettings` has them. What the virtual servers of Exchange 2003 hold is documented for SMTP
//! (https://technet.microsoft.com/library/bb123978(EXCHG.65).aspx) and has the same names here.

use super::configuration::server_above;
use super::{common_name, descriptor};
use crate::directory::attributes::Look;
use crate::evidence::{
    Evidence, ImapSettings, Roles, Seen, Server, ThrottlingPolicy, Told, VirtualServer, told,
};

/// A server.
pub(super) fn server(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let roles: Told<Roles> = look
        .number("msExchCurrentServerRoles")
        .map(|roles| roles.map(Roles::of_mask));
    let addresses = look.texts("networkAddress");
    let fqdn = addresses.iter().find_map(|address| fqdn(address));
    let version = look.symbol("serialNumber", evidence);
    let server = Server {
        name: common_name(&dn).and_then(|name| evidence.symbol(&name)),
        fqdn: fqdn.and_then(|fqdn| evidence.symbol(fqdn)),
        dn: evidence.symbol(&dn),
        legacy_dn: look.symbol("legacyExchangeDN", evidence),
        version_text: version.and_then(told),
        version_number: look.number("versionNumber"),
        roles,
        front_end: front_end(look),
        descriptor: descriptor(evidence, look),
        ..Server::new(seen)
    };
    evidence.servers.push(server);
}

/// `ncacn_ip_tcp:mbx1.contoso.com`.
fn fqdn(address: &str) -> Option<&str> {
    let (kind, name) = address.split_once(':')?;
    let named = name.contains('.') && !name.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.');
    (kind.eq_ignore_ascii_case("ncacn_ip_tcp") && named).then_some(name)
}

/// The bit of `serverRole` that makes an Exchange 2003 server a front end.
fn front_end(look: Look<'_>) -> Told<bool> {
    look.number("serverRole")
        .map(|role| role.map(|role| role & 1 != 0))
}

/// IMAP of a server, as a sighting of that server.
pub(super) fn imap(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let Some(owner) = server_above(&dn) else {
        return;
    };
    let mut server = Server {
        name: common_name(&owner).and_then(|name| evidence.symbol(&name)),
        dn: evidence.symbol(&owner),
        ..Server::new(seen)
    };
    match is_old(look) {
        true => server.virtual_servers.push(virtual_server(look)),
        false => server.imap = Some(Box::new(settings(evidence, look))),
    }
    evidence.servers.push(server);
}

/// Whether it is a virtual server as Exchange 2003 has them: later versions keep their own attributes.
fn is_old(look: Look<'_>) -> bool {
    [
        "msExchServerBindings",
        "msExchMaxIncomingConnections",
        "msExchIncomingConnectionTimeout",
    ]
    .into_iter()
    .any(|name| look.has(name))
}

fn virtual_server(look: Look<'_>) -> VirtualServer {
    /// "No limit" as the console writes it.
    const UNLIMITED: i64 = u32::MAX as i64;
    let limit = |number: i64| (number > 0 && number < UNLIMITED).then_some(number);
    let limits = look.number("msExchMaxIncomingConnections");
    // No limit is the default, which nobody writes down.
    let asked = look.0.asked("msExchMaxIncomingConnections");
    VirtualServer {
        max_connections: limits
            .map(|number| number.map(limit))
            .or(asked.then_some(Ok(None))),
        idle_timeout: look
            .number("msExchIncomingConnectionTimeout")
            .map(|seconds| seconds.map(|seconds| seconds.saturating_mul(1000))),
        auto_start: look.truth("msExchServerAutoStart"),
        ..VirtualServer::default()
    }
}

fn settings(evidence: &mut Evidence, look: Look<'_>) -> ImapSettings {
    let mut text = |name: &str| look.symbol(name, evidence).and_then(told);
    let banner = text("msExchPopImapBanner");
    ImapSettings {
        banner,
        max_command_size: look.number("msExchPopImapCommandSize"),
        external_settings: match look.has("msExchPopImapExternalConnectionSettings") {
            true => look.list("msExchPopImapExternalConnectionSettings", evidence),
            false => None,
        },
        ..ImapSettings::default()
    }
}

/// A throttling policy. Its numbers stand in texts of an undocumented form; `Get-ThrottlingPolicy` has them.
pub(super) fn policy(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let policy = ThrottlingPolicy {
        seen,
        name: common_name(&dn).and_then(|name| evidence.symbol(&name)),
        dn: evidence.symbol(&dn),
        default: look.truth("msExchThrottlingIsDefaultPolicy"),
        scope: None,
        concurrency: None,
        burst: None,
        recharge: None,
        cutoff: None,
        percent_ad: None,
        percent_cas: None,
        percent_rpc: None,
    };
    evidence.policies.push(policy);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_name_is_the_one_for_tcp() {
        assert_eq!(fqdn("ncacn_ip_tcp:mbx1.contoso.com"), Some("mbx1.contoso.com"));
        for other in [
            "netbios:MBX1",
            "ncacn_ip_tcp:10.0.0.1",
            "ncacn_ip_tcp:MBX1",
            "MBX1",
        ] {
            assert_eq!(fqdn(other), None, "{other}");
        }
    }
}
