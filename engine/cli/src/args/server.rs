//! The words of `--server`, `--security` and `--login`, checked before anything else happens.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;
use thiserror::Error;

/// A word that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub(crate) struct Unfit(String);

/// `HOST[:PORT]`; IPv6 addresses with a port stand in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server(String);

impl FromStr for Server {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        let unfit = |why: &str| {
            Unfit(format!(
                "{why}; give a host name or address, and a port if it is not the usual one: imap.example.com:993"
            ))
        };
        if text.contains("://") {
            return Err(unfit("this is a web address"));
        }
        if text.parse::<Ipv6Addr>().is_ok() {
            return Ok(Server(format!("[{text}]")));
        }
        let (host, port) = split(text).ok_or_else(|| unfit("the brackets are not closed"))?;
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '%');
        if host.is_empty() || !host.chars().all(fits) {
            return Err(unfit("this is no host name"));
        }
        match port {
            Some(port) if port.parse::<u16>().is_ok_and(|port| port > 0) => Ok(Server(text.to_owned())),
            Some(_) => Err(unfit("the port must be a number from 1 to 65535")),
            None => Ok(Server(text.to_owned())),
        }
    }
}

/// Host and port; the colons of a bracketed IPv6 address are its own.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        let port = after.strip_prefix(':');
        return (port.is_some() || after.is_empty()).then_some((host, port));
    }
    Some(match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    })
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How connections are secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// TLS from the first octet.
    Tls,
    /// TLS after a plain greeting.
    StartTls,
    /// None.
    None,
}

impl FromStr for Security {
    type Err = Unfit;

    fn from_str(word: &str) -> Result<Self, Unfit> {
        match word {
            "tls" => Ok(Security::Tls),
            "starttls" => Ok(Security::StartTls),
            "none" => Ok(Security::None),
            _ => Err(Unfit(format!("`{word}` is not one of tls, starttls, none"))),
        }
    }
}

impl fmt::Display for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
            Security::None => "none",
        })
    }
}

/// Which accounts are signed in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// All of the migration file.
    All,
    /// So many of them.
    Sample(u32),
    /// None.
    None,
}

impl FromStr for Login {
    type Err = Unfit;

    fn from_str(word: &str) -> Result<Self, Unfit> {
        let unfit = || {
            Unfit(format!(
                "`{word}` is not one of all, sample:N (as sample:5), none"
            ))
        };
        match word {
            "all" => Ok(Login::All),
            "none" => Ok(Login::None),
            _ => {
                let number = word.strip_prefix("sample:").ok_or_else(unfit)?;
                number
                    .parse()
                    .ok()
                    .filter(|number| *number > 0)
                    .map(Login::Sample)
                    .ok_or_else(unfit)
            }
        }
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Login::All => f.write_str("all"),
            Login::Sample(number) => write!(f, "sample:{number}"),
            Login::None => f.write_str("none"),
        }
    }
}

/// One part of a collection that is split over several machines or nights: `2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// Which part, from 1.
    part: usize,
    of: usize,
}

impl Shard {
    /// Whether the subject at this place of its list belongs to the part.
    pub(crate) fn takes(self, index: usize) -> bool {
        index % self.of == self.part - 1
    }
}

impl FromStr for Shard {
    type Err = Unfit;

    fn from_str(word: &str) -> Result<Self, Unfit> {
        let numbers = word
            .split_once('/')
            .and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if part >= 1 && part <= of => Ok(Shard { part, of }),
            _ => Err(Unfit(format!(
                "`{word}` is no part of a whole; write I/N, as 1/3, 2/3 and 3/3"
            ))),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_hosts_with_a_port_or_without() {
        for good in [
            "imap.example.com",
            "imap.example.com:143",
            "127.0.0.1:1143",
            "[::1]:993",
            "[::1]",
            "müller.de",
        ] {
            assert_eq!(good.parse::<Server>().unwrap().to_string(), good);
        }
        assert_eq!("::1".parse::<Server>().unwrap().to_string(), "[::1]");
        for bad in [
            "",
            ":143",
            "host:",
            "host:0",
            "host:99999",
            "ho st",
            "https://host/",
            "[::1",
            "[::1]x",
            "a/b",
        ] {
            assert!(bad.parse::<Server>().is_err(), "{bad}");
        }
    }

    #[test]
    fn parts_take_every_subject_once() {
        let parts = ["1/3", "2/3", "3/3"].map(|word| word.parse::<Shard>().unwrap());
        assert!((0..10).all(|index| parts.iter().filter(|part| part.takes(index)).count() == 1));
        for bad in ["0/3", "4/3", "3", "1/0", "a/b"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sign_ins_are_all_some_or_none() {
        assert_eq!("sample:5".parse(), Ok(Login::Sample(5)));
        for bad in ["some", "sample:", "sample:0", "sample:x", "ALL"] {
            assert!(bad.parse::<Login>().is_err(), "{bad}");
        }
    }
}
