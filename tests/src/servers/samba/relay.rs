//! Passes connections on from an address to a local socket.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Passes on while it lives.
#[derive(Debug)]
pub(super) struct Relay {
    stop: Arc<AtomicBool>,
    at: SocketAddr,
}

impl Relay {
    pub(super) fn start(at: SocketAddr, behind: PathBuf) -> Self {
        let listener = TcpListener::bind(at).unwrap_or_else(|e| panic!("{at}: {e}"));
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let behind = behind.clone();
                std::thread::spawn(move || serve(client, &behind));
            }
        });
        Self { stop, at }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // The listener looks at the sign when somebody knocks.
        let _ = TcpStream::connect(self.at);
    }
}

fn serve(client: TcpStream, behind: &Path) {
    let Ok(server) = UnixStream::connect(behind) else {
        return;
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            pump(&client, &server);
            let _ = server.shutdown(Shutdown::Write);
        });
        pump(&server, &client);
        let _ = client.shutdown(Shutdown::Write);
    });
}

/// Until either side is gone.
fn pump(mut from: impl Read, mut to: impl Write) {
    let mut part = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut part) {
        if to.write_all(&part[..count]).is_err() {
            return;
        }
    }
}
