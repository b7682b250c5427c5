//! Which server, and how the way there is secured.

use std::fmt;
use thiserror::Error;

/// How a connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first octet, port 636: `ldaps`.
    Tls,
    /// TLS by the StartTLS operation, port 389.
    StartTls,
    /// None, port 389. A password goes over it only where that was allowed.
    Off,
}

impl Security {
    /// The words a user writes.
    pub const WORDS: [&'static str; 3] = ["tls", "starttls", "none"];

    /// The security of that word.
    pub fn parse(word: &str) -> Option<Security> {
        match word {
            "tls" => Some(Security::Tls),
            "starttls" => Some(Security::StartTls),
            "none" => Some(Security::Off),
            _ => None,
        }
    }

    fn port(self) -> u16 {
        match self {
            Security::Tls => 636,
            Security::StartTls | Security::Off => 389,
        }
    }
}

/// A server of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Name or address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the way there is secured.
    pub security: Security,
}

/// A text that names no server.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unfit(String);

impl Endpoint {
    /// Reads `HOST[:PORT]`, `ldaps://HOST[:PORT]` or `ldap://HOST[:PORT]`. The word of the security counts before the address;
    /// without either it is TLS.
    ///
    /// # Errors
    /// When the text names no server, or says something else about the security than the word.
    pub fn parse(text: &str, security: Option<Security>) -> Result<Endpoint, Unfit> {
        let unfit = |why: &str| Unfit(format!("`{text}`: {why}"));
        let (scheme, rest) = match text.trim().split_once("://") {
            Some((scheme, rest)) => (Some(scheme), rest.trim_end_matches('/')),
            None => (None, text.trim()),
        };
        let implied = match scheme.map(str::to_ascii_lowercase).as_deref() {
            None => security.unwrap_or(Security::Tls),
            Some("ldaps") if matches!(security, None | Some(Security::Tls)) => Security::Tls,
            Some("ldaps") => return Err(unfit("`ldaps` is TLS, and other security was asked for")),
            Some("ldap") if security == Some(Security::Tls) => {
                return Err(unfit("`ldap` is not TLS; write `ldaps`, or ask for starttls"));
            }
            // Without a word the way is still secured: the address only says which port.
            Some("ldap") => security.unwrap_or(Security::StartTls),
            Some(_) => return Err(unfit("this is no address of a directory; write ldaps://HOST")),
        };
        let (host, port) = split(rest).ok_or_else(|| unfit("the brackets or the port cannot be read"))?;
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
        if host.is_empty() || !host.chars().all(fits) {
            return Err(unfit("this is no host name"));
        }
        Ok(Endpoint {
            host: host.to_owned(),
            port: port.unwrap_or(implied.port()),
            security: implied,
        })
    }

    /// Host and port, as budgets and notes name it.
    pub fn label(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.security == Security::Tls {
            "ldaps"
        } else {
            "ldap"
        };
        write!(f, "{scheme}://{}", self.label())
    }
}

/// Host and port; nothing where the brackets are not closed or the port is no port.
fn split(text: &str) -> Option<(&str, Option<u16>)> {
    let port = |text: &str| text.parse().ok().filter(|port| *port > 0);
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        return match after.strip_prefix(':') {
            Some(after) => Some((host, Some(port(after)?))),
            None => after.is_empty().then_some((host, None)),
        };
    }
    match text.split_once(':') {
        // An IPv6 address without brackets has no port.
        Some((_, after)) if after.contains(':') => Some((text, None)),
        Some((host, after)) => Some((host, Some(port(after)?))),
        None => Some((text, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_host_port_and_security() {
        for (text, word, host, port, security) in [
            ("dc1.contoso.com", None, "dc1.contoso.com", 636, Security::Tls),
            ("dc1:3269", None, "dc1", 3269, Security::Tls),
            ("dc1", Some(Security::StartTls), "dc1", 389, Security::StartTls),
            ("ldaps://dc1/", None, "dc1", 636, Security::Tls),
            ("LDAP://dc1:1389", None, "dc1", 1389, Security::StartTls),
            ("ldap://dc1", Some(Security::Off), "dc1", 389, Security::Off),
            ("[::1]:636", None, "::1", 636, Security::Tls),
            ("fe80::1", None, "fe80::1", 636, Security::Tls),
        ] {
            let endpoint = Endpoint::parse(text, word).unwrap();
            assert_eq!(
                (endpoint.host.as_str(), endpoint.port, endpoint.security),
                (host, port, security),
                "{text}"
            );
        }
        assert_eq!(
            Endpoint::parse("::1", None).unwrap().to_string(),
            "ldaps://[::1]:636"
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, word) in [
            ("", None),
            ("https://dc1", None),
            ("dc1:0", None),
            ("dc1:x", None),
            ("[::1", None),
            ("dc 1", None),
            ("a/b", None),
            ("ldaps://dc1", Some(Security::Off)),
            ("ldap://dc1", Some(Security::Tls)),
        ] {
            assert!(Endpoint::parse(text, word).is_err(), "{text}");
        }
    }
}
