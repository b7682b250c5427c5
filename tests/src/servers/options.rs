//! How an instance of Dovecot is to be.

use super::{Folder, User};
use crate::Identity;

/// Whether the server encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Neither STARTTLS nor the TLS port.
    Off,
    /// STARTTLS and the TLS port; plaintext sign-ins are accepted too.
    Offered,
    /// As `Offered`, but signing in needs TLS.
    Required,
}

/// How an instance is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// The accounts and what their mailboxes hold.
    pub users: Vec<User>,
    /// Master users: name and password, for `user*master`.
    pub masters: Vec<(String, String)>,
    /// Whether it encrypts.
    pub encryption: Encryption,
    /// The certificate; without one, a self-signed one for the instance's address.
    pub identity: Option<Identity>,
    /// Connections of one user from one address (`mail_max_userip_connections`).
    pub connections: u32,
    /// Storage limit in megabytes; `None` switches the quota off.
    pub quota_megabytes: Option<u32>,
    /// Whether wrong passwords slow down later sign-ins from the same address, as they do in a default installation.
    pub penalty: bool,
    /// The folder separator.
    pub separator: char,
    /// Folders that everybody sees below `Public`; without any there is no such namespace.
    pub public: Vec<Folder>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            masters: Vec::new(),
            encryption: Encryption::Offered,
            identity: None,
            connections: 10,
            quota_megabytes: None,
            penalty: false,
            separator: '/',
            public: Vec::new(),
        }
    }
}

impl Options {
    /// Default settings with these accounts.
    pub fn users(users: impl Into<Vec<User>>) -> Self {
        Self {
            users: users.into(),
            ..Self::default()
        }
    }
}
