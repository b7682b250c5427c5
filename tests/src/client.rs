//! A small IMAP client, independent of the program's: it shows what a server really says and holds.
//!
//! It speaks in lines and knows no literals in answers, which is all the seeded mailboxes need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto};

/// Whom a client trusts: one certificate (PEM), and the name it expects.
#[derive(Debug, Clone, Copy)]
pub struct Trust<'a> {
    /// The trusted certificate as PEM.
    pub root: &'a str,
    /// The server's name as the client knows it.
    pub name: &'a str,
}

/// A connection to an IMAP server.
pub struct Client {
    stream: BufReader<Box<dyn Stream>>,
    /// The socket, kept for the step from plaintext to TLS.
    socket: TcpStream,
    /// The first line the server sent, without its line end.
    pub greeting: String,
    tag: u32,
}

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// A server of the tests that says nothing for so long is broken.
const PATIENCE: Duration = Duration::from_secs(20);

impl Client {
    /// Connects in plaintext and reads the greeting.
    pub fn plain(at: SocketAddr) -> Self {
        Self::try_plain(at, PATIENCE).unwrap_or_else(|e| panic!("{at}: {e}"))
    }

    /// Connects in plaintext and reads the greeting, or says why not.
    pub fn try_plain(at: SocketAddr, patience: Duration) -> std::io::Result<Self> {
        let socket = connect(at, patience)?;
        let mut client = Self::over(Box::new(socket.try_clone()?), socket);
        client.greeting = client.line()?;
        Ok(client)
    }

    /// Connects with TLS from the first byte and reads the greeting.
    pub fn tls(at: SocketAddr, trust: Trust<'_>) -> Self {
        let socket = connect(at, PATIENCE).unwrap_or_else(|e| panic!("{at}: {e}"));
        let copy = socket.try_clone().expect("a second handle");
        let mut client = Self::over(Box::new(wrap(copy, trust)), socket);
        client.greeting = client.line().unwrap_or_else(|e| panic!("{at}: {e}"));
        client
    }

    fn over(stream: Box<dyn Stream>, socket: TcpStream) -> Self {
        Self {
            stream: BufReader::new(stream),
            socket,
            greeting: String::new(),
            tag: 0,
        }
    }

    /// Asks for STARTTLS and goes on encrypted.
    pub fn starttls(mut self, trust: Trust<'_>) -> Self {
        let answer = self.command("STARTTLS");
        assert!(answer.ok, "STARTTLS was refused: {}", answer.status);
        let copy = self.socket.try_clone().expect("a second handle");
        self.stream = BufReader::new(Box::new(wrap(copy, trust)));
        self
    }

    /// Sends a command and reads up to its answer.
    pub fn command(&mut self, command: &str) -> Answer {
        self.try_command(command)
            .unwrap_or_else(|e| panic!("{command:?}: {e}"))
    }

    /// Sends a command and reads up to its answer, or says why there is none.
    pub fn try_command(&mut self, command: &str) -> std::io::Result<Answer> {
        self.tag += 1;
        let tag = format!("t{}", self.tag);
        self.stream
            .get_mut()
            .write_all(format!("{tag} {command}\r\n").as_bytes())?;
        self.stream.get_mut().flush()?;
        let mut untagged = Vec::new();
        loop {
            let line = self.line()?;
            match line.strip_prefix(&tag).and_then(|rest| rest.strip_prefix(' ')) {
                Some(status) => {
                    return Ok(Answer {
                        ok: status.starts_with("OK"),
                        status: status.to_owned(),
                        untagged,
                    });
                }
                None => untagged.push(line),
            }
        }
    }

    /// Signs in with LOGIN.
    pub fn login(&mut self, user: &str, password: &str) -> Answer {
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        self.command(&format!("LOGIN {} {}", quoted(user), quoted(password)))
    }

    /// One item of STATUS for a folder, such as `MESSAGES`.
    pub fn status(&mut self, folder: &str, item: &str) -> u64 {
        let answer = self.command(&format!("STATUS \"{folder}\" ({item})"));
        let line = answer
            .untagged
            .iter()
            .find(|l| l.starts_with("* STATUS"))
            .expect("a STATUS line");
        let value = line
            .rsplit([' ', '('])
            .next()
            .unwrap_or_default()
            .trim_end_matches(')');
        value.parse().unwrap_or_else(|e| panic!("{line:?}: {e}"))
    }

    /// Reads one line; the end of the connection is an error.
    pub fn line(&mut self) -> std::io::Result<String> {
        let mut bytes = Vec::new();
        if self.stream.read_until(b'\n', &mut bytes)? == 0 {
            return Err(std::io::Error::new(
                std::io::ErrorKind::UnexpectedEof,
                "the server closed the connection",
            ));
        }
        Ok(String::from_utf8_lossy(&bytes)
            .trim_end_matches(['\r', '\n'])
            .to_owned())
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("greeting", &self.greeting)
            .finish_non_exhaustive()
    }
}

/// What came back for a command.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whether the tagged answer was OK.
    pub ok: bool,
    /// The tagged answer without its tag.
    pub status: String,
    /// The lines before it.
    pub untagged: Vec<String>,
}

fn connect(at: SocketAddr, patience: Duration) -> std::io::Result<TcpStream> {
    let socket = TcpStream::connect_timeout(&at, patience)?;
    socket.set_read_timeout(Some(patience))?;
    socket.set_write_timeout(Some(patience))?;
    Ok(socket)
}

fn wrap(socket: TcpStream, trust: Trust<'_>) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(trust.root.as_bytes()).expect("a PEM certificate");
    roots.add(root).expect("a usable root");
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(trust.name.to_owned()).expect("a server name");
    StreamOwned::new(
        ClientConnection::new(Arc::new(config), name).expect("a TLS client"),
        socket,
    )
}
