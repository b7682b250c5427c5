//! The ClientHello (RFC 2246 and RFC 5246 section 7.4.1.2): one question to a server.

use super::flight::Version;
use super::suites;
use std::net::IpAddr;
use tokio_rustls::rustls::crypto::{SecureRandom, ring};

/// What a hello asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Which version up to this one, with whatever suite.
    UpTo(Version),
    /// TLS 1.2 with a suite that Microsoft 365 lists.
    Microsoft,
}

impl Question {
    fn newest(self) -> Version {
        match self {
            Question::UpTo(version) => version,
            Question::Microsoft => Version::Tls12,
        }
    }

    fn suites(self) -> Vec<u16> {
        let all = suites::all().iter();
        let wanted = all.filter(|suite| self != Question::Microsoft || suite.microsoft365);
        wanted.map(|suite| suite.number).collect()
    }
}

/// Says that the client knows how to renegotiate safely (RFC 5746 section 3.3): some servers ask for it.
const RENEGOTIATION: u16 = 0x00FF;

/// Curves P-256, P-384, P-521 and X25519 (RFC 8422 section 5.1.1), the common ones first.
const CURVES: [u16; 4] = [23, 24, 25, 29];

/// Signatures that the server may use (RFC 5246 section 7.4.1.4.1): RSA, ECDSA and DSA with SHA-2 and SHA-1, RSA-PSS.
const SIGNATURES: [u16; 12] = [
    0x0401, 0x0501, 0x0601, 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0201, 0x0203, 0x0202,
];

/// The octets of a hello: a record with one handshake message. An address is not named (RFC 6066 section 3).
pub(super) fn octets(question: Question, host: &str) -> Vec<u8> {
    let newest = question.newest();
    let mut body = Vec::new();
    body.extend(newest.number().to_be_bytes());
    body.extend(random());
    body.push(0); // no session to resume
    let mut suites = question.suites();
    suites.push(RENEGOTIATION);
    body.extend(sized16(&words(&suites)));
    body.extend([1, 0]); // no compression
    body.extend(sized16(&extensions(newest, host)));
    let mut message = vec![1]; // client_hello
    message.extend(sized24(&body));
    // The version of the first record is 1.0 for the sake of old servers (RFC 5246 appendix E.1).
    let mut record = vec![22, 3, 1];
    record.extend(sized16(&message));
    record
}

fn extensions(newest: Version, host: &str) -> Vec<u8> {
    let mut all = Vec::new();
    let mut add = |number: u16, data: &[u8]| {
        all.extend(number.to_be_bytes());
        all.extend(sized16(data));
    };
    if host.is_ascii() && host.len() < 254 && host.parse::<IpAddr>().is_err() {
        let mut name = vec![0]; // host_name
        name.extend(sized16(host.as_bytes()));
        add(0, &sized16(&name)); // server_name
    }
    add(10, &sized16(&words(&CURVES))); // supported_groups
    add(11, &[1, 0]); // ec_point_formats: uncompressed
    if newest == Version::Tls12 {
        add(13, &sized16(&words(&SIGNATURES))); // signature_algorithms
    }
    all
}

/// Thirty-two octets that no server has seen. Nothing is kept secret with them: where the system has no randomness they
/// are zeros.
fn random() -> [u8; 32] {
    let mut octets = [0; 32];
    let source: &dyn SecureRandom = ring::default_provider().secure_random;
    let _ = source.fill(&mut octets);
    octets
}

fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// With its length in two octets before it.
fn sized16(octets: &[u8]) -> Vec<u8> {
    let length = u16::try_from(octets.len()).unwrap_or(u16::MAX);
    let mut all = length.to_be_bytes().to_vec();
    all.extend(octets);
    all
}

/// With its length in three octets before it.
fn sized24(octets: &[u8]) -> Vec<u8> {
    let length = u32::try_from(octets.len()).unwrap_or(u32::MAX);
    let mut all: Vec<u8> = length.to_be_bytes().into_iter().skip(1).collect();
    all.extend(octets);
    all
}
