//! Copies of a migration file: what may be copied at all, the form in which it is written, the proof that nothing was
//! lost, and files that appear whole, for their owner alone, or not at all.
//!
//! The form is the one the service wants: UTF-8 without a byte order mark, commas, the service's names of columns. What
//! a copy changes besides is the business of `fix` and `split`; passwords are copied as they are and never shown.

mod cell;
mod error;
mod keep;
mod layout;
mod note;
mod original;
mod proof;

pub(crate) use cell::Ink;
pub use error::CopyError;
pub(crate) use keep::{Draft, keep, keep_one, refuse};
pub(crate) use layout::{Layout, changed};
pub use note::{Note, NoteKind};
pub(crate) use original::{Original, are_one, lines};
pub(crate) use proof::{Place, prove};
