//! The migration file as users have it: opens whatever a spreadsheet, a script or an editor made of it, and says what
//! it holds, as facts. Passwords go to the host's memory and nowhere else; what held them is wiped.
//!
//! It judges nothing; the pack `rules/csv` does. It repairs nothing either: what is odd is read as well as it can be,
//! and told.

mod blank;
mod content;
mod describe;
mod emit;
mod file;
mod header;
mod line;
mod provider;
mod repeats;
mod row;
mod settings;
mod sheet;
mod survey;
mod table;

pub use provider::CsvProvider;
