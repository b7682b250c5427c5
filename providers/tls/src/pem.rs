//! Certificates as users hand them over: PEM texts.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

/// What servers cannot be judged by: certificates that are no authorities, or cryptography that does not do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Unusable {
    pub(crate) fn because(why: impl Into<String>) -> Unusable {
        Unusable(why.into())
    }
}

/// The certificates of a PEM text.
///
/// # Errors
/// When it is no PEM, or holds no certificate.
pub fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Unusable> {
    let found = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Unusable::because(format!("no PEM: {error}")))?;
    match found.is_empty() {
        true => Err(Unusable::because("there is no certificate in it")),
        false => Ok(found),
    }
}
