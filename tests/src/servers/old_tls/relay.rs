//! One connection: client <-> OpenSSL's test server <-> IMAP server in plaintext.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::group::Group;

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    /// With the handshake.
    Tls,
    /// In plaintext, up to STARTTLS.
    StartTls,
}

/// What all connections of a listener share.
#[derive(Debug)]
pub(super) struct Relay {
    pub(super) arguments: Vec<String>,
    /// Where certificate, key and configuration are. Not owned: an open connection must not keep it.
    pub(super) directory: PathBuf,
    pub(super) behind: SocketAddr,
    pub(super) front: Front,
}

const START_LIMIT: Duration = Duration::from_secs(10);
const CAPABILITIES: &str = "CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED";

static COUNTER: AtomicUsize = AtomicUsize::new(0);

impl Relay {
    /// Serves a client to its end.
    pub(super) fn serve(&self, client: TcpStream) -> std::io::Result<()> {
        if self.front == Front::StartTls && !in_plaintext(&client)? {
            return Ok(());
        }
        let socket = self
            .directory
            .join(format!("s{}", COUNTER.fetch_add(1, Ordering::Relaxed)));
        let mut openssl = self.spawn(&socket);
        let encrypted = connect(&socket)?;
        let server = TcpStream::connect(self.behind)?;
        if self.front == Front::StartTls {
            // The client has had its greeting.
            line(&server)?;
        }
        let input = openssl.child.stdin.take().expect("its input");
        let output = openssl.child.stdout.take().expect("its output");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                pump(&client, &encrypted);
                encrypted.shutdown(Shutdown::Write)
            });
            scope.spawn(|| {
                pump(output, &server);
                server.shutdown(Shutdown::Write)
            });
            scope.spawn(|| pump(&server, input));
            // The last word is OpenSSL's: an alert, or the end of the session. It wakes the others.
            pump(&encrypted, &client);
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
            openssl.kill();
        });
        Ok(())
    }

    fn spawn(&self, socket: &Path) -> Group {
        let mut command = super::openssl(&self.directory);
        command
            .args([
                "s_server",
                "-quiet",
                "-naccept",
                "1",
                "-cert",
                "chain.pem",
                "-key",
                "key.pem",
            ])
            .args(&self.arguments)
            .arg("-unix")
            .arg(socket)
            .current_dir(&self.directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        Group::spawn(&mut command)
    }
}

/// The part before TLS; true once the client asked for STARTTLS.
fn in_plaintext(mut client: &TcpStream) -> std::io::Result<bool> {
    client.write_all(format!("* OK [{CAPABILITIES}] An old server is ready.\r\n").as_bytes())?;
    loop {
        let text = line(client)?;
        let (tag, command) = text.trim_end().split_once(' ').unwrap_or(("*", ""));
        let answer = match command.to_ascii_uppercase().as_str() {
            "STARTTLS" => format!("{tag} OK Begin now.\r\n"),
            "CAPABILITY" => format!("* {CAPABILITIES}\r\n{tag} OK Done.\r\n"),
            "NOOP" => format!("{tag} OK Done.\r\n"),
            "LOGOUT" => format!("* BYE Until then.\r\n{tag} OK Done.\r\n"),
            _ => format!("{tag} NO Not without TLS.\r\n"),
        };
        client.write_all(answer.as_bytes())?;
        match command.to_ascii_uppercase().as_str() {
            "STARTTLS" => return Ok(true),
            "LOGOUT" => return Ok(false),
            _ => {}
        }
    }
}

/// Reads octet by octet, so that nothing of what follows the line is lost.
fn line(stream: &TcpStream) -> std::io::Result<String> {
    let mut text = Vec::new();
    BufReader::with_capacity(1, stream).read_until(b'\n', &mut text)?;
    if text.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Connects once OpenSSL listens.
fn connect(socket: &PathBuf) -> std::io::Result<UnixStream> {
    let end = Instant::now() + START_LIMIT;
    loop {
        match UnixStream::connect(socket) {
            Err(_) if Instant::now() < end => std::thread::sleep(Duration::from_millis(2)),
            result => return result,
        }
    }
}

/// Carries octets in one direction until either end is gone.
fn pump(mut from: impl Read, mut to: impl Write) {
    let mut buffer = [0; 16384];
    loop {
        match from.read(&mut buffer) {
            Ok(count) if count > 0 => {
                if to.write_all(&buffer[..count]).and_then(|()| to.flush()).is_err() {
                    return;
                }
            }
            _ => return,
        }
    }
}
