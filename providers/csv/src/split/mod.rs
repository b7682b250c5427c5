//! `csv split`: the rows of a migration file in several files, each with the header and in the form that the service wants:
//! UTF-8, commas, CR LF, the service's names of columns. Values are copied as they are.
//!
//! Every row stands in exactly one part, unless only listed ones are asked for, and within a part rows stand in the order
//! of the file. Columns that the service does not know are left out, since one of them fails the whole batch, unless they
//! are to be kept.

mod group;
mod name;
mod pieces;

pub use group::{By, Listed};

use crate::copy::{CopyError, Draft, Layout, Note, Original, keep, lines, prove};
use group::Groups;
use imaprules_provider::Request;
use pieces::Pieces;
use serde::Serialize;
use std::path::Path;

/// How a file is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// What the rows of a part have in common.
    pub by: Option<By>,
    /// How large parts may be.
    pub limits: Limits,
    /// Whether columns that the service does not know are kept.
    pub keep_unknown: bool,
    /// Whether parts take the place of files with their names.
    pub replace: bool,
}

/// How large parts may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a part, the header aside.
    pub rows: usize,
    /// Octets of a part, the header included.
    pub bytes: u64,
    /// Parts in all.
    pub parts: usize,
}

/// A part that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Name of its file in the folder.
    pub file: String,
    /// What its rows have in common; absent where rows were not grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Rows, the header aside.
    pub rows: usize,
    /// Octets.
    pub bytes: u64,
    /// Line of its first row in the original.
    pub first_line: i64,
    /// Line of its last row in the original.
    pub last_line: i64,
}

/// All parts of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The parts: groups in the order in which they begin, parts of a group in the order of their rows.
    pub parts: Vec<Part>,
    /// Rows of the original, the header aside.
    pub rows: usize,
    /// Listed addresses that no row has.
    pub absent: Vec<String>,
    /// Columns that were left out.
    pub left_out: Vec<String>,
    /// What was left alone although it may be wrong.
    pub notes: Vec<Note>,
}

/// Splits the file that a request names into files of a folder. All parts are written, or none. Where no row is asked for
/// there are no parts, and nothing is written.
///
/// # Errors
/// When the file cannot be read without doubt, or the parts cannot be written.
pub fn split(
    request: &Request,
    cut: &Cut,
    folder: &Path,
    cancelled: &dyn Fn() -> bool,
) -> Result<Parts, CopyError> {
    let original = Original::open(request, cancelled)?;
    refuse(&original)?;
    let groups = cut.by.as_ref().map(|by| Groups::of(&original, by)).transpose()?;
    let all = Layout::of(&original, false);
    let layout = if cut.keep_unknown { all } else { all.known() };
    let pieces = Pieces::of(&original, &layout, groups.as_ref(), cut.limits, cancelled)?;
    for piece in &pieces.all {
        prove(piece.ink.text(), &original, &layout, &piece.places)?;
    }
    let parts = pieces.parts(&original.path);
    let drafts: Vec<Draft<'_>> = parts
        .iter()
        .zip(&pieces.all)
        .map(|(part, piece)| Draft {
            name: part.file.clone().into(),
            octets: piece.ink.octets(),
        })
        .collect();
    if !drafts.is_empty() {
        keep(folder, &drafts, cut.replace, cancelled)?;
    }
    Ok(Parts {
        parts,
        rows: original.rows,
        absent: groups.as_ref().map(Groups::absent).unwrap_or_default(),
        left_out: layout.left_out(&original),
        notes: original.guessed_passwords().into_iter().collect(),
    })
}

/// Refuses what would make parts that the service rejects.
fn refuse(original: &Original) -> Result<(), CopyError> {
    let header = &original.sheet.header;
    let columns = &header.columns;
    let required = [
        ("EmailAddress", columns.email_address),
        ("UserName", columns.user_name),
        ("Password", columns.password),
    ];
    let remedy = "see imaprules csv check FILE, and split the file once that is mended";
    if let Some((name, _)) = required.iter().find(|(_, place)| place.is_none()) {
        return Err(original.refused(format!("the column {name} is missing"), remedy));
    }
    if !header.duplicate.is_empty() {
        let problem = format!("more than one column stands for {}", header.duplicate.join(", "));
        return Err(original.refused(problem, remedy));
    }
    if !original.uneven.is_empty() {
        let uneven = lines(&original.uneven);
        let problem = format!("the columns of the header do not fit {uneven}");
        return Err(original.refused(problem, remedy));
    }
    if original.rows == 0 {
        return Err(original.refused(
            "there are no rows to split",
            "check that this is the file you mean",
        ));
    }
    Ok(())
}
