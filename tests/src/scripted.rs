//! A server that plays a script: for what no package gives, and for what a real server does only when it is broken.
//!
//! Every connection plays the same script on a thread of its own. What clients sent is kept, so that a test can also
//! say what must not have been sent.

mod play;
mod step;

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

pub use step::{Script, Step, dialogue};

use play::Connection;

/// A scripted server on loopback; it stops when dropped.
#[derive(Debug)]
pub struct ScriptedServer {
    at: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// What the threads of one server share.
#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    /// What each connection sent, in the order of their arrival.
    heard: Mutex<Vec<Vec<u8>>>,
}

impl ScriptedServer {
    /// Starts playing.
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let at = listener.local_addr().expect("a bound port");
        let shared = Arc::new(Shared::default());
        let (script, inner) = (Arc::new(script), Arc::clone(&shared));
        let acceptor = std::thread::spawn(move || accept(&listener, &script, &inner));
        Self {
            at,
            shared,
            acceptor: Some(acceptor),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.at
    }

    /// What each connection sent so far (after decryption), in the order of their arrival.
    pub fn heard(&self) -> Vec<String> {
        let heard = self.shared.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard
            .iter()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared
            .heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // Wakes the acceptor; if that fails it has already ended.
        let _ = TcpStream::connect(self.at);
        let _ = self.acceptor.take().map(JoinHandle::join);
    }
}

fn accept(listener: &TcpListener, script: &Arc<Script>, shared: &Arc<Shared>) {
    for socket in listener.incoming() {
        if shared.stop.load(Ordering::SeqCst) {
            return;
        }
        let Ok(socket) = socket else { continue };
        let (script, shared) = (Arc::clone(script), Arc::clone(shared));
        let number = shared.begin();
        std::thread::spawn(move || Connection::new(socket, number, &shared).play(&script));
    }
}

impl Shared {
    fn begin(&self) -> usize {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(Vec::new());
        heard.len() - 1
    }

    fn note(&self, number: usize, bytes: &[u8]) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = heard.get_mut(number) {
            connection.extend_from_slice(bytes);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}
