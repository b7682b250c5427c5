//! Who may sign in. Cyrus asks a service for that, over a socket; here the test itself is this service.
//!
//! A question is four texts, each with its length in two octets before it: user, password, service, realm. So is the
//! answer, `OK` or `NO`; see saslauthd/ipc_unix.c in the sources of Cyrus SASL.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The service; it ends when dropped.
#[derive(Debug)]
pub(super) struct Passwords {
    socket: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Passwords {
    /// Answers at this path.
    pub(super) fn serve(socket: &Path, passwords: BTreeMap<String, String>) -> Self {
        let listener = UnixListener::bind(socket).unwrap_or_else(|e| panic!("{}: {e}", socket.display()));
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            for question in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                // Whoever breaks off gets no answer; Cyrus then refuses the sign-in by itself.
                let _ = question.and_then(|stream| answer(stream, &passwords));
            }
        });
        Self {
            socket: socket.to_owned(),
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for Passwords {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread; if that fails it has already ended.
        if UnixStream::connect(&self.socket).is_ok() {
            let _ = self.thread.take().map(JoinHandle::join);
        }
    }
}

fn answer(mut stream: UnixStream, passwords: &BTreeMap<String, String>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let (user, password) = (text(&mut stream)?, text(&mut stream)?);
    let (_service, realm) = (text(&mut stream)?, text(&mut stream)?);
    let name = if realm.is_empty() {
        user
    } else {
        format!("{user}@{realm}")
    };
    let known = passwords.get(&name).is_some_and(|right| *right == password);
    let verdict = if known { "OK" } else { "NO" };
    stream.write_all(&[0, 2])?;
    stream.write_all(verdict.as_bytes())
}

fn text(stream: &mut UnixStream) -> std::io::Result<String> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
