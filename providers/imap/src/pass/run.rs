//! Carries out the orders of a look, within its bounds.

use super::item::{fetched, message};
use super::{FetchOrder, PassBounds, PassMailbox, PassRun, PassVisit, Seen, harmless};
use crate::rows::{Clock, denied, unanswered};
use crate::session::{Bound, Session};
use crate::wire::{Command, Response};
use imaprules_facts::{Reason, Record, Unknown};

/// Messages of one FETCH. A throttled server is noticed and a bound kept to after so many.
const CHUNK: u64 = 2_000;

/// Looks at one mailbox and writes down what was found: into its record, and into others below it.
pub(crate) async fn look(
    session: &mut Session<'_>,
    run: &dyn PassRun,
    mailbox: &PassMailbox,
    record: &mut Record,
) -> Vec<Record> {
    let bounds = run.bounds();
    let mut visit = run.visit(mailbox);
    let mut limits = Limits::begin(session, bounds);
    while let Some(order) = visit.next() {
        let seen = folder(session, &order, visit.as_mut(), &mut limits).await;
        visit.ended(&seen);
    }
    visit.finish(record)
}

/// What ends a look before its end.
struct Limits {
    bounds: PassBounds,
    clock: Clock,
    began: u64,
    stopped: Option<Unknown>,
}

impl Limits {
    fn begin(session: &Session<'_>, bounds: PassBounds) -> Limits {
        Limits {
            bounds,
            clock: Clock::start(bounds.time),
            began: session.received(),
            stopped: None,
        }
    }

    /// Why nothing more is asked.
    fn over(&mut self, session: &Session<'_>) -> Option<Unknown> {
        let why = self.stopped.clone().or_else(|| self.crossed(session))?;
        self.stopped = Some(why.clone());
        Some(why)
    }

    fn crossed(&mut self, session: &Session<'_>) -> Option<Unknown> {
        if session.throttled() && !self.bounds.patient {
            let note = "the server says that it throttles: it was asked for no more messages";
            return Some(Unknown::noted(Reason::Budget, note));
        }
        if session.received().saturating_sub(self.began) >= self.bounds.octets {
            let note = format!(
                "{} octets were received, which is as much as one mailbox may cost",
                self.bounds.octets
            );
            return Some(Unknown::noted(Reason::Budget, note));
        }
        self.clock.over()
    }
}

async fn folder(
    session: &mut Session<'_>,
    order: &FetchOrder,
    visit: &mut dyn PassVisit,
    limits: &mut Limits,
) -> Seen {
    if let Some(why) = limits.over(session) {
        return Seen::not_opened(why);
    }
    if let Err(why) = harmless(order.items) {
        return Seen::not_opened(Unknown::noted(Reason::Unsupported, why.to_string()));
    }
    match opened(session, &order.folder).await {
        Ok(exists) => messages(session, order, exists, visit, limits).await,
        Err(why) => Seen::not_opened(why),
    }
}

async fn opened(session: &mut Session<'_>, folder: &[u8]) -> Result<u64, Unknown> {
    let reply = session
        .run(Command::examine(folder), Bound::SHORT)
        .await
        .map_err(|broken| unanswered(&broken))?;
    if !reply.is_ok() {
        return Err(denied(session, &reply.end));
    }
    let exists = reply.untagged.iter().rev().find_map(|response| match response {
        Response::Exists(count) => Some(*count),
        _ => None,
    });
    exists.ok_or_else(|| Unknown::noted(Reason::Malformed, "EXAMINE did not tell EXISTS"))
}

async fn messages(
    session: &mut Session<'_>,
    order: &FetchOrder,
    exists: u64,
    visit: &mut dyn PassVisit,
    limits: &mut Limits,
) -> Seen {
    let mut seen = Seen {
        exists: Some(exists),
        asked: 0,
        cut: None,
    };
    while seen.asked < exists {
        if let Some(why) = limits.over(session) {
            seen.cut = Some(why);
            break;
        }
        let to = exists.min(seen.asked + CHUNK);
        let command = Command::fetch_items(seen.asked + 1, to, order.items);
        let told = session
            .stream(command, Bound::LONG, &mut |line| match fetched(line) {
                Some((number, items)) => {
                    visit.message(&message(number, &items));
                    true
                }
                None => false,
            })
            .await;
        match told {
            Ok(reply) if reply.is_ok() => seen.asked = to,
            Ok(reply) => {
                seen.cut = Some(denied(session, &reply.end));
                break;
            }
            Err(broken) => {
                seen.cut = Some(unanswered(&broken));
                break;
            }
        }
    }
    seen
}
