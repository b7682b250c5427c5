//! The provider as the program calls it: against the demo source, and against servers that misbehave.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

mod causes;
mod contents;
mod demo;
mod distrust;
mod hostile;
mod measure;
mod pass;
mod roots;
mod scripted;
mod sign_in;
mod token;
