//! Handshakes that ask somebody whether the server is believed.

use crate::{Shown, Unusable};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::fmt::Debug;
use std::sync::Arc;

/// Who decides whether a handshake goes on with what a server shows.
pub trait Judge: Debug + Send + Sync {
    /// Looks at it, in the middle of the handshake.
    ///
    /// # Errors
    /// Whatever shall end the handshake.
    fn judge(&self, shown: &Shown<'_>) -> Result<(), Error>;
}

/// The cryptography of every handshake.
pub fn cryptography() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// How to shake hands, TLS 1.2 or 1.3, asking a judge. That the server holds the key of what it shows is checked whatever the judge
/// says: without that the certificates could belong to anybody.
///
/// # Errors
/// When the cryptography does not speak these versions.
pub fn client(judge: Arc<dyn Judge>) -> Result<ClientConfig, Unusable> {
    let provider = cryptography();
    let verifier = Verifier {
        judge,
        provider: Arc::clone(&provider),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Unusable::because(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

#[derive(Debug)]
struct Verifier {
    judge: Arc<dyn Judge>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.judge.judge(&Shown {
            own,
            others,
            name,
            stapled,
            now,
        })?;
        Ok(ServerCertVerified::assertion())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{HOST, authority, shake};
    use rustls::CertificateError;
    use rustls::version::{TLS12, TLS13};
    use std::sync::Mutex;

    /// Remembers for whom it was asked, and says what it is told to.
    #[derive(Debug, Default)]
    struct Told {
        refuses: bool,
        asked: Mutex<Vec<(String, usize)>>,
    }

    impl Judge for Told {
        fn judge(&self, shown: &Shown<'_>) -> Result<(), Error> {
            let name = shown.name.to_str().into_owned();
            self.asked.lock().unwrap().push((name, shown.others.len()));
            match self.refuses {
                true => Err(CertificateError::Revoked.into()),
                false => Ok(()),
            }
        }
    }

    #[test]
    fn the_judge_decides() {
        let own = authority("Root").issue();
        for version in [&TLS12, &TLS13] {
            for refuses in [false, true] {
                let judge = Arc::new(Told {
                    refuses,
                    ..Told::default()
                });
                let ended = shake(client(Arc::<Told>::clone(&judge)).unwrap(), &own, version);
                let wanted = match refuses {
                    true => Err(CertificateError::Revoked.into()),
                    false => Ok(()),
                };
                assert_eq!(ended, wanted);
                assert_eq!(*judge.asked.lock().unwrap(), [(HOST.to_owned(), 0)]);
            }
        }
    }

    #[test]
    fn whoever_lacks_the_key_is_nobody() {
        let root = authority("Root");
        let mut own = root.issue();
        own.key = root.issue().key;
        for version in [&TLS12, &TLS13] {
            assert_eq!(
                shake(client(Arc::new(Told::default())).unwrap(), &own, version),
                Err(CertificateError::BadSignature.into())
            );
        }
    }
}
