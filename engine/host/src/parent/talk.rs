//! What is said during one order: lines become records, questions are answered, bounds are kept.

use super::secrets::Given;
use super::session::{Heard, Session, Start};
use super::words;
use crate::frame::{self, kind};
use crate::order::{End, Order, SecretName, Unusable};
use crate::{Fault, Limits};
use imaprules_facts::SubjectRef;
use imaprules_provider::plugin::abi;
use imaprules_provider::wire::{Lines, read_attempt, read_touch};
use imaprules_provider::{
    Attempt, Decision, ExposeSecret, Host, Level, Outcome, SETTINGS, SecretString, Touch,
};
use std::collections::HashSet;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How often bounds are looked at while nothing comes.
const LOOK: Duration = Duration::from_millis(20);
/// Log lines of one order; more are dropped.
const LOG_LINES: u64 = 10_000;

/// One order, carried out by a child.
pub(crate) struct Talk<'a> {
    limits: &'a Limits,
    /// Whether secrets were granted.
    secrets: bool,
    host: &'a dyn Host,
    provider: &'a str,
    lines: Option<Lines>,
    /// Subjects of the request that nothing was said about.
    pub(crate) outstanding: HashSet<SubjectRef>,
    pub(crate) description: Option<Vec<u8>>,
    pub(crate) touches: Vec<Touch>,
    pub(crate) records: u64,
    octets: u64,
    logged: u64,
    pub(crate) bad: u64,
    pub(crate) first_bad: Option<String>,
    granted: Vec<Attempt>,
    given: Given,
    enough: bool,
    /// Lines on standard error.
    pub(crate) said: u64,
}

/// How an order ended that was not broken off.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    pub(crate) end: End,
    /// The error of the provider, without secrets.
    pub(crate) error: Option<Vec<u8>>,
}

/// When to stop, and since when.
struct Clock {
    deadline: Option<Instant>,
    heard: Instant,
    stopping: Option<(Instant, Stopping)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stopping {
    Cancelled,
    Deadline,
    Silent,
}

impl<'a> Talk<'a> {
    /// A talk about nothing yet, within these bounds.
    pub(crate) fn new(limits: &'a Limits, secrets: bool, provider: &'a str, host: &'a dyn Host) -> Self {
        Talk {
            limits,
            secrets,
            host,
            provider,
            lines: None,
            outstanding: HashSet::new(),
            description: None,
            touches: Vec::new(),
            records: 0,
            octets: 0,
            logged: 0,
            bad: 0,
            first_bad: None,
            granted: Vec::new(),
            given: Given::default(),
            enough: false,
            said: 0,
        }
    }

    /// Records are read by these declarations, and expected of these subjects.
    pub(crate) fn expecting(mut self, lines: Lines, subjects: HashSet<SubjectRef>) -> Self {
        (self.lines, self.outstanding) = (Some(lines), subjects);
        self
    }

    /// Has a child carry out the order. `time` bounds all of it.
    pub(crate) fn run(
        &mut self,
        start: &Start<'_>,
        order: &Order,
        time: Option<Duration>,
    ) -> Result<Ended, Fault> {
        let mut session = Session::start(start, order)?;
        let now = Instant::now();
        let mut clock = Clock {
            deadline: time.and_then(|time| now.checked_add(time)),
            heard: now,
            stopping: None,
        };
        let outcome = self.listen(&mut session, &mut clock);
        self.overhear(&session);
        self.said = words::count(session.words());
        // Whatever it had asked for and not told is over with it.
        for attempt in self.granted.drain(..) {
            self.host.told(&attempt, Outcome::Failed);
        }
        let end = outcome?;
        let clean = |error: &Vec<u8>| self.given.redact(&String::from_utf8_lossy(error)).into_bytes();
        Ok(Ended {
            error: end.error.as_ref().map(clean),
            end,
        })
    }

    fn listen(&mut self, session: &mut Session, clock: &mut Clock) -> Result<End, Fault> {
        loop {
            match session.hear(LOOK)? {
                Heard::Frames(frames) => {
                    clock.heard = Instant::now();
                    let heard = self.frames(&frames, &mut |kind, payload| session.send(kind, payload));
                    if let Some(end) = heard? {
                        return Ok(end);
                    }
                }
                Heard::Nothing => self.overhear(session),
                Heard::Gone => return Err(self.gone(session, clock)),
            }
            self.watch(session, clock)?;
        }
    }

    /// The process is gone before it was done.
    fn gone(&self, session: &mut Session, clock: &Clock) -> Fault {
        let how = session.end();
        if let Some((_, Stopping::Silent)) = clock.stopping {
            return self.hung(session);
        }
        Fault::Crashed {
            how,
            words: self.last_words(session),
        }
    }

    fn hung(&self, session: &Session) -> Fault {
        Fault::Hung {
            silence: self.limits.silence,
            words: self.last_words(session),
        }
    }

    fn last_words(&self, session: &Session) -> String {
        match words::last(session.words()) {
            last if last.is_empty() => last,
            last => format!("; its last words: {}", self.given.redact(&last)),
        }
    }

    /// Asks the child to stop when it is time, and ends it when it does not.
    fn watch(&self, session: &mut Session, clock: &mut Clock) -> Result<(), Fault> {
        let Limits { silence, grace, .. } = self.limits;
        if let Some((since, why)) = clock.stopping {
            let why = match why {
                _ if since.elapsed() < *grace => return Ok(()),
                Stopping::Cancelled => "it was asked to stop",
                Stopping::Deadline => "its time was over",
                Stopping::Silent => return Err(self.hung(session)),
            };
            return Err(Fault::Deaf { why, grace: *grace });
        }
        let why = if self.host.cancelled() {
            Stopping::Cancelled
        } else if clock.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Stopping::Deadline
        } else if clock.heard.elapsed() >= *silence {
            Stopping::Silent
        } else {
            return Ok(());
        };
        clock.stopping = Some((Instant::now(), why));
        session.send(kind::CANCEL, &[]);
        Ok(())
    }

    /// Hands on what the child wrote to standard error.
    fn overhear(&mut self, session: &Session) {
        for line in words::take(session.words()) {
            self.log(Level::Info, &format!("{} wrote: {line}", self.provider));
        }
    }

    fn log(&mut self, level: Level, message: &str) {
        self.logged += 1;
        match self.logged.cmp(&LOG_LINES) {
            std::cmp::Ordering::Less => self.host.log(level, &self.given.redact(message)),
            std::cmp::Ordering::Equal => {
                let note = format!(
                    "{}: more than {LOG_LINES} lines; the rest is left out",
                    self.provider
                );
                self.host.log(Level::Warning, &note);
            }
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Takes whole frames of the child; what is to be answered goes to `answer`. How the order ended, if it did.
    pub(crate) fn frames(
        &mut self,
        mut frames: &[u8],
        answer: &mut dyn FnMut(u8, &[u8]),
    ) -> Result<Option<End>, Fault> {
        let now = now();
        while let Some((kind, payload)) = frame::next(&mut frames) {
            match kind {
                kind::LINE => self.line(payload, now, answer)?,
                kind::GROSS => self.bad(format!(
                    "a line of {} octets, and {} are the most",
                    String::from_utf8_lossy(payload),
                    frame::LONGEST_LINE
                )),
                kind::ALIVE | kind::HELLO => {}
                kind::END => return read(payload).map(Some),
                kind::UNUSABLE => {
                    let unusable: Unusable = read(payload)?;
                    return Err(Fault::Unusable(unusable.why));
                }
                kind::DESCRIPTION => self.description = Some(payload.to_vec()),
                kind::TOUCH => self.touch(payload)?,
                _ => self.question(kind, payload, answer)?,
            }
        }
        Ok(None)
    }

    fn question(&mut self, kind: u8, payload: &[u8], answer: &mut dyn FnMut(u8, &[u8])) -> Result<(), Fault> {
        match kind {
            kind::LOG => self.log_line(payload),
            kind::PROGRESS => self.progress(payload),
            kind::BUDGET => {
                let decision = self.budget(payload);
                answer(kind::DECISION, &decision);
            }
            kind::TOLD => self.told(payload),
            kind::SECRET => {
                let mut secret = self.secret(payload)?;
                answer(kind::ANSWER, &secret);
                secret.fill(0);
            }
            kind::KEEP => self.keep(payload)?,
            _ => return Err(Fault::Protocol(format!("a frame of kind {kind}"))),
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8], now: i64, answer: &mut dyn FnMut(u8, &[u8])) -> Result<(), Fault> {
        let limits = self.limits;
        self.records += 1;
        self.octets += line.len() as u64;
        if self.records > limits.records {
            return Err(Fault::Flooded(format!("{} records", limits.records)));
        }
        if self.octets > limits.octets {
            return Err(Fault::Flooded(format!("{} octets of records", limits.octets)));
        }
        let Some(lines) = &mut self.lines else {
            return Err(Fault::Protocol("a record that nobody asked for".to_owned()));
        };
        match lines.read(line, now) {
            Ok(None) => {}
            Ok(Some(record)) if self.given.leaks(&record.subject, line) => {
                self.bad(format!("the record of {} holds a secret", record.subject.id));
            }
            Ok(Some(record)) => {
                self.outstanding.remove(&record.subject);
                if !self.enough && self.host.emit(record).is_err() {
                    self.enough = true;
                    answer(kind::ENOUGH, &[]);
                    answer(kind::CANCEL, &[]);
                }
            }
            Err(error) => self.bad(error.0),
        }
        Ok(())
    }

    fn bad(&mut self, why: String) {
        self.bad += 1;
        if self.first_bad.is_none() {
            self.first_bad = Some(self.given.redact(&why));
        }
    }

    fn touch(&mut self, payload: &[u8]) -> Result<(), Fault> {
        let touch = read_touch(payload)
            .map_err(|error| Fault::Protocol(format!("what it would touch cannot be read: {error}")))?;
        if self.touches.len() as u64 >= self.limits.records {
            return Err(Fault::Flooded(format!("{} things to touch", self.touches.len())));
        }
        self.touches.push(touch);
        Ok(())
    }

    fn log_line(&mut self, payload: &[u8]) {
        let Some((level, message)) = payload.split_first() else {
            return;
        };
        let level = match level {
            0 => Level::Debug,
            1 => Level::Info,
            _ => Level::Warning,
        };
        self.log(level, &String::from_utf8_lossy(message));
    }

    fn progress(&self, payload: &[u8]) {
        let number = |at: usize| {
            let octets = payload.get(at..at + 8)?;
            Some(u64::from_le_bytes(octets.try_into().ok()?))
        };
        if let (Some(done), Some(total)) = (number(0), number(8)) {
            self.host.progress(done, total);
        }
    }

    /// The answer to an attempt; one that cannot be read is refused by an answer of no known kind.
    fn budget(&mut self, payload: &[u8]) -> Vec<u8> {
        let Ok(attempt) = read_attempt(payload) else {
            self.log(
                Level::Warning,
                &format!("{}: an attempt that cannot be read", self.provider),
            );
            return vec![9];
        };
        match self.host.budget(&attempt) {
            Decision::Granted => {
                self.granted.push(attempt);
                vec![0]
            }
            Decision::Later(_) => vec![1],
            Decision::Refused(note) => [vec![2], note.into_bytes()].concat(),
        }
    }

    fn told(&mut self, payload: &[u8]) {
        let Some((number, attempt)) = payload.split_first_chunk::<4>() else {
            return;
        };
        let Ok(attempt) = read_attempt(attempt) else {
            return;
        };
        // What was not granted is not told: the counters are everybody's.
        if let Some(at) = self.granted.iter().position(|granted| *granted == attempt) {
            self.granted.swap_remove(at);
            let outcome = abi::outcome_of(u32::from_le_bytes(*number));
            self.host.told(&attempt, outcome);
        }
    }

    fn secret(&mut self, payload: &[u8]) -> Result<Vec<u8>, Fault> {
        let SecretName { kind, id, name, .. } = read(payload)?;
        if !self.secrets {
            return Ok(vec![0]);
        }
        // The secrets of settings are those of one provider.
        if kind == SETTINGS && !id.eq_ignore_ascii_case(self.provider) {
            return Ok(vec![0]);
        }
        let subject = SubjectRef::new(kind, id);
        Ok(match self.host.secret(&subject, &name) {
            Some(secret) => {
                self.given.add(subject, &secret);
                [&[1], secret.expose_secret().as_bytes()].concat()
            }
            None => vec![0],
        })
    }

    fn keep(&mut self, payload: &[u8]) -> Result<(), Fault> {
        let SecretName {
            kind,
            id,
            name,
            value,
        } = read(payload)?;
        if let (Some(value), true) = (value, self.secrets) {
            let subject = SubjectRef::new(kind, id);
            let secret = SecretString::from(value);
            self.given.add(subject.clone(), &secret);
            self.host.keep_secret(&subject, &name, secret);
        }
        Ok(())
    }

    /// What is wrong with its records, if anything is.
    pub(crate) fn bad_records(&self) -> Option<Fault> {
        let first = self.first_bad.clone()?;
        Some(Fault::BadRecords {
            count: self.bad,
            first,
        })
    }
}

fn read<'a, T: serde::Deserialize<'a>>(payload: &'a [u8]) -> Result<T, Fault> {
    serde_json::from_slice(payload).map_err(|error| Fault::Protocol(error.to_string()))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
