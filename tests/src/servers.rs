//! Real servers, one instance for each test that asks.

mod dovecot;
mod maildir;
mod mutf7;
mod template;
mod user;

pub use dovecot::{Dovecot, Encryption, Options};
pub use maildir::{Folder, Message};
pub use user::User;
