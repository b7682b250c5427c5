//! Columns and lines of the plan's text.

use super::words::{count, octets};
use crate::speech::word;
use imaprules_plan::Figures;
use std::fmt::Write as _;

/// Columns of a line.
const WIDTH: usize = 100;

/// The figures of a plan as a row of the table.
pub(super) fn cells(name: &str, figures: &Figures) -> [String; 6] {
    [
        name.to_owned(),
        count(figures.copies),
        octets(figures.octets),
        count(figures.lost),
        count(figures.repeated),
        count(figures.days),
    ]
}

/// What stands above the columns.
fn columns() -> [&'static str; 6] {
    [
        "",
        word("plan.column_copies"),
        word("plan.column_size"),
        word("plan.column_lost"),
        word("plan.column_extra"),
        word("plan.column_days"),
    ]
}

/// Writes rows below their titles, numbers flush right.
pub(super) fn table(text: &mut String, indent: &str, rows: &[[String; 6]]) {
    let columns = columns();
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        let title = columns.get(column).map_or(0, |title| title.chars().count());
        cells.max().unwrap_or(0).max(title)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |text: &mut String, cells: &[String]| {
        text.push_str(indent);
        for (column, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            if column == 0 {
                let _ = write!(text, "{cell:<width$}");
            } else {
                let _ = write!(text, "  {cell:>width$}");
            }
        }
        text.push('\n');
    };
    line(text, &columns.map(str::to_owned));
    rows.iter().for_each(|row| line(text, row));
}

/// Words in lines of a bearable length.
pub(super) fn wrapped(text: &mut String, first: &str, words: &str) {
    let indent = " ".repeat(first.chars().count());
    let mut line = first.to_owned();
    let mut empty = true;
    for word in words.split(' ') {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(text, "{line}");
}
