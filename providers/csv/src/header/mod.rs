//! The header: which column is which, and what is odd about the names. What the rows hold is not known here.

mod columns;
mod distance;
mod names;
#[cfg(test)]
mod tests;

pub(crate) use columns::{Columns, Header, header};
pub(crate) use names::Names;
