//! SEARCH by size and number, plain and with RETURN (RFC 4731). Every message of a demo has been read and none is
//! marked as deleted, so flags can be searched for too; texts cannot.

use super::Session;
use crate::mailbox::FolderView;
use crate::message::Message;
use crate::system::Owner;
use crate::wire::Wire;
use crate::words::Word;
use std::io;
use std::ops::RangeInclusive;

/// What a message must be like.
#[derive(Default)]
struct Criteria {
    larger: Option<u64>,
    smaller: Option<u64>,
    /// Sets of places, all of which must hold it.
    places: Vec<Vec<RangeInclusive<u64>>>,
    /// Nothing can match.
    nothing: bool,
}

impl Session {
    pub(super) async fn search(
        &self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        folder: &FolderView,
        tag: &str,
        words: &[Word],
        uid: bool,
    ) -> io::Result<Result<(), String>> {
        let bad = || self.system.script.wording.bad_arguments.clone();
        let Some((wanted, keys)) =
            returned(words).filter(|(wanted, _)| wanted.is_none() || self.can("ESEARCH"))
        else {
            return Ok(Err(bad()));
        };
        let Some(criteria) = self.criteria(folder, keys) else {
            return Ok(Err(bad()));
        };
        let found = (1..=folder.count)
            .filter_map(|place| owner.mailbox.message(folder, place))
            .filter(|message| criteria.holds(message))
            .map(|message| if uid { message.uid } else { message.seq });
        match wanted {
            None => plain(wire, found).await?,
            Some(wanted) => {
                let uid = if uid { " UID" } else { "" };
                wire.text(format_args!("* ESEARCH (TAG \"{tag}\"){uid}"));
                extended(wire, found, &wanted).await?;
            }
        }
        Ok(Ok(()))
    }

    fn criteria(&self, folder: &FolderView, keys: &[Word]) -> Option<Criteria> {
        let mut criteria = Criteria::default();
        let mut keys = keys.iter();
        let mut any = false;
        while let Some(key) = keys.next() {
            any = true;
            match key.keyword()?.as_str() {
                "ALL" | "SEEN" | "UNDELETED" | "UNANSWERED" | "UNDRAFT" | "UNFLAGGED" | "OLD" => {}
                "UNSEEN" | "DELETED" | "ANSWERED" | "DRAFT" | "FLAGGED" | "RECENT" | "NEW" => {
                    criteria.nothing = true;
                }
                "LARGER" => criteria.larger = criteria.larger.max(Some(number(keys.next()?)?)),
                "SMALLER" => {
                    let limit = number(keys.next()?)?;
                    criteria.smaller = Some(criteria.smaller.map_or(limit, |before| before.min(limit)));
                }
                "UID" => criteria.places.push(self.places(folder, keys.next()?, true)?),
                _ => criteria.places.push(self.places(folder, key, false)?),
            }
        }
        any.then_some(criteria)
    }
}

impl Criteria {
    fn holds(&self, message: &Message<'_>) -> bool {
        let within =
            |ranges: &Vec<RangeInclusive<u64>>| ranges.iter().any(|range| range.contains(&message.seq));
        !self.nothing
            && self.larger.is_none_or(|limit| message.size > limit)
            && self.smaller.is_none_or(|limit| message.size < limit)
            && self.places.iter().all(within)
    }
}

/// What `RETURN (...)` asks for, and the search keys after it.
fn returned(words: &[Word]) -> Option<(Option<Vec<String>>, &[Word])> {
    match words {
        [first, options, keys @ ..] if first.keyword().as_deref() == Some("RETURN") => {
            let mut wanted: Vec<_> = options.list()?.iter().map(Word::keyword).collect::<Option<_>>()?;
            if wanted.is_empty() {
                // RFC 4731 section 3.1.
                wanted.push("ALL".to_owned());
            }
            let known = wanted
                .iter()
                .all(|one| ["COUNT", "MIN", "MAX", "ALL"].contains(&one.as_str()));
            known.then_some((Some(wanted), keys))
        }
        keys => Some((None, keys)),
    }
}

fn number(word: &Word) -> Option<u64> {
    std::str::from_utf8(word.bytes()?)
        .ok()?
        .parse::<u32>()
        .ok()
        .map(u64::from)
}

async fn plain(wire: &mut Wire<'_>, found: impl Iterator<Item = u64>) -> io::Result<()> {
    wire.text(format_args!("* SEARCH"));
    for number in found {
        wire.text(format_args!(" {number}"));
        wire.relieve().await?;
    }
    wire.line("");
    Ok(())
}

/// The counts first, which need a walk of their own, then the numbers as ranges.
async fn extended(
    wire: &mut Wire<'_>,
    found: impl Iterator<Item = u64> + Clone,
    wanted: &[String],
) -> io::Result<()> {
    let asks = |name: &str| wanted.iter().any(|one| one == name);
    let count = found.clone().count();
    if asks("COUNT") {
        wire.text(format_args!(" COUNT {count}"));
    }
    if let Some(lowest) = found.clone().next().filter(|_| asks("MIN")) {
        wire.text(format_args!(" MIN {lowest}"));
    }
    if asks("MAX") && count > 0 {
        wire.text(format_args!(" MAX {}", found.clone().last().unwrap_or(0)));
    }
    if asks("ALL") && count > 0 {
        wire.text(format_args!(" ALL "));
        runs(wire, found).await?;
    }
    wire.line("");
    Ok(())
}

/// Ascending numbers as `1:4,9,20:22`.
async fn runs(wire: &mut Wire<'_>, found: impl Iterator<Item = u64>) -> io::Result<()> {
    let mut found = found.peekable();
    let mut comma = "";
    while let Some(first) = found.next() {
        let mut last = first;
        while let Some(next) = found.next_if_eq(&(last + 1)) {
            last = next;
        }
        match last - first {
            0 => wire.text(format_args!("{comma}{first}")),
            _ => wire.text(format_args!("{comma}{first}:{last}")),
        }
        comma = ",";
        wire.relieve().await?;
    }
    Ok(())
}
