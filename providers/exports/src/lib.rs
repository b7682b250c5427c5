//! Reads the files that administrators export: CLIXML, JSON, CSV, LDIF, also packed with gzip.
//!
//! [`open`] recognises a file by its content and gives an [`Export`]: an iterator over [`Record`]s, all of one shape
//! whatever the form, read one by one in bounded memory. Beside the records stand [`Trouble`]s, which say what the
//! export spoilt and how to make it right. [`reading`] reads single texts: sizes, times, truth values, lists.
//!
//! The crate knows how things are written down, not what they mean: which cmdlets there are, and what their properties say, is
//! decided by the providers that use it. They write the former into tables, which [`Cmdlets`] holds a record against.

mod bag;
mod clixml;
mod cmdlets;
mod csv;
mod dates;
mod error;
mod export;
mod fuzz;
mod json;
mod ldif;
mod limits;
mod names;
mod place;
pub mod reading;
mod recognise;
mod record;
mod records;
#[cfg(test)]
mod round_trip;
mod secrets;
mod source;
#[cfg(test)]
mod testing;
mod text;
mod trouble;
mod types;
mod value;

pub use cmdlets::{Cmdlet, Cmdlets, Shapes};
pub use dates::order_in;
pub use error::{ExportError, Problem};
pub use export::{Export, open};
pub use fuzz::fuzz;
pub use limits::Limits;
pub use names::{Name, is_name};
pub use place::Place;
pub use recognise::{Foreign, Format, Screen};
pub use record::{Object, Record};
pub use text::Encoding;
pub use trouble::{Code, Trouble};
pub use types::Types;
pub use value::{Omitted, Span, Value};
