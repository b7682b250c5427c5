//! TLS as old servers speak it, in front of any IMAP server that speaks plaintext.
//!
//! The library the tests use knows no TLS before 1.2, so OpenSSL's test server does this part: one for each connection,
//! with a configuration of its own that allows what the machine's forbids. What it decrypts goes to the server behind.

mod certificate;
mod profile;
mod relay;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

pub use profile::TlsProfile;

use crate::{Address, Scratch};
use relay::{Front, Relay};

/// Two listeners with old TLS; they accept nothing more when dropped. What is open ends with its client.
#[derive(Debug)]
pub struct OldTls {
    address: Address,
    stop: Arc<AtomicBool>,
    acceptors: Vec<JoinHandle<()>>,
    scratch: Scratch,
}

impl OldTls {
    /// Whether tests that need OpenSSL can run; see [`crate::have`].
    pub fn here() -> bool {
        let found = Command::new("openssl").arg("version").output();
        crate::have(
            "OpenSSL",
            found.is_ok_and(|output| output.status.success()),
            "on Debian: apt-get install openssl",
        )
    }

    /// Starts the listeners in front of a server that speaks plaintext at the given address, or `None` where tests
    /// that need OpenSSL are skipped.
    pub fn start(profile: &TlsProfile, behind: SocketAddr) -> Option<Self> {
        Self::here().then(|| Self::launch(profile, behind))
    }

    fn launch(profile: &TlsProfile, behind: SocketAddr) -> Self {
        let (scratch, address) = (Scratch::new(), Address::claim());
        scratch.file("openssl.cnf", include_str!("old_tls/openssl.cnf"));
        certificate::make(&scratch, profile.certificate, &address.ip().to_string());
        let stop = Arc::new(AtomicBool::new(false));
        let relay = |front| {
            Arc::new(Relay {
                arguments: profile.arguments.iter().map(|&a| a.to_owned()).collect(),
                directory: scratch.path().to_owned(),
                behind,
                front,
            })
        };
        let acceptors = vec![
            accept(address.tls(), relay(Front::Tls), &stop),
            accept(address.plain(), relay(Front::StartTls), &stop),
        ];
        Self {
            address,
            stop,
            acceptors,
            scratch,
        }
    }

    /// Where it speaks plaintext up to STARTTLS, and takes no sign-in before.
    pub fn plain(&self) -> SocketAddr {
        self.address.plain()
    }

    /// Where it speaks TLS from the first byte.
    pub fn tls(&self) -> SocketAddr {
        self.address.tls()
    }

    /// The certificate it shows, as PEM; its name is [`Self::name`].
    pub fn certificate(&self) -> String {
        std::fs::read_to_string(self.scratch.join("chain.pem")).expect("a certificate")
    }

    /// The name in the certificate: the address.
    pub fn name(&self) -> String {
        self.address.ip().to_string()
    }

    /// OpenSSL's command line with a configuration that allows old TLS, for looking at the listeners from outside.
    pub fn openssl(&self) -> Command {
        openssl(self.scratch.path())
    }
}

impl Drop for OldTls {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        for at in [self.address.plain(), self.address.tls()] {
            // Wakes the acceptor; if that fails it has already ended.
            let _ = TcpStream::connect(at);
        }
        for acceptor in self.acceptors.drain(..) {
            let _ = acceptor.join();
        }
    }
}

fn accept(at: SocketAddr, relay: Arc<Relay>, stop: &Arc<AtomicBool>) -> JoinHandle<()> {
    let listener = TcpListener::bind(at).unwrap_or_else(|e| panic!("{at}: {e}"));
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            if stop.load(Ordering::SeqCst) {
                return;
            }
            let Ok(client) = client else { continue };
            let relay = Arc::clone(&relay);
            // A connection that breaks off is the client's matter; what it saw is what the test is about.
            std::thread::spawn(move || drop(relay.serve(client)));
        }
    })
}

fn openssl(directory: &Path) -> Command {
    let mut command = Command::new("openssl");
    command.env("OPENSSL_CONF", directory.join("openssl.cnf"));
    command
}
