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
mod samba;
mod slapd;
mod unpacked;

pub use courier::{Courier, CourierOptions};
pub use cyrus::{Cyrus, CyrusOptions};
pub use dovecot::Dovecot;
pub use maildir::{Folder, Message};
pub use old_tls::{OldTls, TlsProfile};
pub use options::{Encryption, Options};
pub use samba::{
    ADMINISTRATOR, Ace, AdAccount, AdGroup, BASE, Database, EXCHANGE, Entry, Forest, RECEIVE_AS, Samba,
    SambaOptions, mailbox_descriptor, sid,
};
pub use slapd::{Slapd, SlapdOptions};
pub use user::User;

use identity::identity;
