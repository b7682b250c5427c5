//! Guides: graphs of questions, causes and steps, as data, and the walk of one person through them.
//!
//! A guide leads from what somebody sees to its cause and to what to do. [`Guide::read`] loads one and finds whatever is
//! wrong with the graph before anybody walks it; [`link`] compares the names in it with rules, statements and errors.
//! [`Evidence`] is what collected facts say about its nodes; a [`Walk`] skips what that decides, ranks the causes that
//! remain, and remembers every step, so that it can go back, be put away and be handed on as a [`transcript`].
//!
//! The crate knows nothing about mail, asks nobody and reads no files: whoever shows a [`Page`] does. The manual for
//! authors of guides is `rules/README.md`.

use imaprules_words::Files;

mod evidence;
mod faults;
mod focus;
mod graph;
mod guide;
mod link;
mod locale;
mod page;
mod rank;
mod read;
mod shape;
#[cfg(test)]
mod testkit;
mod texts;
mod transcript;
mod trial;
mod walk;

pub use evidence::{Evidence, RuleEvidence, Standing};
pub use faults::faults;
pub use focus::Focus;
pub use graph::{GraphFormat, graph};
pub use guide::{Choice, Ending, Guide, Instruction, Kind, Node, Step};
pub use link::{Known, Linked, link};
pub use locale::Locale;
pub use page::{Candidate, Offer, Page};
pub use read::GuideFile;
pub use texts::{Text, fingerprint};
pub use transcript::transcript;
pub use trial::{Trial, TrialResult, read_trials, run_trials};
pub use walk::{Deed, Event, Saved, Start, Walk, WalkError};

/// What pages and transcripts say besides the words of the guide, in every language.
pub const MESSAGES: Files = include!(concat!(env!("OUT_DIR"), "/locales.rs"));
