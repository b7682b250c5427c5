//! What one address of several shows: who greets, and with which certificate. Servers behind one name should be alike.

use super::door::{self, Door};
use super::protocol;
use super::sheet::Sheet;
use crate::family::{self, Signs};
use crate::settings::{Plan, Security};
use crate::tls::{Handshake, Trust};
use crate::watch::Watch;
use crate::wire::{Condition, Stream, printable};
use imaprules_facts::{Reason, Unknown};
use std::net::IpAddr;

/// Characters of an error that are shown.
const LONGEST: usize = 200;

/// What an address showed.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// The word of `imap.greeting`, if it came to one.
    greeting: Option<&'static str>,
    family: Option<String>,
    handshake: Option<Result<Handshake, String>>,
}

impl Seen {
    pub(super) fn of(door: &Door<'_>) -> Seen {
        let first = door.first_octets();
        let text = Condition::read(first).map_or_else(|| printable(first, LONGEST), |read| read.text);
        let family = family::recognise(&Signs {
            greeting: &text,
            capabilities: door.listed(),
            ..Signs::default()
        });
        let handshake = door.handshake.as_ref().map(|result| match result {
            Ok(handshake) => Ok(handshake.clone()),
            Err(failure) => Err(printable(failure.error.as_bytes(), LONGEST)),
        });
        Seen {
            greeting: door.greeting_word(),
            family: family.map(|family| family.name),
            handshake,
        }
    }

    /// A password could be sent there.
    pub(super) fn is_usable(&self) -> bool {
        self.greeting == Some("ok") && !self.is_distrusted()
    }

    fn is_distrusted(&self) -> bool {
        match &self.handshake {
            Some(Ok(handshake)) => !handshake.verdict.trusted,
            Some(Err(_)) => true,
            None => false,
        }
    }

    fn text(&self) -> String {
        let mut parts = Vec::new();
        match &self.handshake {
            Some(Ok(handshake)) if handshake.verdict.trusted => {
                parts.push(format!("{}, certificate trusted", handshake.version));
            }
            Some(Ok(handshake)) => {
                parts.push(format!(
                    "{}, certificate not trusted: {}",
                    handshake.version, handshake.verdict.error
                ));
            }
            Some(Err(error)) => parts.push(format!("no encryption: {error}")),
            None => {}
        }
        parts.push(match self.greeting {
            Some(word) => format!("greeting {}", word.replace('_', " ")),
            None => "no greeting".to_owned(),
        });
        parts.extend(self.family.clone());
        parts.join(", ")
    }
}

/// Looks through an open connection and closes it politely.
pub(super) async fn at(stream: Box<dyn Stream>, plan: &Plan, trust: &Trust, watch: Watch<'_>) -> Seen {
    let mut door = door::open(stream, plan, trust, watch).await;
    let seen = Seen::of(&door);
    if let Some(session) = door.session.take() {
        session.logout().await;
    }
    seen
}

/// Writes what the addresses have in common, and what not.
pub(super) fn write(sheet: &mut Sheet, seen: &[(IpAddr, Seen)], plan: &Plan) {
    let texts = seen
        .iter()
        .map(|(address, seen)| format!("{address}: {}", seen.text()));
    sheet.know("server.address_views", texts.collect::<Vec<_>>());
    let greets = |seen: &Seen| (seen.greeting, seen.family.clone());
    sheet.know("server.greetings_differ", differ(seen, greets));
    if plan.security == Security::Off {
        let why = Unknown::noted(Reason::NotCollected, "no encryption was asked for");
        sheet.miss(
            &["server.certificates_differ", "server.distrusted_addresses"],
            &why,
        );
        return;
    }
    let own = |seen: &Seen| match &seen.handshake {
        Some(Ok(handshake)) => handshake.own.clone(),
        _ => None,
    };
    let shown: Vec<_> = seen
        .iter()
        .filter(|(_, seen)| own(seen).is_some())
        .cloned()
        .collect();
    sheet.know("server.certificates_differ", differ(&shown, own));
    let distrusted = seen.iter().filter(|(_, seen)| seen.is_distrusted());
    sheet.know(
        "server.distrusted_addresses",
        distrusted
            .map(|(address, _)| address.to_string())
            .collect::<Vec<_>>(),
    );
}

fn differ<T: PartialEq>(seen: &[(IpAddr, Seen)], of: impl Fn(&Seen) -> T) -> bool {
    seen.iter()
        .zip(seen.iter().skip(1))
        .any(|((_, one), (_, other))| of(one) != of(other))
}

/// Whether the first words are IMAP at all.
pub(super) fn speaks_imap(door: &Door<'_>) -> bool {
    protocol::of(door.first_octets()) == Some("imap")
}
