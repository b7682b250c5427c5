//! Whom the way to a directory may lead to: the certificate of the server is judged in the handshake, and nobody signs in where it
//! does not hold.
//!
//! Trusted is what this machine trusts, since the certificates of domain controllers come from the company's own authority, which its
//! machines know; what Mozilla's list trusts, for machines without a store of their own; and what the user names.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier as Platform;
use std::sync::Arc;
use thiserror::Error as ThisError;

/// Certificates that cannot be used as authorities.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("{0}")]
pub struct Unusable(String);

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
        let provider = Arc::new(ring::default_provider());
        let judge = Judge::new(pems, &provider)?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Unusable(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge))
            .with_no_client_auth();
        Ok(Trust(Arc::new(config)))
    }

    pub(crate) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }
}

/// Asks the machine's own judgement first, then that of the other roots.
#[derive(Debug)]
struct Judge {
    /// Nothing where the machine has no store.
    platform: Option<Platform>,
    others: Arc<WebPkiServerVerifier>,
    named: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl Judge {
    fn new(pems: &[String], provider: &Arc<CryptoProvider>) -> Result<Judge, Unusable> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let mut named = Vec::new();
        for pem in pems {
            let found = certificates(pem)?;
            for certificate in found {
                roots
                    .add(certificate.clone())
                    .map_err(|error| Unusable(format!("a certificate cannot be an authority: {error}")))?;
                named.push(certificate);
            }
        }
        let others = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .build()
            .map_err(|error| Unusable(error.to_string()))?;
        Ok(Judge {
            platform: Platform::new(Arc::clone(provider)).ok(),
            others,
            named,
            provider: Arc::clone(provider),
        })
    }
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Unusable> {
    let found = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Unusable(format!("no PEM: {error}")))?;
    match found.is_empty() {
        true => Err(Unusable("there is no certificate in it".to_owned())),
        false => Ok(found),
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let platform = self.platform.as_ref();
        if platform.is_some_and(|it| it.verify_server_cert(own, others, name, stapled, now).is_ok()) {
            return Ok(ServerCertVerified::assertion());
        }
        match self.others.verify_server_cert(own, others, name, stapled, now) {
            // A certificate that the user named is trusted as it stands, also where it calls itself an authority.
            Err(error) if is_authority_as_server(&error) && self.named.iter().any(|named| named == own) => {
                let parsed = rustls::server::ParsedCertificate::try_from(own)?;
                rustls::client::verify_server_name(&parsed, name)?;
                Ok(ServerCertVerified::assertion())
            }
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// webpki's error is not rustls' own and passes as text only. It comes after the dates were found in order.
fn is_authority_as_server(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(other)) if format!("{other:?}").contains("CaUsedAsEndEntity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_that_are_none_are_refused() {
        for (pem, problem) in [
            ("", "there is no certificate in it"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "a certificate cannot be an authority",
            ),
            ("-----BEGIN CERTIFICATE-----\n!", "no PEM"),
        ] {
            let error = Trust::new(&[pem.to_owned()]).unwrap_err().to_string();
            assert!(error.starts_with(problem), "{pem}: {error}");
        }
        assert!(Trust::new(&[]).is_ok());
    }
}
