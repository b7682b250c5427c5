//! What the connections of a demo share: the script, the accounts with their mailboxes, the counts.

use crate::error::DemoError;
use crate::mailbox::Mailbox;
use crate::scene::{Account, Scene, Script};
use crate::tally::Counter;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// What all connections of a demo share.
pub(crate) struct System {
    pub(crate) script: Script,
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) tally: Arc<Counter>,
    /// By user name in lower case.
    users: HashMap<String, Arc<Owner>>,
}

/// An account with its mailbox worked out.
pub(crate) struct Owner {
    pub(crate) account: Account,
    pub(crate) mailbox: Mailbox,
    /// One place for each session it may have.
    pub(crate) places: Arc<Semaphore>,
}

impl System {
    /// Works out the mailboxes of a scene.
    pub(crate) fn new(scene: &Scene, acceptor: TlsAcceptor) -> Result<System, DemoError> {
        let script = scene.script.clone();
        let mut users = HashMap::new();
        for account in &script.account {
            let mailbox = Mailbox::of(account, &script).map_err(|problem| DemoError::Scene {
                name: scene.name.clone(),
                problem,
            })?;
            let places = Arc::new(Semaphore::new(script.limits.connections));
            let owner = Arc::new(Owner {
                account: account.clone(),
                mailbox,
                places,
            });
            users.extend(
                account
                    .users
                    .iter()
                    .map(|user| (user.to_lowercase(), Arc::clone(&owner))),
            );
        }
        Ok(System {
            script,
            acceptor,
            tally: Arc::default(),
            users,
        })
    }

    /// The account of a user name; names are compared without regard to case.
    pub(crate) fn owner(&self, user: &[u8]) -> Option<&Arc<Owner>> {
        self.users.get(&std::str::from_utf8(user).ok()?.to_lowercase())
    }
}
