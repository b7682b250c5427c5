//! The look at a server without signing in: name, addresses, TCP, encryption, first words, product. One connection to
//! each address, one conversation. A server that cannot be reached gives one sheet of unknowns.

mod door;
mod encryption;
mod network;
mod protocol;
mod reach;
mod reason;
mod sheet;
mod words;

use crate::place::{Found, Place};
use crate::settings::Plan;
use crate::tls::Trust;
use crate::watch::Watch;
use door::Door;
use imaprules_facts::{Known, Reason, Unknown};
use reach::Connection;
use sheet::Sheet;

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
    let reached = reach::reach(plan, watch).await;
    let unreached = network::reached(&mut sheet, &reached);
    let (place, why) = match (reached.connection, unreached) {
        (Ok(connection), None) => converse(&mut sheet, connection, plan, trust, watch).await,
        (_, why) => {
            words::product(&mut sheet, plan, None, &[]);
            let why = why.unwrap_or_else(|| Unknown::because(Reason::Unreachable));
            (Err(why.clone()), why)
        }
    };
    Look {
        facts: sheet.close(&why),
        place,
    }
}

/// Talks over a connection. Gives the reason for everything that was not learnt, too.
async fn converse(
    sheet: &mut Sheet,
    connection: Connection<'_>,
    plan: &Plan,
    trust: &Trust,
    watch: Watch<'_>,
) -> (Found, Unknown) {
    let at = connection.target.connect;
    let mut door = door::open(Box::new(connection.stream), plan, trust, watch).await;
    encryption::write(sheet, &door, plan);
    words::greeting(sheet, &door);
    words::capabilities(sheet, &door, plan.security);
    let mut id = Vec::new();
    if let Some(mut session) = door.session.take() {
        id = words::id(sheet, &mut session, door.listed()).await;
        session.logout().await;
    }
    let family = words::product(sheet, plan, Some(&door), &id);
    let why = stopped(&door);
    let place = match (door.distrust(), &door.capabilities) {
        (Some(distrust), Some(Ok(_))) => Err(Unknown::noted(Reason::Refused, distrust)),
        (None, Some(Ok(_))) => Ok(Place {
            at,
            family: family.map_or_else(|| "other".to_owned(), |family| family.name),
        }),
        _ => Err(why.clone()),
    };
    (place, why)
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
