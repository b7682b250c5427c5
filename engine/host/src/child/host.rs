//! The host's table, as the library sees it. Each function is called by any of its threads; what goes to the program goes through one
//! lock, whole.

use crate::frame::{self, LONGEST_LINE, kind};
use crate::order::{Hello, SecretName};
use crate::platform;
use imaprules_provider::plugin::abi::{self, Bytes, HostTable, SecretsTable, Status, UseSecret};
use serde::Serialize;
use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_void};
use std::fs::File;
use std::ptr::null;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often an attempt is asked for again while the library waits.
const ASK_AGAIN: Duration = Duration::from_millis(20);

thread_local! {
    /// Why the last attempt of this thread was refused.
    static NOTE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What stands behind the host's table.
pub(super) struct ChildHost {
    /// The pipe, and room for a frame.
    output: Mutex<(File, Vec<u8>)>,
    cancelled: AtomicBool,
    /// No more records are taken.
    enough: AtomicBool,
    /// Whether a call that may emit is running.
    inside: AtomicBool,
    calls: AtomicU64,
    late: AtomicU64,
    deadline: Mutex<Option<Instant>>,
    /// One question at a time; its answer comes through the channel.
    question: Mutex<Receiver<Vec<u8>>>,
    answer: SyncSender<Vec<u8>>,
    secrets: bool,
    /// Somewhat larger than the table, for when the kit pretends to be a newer host.
    table: Table,
}

#[repr(C)]
struct Table {
    host: HostTable,
    #[allow(dead_code, reason = "read by libraries only")]
    newer: [usize; 4],
}

// SAFETY: the pointer in the table is to this very thing, which lives for ever; all else is shared through locks and atomics.
unsafe impl Sync for ChildHost {}
// SAFETY: as above.
unsafe impl Send for ChildHost {}

impl ChildHost {
    /// The host of this process; it lives as long as that.
    pub(super) fn leaked(output: File, hello: &Hello) -> &'static ChildHost {
        let mut host = Box::new(ChildHost::new(output, hello));
        host.table.host.ctx = std::ptr::from_mut(&mut *host).cast();
        Box::leak(host)
    }

    fn new(output: File, hello: &Hello) -> Self {
        let (answer, question) = sync_channel(1);
        let newer = if hello.newer { size_of::<[usize; 4]>() } else { 0 };
        let host = HostTable {
            struct_size: abi::HOST_SIZE_1_0 + u32::try_from(newer).unwrap_or_default(),
            abi_major: abi::MAJOR,
            abi_minor: if hello.newer { abi::MINOR + 7 } else { abi::MINOR },
            ctx: std::ptr::null_mut(),
            emit: Some(emit),
            log: Some(log),
            progress: Some(progress),
            cancelled: Some(cancelled),
            deadline_ms: Some(deadline_ms),
            budget: Some(budget),
            told: Some(told),
            extension: Some(extension),
        };
        ChildHost {
            output: Mutex::new((output, Vec::new())),
            cancelled: AtomicBool::new(false),
            enough: AtomicBool::new(false),
            inside: AtomicBool::new(false),
            calls: AtomicU64::new(0),
            late: AtomicU64::new(0),
            deadline: Mutex::new(None),
            question: Mutex::new(question),
            answer,
            secrets: hello.secrets,
            table: Table {
                host,
                newer: [usize::MAX; 4],
            },
        }
    }

    /// The table that the library gets.
    pub(super) fn table(&'static self) -> *const HostTable {
        // The whole of it: a library that looks at the size may read what a newer host has appended.
        (&raw const self.table).cast()
    }

    /// Sends a frame. Where nobody reads any more, the end of this process is near.
    pub(super) fn send(&self, kind: u8, parts: &[&[u8]]) {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        let (pipe, room) = &mut *output;
        if frame::write(pipe, room, kind, parts).is_err() {
            platform::end();
        }
    }

    pub(super) fn send_json(&self, kind: u8, value: &impl Serialize) {
        self.send(kind, &[&serde_json::to_vec(value).unwrap_or_default()]);
    }

    /// Takes what the program says.
    pub(super) fn hear(&self, kind: u8, payload: Vec<u8>) {
        match kind {
            kind::CANCEL => self.cancel(),
            kind::ENOUGH => self.enough.store(true, Ordering::Relaxed),
            // Nobody waits when the question was given up.
            kind::DECISION | kind::ANSWER => drop(self.answer.try_send(payload)),
            _ => {}
        }
    }

    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn set_deadline(&self, deadline: Option<Instant>) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    /// How often the library called.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// How often it emitted when it may not.
    pub(super) fn late(&self) -> u64 {
        self.late.load(Ordering::Relaxed)
    }

    /// The library may emit from now on,
    pub(super) fn enter(&self) {
        self.inside.store(true, Ordering::SeqCst);
    }

    /// and from now on not any more.
    pub(super) fn leave(&self) {
        self.inside.store(false, Ordering::SeqCst);
    }

    fn called(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether a call comes when it may; otherwise it is counted.
    fn in_time(&self) -> bool {
        let inside = self.inside.load(Ordering::SeqCst);
        if !inside {
            self.late.fetch_add(1, Ordering::Relaxed);
        }
        inside
    }

    fn time_left(&self) -> Option<Duration> {
        let deadline = *self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        Some(deadline?.saturating_duration_since(Instant::now()))
    }

    fn emit(&self, line: &[u8]) -> Status {
        if !self.in_time() || self.enough.load(Ordering::Relaxed) {
            return abi::CANCELLED;
        }
        if line.len() > LONGEST_LINE {
            self.send(kind::GROSS, &[line.len().to_string().as_bytes()]);
            return abi::LIMIT;
        }
        self.send(kind::LINE, &[line]);
        abi::OK
    }

    /// Asks the program something and waits for its answer.
    fn ask(&self, kind: u8, question: &[u8]) -> Vec<u8> {
        let answers = self.question.lock().unwrap_or_else(PoisonError::into_inner);
        self.send(kind, &[question]);
        // The program is gone, and with it this process, in a moment.
        answers.recv().unwrap_or_default()
    }

    fn attempt(&self, attempt: &[u8], wait: Duration) -> Status {
        let until = Instant::now() + wait;
        loop {
            if self.cancelled.load(Ordering::Relaxed) {
                return abi::CANCELLED;
            }
            self.called();
            let answer = self.ask(kind::BUDGET, attempt);
            match answer.split_first() {
                Some((0, _)) => return abi::OK,
                Some((1, _)) if Instant::now() >= until => return abi::LATER,
                Some((1, _)) => thread::sleep(ASK_AGAIN),
                Some((2, note)) => {
                    NOTE.with_borrow_mut(|kept| *kept = note.to_vec());
                    return abi::LIMIT;
                }
                _ => return abi::BAD_ARGUMENT,
            }
        }
    }
}

/// What stands behind a table's context.
///
/// # Safety
/// `ctx` comes from the table.
unsafe fn this<'a>(ctx: *mut c_void) -> Option<&'a ChildHost> {
    // SAFETY: null, or this process's own host, which lives for ever.
    let host = unsafe { ctx.cast::<ChildHost>().as_ref() };
    host.inspect(|host| host.called())
}

unsafe extern "C" fn emit(ctx: *mut c_void, line: Bytes) -> Status {
    // SAFETY: by the contract: the context of the table, and bytes that live through the call. So for all that follow.
    let (host, line) = unsafe { (this(ctx), line.get()) };
    host.map_or(abi::BAD_ARGUMENT, |host| host.emit(line))
}

unsafe extern "C" fn log(ctx: *mut c_void, level: u32, message: Bytes) {
    // SAFETY: as in `emit`.
    let (host, message) = unsafe { (this(ctx), message.get()) };
    if let Some(host) = host {
        let end = message.len().min(LONGEST_LINE);
        let level = u8::try_from(level.min(2)).unwrap_or(2);
        host.send(kind::LOG, &[&[level], message.get(..end).unwrap_or_default()]);
    }
}

unsafe extern "C" fn progress(ctx: *mut c_void, done: u64, total: u64) {
    // SAFETY: as in `emit`.
    if let Some(host) = unsafe { this(ctx) }.filter(|host| host.in_time()) {
        host.send(kind::PROGRESS, &[&done.to_le_bytes(), &total.to_le_bytes()]);
    }
}

unsafe extern "C" fn cancelled(ctx: *mut c_void) -> u32 {
    // SAFETY: as in `emit`.
    let host = unsafe { this(ctx) };
    u32::from(host.is_none_or(|host| host.cancelled.load(Ordering::Relaxed)))
}

unsafe extern "C" fn deadline_ms(ctx: *mut c_void) -> u64 {
    // SAFETY: as in `emit`.
    let left = unsafe { this(ctx) }.and_then(ChildHost::time_left);
    left.map_or(abi::NO_DEADLINE, |left| {
        u64::try_from(left.as_millis()).unwrap_or(abi::NO_DEADLINE - 1)
    })
}

unsafe extern "C" fn budget(ctx: *mut c_void, attempt: Bytes, wait_ms: u32, note: *mut Bytes) -> Status {
    // SAFETY: as in `emit`; the note is null or a place to write to.
    let (host, attempt, note) = unsafe { (this(ctx), attempt.get(), note.as_mut()) };
    let Some(host) = host.filter(|host| host.in_time()) else {
        return abi::CANCELLED;
    };
    let status = host.attempt(attempt, Duration::from_millis(wait_ms.into()));
    if let (Some(note), abi::LIMIT) = (note, status) {
        *note = NOTE.with_borrow(|kept| Bytes::of(kept));
    }
    status
}

unsafe extern "C" fn told(ctx: *mut c_void, attempt: Bytes, outcome: u32) {
    // SAFETY: as in `emit`.
    let (host, attempt) = unsafe { (this(ctx), attempt.get()) };
    if let Some(host) = host {
        host.send(kind::TOLD, &[&outcome.to_le_bytes(), attempt]);
    }
}

unsafe extern "C" fn extension(ctx: *mut c_void, id: *const c_char) -> *const c_void {
    if id.is_null() {
        return null();
    }
    // SAFETY: as in `emit`; the id ends in a zero.
    let (host, id) = unsafe { (this(ctx), CStr::from_ptr(id)) };
    if host.is_some_and(|host| host.secrets) && id == abi::SECRETS {
        (&raw const SECRETS).cast()
    } else {
        null()
    }
}

static SECRETS: SecretsTable = SecretsTable {
    struct_size: size_of::<SecretsTable>() as u32,
    reserved: 0,
    secret: Some(secret),
    keep: Some(keep),
};

/// Names a secret of a subject, in JSON.
fn name(kind: &[u8], id: &[u8], name: &[u8], value: Option<&[u8]>) -> Vec<u8> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let name = SecretName {
        kind: text(kind),
        id: text(id),
        name: text(name),
        value: value.map(text),
    };
    serde_json::to_vec(&name).unwrap_or_default()
}

unsafe extern "C" fn secret(
    ctx: *mut c_void,
    kind: Bytes,
    id: Bytes,
    called: Bytes,
    to: *mut c_void,
    take: Option<UseSecret>,
) -> Status {
    // SAFETY: as in `emit`.
    let (host, question) = unsafe { (this(ctx), name(kind.get(), id.get(), called.get(), None)) };
    let (Some(host), Some(take)) = (host.filter(|host| host.secrets && host.in_time()), take) else {
        return abi::UNSUPPORTED;
    };
    let mut answer = host.ask(kind::SECRET, &question);
    let status = match answer.split_first() {
        Some((1, secret)) => {
            // SAFETY: both are the library's and belong together; the bytes live through the call.
            unsafe { take(to, Bytes::of(secret)) };
            abi::OK
        }
        _ => abi::UNSUPPORTED,
    };
    wipe(&mut answer);
    status
}

unsafe extern "C" fn keep(ctx: *mut c_void, kind: Bytes, id: Bytes, called: Bytes, secret: Bytes) -> Status {
    // SAFETY: as in `emit`.
    let (host, mut kept) = unsafe {
        let kept = name(kind.get(), id.get(), called.get(), Some(secret.get()));
        (this(ctx), kept)
    };
    let Some(host) = host.filter(|host| host.secrets && host.in_time()) else {
        return abi::UNSUPPORTED;
    };
    host.send(kind::KEEP, &[&kept]);
    wipe(&mut kept);
    abi::OK
}

/// Overwrites a secret. `black_box` keeps the compiler from leaving that out.
fn wipe(secret: &mut [u8]) {
    secret.fill(0);
    std::hint::black_box(secret);
}
