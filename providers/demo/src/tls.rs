//! Certificates made at start: a demo authority, and under it a server certificate for the scene's host name.
//!
//! Both keys are RSA and published with the source. ring cannot make RSA keys, and an ECDSA certificate would be a
//! difference to real servers that belongs to the demo and to nothing else. Only a demo run trusts the authority.

use crate::error::DemoError;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

const CA_KEY: &str = include_str!("../certs/worthless-demo-ca-key.pem");
const LEAF_KEY: &str = include_str!("../certs/worthless-demo-leaf-key.pem");

/// What a demo needs for TLS.
pub(crate) struct Identity {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) ca_pem: String,
}

impl Identity {
    /// Makes the certificates for a host name.
    pub(crate) fn for_host(host: &str) -> Result<Identity, DemoError> {
        let now = OffsetDateTime::now_utc();
        let ca_key = KeyPair::from_pkcs8_pem_and_sign_algo(CA_KEY, &PKCS_RSA_SHA256)?;
        let ca = authority(now).self_signed(&ca_key)?;
        let ca_pem = ca.pem();
        let issuer = Issuer::new(authority(now), ca_key);
        let leaf_key = KeyPair::from_pkcs8_pem_and_sign_algo(LEAF_KEY, &PKCS_RSA_SHA256)?;
        let leaf = server(host, now)?.signed_by(&leaf_key, &issuer)?;
        let private = PrivatePkcs8KeyDer::from(leaf_key.serialize_der()).into();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], private)?;
        Ok(Identity {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            ca_pem,
        })
    }
}

fn authority(now: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "imaprules demo authority (worthless)");
    params.not_before = now - Duration::days(365);
    params.not_after = now + Duration::days(365);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// Half-way through a life of 90 days, as public authorities issue them.
fn server(host: &str, now: OffsetDateTime) -> Result<CertificateParams, DemoError> {
    let mut params = CertificateParams::new([host.to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.not_before = now - Duration::days(45);
    params.not_after = now + Duration::days(45);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyEncipherment,
    ];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}
