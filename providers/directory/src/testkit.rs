//! A directory that does as it is told, and a host that counts: for tests.

use crate::ber::{ENUMERATED, INTEGER, OCTETS, Reader, SEQUENCE, SET, Writer, frame};
use crate::message::PAGED;
use crate::{Connection, DirectoryError, Endpoint, Limits, Security, Trust};
use imaprules_facts::{Record, SubjectRef};
use imaprules_provider::{Attempt, Budget, BudgetLimits, Decision, Host, Level, Outcome, SecretString, Stop};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A host with a real budget that remembers what was told.
pub(crate) struct Counting {
    budget: Budget,
    pub(crate) told: Mutex<Vec<(Attempt, Outcome)>>,
    pub(crate) stop: AtomicBool,
}

impl Counting {
    pub(crate) fn new() -> Self {
        Counting {
            budget: Budget::new(BudgetLimits::default()),
            told: Mutex::default(),
            stop: AtomicBool::new(false),
        }
    }

    /// How the sign-ins ended.
    pub(crate) fn sign_ins(&self) -> Vec<Outcome> {
        let told = self.told.lock().unwrap();
        told.iter()
            .filter(|(attempt, _)| matches!(attempt, Attempt::SignIn { .. }))
            .map(|(_, outcome)| *outcome)
            .collect()
    }
}

impl Host for Counting {
    fn emit(&self, _: Record) -> Result<(), Stop> {
        Ok(())
    }
    fn log(&self, _: Level, _: &str) {}
    fn progress(&self, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
    fn time_left(&self) -> Option<Duration> {
        None
    }
    fn budget(&self, attempt: &Attempt) -> Decision {
        self.budget.ask(attempt)
    }
    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        self.budget.told(attempt, outcome);
        self.told.lock().unwrap().push((attempt.clone(), outcome));
    }
    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        None
    }
    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}

/// A server for one connection. Its script gets the octets of each question and gives those of the answer.
pub(crate) struct Server {
    pub(crate) endpoint: Endpoint,
    _thread: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start(mut script: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let thread = std::thread::spawn(move || {
            let Ok((stream, _)) = listener.accept() else {
                return;
            };
            serve(stream, &mut script);
        });
        Server {
            endpoint: Endpoint {
                host: "127.0.0.1".into(),
                port,
                security: Security::Off,
            },
            _thread: thread,
        }
    }

    /// A connection to it, without encryption.
    pub(crate) fn open<'h>(&self, host: &'h Counting) -> Connection<'h> {
        self.try_open(host, limits()).unwrap()
    }

    pub(crate) fn try_open<'h>(
        &self,
        host: &'h Counting,
        limits: Limits,
    ) -> Result<Connection<'h>, DirectoryError> {
        Connection::open(&self.endpoint, &Trust::new(&[]).unwrap(), limits, host)
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        timeout: Duration::from_secs(5),
        message: 1 << 20,
        ..Limits::default()
    }
}

fn serve(mut stream: TcpStream, script: &mut dyn FnMut(&[u8]) -> Vec<u8>) {
    let mut buffer = Vec::new();
    let mut part = [0; 4096];
    loop {
        while let Ok(Some(length)) = frame(&buffer, 1 << 20) {
            let answer = script(&buffer[..length]);
            buffer.drain(..length);
            if answer.is_empty() || stream.write_all(&answer).is_err() {
                return;
            }
        }
        match stream.read(&mut part) {
            Ok(count) if count > 0 => buffer.extend_from_slice(&part[..count]),
            _ => return,
        }
    }
}

/// Number of a question and the tag of what it asks.
pub(crate) fn asked(question: &[u8]) -> (i64, u8) {
    let mut message = Reader::new(question).inner(SEQUENCE).unwrap();
    let id = message.integer(INTEGER).unwrap();
    (id, message.peek().unwrap())
}

pub(crate) fn message(id: i64, write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut out = Writer::default();
    out.within(SEQUENCE, |message| {
        message.integer(INTEGER, id);
        write(message);
    });
    out.finish()
}

/// A result under a tag.
pub(crate) fn result(id: i64, tag: u8, code: i64, text: &str) -> Vec<u8> {
    message(id, |out| {
        out.within(tag, |op| {
            op.integer(ENUMERATED, code);
            op.octets(OCTETS, b"");
            op.octets(OCTETS, text.as_bytes());
        });
    })
}

/// The end of a page, with the mark of the next one.
pub(crate) fn page_end(id: i64, cookie: &[u8]) -> Vec<u8> {
    message(id, |out| {
        out.within(0x65, |op| {
            op.integer(ENUMERATED, 0);
            op.octets(OCTETS, b"");
            op.octets(OCTETS, b"");
        });
        out.within(0xa0, |controls| {
            controls.within(SEQUENCE, |control| {
                control.octets(OCTETS, PAGED.as_bytes());
                control.within(OCTETS, |value| {
                    value.within(SEQUENCE, |value| {
                        value.integer(INTEGER, 0);
                        value.octets(OCTETS, cookie);
                    });
                });
            });
        });
    })
}

/// An entry with one attribute.
pub(crate) fn entry(id: i64, dn: &str, name: &str, values: &[&str]) -> Vec<u8> {
    message(id, |out| {
        out.within(0x64, |op| {
            op.octets(OCTETS, dn.as_bytes());
            op.within(SEQUENCE, |list| {
                list.within(SEQUENCE, |attribute| {
                    attribute.octets(OCTETS, name.as_bytes());
                    attribute.within(SET, |set| {
                        values
                            .iter()
                            .for_each(|value| set.octets(OCTETS, value.as_bytes()))
                    });
                });
            });
        });
    })
}
