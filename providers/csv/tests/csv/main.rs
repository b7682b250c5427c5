//! The provider from outside: real octets in a file, records and secrets out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

mod contract;
mod copies;
mod findings;
mod host;
mod letters;
mod limits;
mod passwords;
mod property;
mod rows;
