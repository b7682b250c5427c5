//! Sizes of messages: asked one by one where that is little work, otherwise found by searches for larger ones. Folders
//! are opened with EXAMINE; no body is ever fetched.

use super::bracket::Bracket;
use super::folders::{Folder, denied, unanswered};
use super::within::Clock;
use crate::session::{Bound, Reply, Session};
use crate::wire::{Command, Esearch, Response};
use imaprules_facts::{Reason, Unknown};

/// Messages of one FETCH.
const CHUNK: u64 = 1000;

/// So few messages are asked for their size by UID; their numbers fit into a line.
const FEW: usize = 500;

/// More messages of a sample than this do not fit into a line.
const MOST_SAMPLED: usize = 500;

/// Searches for the largest messages of one folder.
const SEARCHES: usize = 20;

/// How the octets of a folder were found, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Method {
    /// Every message was asked for its size.
    Exact,
    /// The server told the sum.
    Status,
    /// Some messages were asked for their size.
    Sample,
    Nothing,
}

impl Method {
    /// The word of the fact `folder.size_method`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Method::Exact => "exact",
            Method::Status => "status",
            Method::Sample => "sample",
            Method::Nothing => "none",
        }
    }
}

/// What is known of the sizes in one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// All messages together.
    pub(crate) total: Result<u64, Unknown>,
    /// The same, by a sample where it is not known.
    pub(crate) estimate: Result<u64, Unknown>,
    pub(crate) method: Method,
    pub(crate) largest: Result<u64, Unknown>,
    /// Messages above the limit.
    pub(crate) oversize: Result<u64, Unknown>,
    /// Messages that the folder showed when it was opened.
    pub(crate) exists: Option<u64>,
    /// Whether the bound on sizes asked one by one left messages out.
    pub(crate) cut: bool,
}

impl Sizes {
    /// Of an empty folder.
    pub(crate) fn none() -> Sizes {
        Sizes::counted(0, 0, 0)
    }

    pub(crate) fn unknown(why: &Unknown) -> Sizes {
        Sizes {
            total: Err(why.clone()),
            estimate: Err(why.clone()),
            method: Method::Nothing,
            largest: Err(why.clone()),
            oversize: Err(why.clone()),
            exists: None,
            cut: false,
        }
    }

    fn counted(total: u64, largest: u64, oversize: u64) -> Sizes {
        Sizes {
            total: Ok(total),
            estimate: Ok(total),
            method: Method::Exact,
            largest: Ok(largest),
            oversize: Ok(oversize),
            exists: None,
            cut: false,
        }
    }

    /// The server told the sum. It may be of another kind than the sizes of messages, so that it wins over them.
    pub(crate) fn told(&mut self, total: u64) {
        self.total = Ok(total);
        self.estimate = Ok(total);
        self.method = Method::Status;
    }
}

/// What is asked of every folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    /// Octets above which a message counts as oversize.
    pub(crate) limit: u64,
    /// Messages whose size may be asked for one by one.
    pub(crate) fetches: u64,
    /// Messages of one folder that are asked for their size where it has more than that.
    pub(crate) sample: usize,
    pub(crate) esearch: bool,
}

/// Measures the folders, the small ones first, so that as many as possible are counted message by message. The
/// answer is in the order of the folders.
pub(crate) async fn measure(
    session: &mut Session<'_>,
    folders: &[Folder],
    mut ask: Ask,
    clock: &Clock,
) -> Vec<Sizes> {
    let mut order: Vec<(u64, usize)> = Vec::new();
    let mut sizes: Vec<Sizes> = Vec::with_capacity(folders.len());
    for (place, folder) in folders.iter().enumerate() {
        match folder.messages() {
            Ok(0) => sizes.push(Sizes::none()),
            Ok(messages) => {
                order.push((messages, place));
                sizes.push(Sizes::none());
            }
            Err(why) => sizes.push(Sizes::unknown(&why)),
        }
    }
    order.sort_unstable();
    let mut stopped: Option<Unknown> = None;
    for (_, place) in order {
        let (Some(folder), Some(slot)) = (folders.get(place), sizes.get_mut(place)) else {
            continue;
        };
        *slot = match stopped.clone().or_else(|| clock.over()) {
            Some(why) => Sizes::unknown(&why),
            None => match one(session, folder, &mut ask, clock).await {
                Ok(sizes) => sizes,
                Err(Stop::Folder(why)) => Sizes::unknown(&why),
                Err(Stop::Session(why)) => {
                    stopped = Some(why.clone());
                    Sizes::unknown(&why)
                }
            },
        };
        if let Ok(items) = &folder.status
            && let Some(size) = items.size
        {
            slot.told(size);
        }
    }
    sizes
}

/// How far a fault reaches.
enum Stop {
    Folder(Unknown),
    Session(Unknown),
}

async fn one(
    session: &mut Session<'_>,
    folder: &Folder,
    ask: &mut Ask,
    clock: &Clock,
) -> Result<Sizes, Stop> {
    let reply = run(session, Command::examine(&folder.listed.name), Bound::SHORT).await?;
    let exists = reply.untagged.iter().rev().find_map(|response| match response {
        Response::Exists(count) => Some(*count),
        _ => None,
    });
    let Some(exists) = exists else {
        return Err(Stop::Folder(Unknown::noted(
            Reason::Malformed,
            "EXAMINE did not tell EXISTS",
        )));
    };
    let mut sizes = if exists <= ask.fetches {
        ask.fetches -= exists;
        fetched(session, exists, ask.limit, clock).await?
    } else {
        beyond(session, folder, exists, *ask, clock).await?
    };
    sizes.exists = Some(exists);
    Ok(sizes)
}

/// Of a folder with too many messages: searches, and a sample where the server does not tell the sum.
async fn beyond(
    session: &mut Session<'_>,
    folder: &Folder,
    exists: u64,
    ask: Ask,
    clock: &Clock,
) -> Result<Sizes, Stop> {
    let note = format!("{exists} messages are more than imap.fetch_limit allows to ask one by one");
    let mut sizes = searched(session, ask, Unknown::noted(Reason::NotCollected, note), clock).await?;
    let told = folder.status.as_ref().is_ok_and(|items| items.size.is_some());
    // Where the server tells the sum and the searches found the rest, nothing is missing.
    sizes.cut = !told || sizes.largest.is_err() || sizes.oversize.is_err();
    if !told
        && clock.over().is_none()
        && let Some(estimate) = sampled(session, exists, ask.sample).await?
    {
        sizes.estimate = Ok(estimate);
        sizes.method = Method::Sample;
    }
    Ok(sizes)
}

/// The octets of all messages by those of some at equal distances.
async fn sampled(session: &mut Session<'_>, exists: u64, sample: usize) -> Result<Option<u64>, Stop> {
    let count = exists.min(sample.min(MOST_SAMPLED) as u64);
    if count == 0 {
        return Ok(None);
    }
    let numbers: Vec<u64> = (0..count)
        .map(|number| 1 + number.saturating_mul(exists) / count)
        .collect();
    let reply = match run(session, Command::sizes_at(&numbers), Bound::LONG).await {
        Ok(reply) => reply,
        Err(Stop::Folder(_)) => return Ok(None),
        Err(stop) => return Err(stop),
    };
    let (told, octets) = sizes_in(&reply)
        .take(numbers.len())
        .fold((0u64, 0u128), |(told, octets), size| {
            (told + 1, octets + u128::from(size))
        });
    let all = (octets * u128::from(exists)).checked_div(u128::from(told));
    Ok(all.map(|all| u64::try_from(all).unwrap_or(u64::MAX)))
}

/// Every message of the open folder.
async fn fetched(session: &mut Session<'_>, exists: u64, limit: u64, clock: &Clock) -> Result<Sizes, Stop> {
    let (mut count, mut total, mut largest, mut oversize) = (0u64, 0u64, 0u64, 0u64);
    let mut from = 1;
    while from <= exists {
        if let Some(why) = clock.over() {
            return Err(Stop::Session(why));
        }
        let to = exists.min(from + CHUNK - 1);
        let reply = run(session, Command::sizes(narrow(from), narrow(to)), Bound::LONG).await?;
        for size in sizes_in(&reply).take((to - from + 1) as usize) {
            count += 1;
            total = total.saturating_add(size);
            largest = largest.max(size);
            oversize += u64::from(size > limit);
        }
        from = to + 1;
    }
    if count < exists {
        let note = format!("the server told the size of {count} of {exists} messages");
        return Err(Stop::Folder(Unknown::noted(Reason::Malformed, note)));
    }
    Ok(Sizes::counted(total, largest, oversize))
}

fn sizes_in(reply: &Reply) -> impl Iterator<Item = u64> + '_ {
    reply.untagged.iter().filter_map(|response| match response {
        Response::Fetched(fetched) => fetched.size,
        _ => None,
    })
}

/// IMAP numbers have 32 bits.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Too many messages: how many are oversize, and how large the largest is, from searches alone.
async fn searched(
    session: &mut Session<'_>,
    ask: Ask,
    too_many: Unknown,
    clock: &Clock,
) -> Result<Sizes, Stop> {
    let above_limit = match larger(session, ask.limit, ask.esearch).await {
        Ok(above) => above,
        Err(Stop::Folder(why)) => {
            return Ok(Sizes {
                total: Err(too_many.clone()),
                estimate: Err(too_many),
                ..Sizes::unknown(&why)
            });
        }
        Err(stop) => return Err(stop),
    };
    let largest = match largest(session, ask, above_limit, clock).await {
        Ok(Some(size)) => Ok(size),
        Ok(None) => Err(too_many.clone()),
        Err(Stop::Folder(why)) => Err(why),
        Err(stop) => return Err(stop),
    };
    // Of a server that contradicts itself no number is taken.
    let oversize = match &largest {
        Err(why) if why.reason == Reason::Malformed => Err(why.clone()),
        _ => Ok(above_limit.count),
    };
    Ok(Sizes {
        largest,
        oversize,
        ..Sizes::unknown(&too_many)
    })
}

/// Messages above a size.
#[derive(Debug, Clone, Copy)]
struct Above {
    count: u64,
    /// One of them; told by an extended search alone.
    one: Option<u64>,
}

/// Narrows down until few messages lie above a size, and asks for the size of those.
async fn largest(
    session: &mut Session<'_>,
    ask: Ask,
    above_limit: Above,
    clock: &Clock,
) -> Result<Option<u64>, Stop> {
    // A plain SEARCH names every message: only ever ask it for the rare ones.
    let searches = if ask.esearch { SEARCHES } else { 1 };
    let mut bracket = Bracket::default();
    let (mut octets, mut above) = (ask.limit, above_limit);
    for turn in 0..searches {
        match above.count {
            0 if bracket.seen == Some(octets) => return Ok(bracket.seen),
            0 => bracket.high = Some(octets),
            count if count <= FEW as u64 => return largest_of(session, octets).await,
            _ => {
                bracket.low = bracket.low.max(Some(octets));
                let size = match above.one {
                    Some(uid) => {
                        sizes_in(&run(session, Command::sizes_of(&[uid]), Bound::SHORT).await?).max()
                    }
                    None => None,
                };
                bracket.seen = bracket.seen.max(size);
            }
        }
        octets = bracket
            .next(turn)
            .ok_or_else(|| malformed("what the server says of larger messages contradicts itself"))?;
        // What is known by now stays known.
        if let Some(why) = clock.over() {
            return Err(Stop::Folder(why));
        }
        above = larger(session, octets, ask.esearch).await?;
    }
    Ok(None)
}

/// Messages of the open folder above a size.
async fn larger(session: &mut Session<'_>, octets: u64, esearch: bool) -> Result<Above, Stop> {
    if esearch {
        let reply = run(session, Ok(Command::count_larger(narrow(octets))), Bound::SHORT).await?;
        let told = reply.untagged.iter().find_map(|response| match response {
            Response::Esearch(told) => Some(*told),
            _ => None,
        });
        if let Some(Esearch {
            count: Some(count),
            min,
        }) = told
        {
            return Ok(Above { count, one: min });
        }
    }
    Ok(Above {
        count: uids(session, octets).await?.len() as u64,
        one: None,
    })
}

async fn uids(session: &mut Session<'_>, octets: u64) -> Result<Vec<u64>, Stop> {
    let reply = run(session, Command::larger(narrow(octets)), Bound::SHORT).await?;
    let found = reply.untagged.into_iter().find_map(|response| match response {
        Response::Search(found) => Some(found),
        _ => None,
    });
    found.ok_or_else(|| malformed("SEARCH was answered without its result"))
}

fn malformed(note: &str) -> Stop {
    Stop::Folder(Unknown::noted(Reason::Malformed, note))
}

/// The largest of the few messages above a size.
async fn largest_of(session: &mut Session<'_>, octets: u64) -> Result<Option<u64>, Stop> {
    let uids = uids(session, octets).await?;
    if uids.is_empty() || uids.len() > FEW {
        return Ok(None);
    }
    let reply = run(session, Command::sizes_of(&uids), Bound::LONG).await?;
    Ok(sizes_in(&reply).max())
}

/// Runs a command of which nothing but an OK is of use.
async fn run(
    session: &mut Session<'_>,
    command: Result<Command, crate::wire::Unwritable>,
    bound: Bound,
) -> Result<Reply, Stop> {
    if let Err(why) = &command {
        return Err(Stop::Folder(Unknown::noted(Reason::Malformed, why.to_string())));
    }
    match session.run(command, bound).await {
        Ok(reply) if reply.is_ok() => Ok(reply),
        Ok(reply) => Err(Stop::Folder(denied(session, &reply.end))),
        Err(broken) => Err(Stop::Session(unanswered(&broken))),
    }
}
