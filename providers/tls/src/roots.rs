//! The authorities that are believed.

use crate::handshake::cryptography;
use crate::{Shown, Unusable, certificates};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error, RootCertStore};
use std::sync::Arc;

/// Mozilla's roots (`webpki-roots`), which are the same on every machine, and those that the user names.
#[derive(Debug, Clone)]
pub struct Roots {
    public: Arc<WebPkiServerVerifier>,
    all: Arc<WebPkiServerVerifier>,
    named: Vec<CertificateDer<'static>>,
}

impl Roots {
    /// Mozilla's, and those of these PEM texts. A certificate of a server itself may stand there too.
    ///
    /// # Errors
    /// When a text holds no certificate, or one that cannot be an authority.
    pub fn new(pems: &[String]) -> Result<Roots, Unusable> {
        let mut store = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let public = verifier(store.clone())?;
        let mut named = Vec::new();
        for pem in pems {
            for certificate in certificates(pem)? {
                store.add(certificate.clone()).map_err(|error| {
                    Unusable::because(format!("a certificate cannot be an authority: {error}"))
                })?;
                named.push(certificate);
            }
        }
        Ok(Roots {
            public,
            all: verifier(store)?,
            named,
        })
    }

    /// Whether the user named this very certificate.
    pub fn is_named(&self, certificate: &CertificateDer<'_>) -> bool {
        self.named.iter().any(|named| named == certificate)
    }

    /// Whether the chain leads to one of the roots, with dates and purposes in order. The name comes last: an error about it says that
    /// the rest is good. Of a named authority that is a server's own certificate the name is not looked at, see
    /// [`Shown::check_name`].
    ///
    /// # Errors
    /// What is wrong, as rustls says it.
    pub fn check_chain(&self, shown: &Shown<'_>) -> Result<(), Error> {
        match check(&self.all, shown) {
            // webpki refuses an authority as a server, after it found the dates in order. One that the user named is trusted as it stands.
            Err(error) if is_authority_as_server(&error) && self.is_named(shown.own) => Ok(()),
            result => result,
        }
    }

    /// Whether chain and name hold with Mozilla's roots alone.
    ///
    /// # Errors
    /// What is wrong, as rustls says it.
    pub fn check_public(&self, shown: &Shown<'_>) -> Result<(), Error> {
        check(&self.public, shown)
    }
}

fn verifier(roots: RootCertStore) -> Result<Arc<WebPkiServerVerifier>, Unusable> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), cryptography())
        .build()
        .map_err(|error| Unusable::because(error.to_string()))
}

fn check(verifier: &WebPkiServerVerifier, shown: &Shown<'_>) -> Result<(), Error> {
    verifier
        .verify_server_cert(shown.own, shown.others, shown.name, shown.stapled, shown.now)
        .map(drop)
}

/// webpki's error is not rustls' own and passes as text only.
fn is_authority_as_server(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(other)) if format!("{other:?}").contains("CaUsedAsEndEntity"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{Authority, HOST, Identity, authority, expired};
    use rustls::pki_types::{ServerName, UnixTime};

    fn shown<'a>(identity: &'a Identity, name: &'a ServerName<'a>) -> Shown<'a> {
        let (own, others) = identity.chain.split_first().unwrap();
        Shown {
            own,
            others,
            name,
            stapled: &[],
            now: UnixTime::now(),
        }
    }

    fn naming(authority: &Authority) -> Roots {
        Roots::new(&[authority.pem.to_owned()]).unwrap()
    }

    fn name(host: &'static str) -> ServerName<'static> {
        ServerName::try_from(host).unwrap()
    }

    #[test]
    fn authorities_that_are_none_are_refused() {
        for (pem, problem) in [
            ("", "there is no certificate in it"),
            ("no certificate", "there is no certificate in it"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "a certificate cannot be an authority",
            ),
            ("-----BEGIN CERTIFICATE-----\n!", "no PEM"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", "no PEM"),
        ] {
            let error = Roots::new(&[pem.to_owned()]).unwrap_err().to_string();
            assert!(error.starts_with(problem), "{pem}: {error}");
        }
        assert!(Roots::new(&[]).is_ok());
    }

    #[test]
    fn what_is_named_is_believed_and_nothing_else() {
        let root = authority("Root");
        let own = root.issue();
        let (right, wrong) = (name(HOST), name("other.example.com"));
        let named = naming(&root);
        assert_eq!(named.check_chain(&shown(&own, &right)), Ok(()));
        assert!(named.check_public(&shown(&own, &right)).is_err());
        assert!(matches!(
            named.check_chain(&shown(&own, &wrong)),
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForNameContext { .. }
            ))
        ));
        let other = naming(&authority("Other"));
        for roots in [Roots::new(&[]).unwrap(), other] {
            let unknown = roots.check_chain(&shown(&own, &right));
            assert_eq!(
                unknown,
                Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
            );
        }
    }

    #[test]
    fn a_named_authority_may_be_the_server_itself() {
        let (right, wrong) = (name(HOST), name("other.example.com"));
        let root = authority("Root");
        let own = root.as_server();
        assert!(
            Roots::new(&[])
                .unwrap()
                .check_chain(&shown(&own, &right))
                .is_err()
        );
        let roots = naming(&root);
        assert!(roots.is_named(&own.chain[0]));
        for name in [&right, &wrong] {
            assert_eq!(roots.check_chain(&shown(&own, name)), Ok(()));
        }
        assert_eq!(shown(&own, &right).check_name(), Ok(()));
        assert!(shown(&own, &wrong).check_name().is_err());
        let old = expired();
        let roots = naming(&old);
        assert!(matches!(
            roots.check_chain(&shown(&old.as_server(), &right)),
            Err(Error::InvalidCertificate(CertificateError::ExpiredContext { .. }))
        ));
    }
}
