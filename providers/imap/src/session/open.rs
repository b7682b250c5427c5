//! From an address to a session that may carry a password, or why there is none.

use super::{Broken, Session};
use crate::settings::{Plan, Security};
use crate::tls::{self, Trust};
use crate::watch::Watch;
use crate::wire::{Condition, Kind, Stream};
use crate::{tcp, wire};
use std::net::SocketAddr;

/// Why there is no session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Closed {
    Tcp(tcp::Failure),
    Tls(tls::Failure),
    /// The certificate does not hold, in the verifier's words.
    Untrusted(String),
    /// STARTTLS was refused, with what the server said.
    Starttls(String),
    /// The greeting or an early command was not answered.
    Broken(Broken),
    /// Turned away by the greeting.
    Bye(Condition),
    /// The first line is no greeting of IMAP, or one that signs in by itself.
    NotUsable(String),
}

/// Opens a session in the way of the plan: over TLS, over STARTTLS, or readable.
pub(crate) async fn open<'w>(
    at: SocketAddr,
    plan: &Plan,
    trust: &Trust,
    watch: Watch<'w>,
) -> Result<Session<'w>, Closed> {
    let stream: Box<dyn Stream> = Box::new(tcp::connect(at, &watch).await.map_err(Closed::Tcp)?);
    match plan.security {
        Security::Tls => greeted(encrypted(stream, plan, trust, &watch).await?, watch).await,
        Security::Off => greeted(stream, watch).await,
        Security::Starttls => {
            let mut session = greeted(stream, watch).await?;
            let answer = session.starttls().await.map_err(Closed::Broken)?;
            if !answer.is_ok() {
                return Err(Closed::Starttls(session.clean(&answer.end.line)));
            }
            // Whatever was said before is forgotten, injected octets included.
            let (stream, _) = session.into_stream();
            Ok(Session::new(encrypted(stream, plan, trust, &watch).await?, watch))
        }
    }
}

async fn encrypted(
    stream: Box<dyn Stream>,
    plan: &Plan,
    trust: &Trust,
    watch: &Watch<'_>,
) -> Result<Box<dyn Stream>, Closed> {
    let tls = tls::handshake(stream, &plan.host, trust, watch)
        .await
        .map_err(Closed::Tls)?;
    let verdict = tls.handshake.verdict;
    if verdict.trusted {
        Ok(tls.stream)
    } else {
        Err(Closed::Untrusted(verdict.error))
    }
}

async fn greeted<'w>(stream: Box<dyn Stream>, watch: Watch<'w>) -> Result<Session<'w>, Closed> {
    let mut session = Session::new(stream, watch);
    let greeting = session.greeting().await.map_err(Closed::Broken)?;
    match (greeting.kind(), greeting.condition) {
        (Some(Kind::Ok), _) => Ok(session),
        (Some(Kind::Bye), Some(condition)) => Err(Closed::Bye(condition)),
        _ => Err(Closed::NotUsable(wire::printable(
            &greeting.raw,
            super::answer::LONGEST_TEXT,
        ))),
    }
}
