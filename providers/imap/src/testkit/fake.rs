//! Servers on loopback: whatever a test wants to say to a connection, and an IMAP server by script.

use super::Identity;
use crate::wire::Stream;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Listens on loopback and gives every connection to the function.
pub(crate) async fn listen<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// An IMAP server that answers by script.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) greeting: String,
    /// Verbs and what is answered; `{tag}` stands for the tag of the command. A verb with a user name behind it, as in
    /// `LIST bob`, is what that user is answered once he has signed in.
    pub(crate) answers: Vec<(&'static str, String)>,
    /// What is answered after STARTTLS instead.
    pub(crate) secret_answers: Vec<(&'static str, String)>,
    /// For TLS from the first octet, or after STARTTLS.
    pub(crate) identity: Option<Identity>,
    pub(crate) starttls: bool,
    /// A verb whose answer takes so long.
    pub(crate) slow: Option<(&'static str, Duration)>,
    /// Every line a client sent.
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    pub(crate) fn new(greeting: &str) -> Fake {
        Fake {
            greeting: format!("{greeting}\r\n"),
            answers: Vec::new(),
            secret_answers: Vec::new(),
            identity: None,
            starttls: false,
            slow: None,
            heard: Arc::default(),
        }
    }

    pub(crate) fn answer(mut self, verb: &'static str, text: &str) -> Fake {
        self.answers.push((verb, text.to_owned()));
        self
    }

    /// After STARTTLS.
    pub(crate) fn secret_answer(mut self, verb: &'static str, text: &str) -> Fake {
        self.secret_answers.push((verb, text.to_owned()));
        self
    }

    pub(crate) fn tls(mut self, identity: &Identity) -> Fake {
        self.identity = Some(identity.clone());
        self
    }

    pub(crate) fn starttls(mut self, identity: &Identity) -> Fake {
        self.starttls = true;
        self.tls(identity)
    }

    pub(crate) async fn start(&self) -> SocketAddr {
        let fake = self.clone();
        listen(move |stream| fake.clone().serve(stream)).await
    }

    /// Serves one connection and is gone for the next.
    pub(crate) async fn start_once(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let fake = self.clone();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            drop(listener);
            fake.serve(stream).await;
        });
        address
    }

    /// Verbs the clients sent.
    pub(crate) fn verbs(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .map(|line| line.split(' ').nth(1).unwrap_or_default().to_ascii_uppercase())
            .collect()
    }

    async fn serve(self, stream: TcpStream) {
        let acceptor = self
            .identity
            .as_ref()
            .map(|identity| TlsAcceptor::from(identity.config()));
        match acceptor {
            Some(acceptor) if !self.starttls => {
                if let Ok(stream) = acceptor.accept(stream).await {
                    self.speak(Box::new(stream), None).await;
                }
            }
            other => self.speak(Box::new(stream), other).await,
        }
    }

    async fn speak(&self, mut stream: Box<dyn Stream>, acceptor: Option<TlsAcceptor>) {
        let mut answers = &self.answers;
        let mut user = String::new();
        if stream.write_all(self.greeting.as_bytes()).await.is_err() {
            return;
        }
        while let Some(line) = read_line(&mut stream).await {
            self.heard.lock().unwrap().push(line.clone());
            let mut words = line.split(' ');
            let (tag, verb) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            if verb.eq_ignore_ascii_case("LOGIN") {
                user = words.next().unwrap_or_default().trim_matches('"').to_owned();
            }
            let of = |wanted: &str| answers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            let text = of(&format!("{verb} {user}"))
                .or_else(|| of(verb))
                .map_or("{tag} BAD what?\r\n", |(_, text)| text.as_str())
                .replace("{tag}", tag);
            if let Some((_, pause)) = self.slow.filter(|(slow, _)| slow.eq_ignore_ascii_case(verb)) {
                tokio::time::sleep(pause).await;
            }
            if stream.write_all(text.as_bytes()).await.is_err() || verb.eq_ignore_ascii_case("LOGOUT") {
                return;
            }
            if let (true, true, Some(acceptor)) = (
                verb.eq_ignore_ascii_case("STARTTLS"),
                text.contains("OK"),
                &acceptor,
            ) {
                let Ok(encrypted) = acceptor.accept(stream).await else {
                    return;
                };
                stream = Box::new(encrypted);
                answers = &self.secret_answers;
            }
        }
    }
}

async fn read_line(stream: &mut Box<dyn Stream>) -> Option<String> {
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await.ok()? {
            b'\n' => return Some(String::from_utf8_lossy(&line).trim_end().to_owned()),
            octet => line.push(octet),
        }
    }
}
