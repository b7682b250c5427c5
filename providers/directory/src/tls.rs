//! Whom the way to a directory may lead to: the certificate of the server is judged in the handshake, and nobody signs in where it
//! does not hold.
//!
//! Trusted is what this machine trusts, since the certificates of domain controllers come from the company's own authority, which its
//! machines know; what Mozilla's list trusts, for machines without a store of their own; and what the user names.

use imaprules_tls::rustls::client::danger::ServerCertVerifier;
use imaprules_tls::rustls::{ClientConfig, Error};
use imaprules_tls::{Judge, Roots, Shown, Unusable, client, cryptography};
use rustls_platform_verifier::Verifier as Platform;
use std::sync::Arc;

/// What is trusted.
#[derive(Debug, Clone)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// What this machine trusts, Mozilla's roots, and the authorities of these PEM texts. A certificate of a server itself may stand
    /// there too.
    ///
    /// # Errors
    /// When a text holds no certificate, or one that cannot be an authority.
    pub fn new(pems: &[String]) -> Result<Trust, Unusable> {
        let judge = Refusing {
            platform: Platform::new(cryptography()).ok(),
            others: Roots::new(pems)?,
        };
        Ok(Trust(Arc::new(client(Arc::new(judge))?)))
    }

    pub(crate) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }
}

/// Asks the machine's own judgement first, then that of the other roots.
#[derive(Debug)]
struct Refusing {
    /// Nothing where the machine has no store.
    platform: Option<Platform>,
    others: Roots,
}

impl Judge for Refusing {
    fn judge(&self, shown: &Shown<'_>) -> Result<(), Error> {
        let Shown {
            own,
            others,
            name,
            stapled,
            now,
        } = *shown;
        let platform = self.platform.as_ref();
        if platform.is_some_and(|it| it.verify_server_cert(own, others, name, stapled, now).is_ok()) {
            return Ok(());
        }
        self.others.check_chain(shown)?;
        shown.check_name()
    }
}
