//! The provider from outside: exports as administrators make them, to facts, to findings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

mod accounts;
mod every_rule;
mod forms;
mod kit;
mod mailboxes;
mod scenes;
mod script;
mod servers;
mod spoilt;
