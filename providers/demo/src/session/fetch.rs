//! FETCH of metadata. A demo holds no message texts.

use super::Session;
use super::folder::{astring, quoted};
use crate::mailbox::FolderView;
use crate::message::Message;
use crate::ranges;
use crate::system::Owner;
use crate::wire::Wire;
use crate::words::Word;
use std::io;
use std::ops::RangeInclusive;
use time::macros::format_description;

/// The items a scene can tell, in the order they are told. It is Gmail's, which tells them so in whatever order
/// they were asked for (observed on imap.gmail.com, 2026-09); others may do as they like (RFC 3501 section 7.4.2).
const ITEMS: [&str; 8] = [
    "X-GM-THRID",
    "X-GM-MSGID",
    "X-GM-LABELS",
    "UID",
    "MODSEQ",
    "RFC822.SIZE",
    "INTERNALDATE",
    "FLAGS",
];

impl Session {
    pub(super) async fn fetch(
        &self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        folder: &FolderView,
        words: &[Word],
        uid: bool,
    ) -> io::Result<Result<(), String>> {
        let (items, places) = match self.read_fetch(folder, words, uid) {
            Ok(read) => read,
            Err(text) => return Ok(Err(text)),
        };
        for place in places.into_iter().flatten() {
            let Some(message) = owner.mailbox.message(folder, place) else {
                continue;
            };
            if owner.account.mixed_forms {
                self.mixed_line(wire, folder, &items, message);
            } else {
                self.fetch_line(wire, folder, &items, message);
            }
            wire.relieve().await?;
        }
        Ok(Ok(()))
    }

    fn read_fetch(
        &self,
        folder: &FolderView,
        words: &[Word],
        uid: bool,
    ) -> Result<(Vec<&'static str>, Vec<RangeInclusive<u64>>), String> {
        let bad = || self.system.script.wording.bad_arguments.clone();
        let [set, wanted] = words else { return Err(bad()) };
        let places = self.places(folder, set, uid).ok_or_else(bad)?;
        let mut items = self.items(&wanted.keywords().ok_or_else(bad)?)?;
        if uid {
            // RFC 3501 section 6.4.8.
            items.push("UID");
        }
        Ok((
            ITEMS.into_iter().filter(|item| items.contains(item)).collect(),
            places,
        ))
    }

    /// The items asked for, or why they are not told.
    fn items(&self, wanted: &[String]) -> Result<Vec<&'static str>, String> {
        let wording = &self.system.script.wording;
        let mut items = Vec::new();
        for name in wanted {
            match name.as_str() {
                "FAST" => items.extend(["FLAGS", "INTERNALDATE", "RFC822.SIZE"]),
                gmail if gmail.starts_with("X-GM-") && !self.can("X-GM-EXT-1") => {
                    return Err(wording.bad_arguments.clone());
                }
                "MODSEQ" if !self.can("CONDSTORE") => return Err(wording.bad_arguments.clone()),
                // These mark a message as read; their PEEK forms do not (RFC 3501 section 6.4.5).
                text if text == "RFC822" || text == "RFC822.TEXT" || text.starts_with("BODY[") => {
                    self.system.tally.refused_change(&format!("FETCH {text}"));
                    return Err(wording.read_only.clone());
                }
                text if is_content(text) => {
                    return Err("NO [CANNOT] This demo system holds no message texts.".to_owned());
                }
                known => match ITEMS.iter().find(|item| **item == known) {
                    Some(item) => items.push(item),
                    None => return Err(wording.bad_arguments.clone()),
                },
            }
        }
        Ok(items)
    }

    /// The places a set of numbers means.
    pub(super) fn places(
        &self,
        folder: &FolderView,
        set: &Word,
        uid: bool,
    ) -> Option<Vec<RangeInclusive<u64>>> {
        let text = std::str::from_utf8(set.bytes()?).ok()?;
        if uid {
            let uids = ranges::parse(text, folder.last_uid())?;
            Some(uids.iter().map(|uids| folder.places_of_uids(uids)).collect())
        } else {
            let places = ranges::parse(text, folder.count)?;
            // A number beyond the folder is an error here, and ignored with UIDs (RFC 3501 section 6.4.8).
            let within = places
                .iter()
                .all(|range| *range.end() <= folder.count && *range.start() > 0);
            within.then_some(places)
        }
    }

    fn fetch_line(&self, wire: &mut Wire<'_>, folder: &FolderView, items: &[&str], message: Message<'_>) {
        wire.text(format_args!("* {} FETCH (", message.seq));
        for (number, item) in items.iter().enumerate() {
            wire.text(format_args!("{}{item} ", if number == 0 { "" } else { " " }));
            self.value(wire, folder, item, message);
        }
        wire.text(format_args!(")\r\n"));
    }

    fn value(&self, wire: &mut Wire<'_>, folder: &FolderView, item: &str, message: Message<'_>) {
        match item {
            "UID" => wire.text(format_args!("{}", message.uid)),
            "RFC822.SIZE" => wire.text(format_args!("{}", message.size)),
            "MODSEQ" => wire.text(format_args!("({})", folder.mod_seq())),
            "INTERNALDATE" => wire.text(format_args!("\"{}\"", internal_date(message))),
            "FLAGS" => wire.text(format_args!("(\\Seen)")),
            "X-GM-LABELS" => wire.text(format_args!("({})", self.labels(folder, message))),
            // A conversation takes the id of its first message; here every message is one.
            _ => wire.text(format_args!("{}", message.gmail_id())),
        }
    }

    /// The same message in another form each time: items in another order, labels as atoms, quoted strings and literals, NIL among them, and
    /// now and then a line with nothing but flags, or the whole line twice. RFC 3501 sections 7.4.2 and 9 allow all of it.
    fn mixed_line(&self, wire: &mut Wire<'_>, folder: &FolderView, items: &[&str], message: Message<'_>) {
        let mut items = items.to_vec();
        let count = items.len().max(1);
        items.rotate_left(usize::try_from(message.seq).unwrap_or(0) % count);
        if message.seq.is_multiple_of(5) {
            wire.text(format_args!("* {} FETCH (FLAGS (\\Seen))\r\n", message.seq));
        }
        for _ in 0..1 + u64::from(message.seq.is_multiple_of(4)) {
            wire.text(format_args!("* {} FETCH (", message.seq));
            for (number, item) in items.iter().enumerate() {
                wire.text(format_args!("{}{item} ", if number == 0 { "" } else { " " }));
                match *item {
                    "X-GM-LABELS" => self.mixed_labels(wire, folder, message),
                    item => self.value(wire, folder, item, message),
                }
            }
            wire.text(format_args!(")\r\n"));
        }
    }

    fn mixed_labels(&self, wire: &mut Wire<'_>, folder: &FolderView, message: Message<'_>) {
        wire.text(format_args!("("));
        let labels = message.labels(self.utf8, folder.label.as_deref());
        for (number, label) in labels.into_iter().enumerate() {
            let form = (message.seq + number as u64) % 3;
            let system = label
                .strip_prefix('\\')
                .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphanumeric()));
            wire.text(format_args!("{}", if number == 0 { "" } else { " " }));
            match form {
                0 if system => wire.text(format_args!("{label}")),
                1 => wire.text(format_args!("{{{}}}\r\n{label}", label.len())),
                _ => wire.text(format_args!("{}", quoted(label))),
            }
        }
        if message.seq % 7 == 3 {
            wire.text(format_args!(" NIL"));
        }
        wire.text(format_args!(")"));
    }

    /// As observed on imap.gmail.com: the label of the open folder is left out, system labels are quoted with the
    /// backslash doubled, others are atoms where they can be, and the list is sorted by its octets.
    fn labels(&self, folder: &FolderView, message: Message<'_>) -> String {
        let labels = message.labels(self.utf8, folder.label.as_deref());
        let mut labels: Vec<_> = labels
            .into_iter()
            .map(|label| {
                if label.is_ascii() {
                    astring(label)
                } else {
                    quoted(label)
                }
            })
            .collect();
        labels.sort();
        labels.join(" ")
    }
}

/// Items that can only be told by someone who has the message.
fn is_content(item: &str) -> bool {
    let names = [
        "ENVELOPE",
        "BODY",
        "BODYSTRUCTURE",
        "RFC822.HEADER",
        "ALL",
        "FULL",
    ];
    names.contains(&item) || item.starts_with("BODY.PEEK[")
}

fn internal_date(message: Message<'_>) -> String {
    let format = format_description!("[day]-[month repr:short]-[year] [hour]:[minute]:[second] +0000");
    message.date().format(format).unwrap_or_default()
}
