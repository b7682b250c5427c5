//! Descriptors, memberships and verdicts from tables.

mod build;
mod decisions;
mod forms;
mod memberships;
mod properties;
mod published;
mod worlds;
