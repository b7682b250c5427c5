//! The parts in the making: rows go to the last part of their group, or begin a new one.

use super::group::Groups;
use super::name::Namer;
use super::{Limits, Part};
use crate::copy::{CopyError, Ink, Layout, Original, Place};
use crate::survey::ROWS_BETWEEN_LOOKS;
use crate::table::Row;
use std::collections::HashMap;
use std::path::Path;

/// How the lines of parts end (RFC 4180 section 2).
const LINE_END: &str = "\r\n";

/// A part.
pub(super) struct Piece {
    group: usize,
    pub(super) ink: Ink,
    /// Where its rows stand in the original.
    pub(super) places: Vec<Place>,
}

/// All parts, in the order in which their groups begin.
pub(super) struct Pieces {
    pub(super) all: Vec<Piece>,
    /// Groups by their names for people; a single one without a name where there are none.
    groups: Vec<Option<String>>,
}

impl Pieces {
    /// Puts every row that is asked for into a part.
    pub(super) fn of(
        original: &Original,
        layout: &Layout,
        groups: Option<&Groups<'_>>,
        limits: Limits,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Pieces, CopyError> {
        let mut work = Work {
            original,
            limits,
            head: Ink::default(),
            line: Ink::default(),
            pieces: Pieces {
                all: Vec::new(),
                groups: Vec::new(),
            },
            last: HashMap::new(),
        };
        layout.head(original, &mut work.head);
        work.head.plain(LINE_END);
        let text = original.sheet.rows_text();
        let columns = original.sheet.header.columns.count;
        let mut reader = original.sheet.rows();
        let mut row = Row::default();
        let mut count = 0;
        while reader.read(&mut row) {
            if count % ROWS_BETWEEN_LOOKS == 0 && cancelled() {
                return Err(CopyError::Interrupted);
            }
            count += 1;
            let group = groups.map(|groups| groups.group(&row));
            if group == Some(None) {
                continue;
            }
            work.line.clear();
            layout.row(&row, text, columns, &mut work.line);
            work.line.plain(LINE_END);
            work.add(group.flatten(), &row)?;
        }
        let mut pieces = work.pieces;
        // Stable: parts of a group stay in the order of their rows.
        pieces.all.sort_by_key(|piece| piece.group);
        Ok(pieces)
    }

    /// Names and counts of the parts.
    pub(super) fn parts(&self, original: &Path) -> Vec<Part> {
        let mut of = vec![0_usize; self.groups.len()];
        for piece in &self.all {
            of.iter_mut()
                .skip(piece.group)
                .take(1)
                .for_each(|count| *count += 1);
        }
        let mut namer = Namer::new(original);
        let (mut group, mut number) = (usize::MAX, 0);
        let mut part = |piece: &Piece| {
            number = if piece.group == group { number + 1 } else { 1 };
            group = piece.group;
            let name = self.groups.get(group).cloned().flatten();
            let of = of.get(group).copied().unwrap_or(1);
            let line = |place: Option<&Place>| place.map_or(0, |place| place.line);
            Part {
                file: namer.name(name.as_deref(), number, of),
                group: name,
                rows: piece.places.len(),
                bytes: piece.ink.len() as u64,
                first_line: line(piece.places.first()),
                last_line: line(piece.places.last()),
            }
        };
        self.all.iter().map(&mut part).collect()
    }
}

struct Work<'a> {
    original: &'a Original,
    limits: Limits,
    head: Ink,
    /// The row at hand.
    line: Ink,
    pieces: Pieces,
    /// Groups by their names without letter case, with their numbers and last parts.
    last: HashMap<Option<String>, (usize, usize)>,
}

impl Work<'_> {
    /// Puts the row at hand into the last part of its group, or a new one.
    fn add(&mut self, group: Option<String>, row: &Row) -> Result<(), CopyError> {
        let key = group.as_deref().map(str::to_lowercase);
        let known = self.last.get(&key).copied();
        let last = known.and_then(|(_, last)| self.pieces.all.get(last));
        let at = match known {
            Some((_, last_at)) if last.is_some_and(|last| self.fits(last)) => last_at,
            _ => {
                let number = known.map_or(self.pieces.groups.len(), |(number, _)| number);
                if known.is_none() {
                    self.pieces.groups.push(group);
                }
                let at = self.begin(number, row)?;
                self.last.insert(key, (number, at));
                at
            }
        };
        if let Some(piece) = self.pieces.all.get_mut(at) {
            piece.ink.add(&self.line);
            piece.places.push(Place {
                at: row.place.start,
                line: row.line,
            });
        }
        Ok(())
    }

    fn fits(&self, piece: &Piece) -> bool {
        let size = (piece.ink.len() + self.line.len()) as u64;
        piece.places.len() < self.limits.rows && size <= self.limits.bytes
    }

    /// Begins a part of a group.
    fn begin(&mut self, group: usize, row: &Row) -> Result<usize, CopyError> {
        let size = (self.head.len() + self.line.len()) as u64;
        if size > self.limits.bytes {
            return Err(self.original.refused(
                format!(
                    "the row on line {} alone makes a part of {size} octets, and {} are allowed",
                    row.line, self.limits.bytes
                ),
                "allow larger parts with --size, or look at that line",
            ));
        }
        if self.pieces.all.len() == self.limits.parts {
            return Err(self.original.refused(
                format!("this makes more than {} files", self.limits.parts),
                "make larger parts, choose what fewer rows differ in, or allow more with --max-parts",
            ));
        }
        let mut ink = Ink::default();
        ink.add(&self.head);
        self.pieces.all.push(Piece {
            group,
            ink,
            places: Vec::new(),
        });
        Ok(self.pieces.all.len() - 1)
    }
}
