//! Reading TOML with a place for everything, collecting every problem instead of stopping at the first.
//!
//! `serde` loses spans inside flattened and tagged types, so the tree is read by hand
//! (<https://github.com/toml-rs/toml/issues/535>). Nothing here knows what a rule is, so other files of authors are read with
//! it too: guides.

mod author;
mod fields;
mod node;
mod value;

pub use author::{AuthorText, Found};
pub use fields::Fields;
pub use node::{Data, Entry, Node, parse};
pub use value::value_of;

use crate::diagnostic::Diagnostic;
use std::cell::RefCell;

/// Where problems go while files are read.
#[derive(Debug, Default)]
pub struct Sink(RefCell<Vec<Diagnostic>>);

impl Sink {
    /// Notes a problem.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// Notes several.
    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.borrow_mut().extend(diagnostics);
    }

    /// How many errors were noted so far.
    pub fn errors(&self) -> usize {
        self.0
            .borrow()
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .count()
    }

    /// Everything noted.
    pub fn into_all(self) -> Vec<Diagnostic> {
        self.0.into_inner()
    }
}
