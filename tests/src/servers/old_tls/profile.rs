//! Which TLS a listener speaks.

/// What a listener speaks and shows.
#[derive(Debug, Clone)]
pub struct TlsProfile {
    /// For messages of tests.
    pub name: &'static str,
    /// What OpenSSL's test server is told, as its manual names it (s_server(1)).
    pub(super) arguments: &'static [&'static str],
    pub(super) certificate: CertificateKind,
}

/// How a certificate is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct CertificateKind {
    /// The kind of key, as req(1) takes it.
    pub(super) key: &'static [&'static str],
    /// The hash that is signed.
    pub(super) hash: &'static str,
}

const RSA: CertificateKind = CertificateKind {
    key: &["-newkey", "rsa:2048"],
    hash: "-sha256",
};
const RSA_SHA1: CertificateKind = CertificateKind { hash: "-sha1", ..RSA };
const RSA_1024: CertificateKind = CertificateKind {
    key: &["-newkey", "rsa:1024"],
    ..RSA
};
const ECDSA: CertificateKind = CertificateKind {
    key: &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ..RSA
};

impl TlsProfile {
    /// Nothing but TLS 1.0.
    pub const TLS_1_0: Self = Self::of("TLS 1.0", &["-tls1"], RSA);
    /// Nothing but TLS 1.1.
    pub const TLS_1_1: Self = Self::of("TLS 1.1", &["-tls1_1"], RSA);
    /// TLS 1.2 with the key sent under the server's RSA key: no forward secrecy.
    pub const TLS_1_2_RSA: Self = Self::of(
        "TLS 1.2 with RSA key exchange",
        &["-tls1_2", "-cipher", "kRSA:@SECLEVEL=0"],
        RSA,
    );
    /// TLS 1.2 with Diffie-Hellman in a finite field.
    pub const TLS_1_2_DHE: Self = Self::of(
        "TLS 1.2 with DHE",
        &["-tls1_2", "-cipher", "kDHE+aRSA:@SECLEVEL=0"],
        RSA,
    );
    /// Nothing but TLS 1.3.
    pub const TLS_1_3: Self = Self::of("TLS 1.3", &["-tls1_3"], RSA);
    /// TLS 1.2 and 1.3 with an elliptic-curve certificate: clients that know only RSA fail.
    pub const ECDSA: Self = Self::of("an ECDSA certificate", &["-no_tls1", "-no_tls1_1"], ECDSA);
    /// TLS 1.2 and 1.3 with a certificate signed over SHA-1.
    pub const SHA1: Self = Self::of(
        "a certificate signed with SHA-1",
        &["-no_tls1", "-no_tls1_1"],
        RSA_SHA1,
    );
    /// TLS 1.2 and 1.3 with an RSA key of 1024 bits.
    pub const SHORT_KEY: Self = Self::of("a short RSA key", &["-no_tls1", "-no_tls1_1"], RSA_1024);

    const fn of(
        name: &'static str,
        arguments: &'static [&'static str],
        certificate: CertificateKind,
    ) -> Self {
        Self {
            name,
            arguments,
            certificate,
        }
    }
}
