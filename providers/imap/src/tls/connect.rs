//! The handshake, and what came of it.

use super::overheard::{Heard, Overheard};
use super::verify::Recorder;
use super::{Certificate, Trust, Verdict};
use crate::watch::{Stopped, Watch};
use crate::wire::Stream;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{AlertDescription, Error, PeerIncompatible, ProtocolVersion};

/// What the connection agreed on and what the certificate is worth.
#[derive(Debug, Clone)]
pub(crate) struct Handshake {
    pub(crate) version: &'static str,
    pub(crate) suite: String,
    /// Nothing when the server's certificate cannot be read.
    pub(crate) certificate: Option<Certificate>,
    pub(crate) chain_length: usize,
    /// The first of the chain as it came: two servers show the same certificate or they do not.
    pub(crate) own: Option<CertificateDer<'static>>,
    pub(crate) verdict: Verdict,
}

impl Handshake {
    /// Judges a chain that came some other way than by a handshake of ours. Nothing where the host has no name that a
    /// certificate could carry.
    pub(crate) fn judged(
        version: &'static str,
        suite: String,
        chain: &[CertificateDer<'static>],
        host: &str,
        trust: &Trust,
    ) -> Option<Handshake> {
        let name = ServerName::try_from(crate::dns::ascii(host)).ok()?;
        Some(Handshake::of(version, suite, chain, &name, trust))
    }

    fn of(
        version: &'static str,
        suite: String,
        chain: &[CertificateDer<'static>],
        name: &ServerName<'_>,
        trust: &Trust,
    ) -> Handshake {
        let certificate = chain.first().and_then(|der| Certificate::read(der));
        Handshake {
            version,
            suite,
            chain_length: chain.len(),
            own: chain.first().cloned(),
            verdict: trust.judge(chain, certificate.as_ref(), name, UnixTime::now()),
            certificate,
        }
    }
}

/// An encrypted stream with its handshake.
pub(crate) struct Tls {
    pub(crate) stream: Box<dyn Stream>,
    pub(crate) handshake: Handshake,
}

/// Why there was no handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// A word of the fact `tls.handshake`.
    pub(crate) word: &'static str,
    pub(crate) error: String,
    /// The server showed that it speaks nothing newer than TLS 1.1.
    pub(crate) outdated: bool,
    /// The first octets that came instead.
    pub(crate) heard: Vec<u8>,
    pub(crate) cancelled: bool,
}

impl Failure {
    pub(crate) fn new(word: &'static str, error: impl Into<String>) -> Failure {
        Failure {
            word,
            error: error.into(),
            outdated: false,
            heard: Vec::new(),
            cancelled: false,
        }
    }
}

/// Shakes hands over a stream for the name of the endpoint.
pub(crate) async fn handshake(
    stream: Box<dyn Stream>,
    host: &str,
    trust: &Trust,
    watch: &Watch<'_>,
) -> Result<Tls, Failure> {
    let name = ServerName::try_from(crate::dns::ascii(host))
        .map_err(|_| Failure::new("failed", format!("`{host}` cannot stand in a certificate")))?;
    let recorder = Arc::new(Recorder::default());
    let config = imaprules_tls::client(Arc::<Recorder>::clone(&recorder))
        .map_err(|error| Failure::new("failed", error.to_string()))?;
    let heard = Heard::default();
    let stream = Overheard {
        stream,
        heard: heard.clone(),
    };
    let connecting = TlsConnector::from(Arc::new(config)).connect(name.clone(), stream);
    let stream = match watch.within(watch.timeout, connecting).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            return Err(Failure {
                heard: heard.octets(),
                ..failure(&error)
            });
        }
        Err(Stopped::Timeout) => {
            return Err(Failure::new(
                "timeout",
                "no answer to the handshake within the time-out",
            ));
        }
        Err(Stopped::Cancelled) => {
            return Err(Failure {
                cancelled: true,
                ..Failure::new("failed", "cancelled")
            });
        }
    };
    let handshake = describe(&stream, &recorder, &name, trust);
    Ok(Tls {
        stream: Box::new(stream),
        handshake,
    })
}

fn describe<S>(
    stream: &TlsStream<S>,
    recorder: &Recorder,
    name: &ServerName<'_>,
    trust: &Trust,
) -> Handshake {
    let (_, connection) = stream.get_ref();
    let newest = connection.protocol_version() == Some(ProtocolVersion::TLSv1_3);
    let suite = connection.negotiated_cipher_suite();
    let suite = suite
        .map(|suite| suite_name(&format!("{:?}", suite.suite())))
        .unwrap_or_default();
    let version = if newest { "TLS 1.3" } else { "TLS 1.2" };
    Handshake::of(version, suite, &recorder.chain(), name, trust)
}

/// rustls writes TLS 1.3 suites as `TLS13_...`; IANA's names (RFC 8446 appendix B.4) have no number.
fn suite_name(debug: &str) -> String {
    debug.replacen("TLS13_", "TLS_", 1)
}

fn failure(error: &std::io::Error) -> Failure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match (error.kind(), inner) {
        (ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe, _) => {
            Failure::new("reset", "the connection was reset during the handshake")
        }
        (ErrorKind::UnexpectedEof, _) => Failure::new("closed", "the server hung up during the handshake"),
        (_, Some(Error::InvalidMessage(_))) => Failure::new("not_tls", "the port answers, but not with TLS"),
        (_, Some(error)) if is_outdated(error) => Failure {
            outdated: true,
            ..Failure::new("no_agreement", "the server speaks nothing newer than TLS 1.1")
        },
        (_, Some(error)) if is_no_agreement(error) => Failure::new("no_agreement", error.to_string()),
        _ => Failure::new("failed", error.to_string()),
    }
}

/// No common version: as the server says it in an alert (RFC 8446 section 6.2), or as its answer shows.
fn is_outdated(error: &Error) -> bool {
    matches!(
        error,
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)
            | Error::AlertReceived(AlertDescription::ProtocolVersion)
    )
}

/// No common suite, curve or signature, or something of the kind.
fn is_no_agreement(error: &Error) -> bool {
    matches!(
        error,
        Error::PeerIncompatible(_)
            | Error::AlertReceived(
                AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity
            )
    )
}
