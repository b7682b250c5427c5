//! The migration plan: which mailboxes go together, which folders they leave out, which of them is the pilot, and how many days it takes.
//! For Gmail it also compares lists of excluded folders, by what each loses or duplicates, and names the safest.
//!
//! It is computed from facts, the parameters of packs, and what the user excludes. What a list does to Gmail's messages is the
//! knowledge of `imaprules_provider_gmail::labels`. Nothing here collects, prints, or speaks a language: what people read
//! words for is a code or a typed value.

mod batches;
mod days;
mod draft;
mod error;
mod facts;
mod figures;
mod gaps;
mod gmail;
mod lists;
mod model;
mod numbers;
mod others;
mod rescue;
#[cfg(test)]
mod tests;
mod yours;

pub use error::PlanError;
pub use figures::{Figures, Range};
pub use gaps::{How, Lacking, Missing, Why};
pub use imaprules_provider_gmail::labels::Loss;
pub use model::{Batch, Note, OfMailbox, Planned, Totals, Way, compared};
pub use numbers::Numbers;
pub use rescue::{Rescue, Step};
pub use yours::Origin;

use facts::Facts;
use imaprules_facts::FactStore;
use imaprules_rules::Packs;

/// The provider whose mailboxes have labels.
const GMAIL: &str = "gmail";

/// What a plan depends on besides facts and parameters.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Ids of the providers that took part.
    pub providers: &'a [&'a str],
    /// Folders that the user excludes, as a batch takes them.
    pub exclude: &'a [String],
    /// Whether the collection was complete.
    pub complete: bool,
}

/// Which kind of source is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    /// One whose folders are labels.
    Gmail,
    /// Any other.
    Other,
}

/// The plan that follows from these facts.
///
/// # Errors
///
/// A pack lacks a parameter that plans rest on.
pub fn plan(store: &FactStore, packs: &Packs, options: &Options<'_>) -> Result<Planned, PlanError> {
    let facts = Facts(store);
    let system = match options.providers.contains(&GMAIL) {
        true => System::Gmail,
        false => System::Other,
    };
    let numbers = Numbers::of(packs, &facts, system)?;
    let draft = match system {
        System::Gmail => gmail::draft(&facts, &numbers, options.exclude),
        System::Other => others::draft(&facts, &numbers, options.exclude),
    };
    Ok(draft.finish(&facts, numbers, options.complete))
}
