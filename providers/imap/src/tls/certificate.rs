//! What a certificate says of itself. Nothing is judged here.

use std::net::IpAddr;
use x509_parser::der_parser::asn1_rs::{Error, Integer};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// More names of one certificate than this are not listed.
const MOST_NAMES: usize = 200;

/// Facts of one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) names: Vec<String>,
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) self_signed: bool,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) not_before: i64,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) not_after: i64,
    pub(crate) key_type: &'static str,
    /// Nothing for keys of a type whose size is not known here.
    pub(crate) key_bits: Option<i64>,
    pub(crate) signature_algorithm: String,
}

impl Certificate {
    /// Reads DER; nothing when it is none.
    pub(crate) fn read(der: &[u8]) -> Option<Certificate> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let (key_type, key_bits) = key(certificate.public_key());
        Some(Certificate {
            names: names(&certificate),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            self_signed: self_signed(&certificate),
            not_before: certificate.validity().not_before.timestamp().saturating_mul(1000),
            not_after: certificate.validity().not_after.timestamp().saturating_mul(1000),
            key_type,
            key_bits,
            signature_algorithm: algorithm(&certificate.signature_algorithm.algorithm.to_id_string()),
        })
    }
}

/// Whether a certificate is its own issuer. Names alone do not tell: an authority may carry the name of what it
/// signs, but then says whose key signed (RFC 5280 section 4.2.1.1).
fn self_signed(certificate: &X509Certificate<'_>) -> bool {
    let extensions = || {
        certificate
            .extensions()
            .iter()
            .map(|extension| extension.parsed_extension())
    };
    let signer = extensions().find_map(|extension| match extension {
        ParsedExtension::AuthorityKeyIdentifier(key) => key.key_identifier.as_ref().map(|key| key.0),
        _ => None,
    });
    let own = extensions().find_map(|extension| match extension {
        ParsedExtension::SubjectKeyIdentifier(key) => Some(key.0),
        _ => None,
    });
    let same_key = match (signer, own) {
        (Some(signer), Some(own)) => signer == own,
        _ => true,
    };
    same_key && certificate.subject().as_raw() == certificate.issuer().as_raw()
}

/// Subject alternative names; the common name only where there are none, as clients look at it no more (RFC 9525).
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let mut names: Vec<String> = alternative
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(octets) => address(octets),
            _ => None,
        })
        .take(MOST_NAMES)
        .collect();
    if names.is_empty() {
        let common = certificate
            .subject()
            .iter_common_name()
            .filter_map(|name| name.as_str().ok());
        names.extend(common.map(str::to_owned).take(MOST_NAMES));
    }
    names
}

fn address(octets: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    let v6 = || <[u8; 16]>::try_from(octets).map(IpAddr::from);
    v4.or_else(|_| v6()).ok().map(|address| address.to_string())
}

/// Type and size of a key. OIDs: RFC 3279, RFC 5480, RFC 8410.
fn key(info: &SubjectPublicKeyInfo<'_>) -> (&'static str, Option<i64>) {
    match info.algorithm.algorithm.to_id_string().as_str() {
        "1.3.101.112" => return ("ed25519", Some(256)),
        "1.3.101.113" => return ("ed448", Some(448)),
        _ => {}
    }
    let bits = |bits: usize| i64::try_from(bits).ok().filter(|bits| *bits > 0);
    match info.parsed() {
        Ok(PublicKey::RSA(rsa)) => ("rsa", bits(length(rsa.modulus))),
        Ok(PublicKey::EC(_)) => ("ecdsa", curve_bits(info)),
        Ok(PublicKey::DSA(_)) => ("dsa", bits(dsa_bits(info))),
        _ => ("other", None),
    }
}

/// Bits of a big-endian number.
fn length(number: &[u8]) -> usize {
    let significant = number
        .iter()
        .position(|octet| *octet != 0)
        .map(|at| number.iter().skip(at));
    significant.map_or(0, |mut octets| {
        let first = octets.next().map_or(0, |octet| octet.leading_zeros() as usize);
        (octets.len() + 1) * 8 - first
    })
}

/// Of the prime modulus, first of the parameters (RFC 3279 section 2.3.2).
fn dsa_bits(info: &SubjectPublicKeyInfo<'_>) -> usize {
    let Some(Ok(parameters)) = info.algorithm.parameters.as_ref().map(|any| any.as_sequence()) else {
        return 0;
    };
    let prime = parameters.der_iter::<Integer<'_>, Error>().next();
    prime
        .and_then(Result::ok)
        .map_or(0, |prime| length(prime.as_ref()))
}

/// By the named curve (RFC 5480 section 2.1.1.1).
fn curve_bits(info: &SubjectPublicKeyInfo<'_>) -> Option<i64> {
    let curve = info.algorithm.parameters.as_ref()?.as_oid().ok()?;
    match curve.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => Some(256),
        "1.3.132.0.34" => Some(384),
        "1.3.132.0.35" => Some(521),
        _ => None,
    }
}

/// Names of signature algorithms (RFC 3279, RFC 4055, RFC 5758, RFC 8410); others stay numbers.
fn algorithm(oid: &str) -> String {
    let name = match oid {
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        other => other,
    };
    name.to_owned()
}
