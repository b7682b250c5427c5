//! From a name to addresses, and why not. Asks DNS itself, with the machine's name servers and hosts file, because the
//! system's resolver does not tell "no such name" from "no address", and tries search domains.

mod ranges;

pub(crate) use ranges::is_private;

use crate::watch::{Stopped, Watch};
use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::Name;
use hickory_resolver::{ResolverBuilder, TokioResolver};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// More addresses of one name than this are not looked at.
pub(crate) const MOST: usize = 16;

/// How the name resolved. The words are those of the fact `server.dns`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    Found,
    Literal,
    NoSuchName,
    NoAddress,
    Timeout,
    Failed,
}

impl Lookup {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Lookup::Found => "ok",
            Lookup::Literal => "literal",
            Lookup::NoSuchName => "no_such_name",
            Lookup::NoAddress => "no_address",
            Lookup::Timeout => "timeout",
            Lookup::Failed => "failed",
        }
    }
}

/// What a name gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) outcome: Lookup,
    /// The resolver's words; empty when there are addresses.
    pub(crate) error: String,
    /// IPv4 before IPv6, each in order, so that runs compare.
    pub(crate) addresses: Vec<IpAddr>,
}

impl Answer {
    pub(crate) fn found(outcome: Lookup, mut addresses: Vec<IpAddr>) -> Answer {
        addresses.sort_by_key(|address| (address.is_ipv6(), *address));
        addresses.dedup();
        addresses.truncate(MOST);
        Answer {
            outcome,
            error: String::new(),
            addresses,
        }
    }

    fn failed(outcome: Lookup, error: impl Into<String>) -> Answer {
        Answer {
            outcome,
            error: error.into(),
            addresses: Vec::new(),
        }
    }

    fn no_address() -> Answer {
        Answer::failed(Lookup::NoAddress, "the name has neither A nor AAAA records")
    }

    fn timeout() -> Answer {
        Answer::failed(Lookup::Timeout, "no name server answered in time")
    }
}

/// A host as DNS and certificates write it: international names in their ASCII form (RFC 5890), no final dot. What
/// is no name stays as it is.
pub(crate) fn ascii(host: &str) -> String {
    let host = host.trim_end_matches('.');
    if host.is_ascii() {
        return host.to_owned();
    }
    Name::from_utf8(host).map_or_else(
        |_| host.to_owned(),
        |name| name.to_ascii().trim_end_matches('.').to_owned(),
    )
}

/// Resolves a host, by this name server or those of the machine. Nothing when the run was cancelled.
pub(crate) async fn resolve(host: &str, by: Option<SocketAddr>, watch: &Watch<'_>) -> Option<Answer> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Some(Answer::found(Lookup::Literal, vec![address]));
    }
    match watch
        .within(watch.timeout, look_up(host, by, watch.timeout))
        .await
    {
        Ok(answer) => Some(answer),
        Err(Stopped::Timeout) => Some(Answer::timeout()),
        Err(Stopped::Cancelled) => None,
    }
}

async fn look_up(host: &str, by: Option<SocketAddr>, timeout: Duration) -> Answer {
    let builder = match by {
        Some(server) => Ok(asking(server)),
        None => TokioResolver::builder_tokio(),
    };
    let resolver = builder.and_then(|mut builder| {
        set(builder.options_mut(), timeout);
        builder.build()
    });
    match resolver {
        Ok(resolver) => ask(&resolver, host).await,
        // No readable DNS settings: what the system itself makes of the name is the best there is.
        Err(_) if by.is_none() => ask_the_system(host).await,
        Err(error) => Answer::failed(Lookup::Failed, error.to_string()),
    }
}

/// A resolver that knows one name server, over UDP and where answers are long over TCP.
fn asking(server: SocketAddr) -> ResolverBuilder<TokioRuntimeProvider> {
    let ways = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut way| {
        way.port = server.port();
        way
    });
    let server = NameServerConfig::new(server.ip(), true, ways.to_vec());
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    // What this machine's file of hosts says is not what the server says.
    builder.options_mut().use_hosts_file = ResolveHosts::Never;
    builder
}

/// One silent name server of three must not use up the time.
fn set(options: &mut ResolverOpts, timeout: Duration) {
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.attempts = 1;
    options.timeout = (timeout / 3).clamp(Duration::from_millis(200), Duration::from_secs(5));
}

async fn ask(resolver: &TokioResolver, host: &str) -> Answer {
    // The final dot keeps search domains out: with them a wrong name can resolve.
    match resolver.lookup_ip(format!("{}.", ascii(host))).await {
        Ok(found) => {
            let addresses: Vec<IpAddr> = found.iter().collect();
            if addresses.is_empty() {
                Answer::no_address()
            } else {
                Answer::found(Lookup::Found, addresses)
            }
        }
        Err(error) => unresolved(&error),
    }
}

fn unresolved(error: &NetError) -> Answer {
    if error.is_nx_domain() {
        Answer::failed(Lookup::NoSuchName, "there is no such name")
    } else if error.is_no_records_found() {
        Answer::no_address()
    } else if matches!(error, NetError::Timeout) {
        Answer::timeout()
    } else {
        Answer::failed(Lookup::Failed, error.to_string())
    }
}

async fn ask_the_system(host: &str) -> Answer {
    match tokio::net::lookup_host((host, 0)).await {
        Ok(found) => Answer::found(Lookup::Found, found.map(|at| at.ip()).collect()),
        Err(error) => Answer::failed(Lookup::Failed, error.to_string()),
    }
}

#[cfg(test)]
mod tests;
