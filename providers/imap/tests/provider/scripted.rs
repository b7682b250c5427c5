//! A server on loopback that says whatever a test wants, in the clear.

use imaprules_kit::{Memory, Row, collect, request};
use imaprules_provider::SettingValue;
use imaprules_provider_imap::ImapProvider;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One command as the server sees it.
pub(crate) struct Asked<'a> {
    /// Number of the connection, from 0. The first is the look at the server.
    pub(crate) connection: usize,
    /// In upper case.
    pub(crate) verb: String,
    /// The line without its end.
    pub(crate) line: &'a str,
}

/// What a server does next.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Says it and reads on. `{tag}` stands for the tag of the command.
    Say(String),
    /// Says it and hangs up.
    Last(String),
    /// Says it again and again, for ever.
    Forever(String),
    /// One octet at a time, with a pause before each.
    Drip(String, Duration),
    Silence,
}

pub(crate) fn say(text: &str) -> Act {
    Act::Say(text.to_owned())
}

pub(crate) struct Server {
    pub(crate) at: SocketAddr,
    /// Lines that each connection sent.
    heard: Arc<Mutex<Vec<Vec<String>>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Greets every connection and answers its lines.
    pub(crate) fn start(
        greeting: &str,
        answer: impl Fn(&Asked<'_>) -> Act + Send + Sync + 'static,
    ) -> Server {
        let greeting = greeting.to_owned();
        Server::greeting(move |_| Act::Say(format!("{greeting}\r\n")), answer)
    }

    /// The same, with a greeting of its own for each connection.
    pub(crate) fn greeting(
        greet: impl Fn(usize) -> Act + Send + Sync + 'static,
        answer: impl Fn(&Asked<'_>) -> Act + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<Vec<String>>>> = Arc::default();
        let stop = Arc::new(AtomicBool::new(false));
        let (server_heard, server_stop) = (Arc::clone(&heard), Arc::clone(&stop));
        let play = Arc::new((greet, answer));
        std::thread::spawn(move || {
            let count = AtomicUsize::new(0);
            for stream in listener.incoming() {
                if server_stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let connection = count.fetch_add(1, Ordering::SeqCst);
                server_heard.lock().unwrap().push(Vec::new());
                let (heard, stop, play) = (
                    Arc::clone(&server_heard),
                    Arc::clone(&server_stop),
                    Arc::clone(&play),
                );
                std::thread::spawn(move || {
                    let mut stream = stream;
                    let note = |line: &str| heard.lock().unwrap()[connection].push(line.to_owned());
                    serve(&mut stream, connection, (&play.0, &play.1), &stop, &note);
                });
            }
        });
        Server { at, heard, stop }
    }

    pub(crate) fn connections(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// Everything that was heard.
    pub(crate) fn heard(&self) -> String {
        self.heard.lock().unwrap().concat().join("\n")
    }

    /// Signs some rows in and collects.
    pub(crate) fn collect(&self, rows: &[Row<'_>], set: &[(&str, SettingValue)]) -> Memory {
        let host = Memory::of_rows(rows);
        self.collect_with(&host, rows, set);
        host
    }

    pub(crate) fn collect_with(&self, host: &Memory, rows: &[Row<'_>], set: &[(&str, SettingValue)]) {
        let provider = ImapProvider::new();
        let mut all = plain(self.at);
        all.extend(set.iter().cloned());
        collect(&provider, &request(&provider, rows, &all), host).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.at);
    }
}

/// Settings for a server in the clear, all rows signed in.
pub(crate) fn plain(at: SocketAddr) -> Vec<(&'static str, SettingValue)> {
    vec![
        ("server", SettingValue::Text(at.to_string())),
        ("security", SettingValue::Text("none".into())),
        ("allow_plaintext", SettingValue::Bool(true)),
        ("sign_in", SettingValue::Text("all".into())),
    ]
}

/// A time-out in milliseconds.
pub(crate) fn timeout(millis: i64) -> (&'static str, SettingValue) {
    ("timeout", SettingValue::Int(millis))
}

type Play<'a> = (&'a dyn Fn(usize) -> Act, &'a dyn Fn(&Asked<'_>) -> Act);

fn serve(stream: &mut TcpStream, connection: usize, play: Play<'_>, stop: &AtomicBool, note: &dyn Fn(&str)) {
    let Ok(reading) = stream.try_clone() else { return };
    let mut lines = BufReader::new(reading);
    if !act(stream, &play.0(connection), "*", stop) {
        return;
    }
    loop {
        let mut octets = Vec::new();
        if lines.read_until(b'\n', &mut octets).unwrap_or(0) == 0 {
            return;
        }
        let line = String::from_utf8_lossy(&octets)
            .trim_end_matches(['\r', '\n'])
            .to_owned();
        note(&line);
        let mut words = line.split(' ');
        let tag = words.next().unwrap_or_default().to_owned();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        if !act(
            stream,
            &play.1(&Asked {
                connection,
                verb,
                line: &line,
            }),
            &tag,
            stop,
        ) {
            return;
        }
    }
}

/// Whether the connection goes on.
fn act(stream: &mut TcpStream, act: &Act, tag: &str, stop: &AtomicBool) -> bool {
    let send =
        |stream: &mut TcpStream, text: &str| stream.write_all(text.replace("{tag}", tag).as_bytes()).is_ok();
    match act {
        Act::Say(text) => send(stream, text),
        Act::Last(text) => {
            send(stream, text);
            let _ = stream.shutdown(std::net::Shutdown::Both);
            false
        }
        Act::Forever(text) => {
            let block = text.replace("{tag}", tag).repeat(1 + 4096 / text.len());
            while !stop.load(Ordering::SeqCst) && stream.write_all(block.as_bytes()).is_ok() {}
            false
        }
        Act::Drip(text, pause) => {
            for octet in text.replace("{tag}", tag).bytes() {
                std::thread::sleep(*pause);
                if stop.load(Ordering::SeqCst) || stream.write_all(&[octet]).is_err() {
                    return false;
                }
            }
            true
        }
        Act::Silence => {
            while !stop.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(10));
            }
            false
        }
    }
}

/// What a server without extensions answers, with one empty folder. Everybody may sign in.
pub(crate) fn simple(asked: &Asked<'_>) -> Act {
    say(match asked.verb.as_str() {
        "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
        "LOGIN" => "{tag} OK in\r\n",
        "STATUS" => "* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\r\n{tag} OK done\r\n",
        "LIST" => "* LIST () \"/\" INBOX\r\n{tag} OK done\r\n",
        "LOGOUT" => return Act::Last("* BYE bye\r\n{tag} OK done\r\n".into()),
        _ => "{tag} BAD what?\r\n",
    })
}

/// As [`simple`], but for the given verbs.
pub(crate) fn but(table: Vec<(&'static str, Act)>) -> impl Fn(&Asked<'_>) -> Act + Send + Sync + 'static {
    move |asked| {
        let entry = table.iter().find(|(verb, _)| *verb == asked.verb);
        entry.map_or_else(|| simple(asked), |(_, act)| act.clone())
    }
}
