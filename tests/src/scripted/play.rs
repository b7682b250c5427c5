//! One connection to a scripted server.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned, crypto};

use super::{Script, Shared, Step};
use crate::Identity;

/// How often a waiting thread looks whether the server was stopped.
const TICK: Duration = Duration::from_millis(50);

/// How much is sent at once of what is sent without end.
const PIECE: usize = 64 << 10;

pub(super) struct Connection {
    stream: Stream,
    number: usize,
    shared: Arc<Shared>,
    tag: String,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    Closed,
}

/// Why a script ended before its last step: the client went, or the server was stopped.
struct Ended;

impl From<std::io::Error> for Ended {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

impl Connection {
    pub(super) fn new(socket: TcpStream, number: usize, shared: &Arc<Shared>) -> Self {
        // Without a time limit a stopped server would keep its threads; a socket that refuses one is already gone.
        let _ = socket.set_read_timeout(Some(TICK));
        Self {
            stream: Stream::Plain(socket),
            number,
            shared: Arc::clone(shared),
            tag: "*".to_owned(),
        }
    }

    pub(super) fn play(mut self, script: &Script) {
        for step in &script.steps {
            if self.step(step, script.identity.as_ref()).is_err() {
                break;
            }
        }
        self.close();
    }

    fn step(&mut self, step: &Step, identity: Option<&Identity>) -> Result<(), Ended> {
        match step {
            Step::Send(text) => self.send(text),
            Step::Octets(octets) => self.octets(octets),
            Step::Repeat(octets) => self.repeat(octets),
            Step::Drip(text, pause) => self.drip(text, *pause),
            Step::Expect(text) => self.expect(text),
            Step::Answer(table) => self.answer(None, table),
            Step::AnswerUntil(last, table) => self.answer(Some(last), table),
            Step::Sleep(time) => self.sleep(*time),
            Step::Tls => self.encrypt(identity.expect("a script with TLS has an identity")),
            Step::Silence => self.silence(),
            Step::Close => Err(Ended),
            Step::Reset => self.reset(),
        }
    }

    fn send(&mut self, text: &str) -> Result<(), Ended> {
        self.octets(text.replace("{tag}", &self.tag).as_bytes())
    }

    fn octets(&mut self, octets: &[u8]) -> Result<(), Ended> {
        match &mut self.stream {
            Stream::Plain(s) => s.write_all(octets)?,
            Stream::Tls(s) => s.write_all(octets).and_then(|()| s.flush())?,
            Stream::Closed => return Err(Ended),
        }
        Ok(())
    }

    fn repeat(&mut self, octets: &[u8]) -> Result<(), Ended> {
        // In large pieces: what is to be slow is not this side.
        let piece = octets.repeat((PIECE / octets.len().max(1)).max(1));
        while !self.shared.stopped() {
            self.octets(&piece)?;
        }
        Err(Ended)
    }

    fn drip(&mut self, text: &str, pause: Duration) -> Result<(), Ended> {
        let text = text.replace("{tag}", &self.tag);
        text.as_bytes().iter().try_for_each(|octet| {
            self.sleep(pause)?;
            self.octets(&[*octet])
        })
    }

    fn expect(&mut self, text: &str) -> Result<(), Ended> {
        let line = self.line()?;
        if contains(&line, text) { Ok(()) } else { Err(Ended) }
    }

    fn answer(&mut self, last: Option<&str>, table: &[(String, String)]) -> Result<(), Ended> {
        loop {
            let line = self.line()?;
            if last.is_some_and(|text| contains(&line, text)) {
                return Ok(());
            }
            let known = table.iter().find(|(text, _)| contains(&line, text));
            let answer = known.map_or("{tag} BAD unknown\n", |(_, answer)| answer.as_str());
            let (answer, close) = answer
                .strip_suffix("<close>")
                .map_or((answer, false), |a| (a, true));
            self.send(&answer.replace('\n', "\r\n"))?;
            if close {
                return Err(Ended);
            }
        }
    }

    fn sleep(&self, time: Duration) -> Result<(), Ended> {
        let end = std::time::Instant::now() + time;
        while std::time::Instant::now() < end {
            if self.shared.stopped() {
                return Err(Ended);
            }
            std::thread::sleep(TICK.min(time));
        }
        Ok(())
    }

    fn silence(&mut self) -> Result<(), Ended> {
        loop {
            self.byte()?;
        }
    }

    fn line(&mut self) -> Result<String, Ended> {
        let mut bytes = Vec::new();
        while bytes.last() != Some(&b'\n') {
            bytes.push(self.byte()?);
        }
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        line.split(' ')
            .next()
            .unwrap_or_default()
            .clone_into(&mut self.tag);
        Ok(line)
    }

    /// The next octet; waits as long as the client and the server live.
    fn byte(&mut self) -> Result<u8, Ended> {
        let mut one = [0_u8];
        loop {
            let read = match &mut self.stream {
                Stream::Plain(s) => s.read(&mut one),
                Stream::Tls(s) => s.read(&mut one),
                Stream::Closed => return Err(Ended),
            };
            match read {
                Ok(0) => return Err(Ended),
                Ok(_) => break,
                Err(e) if is_pause(e.kind()) && !self.shared.stopped() => {}
                Err(_) => return Err(Ended),
            }
        }
        self.shared.note(self.number, &one);
        Ok(one[0])
    }

    fn encrypt(&mut self, identity: &Identity) -> Result<(), Ended> {
        let Stream::Plain(socket) = std::mem::replace(&mut self.stream, Stream::Closed) else {
            return Err(Ended);
        };
        let session = ServerConnection::new(Arc::new(config(identity))).expect("a TLS server");
        let mut stream = StreamOwned::new(session, socket);
        while stream.conn.is_handshaking() {
            match stream.conn.complete_io(&mut stream.sock) {
                Ok(_) => {}
                Err(e) if is_pause(e.kind()) && !self.shared.stopped() => {}
                Err(_) => return Err(Ended),
            }
        }
        self.stream = Stream::Tls(Box::new(stream));
        Ok(())
    }

    fn close(&mut self) {
        // The client may be gone already; then there is nobody to take leave of.
        match std::mem::replace(&mut self.stream, Stream::Closed) {
            Stream::Plain(s) => {
                let _ = s.shutdown(Shutdown::Both);
            }
            Stream::Tls(mut s) => {
                s.conn.send_close_notify();
                let _ = s.flush();
                let _ = s.sock.shutdown(Shutdown::Both);
            }
            Stream::Closed => {}
        }
    }

    fn reset(&mut self) -> Result<(), Ended> {
        if let Stream::Plain(socket) = std::mem::replace(&mut self.stream, Stream::Closed) {
            linger_zero(&socket);
        }
        Err(Ended)
    }
}

/// With no time to linger, dropping the socket sends a reset instead of an orderly end.
#[cfg(unix)]
fn linger_zero(socket: &TcpStream) {
    rustix::net::sockopt::set_socket_linger(socket, Some(Duration::ZERO)).expect("a socket option");
}

#[cfg(not(unix))]
fn linger_zero(_: &TcpStream) {}

fn is_pause(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

fn contains(line: &str, text: &str) -> bool {
    line.to_ascii_lowercase().contains(&text.to_ascii_lowercase())
}

fn config(identity: &Identity) -> ServerConfig {
    let chain =
        CertificateDer::pem_slice_iter(identity.chain.as_bytes()).map(|c| c.expect("a PEM certificate"));
    let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).expect("a PEM key");
    ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(chain.collect(), key)
        .expect("a usable certificate")
}
