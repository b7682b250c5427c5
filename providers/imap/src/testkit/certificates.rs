//! Authorities and certificates, made on the spot.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// An authority: a root, or one below another.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// What a server has to send besides its own certificate, the root left out.
    above: Vec<CertificateDer<'static>>,
}

impl Authority {
    pub(crate) fn root() -> Authority {
        let issuer =
            CertifiedIssuer::self_signed(authority("Test root"), KeyPair::generate().unwrap()).unwrap();
        Authority {
            issuer,
            above: Vec::new(),
        }
    }

    pub(crate) fn below(&self) -> Authority {
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::signed_by(authority("Test intermediate"), key, &self.issuer).unwrap();
        let above = vec![issuer.der().clone()];
        Authority { issuer, above }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A certificate for a name, with changes.
    pub(crate) fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = leaf(name);
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity::new(&certificate, self.above.clone(), &key)
    }
}

/// A certificate that signed itself; with `authority` one that says it is an authority, as `openssl req -x509` makes.
pub(crate) fn self_signed(
    name: &str,
    authority: bool,
    change: impl FnOnce(&mut CertificateParams),
) -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = leaf(name);
    if authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    change(&mut params);
    Identity::new(&params.self_signed(&key).unwrap(), Vec::new(), &key)
}

fn leaf(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    // Each authority has a name of its own, as real ones have: issuers are looked up by name.
    static NUMBER: AtomicUsize = AtomicUsize::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    params
        .distinguished_name
        .push(DnType::CommonName, format!("{name} {number}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// What a server shows.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    key: Arc<PrivateKeyDer<'static>>,
    pem: String,
}

impl Identity {
    fn new(certificate: &Certificate, above: Vec<CertificateDer<'static>>, key: &KeyPair) -> Identity {
        let chain = std::iter::once(certificate.der().clone()).chain(above).collect();
        let key = Arc::new(PrivateKeyDer::try_from(key.serialize_der()).unwrap());
        Identity {
            chain,
            key,
            pem: certificate.pem(),
        }
    }

    /// Its own certificate.
    pub(crate) fn pem(&self) -> String {
        self.pem.clone()
    }

    /// The same without what stands between it and the root.
    pub(crate) fn alone(mut self) -> Identity {
        self.chain.truncate(1);
        self
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .unwrap();
        Arc::new(config)
    }
}
