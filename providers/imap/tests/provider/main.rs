//! The provider as the program calls it: against the demo source, and against servers that misbehave.

mod contents;
mod demo;
mod host;
mod hostile;
mod scripted;
mod sign_in;
