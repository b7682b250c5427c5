//! Texts of pack files with places in them: lines, columns, and where in an author's file a character of a TOML
//! string's content stands.

mod source;
mod strings;

pub use source::SourceText;
pub(crate) use strings::locate;
