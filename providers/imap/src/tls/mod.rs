//! Encryption: the handshake that accepts any certificate, the judgement on it afterwards, and what it says.
//!
//! A verifying handshake gives one error and no chain; this one gives everything, and nobody sends a password over
//! a connection whose [`Verdict`] is not trusted.

mod certificate;
mod connect;
mod overheard;
pub(crate) mod probe;
mod verify;

pub(crate) use certificate::Certificate;
pub(crate) use connect::{Failure, Handshake, handshake};
pub(crate) use verify::{Trust, Verdict};

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// The certificates of a PEM text.
pub(crate) fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("no PEM: {error}"))
}

/// A sentence about what is wrong with a PEM text that should hold roots.
pub(crate) fn check_pem(pem: &str) -> Result<(), String> {
    match certificates(pem)?.len() {
        0 => Err("there is no certificate in it".to_owned()),
        _ => Trust::new(&[pem.to_owned()]).map(drop),
    }
}

#[cfg(test)]
mod tests;
