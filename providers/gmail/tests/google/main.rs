//! The part that asks Google itself, against the double of Google's interfaces.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

mod discovery;
mod imap;
mod key;
mod kit;
mod many;
mod people;
mod setup;
mod trouble;
