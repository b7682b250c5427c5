//! A look of its own that a provider for one product takes at each mailbox, over the session that is signed in already: folders are
//! opened with EXAMINE, messages are asked for items with FETCH, and each answer is handed on as it comes and then forgotten.
//!
//! Whoever looks says which folders and items; time, octets, cancellation and a throttling server are seen to here. There is no way to
//! ask for a body: items are words of capital letters, digits, dots and hyphens alone, and those that fetch contents are refused.

mod item;
mod run;

pub use item::{Item, Message};
pub(crate) use run::look;

use crate::wire::Unwritable;
use imaprules_facts::{Record, Unknown};
use imaprules_provider::{ProviderError, Settings};
use std::fmt::Debug;
use std::time::Duration;

/// A look of its own: what [`Defaults`](crate::Defaults) hold.
pub trait MailboxPass: Debug + Send + Sync {
    /// Begins a collection with these settings. Nothing where they say that no look is wanted.
    ///
    /// # Errors
    /// A setting that cannot be used.
    fn start(&self, settings: &Settings) -> Result<Option<Box<dyn PassRun>>, ProviderError>;
}

/// The looks of one collection.
pub trait PassRun: Debug + Send + Sync {
    /// What one look may cost.
    fn bounds(&self) -> PassBounds;

    /// Begins the look at one mailbox, whose folders are known.
    fn visit(&self, mailbox: &PassMailbox) -> Box<dyn PassVisit>;

    /// Says in the record of a mailbox why nothing is known: nobody could sign in, or its folders are not known.
    fn missed(&self, record: &mut Record, why: &Unknown);

    /// Facts of the whole migration, once, before the first mailbox.
    fn about_migration(&self, _record: &mut Record) {}
}

/// The look at one mailbox. Asked for one order after the other.
pub trait PassVisit: Send {
    /// The next folder to look into; nothing when it has seen enough.
    fn next(&mut self) -> Option<FetchOrder>;

    /// A message of the folder at hand. Servers send some of them twice, and some without the items that were asked for.
    fn message(&mut self, message: &Message<'_>);

    /// The folder is done: how many messages it showed when it was opened, or why not all of them were told.
    fn ended(&mut self, seen: &Seen);

    /// Writes down what was found: in the record of the mailbox, and in records of subjects below it.
    fn finish(self: Box<Self>, record: &mut Record) -> Vec<Record>;
}

/// What one look may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassBounds {
    /// Time for one mailbox.
    pub time: Duration,
    /// Octets received for one mailbox.
    pub octets: u64,
    /// Whether it goes on, slowly, where the server says that it throttles.
    pub patient: bool,
}

/// A mailbox whose folders are known.
#[derive(Debug, Clone)]
pub struct PassMailbox {
    /// Id of the mailbox among the subjects.
    pub id: String,
    /// Its folders, in the order of the server.
    pub folders: Vec<PassFolder>,
    /// Why there may be others.
    pub missing: Option<Unknown>,
}

/// A folder as LIST and STATUS tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassFolder {
    /// As the server writes it; [`FetchOrder::folder`] takes it.
    pub raw: Vec<u8>,
    /// For people, decoded from modified UTF-7.
    pub name: String,
    /// The sign between the levels of a name; nothing where the hierarchy is flat.
    pub delimiter: Option<char>,
    /// A word of the fact `folder.special_use`.
    pub special_use: &'static str,
    /// Whether it can hold messages.
    pub selectable: bool,
    /// How many, by STATUS.
    pub messages: Result<u64, Unknown>,
}

/// A folder to open, and what to ask of each message in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchOrder {
    /// As the server writes its name.
    pub folder: Vec<u8>,
    /// Items of FETCH, such as `RFC822.SIZE`.
    pub items: &'static [&'static str],
}

/// How the look into a folder ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Messages that it showed when it was opened; unknown where it could not be.
    pub exists: Option<u64>,
    /// Messages up to which the server was asked, and has answered.
    pub asked: u64,
    /// Why not all of them were.
    pub cut: Option<Unknown>,
}

impl Seen {
    fn not_opened(why: Unknown) -> Seen {
        Seen {
            exists: None,
            asked: 0,
            cut: Some(why),
        }
    }
}

/// Name of a folder, taken apart from modified UTF-7; as it came where it is none.
pub fn decoded(raw: &[u8]) -> String {
    let raw = String::from_utf8_lossy(raw);
    crate::wire::decode_utf7(&raw).unwrap_or_else(|| raw.into_owned())
}

/// Whether these items may be asked for.
fn harmless(items: &[&str]) -> Result<(), Unwritable> {
    let word = |item: &&str| {
        let known = item.bytes().all(|octet| {
            octet.is_ascii_uppercase() || octet.is_ascii_digit() || matches!(octet, b'.' | b'-')
        });
        known
            && !item.starts_with("BODY")
            && !matches!(*item, "" | "RFC822" | "RFC822.TEXT" | "RFC822.HEADER")
    };
    if items.iter().all(word) && !items.is_empty() {
        Ok(())
    } else {
        Err(Unwritable::NotAllowed)
    }
}
