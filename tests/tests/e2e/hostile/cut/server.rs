//! A small IMAP server with one mailbox that hangs up after so many octets.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// The user name for which nothing is cut. For `cut-N` the server hangs up N octets after it read LOGIN.
pub(super) const WHOLE: &str = "whole";

const GREETING: &str = "* OK IMAP4rev1 server ready\r\n";
const CAPABILITY: &str = "* CAPABILITY IMAP4rev1 NAMESPACE QUOTA\r\n{tag} OK listed\r\n";

/// Octets before the answer to LOGIN, with the shortest tag.
pub(super) const GREETING_AND_CAPABILITY: usize = GREETING.len() + CAPABILITY.len();

/// Folders and the sizes of their messages.
const FOLDERS: [(&str, &[u64]); 4] = [
    ("INBOX", &[1000, 2000]),
    ("Old.2019", &[300]),
    ("Empty", &[]),
    ("two words", &[40, 50, 60]),
];

/// The server; it stops accepting when dropped.
pub(super) struct Server {
    at: SocketAddr,
    stop: Arc<AtomicBool>,
    longest: Arc<AtomicUsize>,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts. `cut`: every connection is cut after so many octets, counted from its beginning.
    pub(super) fn start(cut: Option<usize>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let at = listener.local_addr().expect("a bound port");
        let (stop, longest) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stopped, most) = (Arc::clone(&stop), Arc::clone(&longest));
        let acceptor = std::thread::spawn(move || {
            for socket in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(socket), most) = (socket, Arc::clone(&most)) else {
                    continue;
                };
                std::thread::spawn(move || {
                    let sent = Connection::new(socket, cut).serve();
                    most.fetch_max(sent, Ordering::SeqCst);
                });
            }
        });
        Self {
            at,
            stop,
            longest,
            acceptor: Some(acceptor),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.at
    }

    /// The most octets that any connection got after its LOGIN.
    pub(super) fn longest(&self) -> usize {
        self.longest.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the acceptor; if that fails it has already ended.
        let _ = TcpStream::connect(self.at);
        let _ = self.acceptor.take().map(JoinHandle::join);
    }
}

struct Connection {
    socket: TcpStream,
    /// Octets until it is cut.
    left: Option<usize>,
    /// Octets since LOGIN.
    sent: usize,
    open: usize,
}

impl Connection {
    fn new(socket: TcpStream, left: Option<usize>) -> Self {
        Self {
            socket,
            left,
            sent: 0,
            open: 0,
        }
    }

    /// Serves until the client goes or the connection is cut; says how much it got after LOGIN.
    fn serve(mut self) -> usize {
        let mut lines = BufReader::new(self.socket.try_clone().expect("a second handle"));
        let mut line = String::new();
        let mut going = self.send(GREETING);
        while going && lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            let answer = self.answer(&line);
            going = self.send(&answer);
            line.clear();
        }
        // An orderly end: what was sent arrives. The client may be gone already.
        let _ = self.socket.shutdown(std::net::Shutdown::Write);
        self.sent
    }

    /// Sends as much as may be sent; false when that was all.
    fn send(&mut self, text: &str) -> bool {
        let most = self.left.unwrap_or(usize::MAX).min(text.len());
        self.sent += most;
        self.left = self.left.map(|left| left - most);
        self.socket.write_all(&text.as_bytes()[..most]).is_ok() && self.left != Some(0)
    }

    fn answer(&mut self, line: &str) -> String {
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
        let verb = command.split(' ').next().unwrap_or_default();
        let untagged = match verb {
            "CAPABILITY" => return CAPABILITY.replace("{tag}", tag),
            "LOGIN" => self.login(command),
            "LIST" => FOLDERS
                .iter()
                .map(|(name, _)| format!("* LIST () \".\" \"{name}\"\r\n"))
                .collect(),
            "STATUS" => status(named(command)),
            "EXAMINE" => {
                self.open = named(command);
                format!("* {} EXISTS\r\n", FOLDERS[self.open].1.len())
            }
            "FETCH" => sizes(self.open),
            "GETQUOTAROOT" => "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 123 4567)\r\n".to_owned(),
            "NAMESPACE" => "* NAMESPACE ((\"\" \".\")) ((\"user.\" \".\")) NIL\r\n".to_owned(),
            "LOGOUT" => "* BYE see you\r\n".to_owned(),
            _ => return format!("{tag} BAD what?\r\n"),
        };
        format!("{untagged}{tag} OK {verb} done\r\n")
    }

    fn login(&mut self, command: &str) -> String {
        let cut = command.split("cut-").nth(1);
        let octets = cut.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
        if let Some(octets) = octets {
            self.left = Some(octets.parse().expect("a number"));
        }
        self.sent = 0;
        String::new()
    }
}

/// The place of the folder that a command names.
fn named(command: &str) -> usize {
    let place = FOLDERS.iter().position(|(name, _)| command.contains(name));
    place.expect("a folder that was listed")
}

fn status(folder: usize) -> String {
    let (name, sizes) = FOLDERS[folder];
    let count = sizes.len();
    format!(
        "* STATUS \"{name}\" (MESSAGES {count} UIDNEXT {} UIDVALIDITY 7{folder})\r\n",
        count + 1
    )
}

fn sizes(folder: usize) -> String {
    let numbered = FOLDERS[folder].1.iter().enumerate();
    numbered
        .map(|(number, size)| format!("* {} FETCH (RFC822.SIZE {size})\r\n", number + 1))
        .collect()
}
