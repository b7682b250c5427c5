//! Drives demos over real sockets and real TLS, as a client would.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

mod awkward;
mod client;
mod folders;
mod large;
mod messages;
mod sign_in;
mod start;
