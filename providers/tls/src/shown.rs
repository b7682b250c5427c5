//! What a server shows in a handshake, and what may be said of it without any root.

use rustls::Error;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;

/// The certificates of a server, for whom it is taken, and when.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its own certificate.
    pub own: &'a CertificateDer<'a>,
    /// What it sent besides, to lead to a root.
    pub others: &'a [CertificateDer<'a>],
    /// The name by which it was called.
    pub name: &'a ServerName<'a>,
    /// The answer of a revocation service that it sent along; empty where it sent none.
    pub stapled: &'a [u8],
    /// The time to judge for.
    pub now: UnixTime,
}

impl Shown<'_> {
    /// Whether its own certificate is for the name.
    ///
    /// # Errors
    /// When it is for other names, or cannot be read.
    pub fn check_name(&self) -> Result<(), Error> {
        verify_server_name(&ParsedCertificate::try_from(self.own)?, self.name)
    }
}
