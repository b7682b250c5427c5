//! From what was read to records. A fact that cannot be told is unknown with a reason; none is left out.

mod of_file;
mod of_row;

pub(crate) use of_file::{About, line_end, of_sheet, of_unusable};
pub(crate) use of_row::Rows;

use crate::file::Cut;
use imaprules_facts::{Reason, Source, Unknown};

/// Where records say they come from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) source: Source,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
}

/// Why something about all rows is not known.
fn not_all(cut: Cut, rows: i64) -> Unknown {
    match cut {
        Cut::Megabytes => {
            let note = format!("only the beginning of the file was read, {rows} rows; see csv.max_megabytes");
            Unknown::noted(Reason::NotCollected, note)
        }
        Cut::Rows => {
            let note = format!("only the first {rows} rows were read; see csv.max_rows");
            Unknown::noted(Reason::NotCollected, note)
        }
        Cut::Cancelled => Unknown::because(Reason::Cancelled),
    }
}

fn malformed(note: impl Into<String>) -> Unknown {
    Unknown::noted(Reason::Malformed, note)
}
