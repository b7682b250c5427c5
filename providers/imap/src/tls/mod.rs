//! Encryption: the handshake that accepts any certificate, the judgement on it afterwards, and what it says.
//!
//! A verifying handshake gives one error and no chain; this one gives everything, and nobody sends a password over
//! a connection whose [`Verdict`] is not trusted.

mod certificate;
mod connect;
mod overheard;
pub(crate) mod probe;
mod verify;

pub(crate) use certificate::Certificate;
pub(crate) use connect::{Failure, Handshake, handshake};
pub(crate) use verify::{Trust, Verdict};

#[cfg(test)]
mod tests;
