//! What the program says, in every language it speaks.
//!
//! Messages are data: files of a key and its words each, one file a language, in the `locale/` folder of the crate that says
//! them. [`Catalogue`] holds those of one language over the English ones, fills their placeholders and finds the right form for a
//! count; [`Form`] writes numbers, sizes, durations and moments as the language does. [`faults`] is what tests of a
//! translation ask.
//!
//! [`Phrases`] are for sentences that come as values, from providers and tables, and so have no key.
//!
//! The words of rules are no messages: they stand in their packs. Which language is wanted, the program decides.

mod catalogue;
mod faults;
mod form;
mod holed;
mod message;
mod phrases;
mod plural;

pub use catalogue::{Catalogue, Files, WordsError, languages};
pub use faults::faults;
pub use form::Form;
pub use message::{Message, placeholders};
pub use phrases::Phrases;

/// The language that messages are written in first, and that stands in where another has no words.
pub const ENGLISH: &str = "en";

/// The forms of the languages.
const FORMS: Files = include!(concat!(env!("OUT_DIR"), "/locales.rs"));
