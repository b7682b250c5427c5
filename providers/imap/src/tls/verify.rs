//! Two verifiers: one for the handshake, which records and accepts, and one that judges what was recorded.
//!
//! Roots are Mozilla's (`webpki-roots`), not those of this machine: the migration service judges the certificate
//! with public roots too, and the same server must give the same facts on every machine. What only this machine or
//! this company trusts is named with `imap.ca_file` or `imap.ca_pem`.

use super::Certificate;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::{WebPkiServerVerifier, verify_server_name};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// The certificates a server sent, its own first.
pub(crate) type Chain = Vec<CertificateDer<'static>>;

/// Records the chain and accepts it. Signatures of the handshake itself are checked: without them the chain could
/// belong to anybody.
#[derive(Debug)]
pub(crate) struct Recorder {
    provider: Arc<CryptoProvider>,
    seen: Mutex<Chain>,
}

impl Recorder {
    pub(crate) fn new() -> Recorder {
        Recorder {
            provider: Arc::new(ring::default_provider()),
            seen: Mutex::default(),
        }
    }

    /// What was recorded.
    pub(crate) fn chain(&self) -> Chain {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let all = std::iter::once(end_entity).chain(intermediates);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            all.map(|one| one.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// What is to be said about a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Chain, dates and name hold.
    pub(crate) trusted: bool,
    /// The same against public roots alone.
    pub(crate) publicly_trusted: bool,
    /// A word of the fact `tls.chain`.
    pub(crate) chain: &'static str,
    /// What is wrong, the name included; empty when trusted.
    pub(crate) error: String,
    pub(crate) name_matches: bool,
}

/// The roots of a run.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    public: Arc<WebPkiServerVerifier>,
    all: Arc<WebPkiServerVerifier>,
    own: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// Mozilla's roots, and those of the PEM texts.
    pub(crate) fn new(pems: &[String]) -> Result<Trust, String> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let public = verifier(roots.clone())?;
        let mut own = Vec::new();
        for pem in pems {
            for certificate in super::certificates(pem)? {
                roots
                    .add(certificate.clone())
                    .map_err(|error| format!("a certificate cannot be a root: {error}"))?;
                own.push(certificate);
            }
        }
        Ok(Trust {
            public,
            all: verifier(roots)?,
            own,
        })
    }

    /// Judges a chain for a name. `certificate` is the first of the chain, read.
    pub(crate) fn judge(
        &self,
        chain: &[CertificateDer<'static>],
        certificate: Option<&Certificate>,
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Verdict {
        let (Some((own, others)), Some(certificate)) = (chain.split_first(), certificate) else {
            let error = "the server sent no readable certificate".to_owned();
            return Verdict {
                trusted: false,
                publicly_trusted: false,
                chain: "unreadable",
                error,
                name_matches: false,
            };
        };
        let named = ParsedCertificate::try_from(own).and_then(|parsed| verify_server_name(&parsed, name));
        let public = self.public.verify_server_cert(own, others, name, &[], now);
        let pinned = self.own.contains(own);
        let (chain, reason) = match self.all.verify_server_cert(own, others, name, &[], now) {
            // A self-signed authority that the user named as a root is trusted as it stands, which webpki refuses.
            Err(error) if pinned && is_authority_as_server(&error) => by_dates(certificate, now),
            result => word(result.map(drop), certificate.self_signed && !pinned),
        };
        let trusted = chain == "trusted" && named.is_ok();
        let error = match &named {
            _ if trusted => String::new(),
            Err(error) if chain == "trusted" => error.to_string(),
            _ => reason,
        };
        Verdict {
            trusted,
            publicly_trusted: public.is_ok(),
            chain,
            error,
            name_matches: named.is_ok(),
        }
    }
}

fn verifier(roots: RootCertStore) -> Result<Arc<WebPkiServerVerifier>, String> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(ring::default_provider()))
        .build()
        .map_err(|error| error.to_string())
}

/// webpki's error is not rustls' own and passes as text only.
fn is_authority_as_server(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(other)) if format!("{other:?}").contains("CaUsedAsEndEntity"))
}

/// The verdict where only the dates are left to check.
fn by_dates(certificate: &Certificate, now: UnixTime) -> (&'static str, String) {
    let now = i64::try_from(now.as_secs())
        .unwrap_or(i64::MAX)
        .saturating_mul(1000);
    if now > certificate.not_after {
        ("expired", EXPIRED.to_owned())
    } else if now < certificate.not_before {
        ("not_yet_valid", NOT_YET_VALID.to_owned())
    } else {
        ("trusted", String::new())
    }
}

const EXPIRED: &str = "a certificate of the chain has expired";
const NOT_YET_VALID: &str = "a certificate of the chain is not valid yet";

/// The word of `tls.chain`, and what is wrong in words that do not change from run to run. The verifier looks at the
/// name last: when it complains about that, the chain is good.
fn word(result: Result<(), Error>, self_signed: bool) -> (&'static str, String) {
    use CertificateError as C;
    let error = match result {
        Ok(()) | Err(Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. })) => {
            return ("trusted", String::new());
        }
        Err(_) if self_signed => return ("self_signed", "the certificate is signed by itself".to_owned()),
        Err(error) => error,
    };
    let Error::InvalidCertificate(reason) = &error else {
        return ("other", error.to_string());
    };
    match reason {
        C::Expired | C::ExpiredContext { .. } => ("expired", EXPIRED.to_owned()),
        C::NotValidYet | C::NotValidYetContext { .. } => ("not_yet_valid", NOT_YET_VALID.to_owned()),
        C::UnknownIssuer => (
            "unknown_issuer",
            "no trusted authority is at the end of the chain".to_owned(),
        ),
        C::BadSignature => ("bad_signature", error.to_string()),
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => ("wrong_purpose", error.to_string()),
        C::BadEncoding => ("unreadable", error.to_string()),
        _ => ("other", error.to_string()),
    }
}
