//! A running demo, as its user sees it: started, asked where it is and what it saw, dropped.

use crate::error::DemoError;
use crate::scene::{Listener, Scene};
use crate::serve::{listen, serve};
use crate::system::System;
use crate::tally::Tally;
use crate::tls::Identity;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tokio::sync::watch;
use tokio::task::LocalSet;

/// A demo mail system that runs until it is dropped.
pub struct Demo {
    system: Arc<System>,
    ports: Vec<(Listener, SocketAddr)>,
    ca_pem: String,
    csv: String,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// Shows where it listens, nothing of what it holds.
impl fmt::Debug for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ports: Vec<_> = self.ports.iter().map(|(_, address)| address).collect();
        f.debug_struct("Demo")
            .field("host", &self.host())
            .field("listening", &ports)
            .finish()
    }
}

impl Demo {
    /// Starts a scene. It listens on loopback, at ports the operating system picks.
    pub fn start(scene: Scene) -> Result<Demo, DemoError> {
        let identity = Identity::for_host(&scene.script.host)?;
        let system = Arc::new(System::new(&scene, identity.acceptor)?);
        let fault = |action| move |source| DemoError::Start { action, source };
        let mut ports = Vec::new();
        let mut sockets = Vec::new();
        for listener in &scene.script.listener {
            let (socket, address) = listen().map_err(fault("listen on loopback"))?;
            ports.push((*listener, address));
            sockets.push((socket, listener.security));
        }
        let (stop, stopped) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(fault("set up its connections"))?;
        let served = Arc::clone(&system);
        let thread = thread::Builder::new()
            .name("imaprules-demo".to_owned())
            .spawn(move || LocalSet::new().block_on(&runtime, serve(served, sockets, stopped)))
            .map_err(fault("start a thread"))?;
        let csv = scene.csv();
        Ok(Demo {
            system,
            ports,
            ca_pem: identity.ca_pem,
            csv,
            stop,
            thread: Some(thread),
        })
    }

    /// Where to find the presented host, one entry a port and address:
    /// `imap.gmail.com:993=74.125.133.108@127.0.0.1:40123` says that the host seems to have the address
    /// 74.125.133.108 and that a connection to its port 993 has to go to 127.0.0.1:40123.
    pub fn resolve_overrides(&self) -> Vec<String> {
        let host = self.host();
        let script = &self.system.script;
        let entries = self.ports.iter().flat_map(|(listener, local)| {
            script
                .addresses
                .iter()
                .map(move |address| format!("{host}:{}={address}@{local}", listener.port))
        });
        entries.collect()
    }

    /// The authority that issued the server's certificate, as PEM. Trust it for this demo and nothing else.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The migration file of the cast: `EmailAddress,UserName,Password`, with made-up passwords.
    pub fn csv(&self) -> &str {
        &self.csv
    }

    /// The host name the system is known by.
    pub fn host(&self) -> &str {
        &self.system.script.host
    }

    /// The port it seems to listen on.
    pub fn port(&self) -> u16 {
        self.ports.first().map_or(993, |(listener, _)| listener.port)
    }

    /// Where a presented port really listens.
    pub fn local_address(&self, port: u16) -> Option<SocketAddr> {
        self.ports
            .iter()
            .find(|(listener, _)| listener.port == port)
            .map(|(_, address)| *address)
    }

    /// What clients have done so far.
    pub fn tally(&self) -> Tally {
        self.system.tally.read()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // The thread may have ended by itself; there is nobody to tell.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
