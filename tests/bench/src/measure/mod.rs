//! Measuring: processor time in rounds in which all take turns, instructions, whole commands.

pub mod clock;
pub mod command;
pub mod instructions;
pub mod rounds;
pub mod whole;
