//! Accepting connections and wrapping them in TLS, on the one thread of a demo.

use crate::scene::Security;
use crate::session::Session;
use crate::system::System;
use crate::wire::Stream;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_local;
use tokio::time::timeout;

/// Connections served at the same time.
const CONNECTIONS: usize = 512;

/// How long a client may take to agree on TLS.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// How long, and how much, is read from a client that has been told good-bye.
const FAREWELL: Duration = Duration::from_millis(300);
const UNREAD: u64 = 1024 * 1024;

/// Opens a port on loopback, picked by the operating system.
pub(crate) fn listen() -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    socket.set_nonblocking(true)?;
    let address = socket.local_addr()?;
    Ok((socket, address))
}

/// Accepts connections until told to stop. Everything runs on this one thread, and open connections end when its
/// set of tasks is dropped.
pub(crate) async fn serve(
    system: Arc<System>,
    sockets: Vec<(TcpListener, Security)>,
    mut stopped: watch::Receiver<bool>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    for (socket, security) in sockets {
        spawn_local(accept(Arc::clone(&system), socket, security, Arc::clone(&room)));
    }
    // An error means that the demo itself is gone, which is the same order.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn accept(system: Arc<System>, socket: TcpListener, security: Security, room: Arc<Semaphore>) {
    let Ok(socket) = tokio::net::TcpListener::from_std(socket) else {
        return;
    };
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        match socket.accept().await {
            Ok((stream, _)) => {
                system.tally.note(|tally| tally.connections += 1);
                let system = Arc::clone(&system);
                spawn_local(async move {
                    // A connection that breaks concerns nobody but its client.
                    let _ = connection(system, stream, security).await;
                    drop(place);
                });
            }
            // Out of file descriptors, most likely: wait for some to come back.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(system: Arc<System>, mut stream: TcpStream, security: Security) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let acceptor = system.acceptor.clone();
    let mut session = Session::new(system, security == Security::Tls);
    if security != Security::Tls && !session.greet_and_run(&mut stream).await? {
        return part(&mut stream).await;
    }
    let mut stream = timeout(HANDSHAKE, acceptor.accept(stream)).await??;
    match security {
        Security::Tls => session.greet_and_run(&mut stream).await.map(drop)?,
        Security::Starttls | Security::None => session.run_protected(&mut stream).await?,
    }
    part(&mut stream).await
}

/// Closes so that the client gets the last line. Closing with input unread makes some systems throw away what is
/// still on its way to the other side.
async fn part(stream: &mut dyn Stream) -> io::Result<()> {
    stream.shutdown().await?;
    let mut unread = stream.take(UNREAD);
    timeout(FAREWELL, copy(&mut unread, &mut sink())).await?.map(drop)
}
