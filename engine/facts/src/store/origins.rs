//! When and where in a source the facts of a subject were learnt: one entry a subject and source, not a fact.

use crate::column::TextColumn;

/// Never a real time; marks rows a source said nothing about.
const NEVER: i64 = i64::MIN;

/// Times and places, by source and row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    sources: Vec<OneSource>,
}

#[derive(Debug, Clone, Default)]
struct OneSource {
    at: Vec<i64>,
    /// Places are optional; an empty text is none.
    place: TextColumn,
}

impl Origins {
    pub(crate) fn set(&mut self, source: u16, row: usize, at: i64, place: Option<&str>) {
        let source = usize::from(source);
        if self.sources.len() <= source {
            self.sources.resize_with(source + 1, OneSource::default);
        }
        let Some(origin) = self.sources.get_mut(source) else {
            return;
        };
        if origin.at.len() <= row {
            origin.at.resize(row + 1, NEVER);
        }
        if let Some(cell) = origin.at.get_mut(row) {
            *cell = at.max(*cell);
        }
        if let Some(place) = place {
            origin.place.set(row, place);
        }
    }

    pub(crate) fn get(&self, source: u16, row: usize) -> Option<(i64, Option<&str>)> {
        let origin = self.sources.get(usize::from(source))?;
        let at = origin.at.get(row).copied().filter(|at| *at != NEVER)?;
        let place = (row < origin.place.len())
            .then(|| origin.place.get(row))
            .filter(|place| !place.is_empty());
        Some((at, place))
    }

    pub(crate) fn shrink(&mut self) {
        for origin in &mut self.sources {
            origin.at.shrink_to_fit();
            origin.place.shrink();
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.sources
            .iter()
            .map(|origin| origin.at.capacity() * 8 + origin.place.bytes())
            .sum()
    }
}
