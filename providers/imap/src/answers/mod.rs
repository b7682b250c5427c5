//! What the answer to a sign-in means: a catalogue of answers, the causes each can have, and what speaks for which of them.
//! The catalogue is data: `sign-in.toml` and `causes.toml`. It is for the provider, and for whoever explains a text.
//!
//! It only reads words. How the evidence of a run is gathered stands in `rows`.

mod cause;
mod denial;
mod error;
mod pasted;
mod rank;
mod sign;
mod table;
#[cfg(test)]
mod tests;
mod thresholds;

pub use cause::{Cause, Weight};
pub use error::CatalogueError;
pub use rank::{Candidate, Certainty, Ranking};
pub use sign::Sign;
pub use table::Catalogue;

pub(crate) use table::{Meaning, When};
pub(crate) use thresholds::{Counts, Thresholds};

use crate::wire::Condition;
use imaprules_provider::{EmbeddedTable, ProviderError};

/// The tables.
const ANSWERS: &str = include_str!("../../sign-in.toml");
const CAUSES: &str = include_str!("../../causes.toml");

static SHIPPED: EmbeddedTable<Option<Catalogue>, CatalogueError> =
    EmbeddedTable::new("imap/sign-in.toml or imap/causes.toml", ANSWERS, |answers| {
        Catalogue::read(answers, CAUSES).map(Some)
    });

impl Catalogue {
    /// The catalogue of this program, read once. A test holds that it can be read.
    pub fn shipped() -> Option<&'static Catalogue> {
        SHIPPED.as_ref()
    }
}

/// Holds that the catalogue can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    SHIPPED.check()
}

/// The meaning of an answer, if the catalogue has one.
pub(crate) fn meaning(when: When, said: &Condition, family: &str) -> Option<Meaning> {
    Catalogue::shipped()?.meaning(when, said, family)
}

/// Whether a refused command says that the account lacks a right.
pub(crate) fn denies(said: &Condition) -> bool {
    Catalogue::shipped().is_some_and(|catalogue| catalogue.denials.iter().any(|denial| denial.fits(said)))
}

/// The causes of a sign-in that ended with this word and without words that are known.
pub(crate) fn causes_of(login: &str, when: When) -> &'static [String] {
    Catalogue::shipped().map_or(&[], |catalogue| catalogue.ending(login, when))
}

/// From when on something is a sign.
pub(crate) fn thresholds() -> Option<&'static Thresholds> {
    Catalogue::shipped().map(Catalogue::thresholds)
}

/// Ranks causes by the signs at hand.
pub(crate) fn rank(causes: &[String], signs: &[Sign]) -> Option<Ranking<'static>> {
    Some(Catalogue::shipped()?.rank(causes, signs)).filter(|ranking| !ranking.candidates.is_empty())
}
