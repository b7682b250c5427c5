//! A small IMAP client that shows every line as it came.

use imaprules_demo::{Demo, Scene};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

pub(crate) struct Client {
    stream: BufReader<Box<dyn Stream>>,
    number: u32,
}

pub(crate) fn demo(provider: &str) -> Demo {
    Demo::start(Scene::for_provider(provider).unwrap()).unwrap()
}

/// A shipped scene with its text changed.
pub(crate) fn changed(provider: &str, from: &str, to: &str) -> Demo {
    let text =
        std::fs::read_to_string(format!("{}/scenes/{provider}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(text.contains(from), "{from}");
    Demo::start(Scene::parse(provider, &text.replace(from, to)).unwrap()).unwrap()
}

/// TLS that trusts the demo's authority and nothing else, and checks the presented name.
pub(crate) fn connector(demo: &Demo) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(demo.ca_pem().as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

pub(crate) async fn tcp(demo: &Demo, port: u16) -> TcpStream {
    TcpStream::connect(demo.local_address(port).unwrap())
        .await
        .unwrap()
}

impl Client {
    pub(crate) fn over(stream: impl Stream + 'static) -> Client {
        Client {
            stream: BufReader::new(Box::new(stream)),
            number: 0,
        }
    }

    pub(crate) async fn protect(demo: &Demo, stream: TcpStream) -> Client {
        let name = ServerName::try_from(demo.host().to_owned()).unwrap();
        Client::over(connector(demo).connect(name, stream).await.unwrap())
    }

    /// Connects with TLS and reads the greeting.
    pub(crate) async fn connect(demo: &Demo) -> (Client, String) {
        let mut client = Client::protect(demo, tcp(demo, 993).await).await;
        let greeting = client.line().await.unwrap();
        (client, greeting)
    }

    /// Connects and signs in.
    pub(crate) async fn signed_in(demo: &Demo, user: &str) -> Client {
        let (mut client, _) = Client::connect(demo).await;
        let user = format!("{user}@example.com");
        let password = demo
            .csv()
            .lines()
            .find_map(|row| row.strip_prefix(&format!("{user},{user},")))
            .unwrap();
        let answer = client.ask(&format!("LOGIN {user} {password}")).await;
        assert!(answer.last().unwrap().starts_with("OK"), "{answer:?}");
        client
    }

    /// The next line; `None` when the server has closed.
    pub(crate) async fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(
                String::from_utf8(line)
                    .unwrap()
                    .strip_suffix("\r\n")
                    .expect("CRLF")
                    .to_owned(),
            ),
        }
    }

    pub(crate) async fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.stream.get_mut().write_all(octets.as_ref()).await.unwrap();
        self.stream.get_mut().flush().await.unwrap();
    }

    /// Gives a command and reads up to its answer, which comes last and without its tag.
    pub(crate) async fn ask(&mut self, command: impl AsRef<[u8]>) -> Vec<String> {
        self.number += 1;
        let tag = format!("a{}", self.number);
        self.send([tag.as_bytes(), b" ", command.as_ref(), b"\r\n"].concat())
            .await;
        self.answer(&tag).await
    }

    /// Reads up to the answer with a tag, or to the end of the connection.
    pub(crate) async fn answer(&mut self, tag: &str) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(line) = self.line().await {
            match line.strip_prefix(&format!("{tag} ")) {
                Some(answer) => {
                    lines.push(answer.to_owned());
                    break;
                }
                None => lines.push(line),
            }
        }
        lines
    }

    /// Everything up to the end of the connection.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        // A reset ends it as well.
        let _ = self.stream.read_to_end(&mut rest).await;
        String::from_utf8(rest).unwrap()
    }
}
