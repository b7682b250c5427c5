//! One child process, from its start to its end.

use super::words::{self, Shared};
use crate::frame::{self, PROTOCOL, kind};
use crate::order::{Hello, Order};
use crate::platform::{self, Group};
use crate::{Fault, Library, Limits};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Pieces of frames that wait to be looked at: what the program is behind, and then the child has to wait.
const WAITING: usize = 16;
/// Octets of one piece.
const PIECE: usize = 64 << 10;
/// How long a pipe that held little is left to fill. Questions wait for it, too; what they ask for takes a hundred times as long.
const REST: Duration = Duration::from_micros(200);
/// How long a child that is gone may leave its pipe open, through what it forked, until nothing more is waited for.
const LEFTOVERS: Duration = Duration::from_millis(500);

/// Whole frames that came together, or what is wrong with them.
type Piece = Result<Vec<u8>, String>;

/// What a child is started with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start<'a> {
    /// This very program.
    pub(crate) program: &'a Path,
    pub(crate) library: &'a Library,
    pub(crate) limits: &'a Limits,
    /// Whether secrets were granted.
    pub(crate) secrets: bool,
    /// Whether to pretend to be a newer host.
    pub(crate) newer: bool,
    /// Milliseconds that are waited for calls that come too late.
    pub(crate) settle: u64,
}

/// A child process.
pub(crate) struct Session {
    child: Child,
    group: Group,
    input: Option<ChildStdin>,
    frames: Receiver<Piece>,
    words: Shared,
    exited: Option<Instant>,
    _folder: TempDir,
}

/// What came from the child, if anything did.
pub(crate) enum Heard {
    Frames(Vec<u8>),
    Nothing,
    /// It is gone; nothing more will come.
    Gone,
}

impl Session {
    /// Starts a child and gives it its order.
    pub(crate) fn start(start: &Start<'_>, order: &Order) -> Result<Self, Fault> {
        let folder = tempfile::Builder::new()
            .prefix("imaprules-")
            .tempdir()
            .map_err(|error| Fault::Start(error.to_string()))?;
        let mut child = command(start.program, folder.path())
            .spawn()
            .map_err(|error| Fault::Start(error.to_string()))?;
        let group = Group::of(&child, start.limits).map_err(|error| {
            let _ = child.kill();
            Fault::Start(error.to_string())
        })?;
        let words = Shared::default();
        let (to, frames) = sync_channel(WAITING);
        if let Some(output) = child.stdout.take() {
            platform::widen(&output);
            spawn(move || read(output, &to))?;
        }
        if let Some(errors) = child.stderr.take() {
            let words = Shared::clone(&words);
            spawn(move || words::read(errors, &words))?;
        }
        let mut session = Session {
            input: child.stdin.take(),
            child,
            group,
            frames,
            words,
            exited: None,
            _folder: folder,
        };
        let hello = Hello {
            protocol: PROTOCOL,
            library: start.library.copy(),
            limits: start.limits.clone(),
            secrets: start.secrets,
            newer: start.newer,
            settle: start.settle,
        };
        session.send(kind::HELLO, &serde_json::to_vec(&hello).unwrap_or_default());
        session.send(kind::ORDER, &serde_json::to_vec(order).unwrap_or_default());
        Ok(session)
    }

    /// Says something to the child. That it is gone shows elsewhere, with more to tell.
    pub(crate) fn send(&mut self, kind: u8, payload: &[u8]) {
        if let Some(input) = &mut self.input {
            let sent = frame::write(input, &mut Vec::new(), kind, &[payload]).and_then(|()| input.flush());
            if sent.is_err() {
                self.input = None;
            }
        }
    }

    /// Waits for what the child says, for a moment.
    pub(crate) fn hear(&mut self, wait: Duration) -> Result<Heard, Fault> {
        match self.frames.recv_timeout(wait) {
            Ok(Ok(frames)) => Ok(Heard::Frames(frames)),
            Ok(Err(why)) => Err(Fault::Protocol(why)),
            Err(RecvTimeoutError::Disconnected) => Ok(Heard::Gone),
            Err(RecvTimeoutError::Timeout) => Ok(self.silence()),
        }
    }

    /// Nothing came. Where the process is gone, what it forked may still hold the pipe; that is ended, too.
    fn silence(&mut self) -> Heard {
        if self.exited.is_none() && matches!(self.child.try_wait(), Ok(Some(_))) {
            self.exited = Some(Instant::now());
            self.group.kill();
        }
        match self.exited {
            Some(since) if since.elapsed() > LEFTOVERS => Heard::Gone,
            _ => Heard::Nothing,
        }
    }

    /// Ends the child, if it has not ended itself. How it ended, in words.
    pub(crate) fn end(&mut self) -> String {
        // One that is about to end by itself is given the time to say how.
        let until = Instant::now() + LEFTOVERS;
        while Instant::now() < until && !matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
            thread::sleep(Duration::from_millis(2));
        }
        self.kill();
        match self.child.wait() {
            Ok(status) => platform::words(status),
            Err(error) => error.to_string(),
        }
    }

    /// Ends the child and whatever it started, at once.
    pub(crate) fn kill(&mut self) {
        self.group.kill();
        // Fails only when it is gone.
        let _ = self.child.kill();
    }

    /// What it wrote to standard error.
    pub(crate) fn words(&self) -> &Shared {
        &self.words
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

/// The child's command: nothing of the environment but what is listed, and a folder of its own.
fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .arg("provider-host")
        .arg(std::process::id().to_string())
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for name in platform::KEPT_VARIABLES {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for name in ["TMPDIR", "TEMP", "TMP"] {
        command.env(name, folder);
    }
    platform::apart(&mut command);
    command
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
    let spawned = thread::Builder::new().spawn(work);
    spawned.map(drop).map_err(|error| Fault::Start(error.to_string()))
}

/// Reads pieces of whole frames, small ones not at once: who reads each record as it comes is woken for each, which costs more than
/// all else together. Reads until the other end is closed or nobody wants them any more.
fn read(mut input: impl Read, to: &SyncSender<Piece>) {
    let mut held = Vec::new();
    let mut buffer = vec![0; PIECE];
    loop {
        let few = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                held.extend_from_slice(buffer.get(..read).unwrap_or_default());
                read < PIECE / 2
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        let (frames, wrong) = frame::take(&mut held);
        if !frames.is_empty() && to.send(Ok(frames)).is_err() {
            return;
        }
        if let Some(why) = wrong {
            // Nobody listens any more only when the talk is over.
            let _ = to.send(Err(why));
            return;
        }
        if few {
            thread::sleep(REST);
        }
    }
    // What is left is a frame that was cut by the end of the process, which is told as that.
}
