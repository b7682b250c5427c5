//! The lines above the header, none of which is a row.

use super::change::{Change, ChangeKind};
use crate::blank::trim;
use crate::table::LineEnd;

/// What is removed of the text before the header.
pub(super) fn above(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        add(&mut changes, kind(rest.get(..length).unwrap_or_default()), line);
        at += length;
        at += LineEnd::at(text, at).map_or(0, LineEnd::octets);
        line += 1;
    }
    changes
}

fn kind(line: &str) -> ChangeKind {
    let line = trim(line).trim_start_matches('"');
    if line.is_empty() {
        ChangeKind::BlankLines
    } else if line.starts_with('#') {
        ChangeKind::TypeLine
    } else {
        ChangeKind::SeparatorLine
    }
}

/// Blank lines that follow each other are one change.
fn add(changes: &mut Vec<Change>, kind: ChangeKind, line: i64) {
    if let (ChangeKind::BlankLines, Some(last)) = (kind, changes.last_mut())
        && last.kind == kind
        && last.last_line.or(last.line) == Some(line - 1)
    {
        last.last_line = Some(line);
    } else {
        changes.push(Change::on(kind, line));
    }
}
