//! The look at a server without signing in: name, addresses, TCP, encryption, first words, product. One connection to
//! each address, one conversation, a few questions about TLS where the handshake leaves something open, one connection
//! to the other standard port. A server that cannot be reached gives one sheet of unknowns.

mod agreement;
mod door;
mod encryption;
mod network;
mod other;
mod peek;
mod protocol;
mod reach;
mod reason;
mod sheet;
mod words;

use crate::place::{Found, Place};
use crate::settings::Plan;
use crate::tcp::Target;
use crate::tls::{Handshake, Trust};
use crate::watch::Watch;
use door::Door;
use imaprules_facts::{Known, Reason, Unknown};
use peek::Seen;
use reach::Connection;
use sheet::Sheet;
use std::net::IpAddr;

/// What a look gave.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Every fact of the server but `imap.capabilities_signed_in`, in the order of their declaration.
    pub(crate) facts: Vec<(&'static str, Known)>,
    /// Where rows can sign in.
    pub(crate) place: Found,
}

/// Looks at the server of a plan.
pub(crate) async fn look(plan: &Plan, trust: &Trust, watch: Watch<'_>) -> Look {
    let mut sheet = Sheet::default();
    network::endpoint(&mut sheet, plan);
    let reached = reach::reach(plan, trust, watch).await;
    let unreached = network::reached(&mut sheet, &reached);
    network::vantage(&mut sheet, plan);
    network::public_view(&mut sheet, plan, &watch).await;
    let first = reached.targets.first().copied();
    let talk = match (reached.connection, unreached) {
        (Ok(connection), None) => converse(&mut sheet, connection, reached.seen, plan, trust, watch).await,
        (_, why) => {
            words::product(&mut sheet, plan, None, &[]);
            let why = why.unwrap_or_else(|| Unknown::because(Reason::Unreachable));
            Talk {
                place: Err(why.clone()),
                own: None,
                at: first,
                why,
            }
        }
    };
    other::look(
        &mut sheet,
        plan,
        talk.at.as_ref(),
        talk.own.as_ref(),
        trust,
        watch,
    )
    .await;
    Look {
        facts: sheet.close(&talk.why),
        place: talk.place,
    }
}

/// What came of talking over a connection.
struct Talk {
    place: Found,
    /// The handshake, if there was one.
    own: Option<Handshake>,
    at: Option<Target>,
    /// The reason for everything that was not learnt.
    why: Unknown,
}

/// Talks over a connection, then asks over others what it left open.
async fn converse(
    sheet: &mut Sheet,
    connection: Connection<'_>,
    seen: Vec<(IpAddr, Seen)>,
    plan: &Plan,
    trust: &Trust,
    watch: Watch<'_>,
) -> Talk {
    let target = connection.target;
    let mut door = door::open(Box::new(connection.stream), plan, trust, watch).await;
    words::greeting(sheet, &door);
    words::capabilities(sheet, &door, plan.security);
    let mut id = Vec::new();
    if let Some(mut session) = door.session.take() {
        id = words::id(sheet, &mut session, door.listed()).await;
        session.logout().await;
    }
    // The next connection may have to wait for this one's place.
    drop(connection.lease);
    let seen = if seen.is_empty() {
        vec![(target.reported, Seen::of(&door))]
    } else {
        seen
    };
    peek::write(sheet, &seen, plan);
    let found = agreement::find(&door, plan, target, watch).await;
    encryption::write(sheet, &door, plan, trust, found.as_ref());
    let family = words::product(sheet, plan, Some(&door), &id);
    let why = stopped(&door);
    let place = match (door.distrust(), &door.capabilities) {
        (Some(distrust), Some(Ok(_))) => Err(Unknown::noted(Reason::Refused, distrust)),
        (None, Some(Ok(_))) => Ok(Place {
            at: target.connect,
            family: family.map_or_else(|| "other".to_owned(), |family| family.name),
        }),
        _ => Err(why.clone()),
    };
    Talk {
        place,
        own: door.handshake.and_then(Result::ok),
        at: Some(target),
        why,
    }
}

/// Where the conversation ended, as a reason for whatever was not learnt after it.
fn stopped(door: &Door<'_>) -> Unknown {
    if door.speaks_tls {
        return Unknown::noted(
            Reason::Malformed,
            "the port expects encryption from the first octet",
        );
    }
    match (&door.handshake, &door.greeting, &door.plain, &door.capabilities) {
        (Some(Err(failure)), ..) => reason::of_tls(failure),
        (_, Some(Err(broken)), ..) | (_, _, Some(Err(broken)), _) | (_, _, _, Some(Err(broken))) => {
            reason::of_broken(broken)
        }
        (_, Some(Ok(greeting)), None, None) => {
            let reason = if door.greeting_word() == Some("not_imap") {
                Reason::Malformed
            } else {
                Reason::Refused
            };
            Unknown::noted(reason, format!("the server greeted with: {}", greeting.text()))
        }
        _ => Unknown::because(Reason::Unsupported),
    }
}

#[cfg(test)]
mod tests;
