//! Certificates that newer tools refuse to make.

use super::openssl;
use super::profile::CertificateKind;
use crate::Scratch;

/// Makes a self-signed certificate for an address, and its key.
pub(super) fn make(scratch: &Scratch, kind: CertificateKind, ip: &str) {
    let output = openssl(scratch.path())
        .args(["req", "-x509", "-nodes", "-days", "90"])
        .args(kind.key)
        .arg(kind.hash)
        .args(["-subj", &format!("/CN={ip}")])
        .args(["-addext", &format!("subjectAltName=IP:{ip}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", "key.pem", "-out", "chain.pem"])
        .current_dir(scratch.path())
        .output()
        .expect("openssl runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "no certificate: {told}");
}
