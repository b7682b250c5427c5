//! The catalogue of errors: which text or type of exception means what, why, and what to do. It is data, in `errors/*.toml`.
//!
//! A text is recognised by its exceptions first, the innermost that is known, then by its words in any of the languages listed,
//! and at last by likeness. What is done about an error is left to whoever asked.

mod chain;
mod entry;
mod load;
mod near;
mod pattern;
mod recognise;
#[cfg(test)]
mod tests;

pub use entry::{Certainty, Class, Entry};
pub use load::CatalogueError;
pub use recognise::{By, Recognised};

use entry::Text;
use near::Words;

/// All entries, ready to recognise texts.
#[derive(Debug)]
pub struct ErrorCatalogue {
    entries: Vec<Entry>,
    texts: Vec<Text>,
    words: Vec<Words>,
}

impl ErrorCatalogue {
    /// The catalogue that comes with the program.
    ///
    /// # Errors
    /// When its files contradict themselves.
    pub fn shipped() -> Result<ErrorCatalogue, CatalogueError> {
        load::shipped()
    }

    /// All entries, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.id.eq_ignore_ascii_case(id))
    }
}
