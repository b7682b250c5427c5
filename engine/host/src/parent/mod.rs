//! The program's side of a child process: starting it, talking to it, ending it.

mod secrets;
mod session;
mod talk;
mod words;

pub(crate) use session::Start;
pub(crate) use talk::{Ended, Talk};
