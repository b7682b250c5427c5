//! Speed claims, each beside a peer, as ratios.
//!
//! Forty rules over made-up mailboxes, judged by the engine and by others in one run. All have to find the same; what the
//! engine costs beside them is what counts, since a ratio holds on any machine. What is measured, and the goals, stand in
//! `README.md`. This is no part of the program and of no other test.

pub mod columns;
pub mod comparison;
pub mod dice;
pub mod facts;
pub mod finding;
pub mod generate;
pub mod goals;
pub mod measure;
pub mod peers;
pub mod stage;
pub mod world;
