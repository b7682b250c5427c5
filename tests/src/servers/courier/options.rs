//! How an instance of Courier is to be.

use std::net::IpAddr;

use crate::Identity;
use crate::servers::{Encryption, User};

/// How an instance is to be.
#[derive(Debug, Clone)]
pub struct CourierOptions {
    /// The accounts and what their mailboxes hold. A disabled one gets the account option `disableimap`.
    pub users: Vec<User>,
    /// Accounts of the group `administrators`: they may open everybody's folders below `#shared.`.
    pub administrators: Vec<User>,
    /// Whether it encrypts.
    pub encryption: Encryption,
    /// The certificate; without one, a self-signed one for the instance's address.
    pub identity: Option<Identity>,
    /// Connections from one address (`MAXPERIP`).
    pub per_address: u32,
    /// Connections at all, for each of the two ports (`MAXDAEMONS`).
    pub connections: u32,
    /// Storage limit in megabytes; `None` switches the quota off.
    pub quota_megabytes: Option<u32>,
}

impl Default for CourierOptions {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            administrators: Vec::new(),
            encryption: Encryption::Offered,
            identity: None,
            per_address: 20,
            connections: 40,
            quota_megabytes: None,
        }
    }
}

impl CourierOptions {
    /// Default settings with these accounts.
    pub fn users(users: impl Into<Vec<User>>) -> Self {
        Self {
            users: users.into(),
            ..Self::default()
        }
    }

    /// What the listening program is told; looking up names would only wait for a name server.
    pub(super) fn listener_arguments(&self, ip: IpAddr) -> [String; 4] {
        [
            format!("-address={ip}"),
            format!("-maxprocs={}", self.connections),
            format!("-maxperip={}", self.per_address),
            "-nodnslookup".to_owned(),
        ]
    }

    /// Every account, and whether it is an administrator.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (&User, bool)> {
        let users = self.users.iter().map(|user| (user, false));
        users.chain(self.administrators.iter().map(|user| (user, true)))
    }
}
