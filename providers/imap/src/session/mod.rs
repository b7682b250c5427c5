//! A conversation with one server over one connection: greeting, commands and their answers. Bounded in every way a
//! server could be endless. Knows nothing of rows and facts.

mod answer;
mod bound;
mod open;
mod stream;
mod talk;

pub(crate) use answer::{Broken, Greeting, LONGEST_TEXT, Reply, Why};
pub(crate) use bound::Bound;
pub(crate) use open::{Closed, open};
pub(crate) use talk::Session;

#[cfg(test)]
mod tests;
