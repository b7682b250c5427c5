//! Certificates for servers of the tests: from a private authority, self-signed, of any validity.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use time::{Duration, OffsetDateTime};

/// When a certificate is valid, seen from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// From yesterday, for so many days.
    Days(i64),
    /// It ended yesterday.
    Expired,
    /// It begins in a month.
    NotYet,
}

impl Validity {
    fn apply(self, params: &mut CertificateParams) {
        let now = OffsetDateTime::now_utc();
        let (from, until) = match self {
            Self::Days(days) => (now - Duration::DAY, now + Duration::days(days)),
            Self::Expired => (now - Duration::days(90), now - Duration::DAY),
            Self::NotYet => (now + Duration::days(30), now + Duration::days(120)),
        };
        params.not_before = from;
        params.not_after = until;
    }
}

/// What a TLS server shows and the key that proves it.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The chain as PEM, the server's own certificate first.
    pub chain: String,
    /// The private key as PEM.
    pub key: String,
}

impl Identity {
    /// A certificate for these names (host names or addresses) that vouches for itself.
    pub fn self_signed(names: &[&str], validity: Validity) -> Self {
        let key = new_key();
        let certificate = params(names, validity).self_signed(&key).expect("a certificate");
        Self {
            chain: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A certificate authority nobody trusts unless told to.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// Makes one.
    pub fn new() -> Self {
        let key = new_key();
        let mut params = params(&[], Validity::Days(3650));
        params
            .distinguished_name
            .push(DnType::CommonName, "Private Test Authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            rcgen::KeyUsagePurpose::KeyCertSign,
            rcgen::KeyUsagePurpose::DigitalSignature,
        ];
        let certificate = params.self_signed(&key).expect("a certificate").pem();
        Self {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    /// Its certificate as PEM: what a client must trust.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// A server certificate for these names (host names or addresses).
    pub fn issue(&self, names: &[&str], validity: Validity) -> Identity {
        let key = new_key();
        let certificate = params(names, validity)
            .signed_by(&key, &self.issuer)
            .expect("a certificate");
        Identity {
            chain: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

fn new_key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn params(names: &[&str], validity: Validity) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
    let mut params = CertificateParams::new(names.clone()).expect("names for a certificate");
    params.distinguished_name = rcgen::DistinguishedName::new();
    if let Some(first) = names.first() {
        params.distinguished_name.push(DnType::CommonName, first.as_str());
    }
    validity.apply(&mut params);
    params
}
