//! What the end-to-end tests stand on: real servers on loopback, scripted ones for what no package gives, and the program itself.
//!
//! The tests are in `tests/e2e`. Nothing here knows a rule or a finding; a helper either sets a scene or
//! reports what was seen. A scene that cannot be set fails the test that asked for it, loudly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "only tests link this crate: failing loudly, with the cause, is its job"
)]

mod address;
mod bundle;
mod certificate;
mod client;
mod group;
mod migration_csv;
mod need;
mod outcome;
mod program;
mod report;
mod scratch;
mod scripted;

#[cfg(unix)]
mod account;
#[cfg(unix)]
mod terminal;

#[cfg(unix)]
pub mod servers;

pub use address::{Address, closed_port};
pub use bundle::{Bundle, Fact};
pub use certificate::{Authority, Identity, Validity};
pub use client::{Client, Trust};
pub use migration_csv::MigrationCsv;
pub use need::have;
pub use outcome::Outcome;
pub use program::{Program, Running};
pub use report::Report;
pub use scratch::Scratch;
pub use scripted::{Script, ScriptedServer, Step, dialogue};
#[cfg(unix)]
pub use terminal::Terminal;
