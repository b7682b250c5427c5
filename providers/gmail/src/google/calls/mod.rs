//! The calls that are made, and the parts of their answers that are used. Paths, parameters and names are those of Google's discovery
//! documents; a test compares them with an extract. Everything in an answer is optional: Google leaves values out.

pub(crate) mod activity;
pub(crate) mod directory;
pub(crate) mod mailbox;
pub(crate) mod policy;
pub(crate) mod usage;

use super::apis::{self, ApiName};
use super::errors::{Failure, Meaning};
use super::token::Standing;
use super::wire::Wire;
use imaprules_provider::Host;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::fmt::Write;

/// Whoever calls: as one account, with its permissions.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) wire: &'a Wire,
    pub(crate) host: &'a dyn Host,
    pub(crate) standing: &'a Standing<'a>,
}

/// A part of a list, with where the next one is.
pub(crate) trait Page: DeserializeOwned {
    /// The token of the next page, if there is one.
    fn next(&self) -> Option<&str>;
}

impl Caller<'_> {
    /// Asks for one thing. A token that is not taken any more is renewed once.
    pub(crate) fn get<T: DeserializeOwned>(&self, api: ApiName, path: &str) -> Result<T, Failure> {
        let token = self.standing.token(self.host)?;
        let body = match self.wire.get(self.host, api, path, &token) {
            Err(failure) if failure.meaning == Meaning::TokenRefused => {
                self.standing.forget();
                let token = self.standing.token(self.host)?;
                self.wire.get(self.host, api, path, &token)?
            }
            answer => answer?,
        };
        serde_json::from_slice(&body).map_err(|error| {
            let title = api.entry().title;
            let place = format!("line {}, column {}", error.line(), error.column());
            Failure::unreadable(format!(
                "an answer of the {title} ends early or has another form ({place})"
            ))
        })
    }

    /// Asks for every page of a list. Pages may be empty and still have a next one; a list that comes back to a page it had is none.
    pub(crate) fn pages<P: Page>(
        &self,
        api: ApiName,
        path: &str,
        most: usize,
        mut each: impl FnMut(P),
    ) -> Result<(), Failure> {
        let mut seen = HashSet::new();
        let mut next: Option<String> = None;
        for _ in 0..most.min(apis::table().most_pages) {
            let page: P = match &next {
                None => self.get(api, path)?,
                Some(token) => {
                    let joint = if path.contains('?') { '&' } else { '?' };
                    self.get(api, &format!("{path}{joint}pageToken={}", encoded(token)))?
                }
            };
            next = page.next().filter(|token| !token.is_empty()).map(str::to_owned);
            each(page);
            match &next {
                None => return Ok(()),
                Some(token) if !seen.insert(token.clone()) => {
                    return Err(Failure::unreadable("a list comes back to a page it had before"));
                }
                Some(_) => {}
            }
        }
        Err(Failure::unreadable("a list does not end"))
    }
}

/// A part of a path or a parameter (RFC 3986 section 2.1).
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for octet in text.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(octet))
            }
            // Writing to a string cannot fail.
            _ => write!(encoded, "%{octet:02X}").unwrap_or_default(),
        }
    }
    encoded
}

/// A moment as the APIs write it (RFC 3339), in milliseconds since 1970-01-01 UTC.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let parsed = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
    i64::try_from(parsed.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_addresses_are_encoded() {
        assert_eq!(encoded("a+b@example.com/ü"), "a%2Bb%40example.com%2F%C3%BC");
    }

    #[test]
    fn moments_are_read() {
        assert_eq!(moment("1970-01-01T00:00:00.000Z"), Some(0));
        assert_eq!(moment("2026-11-17T02:10:00.000Z"), Some(1_794_881_400_000));
        assert_eq!(moment("yesterday"), None);
    }
}
