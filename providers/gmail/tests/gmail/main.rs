//! From what Google is asked and what administrators export to findings: the provider over the demo source and over files, judged with the
//! shipped packs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

mod causes;
mod every_rule;
mod exports;
mod kit;
mod organisation;
