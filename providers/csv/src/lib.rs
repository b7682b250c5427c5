//! The migration file as users have it: opens whatever a spreadsheet, a script or an editor made of it, and says what
//! it holds, as facts. Passwords go to the host's memory and nowhere else; what held them is wiped.
//!
//! It judges nothing; the pack `rules/csv` does. What is odd is read as well as it can be, and told.
//!
//! Beside the provider stand the tools of `imaprules csv`: [`fix`] writes a corrected copy, [`split`] writes the rows to
//! several files, [`templates`] gives files to begin with, and [`Places`] tells where in the file a finding stands.

mod blank;
mod content;
mod copy;
mod describe;
mod emit;
mod file;
mod fix;
mod header;
mod line;
mod places;
mod provider;
mod repeats;
mod row;
mod settings;
mod sheet;
mod split;
mod survey;
mod table;
mod template;

pub use copy::{CopyError, Note, NoteKind};
pub use fix::{Change, ChangeKind, Fixed, fix};
pub use places::{Place, Places, Told};
pub use provider::CsvProvider;
pub use split::{By, Cut, Limits, Listed, Part, Parts, split};
pub use template::{Form, Template, templates};
