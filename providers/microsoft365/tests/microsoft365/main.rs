//! The provider from outside: exports as administrators make them, to facts, to findings.

mod forms;
mod job;
mod kit;
mod night;
mod pack;
mod spoilt;
mod target;
