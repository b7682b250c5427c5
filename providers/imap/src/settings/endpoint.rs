//! Host and port as users write them, and the addresses that take the place of what a name resolves to.

use super::Override;
use imaprules_provider::{ProviderError, Settings};
use std::net::{IpAddr, SocketAddr};

/// Splits `HOST[:PORT]`; an IPv6 address with a port needs brackets.
pub(super) fn host_and_port(named: &str) -> Result<(String, Option<u16>), ProviderError> {
    let remedy = "write HOST, HOST:PORT or [IPV6]:PORT";
    let bad = || ProviderError::setting("server", format!("`{named}` names no host and port"), remedy);
    let (host, port) = if let Some(rest) = named.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or_else(bad)?;
        host.parse::<std::net::Ipv6Addr>().map_err(|_| bad())?;
        (host, rest.strip_prefix(':').or((!rest.is_empty()).then_some("?")))
    } else if named.parse::<std::net::Ipv6Addr>().is_ok() {
        (named, None)
    } else {
        named
            .split_once(':')
            .map_or((named, None), |(host, port)| (host, Some(port)))
    };
    let port = port
        .map(|port| port.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(bad))
        .transpose()?;
    let clean = !host.is_empty()
        && !host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/' || c == '@');
    if clean {
        Ok((host.to_owned(), port))
    } else {
        Err(bad())
    }
}

/// Those of the setting `resolve` for a host and port. Only where another host plays the server is an address reported that nobody
/// connects to.
pub(super) fn overrides(settings: &Settings, host: &str, port: u16) -> Result<Vec<Override>, ProviderError> {
    let played = settings.flag("played");
    let mut found: Vec<Override> = Vec::new();
    for text in settings.texts("resolve") {
        let bad = || {
            ProviderError::setting(
                "resolve",
                format!("`{text}` is not understood"),
                "write HOST:PORT=ADDRESS@LOCAL:PORT",
            )
        };
        let (endpoint, target) = text.split_once('=').ok_or_else(bad)?;
        let (reported, connect) = target.split_once('@').ok_or_else(bad)?;
        let named_address: IpAddr = reported.parse().map_err(|_| bad())?;
        let connect: SocketAddr = connect.parse().map_err(|_| bad())?;
        let reported = if played { named_address } else { connect.ip() };
        let (named, at) = host_and_port(endpoint)?;
        let known = found.iter().any(|one| one.reported == reported);
        if named.eq_ignore_ascii_case(host) && at == Some(port) && !known {
            found.push(Override { reported, connect });
        }
    }
    Ok(found)
}

/// The name of an endpoint: `host:port`, IPv6 in brackets.
pub(super) fn label(host: &str, port: u16) -> String {
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}
