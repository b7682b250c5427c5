//! `csv fix`: a corrected copy of a migration file, with a list of what was changed.
//!
//! Corrected is what has one right answer: names of columns, the delimiter, the encoding, line ends, blank lines, hints of
//! programs above the header, blanks around EmailAddress, UserName and UserRoot. Passwords are copied as they are. Line ends
//! stay as they are where the file has one kind of them, CR LF or LF. A corrected copy has nothing left to correct.

mod above;
mod change;
mod work;

pub use change::{Change, ChangeKind};

use crate::copy::{CopyError, Ink, Note, Original, are_one, keep_one, prove, refuse};
use imaprules_provider::Request;
use std::path::Path;
use work::Work;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// Rows of the copy, the header aside: all of them.
    pub rows: usize,
    /// What is different, in the order of the file.
    pub changes: Vec<Change>,
    /// What was left alone although it may be wrong.
    pub notes: Vec<Note>,
}

/// Writes a corrected copy of the file that a request names. `replace` lets it take the place of another file, never of
/// the original.
///
/// # Errors
/// When the file cannot be read without doubt or the copy cannot be written; there is no copy then.
pub fn fix(
    request: &Request,
    to: &Path,
    replace: bool,
    cancelled: &dyn Fn() -> bool,
) -> Result<Fixed, CopyError> {
    let original = Original::open(request, cancelled)?;
    if are_one(&original.path, to) {
        return Err(CopyError::refused(
            to,
            "this is the file itself",
            "name another file with -o; the original is worth keeping until the copy is proved",
        ));
    }
    refuse(to, replace)?;
    let (ink, fixed) = corrected(&original)?;
    keep_one(to, ink.octets(), replace, cancelled)?;
    Ok(fixed)
}

/// The copy, and what is different in it.
fn corrected(original: &Original) -> Result<(Ink, Fixed), CopyError> {
    let made = Work::new(original).done();
    prove(made.ink.text(), original, &made.layout, &made.places)?;
    let fixed = Fixed {
        rows: original.rows,
        changes: made.changes,
        notes: made.notes,
    };
    Ok((made.ink, fixed))
}
