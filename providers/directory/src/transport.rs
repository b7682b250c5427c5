//! The way octets go: TCP, or TLS over it. Blocking sockets whose waits are short, so that an interrupt is noticed.

use crate::endpoint::Endpoint;
use crate::error::DirectoryError;
use crate::tls::Trust;
use crate::watch::{TICK, Watch};
use imaprules_tls::rustls::pki_types::ServerName;
use imaprules_tls::rustls::{self, ClientConnection, StreamOwned};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// An open way.
pub(crate) struct Transport {
    stream: Stream,
    at: String,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
    /// A handshake failed, after which nothing more can be said.
    Broken,
}

impl Transport {
    /// Opens TCP. Looking the name up and connecting cannot be interrupted, so they happen on a thread that is left alone then;
    /// it ends by itself.
    pub(crate) fn connect(
        endpoint: &Endpoint,
        timeout: Duration,
        watch: Watch<'_>,
    ) -> Result<Transport, DirectoryError> {
        let (give, take) = mpsc::channel();
        let (target, at) = (endpoint.clone(), endpoint.label());
        std::thread::spawn(move || {
            // Nobody listens any more after an interrupt.
            let _ = give.send(dial(&target, timeout));
        });
        let end = Instant::now() + timeout;
        loop {
            match take.recv_timeout(TICK) {
                Ok(stream) => return Transport::over(stream?, at),
                Err(mpsc::RecvTimeoutError::Timeout) => watch.go_on(end, &at, "connecting")?,
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Err(closed(&at, "the connection was given up"));
                }
            }
        }
    }

    fn over(stream: TcpStream, at: String) -> Result<Transport, DirectoryError> {
        let set = stream
            .set_read_timeout(Some(TICK))
            .and_then(|()| stream.set_write_timeout(Some(TICK)))
            .and_then(|()| stream.set_nodelay(true));
        set.map_err(|error| closed(&at, error))?;
        let stream = Stream::Plain(stream);
        Ok(Transport { stream, at })
    }

    /// Shakes hands.
    pub(crate) fn encrypt(
        &mut self,
        host: &str,
        trust: &Trust,
        timeout: Duration,
        watch: Watch<'_>,
    ) -> Result<(), DirectoryError> {
        let at = self.at.clone();
        let Stream::Plain(mut tcp) = std::mem::replace(&mut self.stream, Stream::Broken) else {
            return Err(no_tls(&at, "the connection is encrypted already"));
        };
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| no_tls(&at, format!("`{host}` cannot stand in a certificate")))?;
        let mut connection =
            ClientConnection::new(trust.config(), name).map_err(|error| no_tls(&at, error))?;
        let end = Instant::now() + timeout;
        while connection.is_handshaking() {
            watch.go_on(end, &at, "shaking hands for TLS")?;
            match connection.complete_io(&mut tcp) {
                Ok(_) => {}
                Err(error) if is_wait(error.kind()) => {}
                Err(error) => return Err(handshake_error(&at, &error)),
            }
        }
        self.stream = Stream::Tls(Box::new(StreamOwned::new(connection, tcp)));
        Ok(())
    }

    /// Whether octets are encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Sends everything.
    pub(crate) fn send(
        &mut self,
        octets: &[u8],
        end: Instant,
        watch: Watch<'_>,
    ) -> Result<(), DirectoryError> {
        let mut left = octets;
        while !left.is_empty() {
            watch.go_on(end, &self.at, "sending a question")?;
            match self.write(left) {
                Ok(0) => return Err(closed(&self.at, "")),
                Ok(count) => left = left.get(count..).unwrap_or_default(),
                Err(error) if is_wait(error.kind()) => {}
                Err(error) => return Err(closed(&self.at, error)),
            }
        }
        loop {
            watch.go_on(end, &self.at, "sending a question")?;
            match self.flush() {
                Ok(()) => return Ok(()),
                Err(error) if is_wait(error.kind()) => {}
                Err(error) => return Err(closed(&self.at, error)),
            }
        }
    }

    /// Adds what has come to a buffer: some octets at least.
    pub(crate) fn receive(
        &mut self,
        into: &mut Vec<u8>,
        end: Instant,
        watch: Watch<'_>,
    ) -> Result<(), DirectoryError> {
        let mut part = [0; 16 << 10];
        loop {
            watch.go_on(end, &self.at, "waiting for an answer")?;
            match self.read(&mut part) {
                Ok(0) => return Err(closed(&self.at, "")),
                Ok(count) => {
                    into.extend_from_slice(part.get(..count).unwrap_or_default());
                    return Ok(());
                }
                Err(error) if is_wait(error.kind()) => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(closed(&self.at, "")),
                Err(error) => return Err(closed(&self.at, error)),
            }
        }
    }

    fn read(&mut self, part: &mut [u8]) -> std::io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.read(part),
            Stream::Tls(stream) => stream.read(part),
            Stream::Broken => Err(ErrorKind::NotConnected.into()),
        }
    }

    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write(octets),
            Stream::Tls(stream) => stream.write(octets),
            Stream::Broken => Err(ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.flush(),
            Stream::Tls(stream) => stream.flush(),
            Stream::Broken => Err(ErrorKind::NotConnected.into()),
        }
    }
}

/// Tries each address of the host in turn.
fn dial(endpoint: &Endpoint, timeout: Duration) -> Result<TcpStream, DirectoryError> {
    let at = endpoint.label();
    let not_found = |cause: String| DirectoryError::NotFound {
        at: at.clone(),
        cause,
    };
    let addresses = (endpoint.host.as_str(), endpoint.port)
        .to_socket_addrs()
        .map_err(|error| not_found(error.to_string()))?;
    let mut last = not_found("it has no address".to_owned());
    for address in addresses {
        match TcpStream::connect_timeout(&address, timeout) {
            Ok(stream) => return Ok(stream),
            Err(error) if is_wait(error.kind()) => {
                let at = at.clone();
                last = DirectoryError::Timeout {
                    at,
                    doing: "connecting",
                };
            }
            Err(error) => {
                last = DirectoryError::Unreachable {
                    at: at.clone(),
                    cause: error.to_string(),
                    refused: error.kind() == ErrorKind::ConnectionRefused,
                }
            }
        }
    }
    Err(last)
}

/// What a socket says whose short wait is over.
fn is_wait(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

fn closed(at: &str, cause: impl ToString) -> DirectoryError {
    DirectoryError::Closed {
        at: at.to_owned(),
        cause: cause.to_string(),
    }
}

fn no_tls(at: &str, cause: impl ToString) -> DirectoryError {
    DirectoryError::NoTls {
        at: at.to_owned(),
        cause: cause.to_string(),
    }
}

fn handshake_error(at: &str, error: &std::io::Error) -> DirectoryError {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(cause)) => DirectoryError::Untrusted {
            at: at.to_owned(),
            cause: cause.to_string(),
        },
        Some(rustls::Error::InvalidMessage(_)) => no_tls(at, "the port answers, but not with TLS"),
        _ if error.kind() == ErrorKind::UnexpectedEof => {
            no_tls(at, "the server hung up during the handshake")
        }
        _ => no_tls(at, error),
    }
}
