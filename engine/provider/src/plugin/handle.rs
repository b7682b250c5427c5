//! The host of a plugin, as a [`Host`]: every method is a call through the host's table.

use super::abi::{self, Bytes, HostTable, SecretsTable};
use crate::wire::{write_attempt, write_record, write_source};
use crate::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use imaprules_facts::{Record, Source, SubjectRef};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often to ask again where the host says "later".
const ASK_AGAIN: Duration = Duration::from_millis(20);

thread_local! {
    /// The line that is being written, kept for its memory.
    static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A host behind its table.
pub(super) struct Handle {
    table: *const HostTable,
    secrets: *const SecretsTable,
    sources: Mutex<Sources>,
}

/// The sources that were described, and the last one that was used: mostly it is the next one, too.
#[derive(Default)]
struct Sources {
    numbers: HashMap<Source, u64>,
    last: Option<(Source, u64)>,
}

// SAFETY: the contract lets every thread call the functions that are used here, and the host serialises them.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Handle {
    /// The host of this table, if it is one of version 1.
    ///
    /// # Safety
    /// `table` is null, or a host's table that is valid for as long as the handle lives.
    pub(super) unsafe fn new(table: *const HostTable) -> Option<Self> {
        // SAFETY: by the contract it is null or points to a table.
        let host = unsafe { table.as_ref() }?;
        if host.struct_size < abi::HOST_SIZE_1_0 || host.abi_major != abi::MAJOR {
            return None;
        }
        let secrets = host.extension.map_or(std::ptr::null(), |extension| {
            // SAFETY: a function of the host with its own context and a text that ends in a zero.
            unsafe { extension(host.ctx, abi::SECRETS.as_ptr()).cast::<SecretsTable>() }
        });
        Some(Handle {
            table,
            secrets,
            sources: Mutex::default(),
        })
    }

    fn host(&self) -> &HostTable {
        // SAFETY: checked in `new`, and valid until the instance is destroyed, which owns this handle.
        unsafe { &*self.table }
    }

    fn secrets(&self) -> Option<&SecretsTable> {
        // SAFETY: null or a table of the host, which lives as long as the host's own.
        let table = unsafe { self.secrets.as_ref() }?;
        (table.struct_size as usize >= size_of::<SecretsTable>()).then_some(table)
    }

    fn send(&self, line: &[u8]) -> Result<(), Stop> {
        let host = self.host();
        let Some(emit) = host.emit else {
            return Err(Stop);
        };
        // SAFETY: a function of the host with its own context; the line lives through the call.
        match unsafe { emit(host.ctx, Bytes::of(line)) } {
            abi::OK => Ok(()),
            _ => Err(Stop),
        }
    }

    /// The number of a source, which is described first when it is new. The lock is held while that is done, so that no other
    /// thread uses the number before.
    fn source(&self, source: &Source) -> Result<u64, Stop> {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((last, number)) = &sources.last
            && last == source
        {
            return Ok(*number);
        }
        let number = match sources.numbers.get(source) {
            Some(number) => *number,
            None => {
                let number = sources.numbers.len() as u64;
                self.send(&write_source(number, source))?;
                sources.numbers.insert(source.clone(), number);
                number
            }
        };
        sources.last = Some((source.clone(), number));
        Ok(number)
    }
}

impl Host for Handle {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        let source = self.source(&record.source)?;
        LINE.with_borrow_mut(|line| {
            write_record(line, &record, source);
            self.send(line)
        })
    }

    fn log(&self, level: Level, message: &str) {
        let host = self.host();
        let level = match level {
            Level::Debug => 0,
            Level::Info => 1,
            Level::Warning => 2,
        };
        if let Some(log) = host.log {
            // SAFETY: a function of the host with its own context; the message lives through the call.
            unsafe { log(host.ctx, level, Bytes::of(message.as_bytes())) };
        }
    }

    fn progress(&self, done: u64, total: u64) {
        let host = self.host();
        if let Some(progress) = host.progress {
            // SAFETY: a function of the host with its own context.
            unsafe { progress(host.ctx, done, total) };
        }
    }

    fn cancelled(&self) -> bool {
        let host = self.host();
        // SAFETY: a function of the host with its own context.
        host.cancelled
            .is_some_and(|cancelled| unsafe { cancelled(host.ctx) } != 0)
    }

    fn time_left(&self) -> Option<Duration> {
        let host = self.host();
        // SAFETY: a function of the host with its own context.
        match host.deadline_ms.map(|deadline| unsafe { deadline(host.ctx) })? {
            abi::NO_DEADLINE => None,
            millis => Some(Duration::from_millis(millis)),
        }
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        let host = self.host();
        let Some(budget) = host.budget else {
            return Decision::Refused("the host has no budget".to_owned());
        };
        let text = write_attempt(attempt);
        let mut note = Bytes::of(&[]);
        // SAFETY: a function of the host with its own context; text and note live through the call.
        match unsafe { budget(host.ctx, Bytes::of(&text), 0, &mut note) } {
            abi::OK => Decision::Granted,
            abi::LATER => Decision::Later(ASK_AGAIN),
            abi::CANCELLED => Decision::Refused("the run was interrupted".to_owned()),
            _ => {
                // SAFETY: the host keeps the note until this thread asks again.
                let note = unsafe { note.get() };
                Decision::Refused(String::from_utf8_lossy(note).into_owned())
            }
        }
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        let host = self.host();
        if let Some(told) = host.told {
            let text = write_attempt(attempt);
            // SAFETY: a function of the host with its own context; the text lives through the call.
            unsafe { told(host.ctx, Bytes::of(&text), abi::outcome_number(outcome)) };
        }
    }

    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        let secret = self.secrets()?.secret?;
        let mut found: Option<SecretString> = None;
        let (kind, id) = (subject.kind.as_bytes(), subject.id.as_bytes());
        // SAFETY: a function of the host with its own context; all that is borrowed lives through the call, and `found` is
        // what `take` expects.
        let status = unsafe {
            secret(
                self.host().ctx,
                Bytes::of(kind),
                Bytes::of(id),
                Bytes::of(name.as_bytes()),
                (&raw mut found).cast::<c_void>(),
                Some(take),
            )
        };
        found.filter(|_| status == abi::OK)
    }

    fn keep_secret(&self, subject: &SubjectRef, name: &str, secret: SecretString) {
        use crate::ExposeSecret;
        let Some(keep) = self.secrets().and_then(|table| table.keep) else {
            return;
        };
        let (kind, id) = (subject.kind.as_bytes(), subject.id.as_bytes());
        // SAFETY: a function of the host with its own context; all that is borrowed lives through the call.
        unsafe {
            keep(
                self.host().ctx,
                Bytes::of(kind),
                Bytes::of(id),
                Bytes::of(name.as_bytes()),
                Bytes::of(secret.expose_secret().as_bytes()),
            );
        }
    }
}

/// Copies a secret to where it is wanted.
unsafe extern "C" fn take(to: *mut c_void, secret: Bytes) {
    // SAFETY: `to` is the `found` of `Handle::secret`, which waits for this call; the secret lives through it.
    let (to, secret) = unsafe { (&mut *to.cast::<Option<SecretString>>(), secret.get()) };
    *to = std::str::from_utf8(secret).ok().map(SecretString::from);
}
