//! Real servers, one instance for each test that asks.

mod configuration;
mod dovecot;
mod identity;
mod maildir;
mod mutf7;
mod options;
mod ready;
mod store;
mod template;
mod user;

mod courier;
mod cyrus;
mod old_tls;
mod unpacked;

pub use courier::{Courier, CourierOptions};
pub use cyrus::{Cyrus, CyrusOptions};
pub use dovecot::Dovecot;
pub use maildir::{Folder, Message};
pub use old_tls::{OldTls, TlsProfile};
pub use options::{Encryption, Options};
pub use user::User;

use identity::identity;
