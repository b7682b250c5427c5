//! How fast one mailbox can be read from here: the largest folder of an account that works is opened with EXAMINE, its messages
//! are asked for their sizes, then fetched with BODY.PEEK, which marks nothing as read, up to a number of octets. What
//! comes is counted and dropped; it reaches neither the log nor any fact.

use super::door::{Kept, Who};
use super::worked::Largest;
use super::{Worked, nobody};
use crate::rows::{Row, Work};
use crate::session::{self, Bound, Broken, Reply, Session};
use crate::wire::{Command, Response};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, Outcome};
use std::time::Duration;

/// Messages whose sizes are asked for: more would only cost time.
const SIZES: u64 = 1000;

/// Octets of one message in one answer. A response must stay below what a session takes.
const PIECE: u64 = 128 * 1024;

/// Octets that one command asks for.
const COMMAND: u64 = 1024 * 1024;

/// Messages that one command names; their numbers fit into a line.
const MESSAGES: usize = 200;

/// Twice what a command asks for, since the server may count otherwise.
const PIECES: Bound = Bound {
    responses: 1_000,
    octets: 2 * COMMAND,
    ..Bound::LONG
};

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rate {
    pub(super) octets_a_second: f64,
    /// Octets that came.
    pub(super) octets: i64,
    pub(super) millis: i64,
    pub(super) sizes_a_second: Result<f64, Unknown>,
}

/// Measures with the account and the folder that have most to give.
pub(super) async fn measure(work: &Work<'_>, rows: &[Row], worked: &Worked) -> Result<Rate, Unknown> {
    if !work.plan.opens(&work.place.family) {
        let note = "this product is never asked for messages, because old versions mark them as read";
        return Err(Unknown::noted(Reason::Unsupported, note));
    }
    let (at, largest) = worked.best().ok_or_else(|| nobody(work.plan))?;
    let who = rows
        .get(at)
        .and_then(|row| Who::of(work, row))
        .ok_or_else(|| nobody(work.plan))?;
    let largest = largest.filter(|largest| largest.octets > 0).ok_or_else(|| {
        Unknown::noted(
            Reason::NotCollected,
            "no folder with messages of a known size was seen",
        )
    })?;
    let host = work.plan.label.clone();
    let mut lease = work
        .watch
        .ask(Attempt::Connect { host })
        .await
        .map_err(|denied| stopped(super::door::denied(denied)))?;
    let mut session = session::open(work.place.at, work.plan, work.trust, work.watch)
        .await
        .map_err(|_| Unknown::noted(Reason::Unreachable, "no further session came about"))?;
    lease.outcome = Outcome::Done;
    let rate = match who.sign_in(work, &mut session).await {
        Ok(()) => read(&mut session, &largest, work.plan.measure.octets).await,
        Err(kept) => Err(stopped(kept)),
    };
    session.logout().await;
    rate
}

fn stopped(kept: Kept) -> Unknown {
    match kept {
        Kept::Stopped(why) => why,
        Kept::Out(turned) => Unknown::noted(Reason::Refused, turned.text),
    }
}

async fn read(session: &mut Session<'_>, largest: &Largest, most: u64) -> Result<Rate, Unknown> {
    let reply = run(session, Command::examine(&largest.name), Bound::SHORT).await?;
    let exists = reply.untagged.iter().rev().find_map(|response| match response {
        Response::Exists(count) => Some(*count),
        _ => None,
    });
    let exists = exists.filter(|exists| *exists > 0).ok_or_else(|| {
        Unknown::noted(
            Reason::Malformed,
            "the largest folder showed no messages when it was opened",
        )
    })?;
    let asked = u32::try_from(exists.min(SIZES)).unwrap_or(u32::MAX);
    // The newest, which the service copies first, and which servers keep at hand.
    let from = u32::try_from(exists)
        .unwrap_or(u32::MAX)
        .saturating_sub(asked)
        .saturating_add(1);
    let to = from.saturating_add(asked).saturating_sub(1);
    let listed = run(session, Command::sizes(from, to), Bound::LONG).await?;
    let sizes = sizes(&listed, u64::from(from), asked);
    if sizes.is_empty() {
        return Err(Unknown::noted(
            Reason::Malformed,
            "the server told no sizes of messages",
        ));
    }
    session.mute();
    let listed_count = sizes.len() as u64;
    let came = fetch(session, sizes, most).await?;
    let octets_a_second = per_second(came.octets, came.time)
        .ok_or_else(|| Unknown::noted(Reason::Malformed, "no octets came, or in no time"))?;
    Ok(Rate {
        octets_a_second,
        octets: i64::try_from(came.octets).unwrap_or(i64::MAX),
        millis: i64::try_from(came.time.as_millis()).unwrap_or(i64::MAX),
        sizes_a_second: per_second(listed_count, listed.took)
            .ok_or_else(|| Unknown::noted(Reason::Malformed, "the sizes came in no time")),
    })
}

/// Numbers and sizes of messages, which servers tell in their order.
fn sizes(reply: &Reply, from: u64, asked: u32) -> Vec<(u64, u64)> {
    let sizes = reply.untagged.iter().filter_map(|response| match response {
        Response::Fetched(fetched) => fetched.size,
        _ => None,
    });
    let numbered = (from..from.saturating_add(u64::from(asked))).zip(sizes);
    numbered.filter(|(_, size)| *size > 0).collect()
}

/// What came of fetching.
#[derive(Debug, Default)]
struct Came {
    octets: u64,
    time: Duration,
}

/// Fetches pieces of messages: the first of each, then the second of those that are longer, and so on.
async fn fetch(session: &mut Session<'_>, mut messages: Vec<(u64, u64)>, most: u64) -> Result<Came, Unknown> {
    let (mut left, mut offset) = (most, 0u64);
    let mut came = Came::default();
    while left > 0 && !messages.is_empty() {
        let mut waiting = messages.as_slice();
        while left > 0 && !waiting.is_empty() {
            // What is left may be less than a piece of each.
            let piece = PIECE.min(left);
            let (now, later, expected) = batch(waiting, offset, piece, COMMAND.min(left));
            let numbers: Vec<u64> = now.iter().map(|(number, _)| *number).collect();
            let before = session.received();
            let reply = run(session, Command::pieces(&numbers, offset, piece), PIECES).await?;
            came.octets += session.received().saturating_sub(before);
            came.time += reply.took;
            left = left.saturating_sub(expected);
            waiting = later;
        }
        offset += PIECE;
        messages.retain(|(_, size)| *size > offset);
    }
    Ok(came)
}

/// Numbers and sizes of messages.
type Messages<'m> = &'m [(u64, u64)];

/// The messages whose pieces fit into one command, at least one of them; those that are left; the octets to expect.
fn batch(waiting: Messages<'_>, offset: u64, piece: u64, most: u64) -> (Messages<'_>, Messages<'_>, u64) {
    let (mut count, mut expected) = (0, 0u64);
    for (_, size) in waiting.iter().take(MESSAGES) {
        let more = size.saturating_sub(offset).min(piece);
        if count > 0 && expected.saturating_add(more) > most {
            break;
        }
        expected = expected.saturating_add(more);
        count += 1;
    }
    let (now, later) = waiting.split_at_checked(count).unwrap_or((waiting, &[]));
    (now, later, expected)
}

fn per_second(count: u64, time: Duration) -> Option<f64> {
    let seconds = time.as_secs_f64();
    (count > 0 && seconds > 0.0).then(|| count as f64 / seconds)
}

async fn run(
    session: &mut Session<'_>,
    command: Result<Command, crate::wire::Unwritable>,
    bound: Bound,
) -> Result<Reply, Unknown> {
    let reply = session
        .run(command, bound)
        .await
        .map_err(|broken| broke(&broken))?;
    if reply.is_ok() {
        return Ok(reply);
    }
    Err(Unknown::noted(Reason::Refused, session.clean(&reply.end.line)))
}

fn broke(broken: &Broken) -> Unknown {
    let reason = match broken.why {
        session::Why::Cancelled => return Unknown::because(Reason::Cancelled),
        session::Why::Timeout => Reason::Timeout,
        session::Why::TooLong | session::Why::TooMuch => Reason::Malformed,
        _ => Reason::Unreachable,
    };
    Unknown::noted(reason, broken.text())
}
