//! For tests: certificates made on the spot, and a handshake in memory.

use crate::cryptography;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, ClientConnection, Error, ServerConfig, ServerConnection, SupportedProtocolVersion,
};
use std::sync::Arc;

/// The name in every certificate.
pub(crate) const HOST: &str = "mail.example.com";

/// An authority, which also is for the host.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pub(crate) pem: String,
}

/// What a server shows, and a key that may be another's.
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// Each has a name of its own, as real ones have: issuers are looked up by name.
pub(crate) fn authority(name: &str) -> Authority {
    made(name, |_| {})
}

pub(crate) fn expired() -> Authority {
    made("Old root", |params| {
        params.not_after = rcgen::date_time_ymd(2021, 1, 1)
    })
}

fn made(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let pem = issuer.pem();
    Authority { issuer, pem }
}

fn params(subject: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, subject);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

impl Authority {
    /// A certificate for the host.
    pub(crate) fn issue(&self) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params(HOST).signed_by(&key, &self.issuer).unwrap();
        Identity {
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        }
    }

    /// A server that shows the authority's own certificate.
    pub(crate) fn as_server(&self) -> Identity {
        Identity {
            chain: vec![self.issuer.der().clone()],
            key: PrivateKeyDer::try_from(self.issuer.key().serialize_der()).unwrap(),
        }
    }
}

/// Hands out one identity without looking whether the key fits it.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Shakes hands for the host; how it ended for the client.
pub(crate) fn shake(
    config: ClientConfig,
    identity: &Identity,
    version: &'static SupportedProtocolVersion,
) -> Result<(), Error> {
    let name = ServerName::try_from(HOST).unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let key = any_supported_type(&identity.key).unwrap();
    let server = ServerConfig::builder_with_provider(cryptography())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(Arc::new(CertifiedKey::new(
            identity.chain.clone(),
            key,
        )))));
    let mut server = ServerConnection::new(Arc::new(server)).unwrap();
    while client.is_handshaking() {
        let mut octets = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut octets).unwrap();
        }
        server.read_tls(&mut octets.as_slice()).unwrap();
        server.process_new_packets().unwrap();
        let mut octets = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut octets).unwrap();
        }
        client.read_tls(&mut octets.as_slice()).unwrap();
        client.process_new_packets()?;
    }
    Ok(())
}
