//! The running double: listens on loopback, keeps what it was asked, and is gone when it is dropped.

use super::answer::Answer;
use super::fault::{Fault, Kind};
use super::http::{self, Request};
use super::key;
use super::routes;
use super::scene::GoogleScene;
use super::token::{self, Grant};
use crate::error::DemoError;
use std::collections::HashMap;
use std::io::{self, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::macros::format_description;

/// How long a connection may be idle before it looks whether the double still runs.
const LOOK: Duration = Duration::from_millis(100);

/// A request that the double saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// The path as it was sent, without parameters.
    pub path: String,
    /// The parameters, decoded.
    pub query: Vec<(String, String)>,
    /// Whom the token was for, where there was one.
    pub as_user: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// The answer, as it was before any fault.
    pub answer: String,
}

/// A double of Google's interfaces that runs until it is dropped.
#[derive(Debug)]
pub struct GoogleDouble {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

/// What all connections share.
#[derive(Debug)]
struct State {
    scene: GoogleScene,
    uri: String,
    stopped: AtomicBool,
    tokens: Mutex<HashMap<String, Grant>>,
    asked: Mutex<Vec<Asked>>,
    open: AtomicUsize,
    most: AtomicUsize,
    /// How often each fault was met.
    met: Mutex<Vec<u32>>,
}

impl GoogleDouble {
    /// Starts an organisation. It listens on loopback, at a port the operating system picks.
    pub fn start(scene: GoogleScene) -> Result<GoogleDouble, DemoError> {
        let fault = |action| move |source| DemoError::Start { action, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(fault("listen on loopback"))?;
        let address = listener.local_addr().map_err(fault("listen on loopback"))?;
        listener
            .set_nonblocking(true)
            .map_err(fault("listen on loopback"))?;
        let state = Arc::new(State {
            met: Mutex::new(vec![0; scene.faults.len()]),
            scene,
            uri: format!("http://{address}/token"),
            stopped: AtomicBool::new(false),
            tokens: Mutex::default(),
            asked: Mutex::default(),
            open: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("google-double".to_owned())
            .spawn(move || listen(&listener, &shared))
            .map_err(fault("start a thread"))?;
        Ok(GoogleDouble {
            address,
            state,
            thread: Some(thread),
        })
    }

    /// The address of all APIs: what `gmail.api_base` is to be.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key file of its service account.
    pub fn key_file(&self) -> String {
        key::key_file(&self.state.uri)
    }

    /// The same with a key that it does not know.
    pub fn other_key_file(&self) -> String {
        key::other_key_file(&self.state.uri)
    }

    /// What it was asked, in the order of the answers.
    pub fn asked(&self) -> Vec<Asked> {
        self.state
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The most requests that were under way at the same time.
    pub fn most_at_once(&self) -> usize {
        self.state.most.load(Ordering::Relaxed)
    }
}

impl Drop for GoogleDouble {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has told so already.
            thread.join().unwrap_or_default();
        }
    }
}

fn listen(listener: &TcpListener, state: &Arc<State>) {
    while !state.stopped.load(Ordering::Relaxed) {
        let Ok((stream, _)) = listener.accept() else {
            thread::sleep(Duration::from_millis(5));
            continue;
        };
        let state = Arc::clone(state);
        // Whoever is not served sees a closed connection.
        let served = thread::Builder::new().spawn(move || serve(stream, &state).unwrap_or_default());
        served.map(drop).unwrap_or_default();
    }
}

fn serve(stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    loop {
        input.get_ref().set_read_timeout(Some(LOOK))?;
        match io::BufRead::fill_buf(&mut input) {
            Ok([]) => return Ok(()),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                if state.stopped.load(Ordering::Relaxed) {
                    return Ok(());
                }
                continue;
            }
            Err(error) => return Err(error),
        }
        input.get_ref().set_read_timeout(Some(Duration::from_secs(10)))?;
        let Some(request) = http::read(&mut input)? else {
            return Ok(());
        };
        let open = state.open.fetch_add(1, Ordering::Relaxed) + 1;
        state.most.fetch_max(open, Ordering::Relaxed);
        let kept = state.reply(&request, &mut out);
        state.open.fetch_sub(1, Ordering::Relaxed);
        if !kept? {
            return Ok(());
        }
    }
}

impl State {
    /// Answers a request; false where the connection ends with it.
    fn reply(&self, request: &Request, out: &mut TcpStream) -> io::Result<bool> {
        let fault = self.fault(request);
        let grant = self.grant_of(request);
        let answer = match &fault {
            Some(Kind::Error { status, reason, .. }) if self.is_token(request) => {
                Answer::refused(*status, reason, "played")
            }
            Some(Kind::Error { status, reason, .. }) => Answer::error(
                *status,
                if *status == 429 { "RESOURCE_EXHAUSTED" } else { "" },
                reason,
                "played",
            ),
            // Whatever page is asked for, it is the first.
            Some(Kind::Loop) => {
                let mut first = request.clone();
                first.query.retain(|(name, _)| name != "pageToken");
                self.answer(&first, grant.as_ref())
            }
            _ => self.answer(request, grant.as_ref()),
        };
        let text = answer.body.to_string();
        self.note(request, grant, answer.status, &text);
        let body = text.into_bytes();
        let half = body.get(..body.len() / 2).unwrap_or_default();
        let mut headers = self.headers();
        match fault {
            None => http::write(out, answer.status, &headers, &body, body.len()).map(|()| true),
            Some(Kind::Error { retry_after, .. }) => {
                headers.extend(retry_after.map(|value| ("Retry-After".to_owned(), value)));
                http::write(out, answer.status, &headers, &body, body.len()).map(|()| true)
            }
            Some(Kind::Half) => http::write(out, answer.status, &headers, half, body.len()).map(|()| false),
            Some(Kind::Cut) => http::write(out, answer.status, &headers, half, half.len()).map(|()| true),
            Some(Kind::Html) => {
                http::write(out, 502, &headers, b"<html>Bad Gateway</html>", 24).map(|()| true)
            }
            Some(Kind::Redirect) => {
                headers.push(("Location".to_owned(), "http://192.0.2.1/elsewhere".to_owned()));
                http::write(out, 302, &headers, b"", 0).map(|()| true)
            }
            Some(Kind::Loop) => {
                let mut looped = answer.body.clone();
                if let Some(map) = looped.as_object_mut() {
                    map.insert("nextPageToken".to_owned(), "again".into());
                }
                let body = looped.to_string().into_bytes();
                http::write(out, answer.status, &headers, &body, body.len()).map(|()| true)
            }
            Some(Kind::Silence) => {
                while !self.stopped.load(Ordering::Relaxed) && out.take_error()?.is_none() {
                    thread::sleep(LOOK);
                }
                Ok(false)
            }
        }
    }

    fn is_token(&self, request: &Request) -> bool {
        request.raw_path == "/token"
    }

    fn answer(&self, request: &Request, grant: Option<&Grant>) -> Answer {
        let script = &self.scene.script;
        if !self.is_token(request) {
            return routes::answer(script, request, grant, self.now());
        }
        match token::grant(script, request, &self.uri, self.now()) {
            Err(refusal) => refusal,
            Ok(grant) => {
                let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
                let imap = script.user(&grant.user).and_then(|user| user.imap_token.clone());
                let for_imap = grant
                    .scopes
                    .iter()
                    .any(|scope| scope.contains("mail.google.com") || scope.contains("imap_admin"));
                let token = imap
                    .filter(|_| for_imap)
                    .unwrap_or_else(|| format!("demo-token-{}", tokens.len()));
                tokens.insert(token.clone(), grant);
                token::answer(&token)
            }
        }
    }

    /// Whom the token of a request is for.
    fn grant_of(&self, request: &Request) -> Option<Grant> {
        let token = request.header("authorization")?.strip_prefix("Bearer ")?;
        self.tokens
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .cloned()
    }

    fn note(&self, request: &Request, grant: Option<Grant>, status: u16, answer: &str) {
        let asked = Asked {
            method: request.method.clone(),
            path: request.raw_path.clone(),
            query: request.query.clone(),
            as_user: grant.map(|grant| grant.user),
            status,
            answer: answer.to_owned(),
        };
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(asked);
    }

    /// The fault that this request meets.
    fn fault(&self, request: &Request) -> Option<Kind> {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let faults: &[Fault] = &self.scene.faults;
        for (fault, met) in faults.iter().zip(met.iter_mut()) {
            if !request.raw_path.starts_with(&fault.path) {
                continue;
            }
            let before = *met;
            *met = met.saturating_add(1);
            if before >= fault.after && before - fault.after < fault.times {
                return Some(fault.kind.clone());
            }
        }
        None
    }

    /// The double's time, in seconds since 1970-01-01 UTC.
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs())
            .unwrap_or(i64::MAX)
            .saturating_add(self.scene.clock)
    }

    fn headers(&self) -> Vec<(String, String)> {
        if !self.scene.dated {
            return Vec::new();
        }
        // RFC 9110 section 5.6.7
        let form = format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        );
        let now = OffsetDateTime::from_unix_timestamp(self.now()).ok();
        let date = now.and_then(|now| now.format(form).ok());
        date.map(|date| ("Date".to_owned(), date)).into_iter().collect()
    }
}
