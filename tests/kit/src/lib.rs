//! What the tests of providers share: a host that remembers, requests, runs in memory, and what the rules make of them.
//!
//! Only tests link this crate, as a development dependency. It stands on the engine and on no provider's code, so that any provider's
//! tests may use it, those inside its crate too; but it does hold the facts that three of them declare, since packs name facts of
//! others. Scenes and files of one source system stay with its tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "only tests link this crate: failing loudly, with the cause, is its job"
)]

mod host;
mod judged;
mod packs;
mod request;
mod said;
mod setup;

pub use host::Memory;
pub use judged::Judged;
pub use packs::{CSV, Declared, IMAP, MICROSOFT365, expect_cases_hold, expect_clean, packs, schema};
pub use request::{Row, collect, request, row};
pub use said::shown;
pub use setup::Setup;
