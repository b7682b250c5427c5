//! The other standard port of the same host, over one connection: is it open, is it encrypted, is it the same server? What
//! it says is a hint for whoever chooses the endpoint; nobody signs in there.

use super::door::{self, Door};
use super::peek;
use super::reason;
use super::sheet::Sheet;
use crate::settings::{OtherPort, Plan, Security};
use crate::tcp::{self, Target};
use crate::tls::{Handshake, Trust};
use crate::watch::Watch;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, Outcome};
use std::net::SocketAddr;

/// All that is said of it.
const FACTS: [&str; 5] = [
    "server.other_port",
    "server.other_port_tcp",
    "server.other_port_security",
    "server.other_port_trusted",
    "server.other_port_same_certificate",
];

/// Looks at the other port, where there is one, and writes what it shows. `first` is an address of the server.
pub(super) async fn look(
    sheet: &mut Sheet,
    plan: &Plan,
    first: Option<&Target>,
    own: Option<&Handshake>,
    trust: &Trust,
    watch: Watch<'_>,
) {
    let Some(other) = &plan.look.other_port else {
        let why = Unknown::noted(
            Reason::NotCollected,
            "only 993 and 143 have another standard port, and imap.other_port may be off",
        );
        sheet.miss(&FACTS, &why);
        return;
    };
    sheet.know("server.other_port", i64::from(other.port));
    let at = other
        .overrides
        .first()
        .map(|played| played.connect)
        .or_else(|| first.map(|target| SocketAddr::new(target.connect.ip(), other.port)));
    let Some(at) = at else {
        return sheet.miss(
            &FACTS,
            &Unknown::noted(Reason::Unreachable, "the name has no address"),
        );
    };
    match visit(plan, other, at, trust, watch).await {
        Ok(door) => shown(sheet, &door, own),
        Err(failure) => {
            if let Some(word) = failure.word() {
                sheet.know("server.other_port_tcp", word);
            }
            sheet.miss(&FACTS, &reason::of_tcp(&failure));
        }
    }
}

/// One connection, in the manner of the port.
async fn visit<'a>(
    plan: &Plan,
    other: &OtherPort,
    at: SocketAddr,
    trust: &Trust,
    watch: Watch<'a>,
) -> Result<Door<'a>, tcp::Failure> {
    let mut lease = watch
        .ask(Attempt::Connect {
            host: other.label.clone(),
        })
        .await?;
    let stream = tcp::connect(at, &watch).await?;
    lease.outcome = Outcome::Done;
    let security = if other.port == 993 {
        Security::Tls
    } else {
        Security::Starttls
    };
    let plan = Plan {
        security,
        ..plan.clone()
    };
    let mut door = door::open(Box::new(stream), &plan, trust, watch).await;
    if let Some(session) = door.session.take() {
        session.logout().await;
    }
    Ok(door)
}

fn shown(sheet: &mut Sheet, door: &Door<'_>, own: Option<&Handshake>) {
    sheet.know("server.other_port_tcp", "open");
    let security = security(door);
    sheet.know("server.other_port_security", security);
    match &door.handshake {
        Some(Ok(handshake)) => {
            sheet.know("server.other_port_trusted", handshake.verdict.trusted);
            match own.map(|own| &own.own) {
                Some(own) => sheet.know("server.other_port_same_certificate", *own == handshake.own),
                None => sheet.miss(
                    &FACTS,
                    &Unknown::noted(Reason::Unsupported, "the endpoint itself shows no certificate"),
                ),
            }
        }
        Some(Err(failure)) => sheet.miss(&FACTS, &reason::of_tls(failure)),
        None => sheet.miss(
            &FACTS,
            &Unknown::noted(Reason::Unsupported, "it came to no encryption there"),
        ),
    }
}

/// The word of the fact `server.other_port_security`.
fn security(door: &Door<'_>) -> &'static str {
    match &door.handshake {
        Some(Ok(_)) if door.greeting_word() != Some("ok") => "unusable",
        Some(Ok(_)) if door.plain.is_some() => "starttls",
        Some(Ok(_)) => "tls",
        Some(Err(failure)) if failure.word == "starttls_missing" && peek::speaks_imap(door) => "none",
        Some(Err(_)) | None => "unusable",
    }
}
