//! How an instance of Cyrus is to be.

use std::collections::BTreeMap;

use crate::Identity;
use crate::servers::{Encryption, User};

/// How an instance is to be.
#[derive(Debug, Clone)]
pub struct CyrusOptions {
    /// The accounts and what their mailboxes hold. A disabled one is entered in the list of denied users.
    pub users: Vec<User>,
    /// Administrators: name and password. They see every mailbox by name and may act for everybody (SASL PLAIN).
    pub admins: Vec<(String, String)>,
    /// Who may act for everybody without being an administrator (`proxyservers`): name and password.
    pub proxies: Vec<(String, String)>,
    /// Whether it encrypts.
    pub encryption: Encryption,
    /// The certificate; without one, a self-signed one for the instance's address.
    pub identity: Option<Identity>,
    /// Sessions of one user (`maxlogins_per_user`); 0 sets no limit.
    pub per_user: u32,
    /// Connections from one address (`maxlogins_per_host`), the one that asks to sign in included; 0 sets no limit.
    pub per_address: u32,
    /// Connections at all, for each of the two ports (`maxchild`).
    pub connections: u32,
    /// Storage limit of a mailbox in megabytes; `None` sets none.
    pub quota_megabytes: Option<u32>,
    /// Whether the first sign-in of a user without a mailbox makes one.
    pub autocreate: bool,
    /// Whether a user's folders stand beside the inbox, as users like it, or below it.
    pub beside_inbox: bool,
    /// The folder separator, `/` or `.`.
    pub separator: char,
}

impl Default for CyrusOptions {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            admins: vec![("cyrus".to_owned(), "cyrus-admin-pw".to_owned())],
            proxies: Vec::new(),
            encryption: Encryption::Offered,
            identity: None,
            per_user: 0,
            per_address: 0,
            connections: 20,
            quota_megabytes: None,
            autocreate: false,
            beside_inbox: true,
            separator: '/',
        }
    }
}

impl CyrusOptions {
    /// Default settings with these accounts.
    pub fn users(users: impl Into<Vec<User>>) -> Self {
        Self {
            users: users.into(),
            ..Self::default()
        }
    }

    /// The same server without anything that would hinder filling it.
    pub(super) fn open(&self) -> Self {
        Self {
            encryption: Encryption::Off,
            per_user: 0,
            per_address: 0,
            connections: 20,
            autocreate: false,
            ..self.clone()
        }
    }

    /// Everybody's password.
    pub(super) fn passwords(&self) -> BTreeMap<String, String> {
        let users = self
            .users
            .iter()
            .map(|user| (user.name.clone(), user.password.clone()));
        users
            .chain(self.admins.iter().cloned())
            .chain(self.proxies.iter().cloned())
            .collect()
    }
}
