//! A connection to a directory: open it, sign in, ask.

use crate::ber::frame;
use crate::codes::{Refusal, wants_channel_binding};
use crate::endpoint::{Endpoint, Security};
use crate::error::DirectoryError;
use crate::limits::Limits;
use crate::message::{Answer, Request, Response, parse};
use crate::tls::Trust;
use crate::transport::Transport;
use crate::watch::{Lease, Watch};
use imaprules_provider::{Attempt, ExposeSecret, Host, Outcome, SecretString};
use std::time::{Duration, Instant};

/// An open connection. Closing it says farewell.
pub struct Connection<'h> {
    pub(crate) endpoint: Endpoint,
    pub(crate) limits: Limits,
    transport: Transport,
    watch: Watch<'h>,
    lease: Lease<'h>,
    /// Octets that came and are not yet a message.
    buffer: Vec<u8>,
    last_id: i64,
    pub(crate) entries: u64,
    octets: u64,
    rounds: u64,
}

impl<'h> Connection<'h> {
    /// Connects, and shakes hands where the endpoint says so. The budget is asked before.
    ///
    /// # Errors
    /// When there is no connection, or its certificate is not trusted.
    pub fn open(
        endpoint: &Endpoint,
        trust: &Trust,
        limits: Limits,
        host: &'h dyn Host,
    ) -> Result<Connection<'h>, DirectoryError> {
        let watch = Watch::new(host);
        let lease = watch.ask(Attempt::Connect {
            host: endpoint.label(),
        })?;
        let mut transport = Transport::connect(endpoint, limits.timeout, watch)?;
        if endpoint.security == Security::Tls {
            transport.encrypt(&endpoint.host, trust, limits.timeout, watch)?;
        }
        let mut connection = Connection {
            endpoint: endpoint.clone(),
            limits,
            transport,
            watch,
            lease,
            buffer: Vec::new(),
            last_id: 0,
            entries: 0,
            octets: 0,
            rounds: 0,
        };
        if endpoint.security == Security::StartTls {
            connection.start_tls(trust)?;
        }
        connection.lease.outcome = Outcome::Done;
        Ok(connection)
    }

    fn start_tls(&mut self, trust: &Trust) -> Result<(), DirectoryError> {
        let answer = self.ask(&Request::StartTls)?;
        if answer.code != 0 {
            return Err(DirectoryError::NoTls {
                at: self.endpoint.label(),
                cause: format!(
                    "the server refused StartTLS with result {}: {}",
                    answer.code,
                    answer.text.trim()
                ),
            });
        }
        // Whatever came before the handshake was not said by the server that the handshake is with.
        if !self.buffer.is_empty() {
            return Err(DirectoryError::malformed(
                &self.endpoint,
                "octets before the handshake",
            ));
        }
        self.transport
            .encrypt(&self.endpoint.host, trust, self.limits.timeout, self.watch)
    }

    /// Whether what is said cannot be overheard.
    pub fn is_encrypted(&self) -> bool {
        self.transport.is_encrypted()
    }

    /// Questions that were asked so far, each page of a search for itself.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// Signs in with a name (`user@domain`, `DOMAIN\user` or a distinguished name) and a password. The budget is asked before.
    ///
    /// # Errors
    /// When it is refused, or the connection is not encrypted and `allow_plaintext` is not set.
    pub fn sign_in(
        &mut self,
        account: &str,
        password: &SecretString,
        allow_plaintext: bool,
    ) -> Result<(), DirectoryError> {
        let at = self.endpoint.label();
        if !self.is_encrypted() && !allow_plaintext {
            return Err(DirectoryError::Plaintext { at });
        }
        // A server takes a name without a password for nobody, and says yes (RFC 4513 section 5.1.2).
        if account.trim().is_empty() || password.expose_secret().is_empty() {
            let (account, refusal) = (account.to_owned(), None);
            return Err(DirectoryError::SignIn {
                at,
                account,
                code: 49,
                refusal,
            });
        }
        let host = at.clone();
        let mut lease = self.watch.ask(Attempt::SignIn {
            host,
            account: account.to_owned(),
        })?;
        lease.outcome = Outcome::Unanswered;
        let request = Request::Bind {
            name: account,
            password: password.expose_secret(),
        };
        let answer = self.ask(&request)?;
        let (outcome, result) = judged(at, account, &answer);
        lease.outcome = outcome;
        result
    }

    /// Asks what has one answer.
    fn ask(&mut self, request: &Request<'_>) -> Result<Answer, DirectoryError> {
        let id = self.send(request)?;
        let end = self.end();
        loop {
            match self.next(id, end)? {
                Response::Result(answer) | Response::Done(answer, _) => return Ok(answer),
                _ => {}
            }
        }
    }

    /// Sends a question and gives its number.
    pub(crate) fn send(&mut self, request: &Request<'_>) -> Result<i64, DirectoryError> {
        // Numbers of questions go up to 2^31 - 1.
        self.last_id = if self.last_id >= i64::from(i32::MAX) {
            1
        } else {
            self.last_id + 1
        };
        self.rounds += 1;
        let end = self.end();
        self.transport
            .send(&request.write(self.last_id), end, self.watch)?;
        Ok(self.last_id)
    }

    /// When an answer must be there.
    pub(crate) fn end(&self) -> Instant {
        Instant::now() + self.limits.timeout
    }

    /// The next message for a question. Others are passed over: answers to a question that was given up.
    pub(crate) fn next(&mut self, id: i64, end: Instant) -> Result<Response, DirectoryError> {
        loop {
            let (for_id, response) = self.message(end)?;
            match response {
                response if for_id == id => return Ok(response),
                // A notice of disconnection (RFC 4511 section 4.4.1).
                Response::Result(answer) if for_id == 0 => {
                    let (at, cause) = (self.endpoint.label(), answer.text);
                    return Err(match answer.code {
                        8 => DirectoryError::StrongerAuthRequired { at },
                        _ => DirectoryError::Closed { at, cause },
                    });
                }
                _ => {}
            }
        }
    }

    fn message(&mut self, end: Instant) -> Result<(i64, Response), DirectoryError> {
        let length = loop {
            let whole = frame(&self.buffer, self.limits.message);
            if let Some(length) = whole.map_err(|error| DirectoryError::malformed(&self.endpoint, error))? {
                break length;
            }
            self.transport.receive(&mut self.buffer, end, self.watch)?;
        };
        self.octets = self.octets.saturating_add(length as u64);
        if self.octets > self.limits.octets {
            let limit = self.limits.octets;
            return Err(DirectoryError::malformed(
                &self.endpoint,
                format!("more than {limit} octets came in all"),
            ));
        }
        let message = parse(self.buffer.get(..length).unwrap_or_default());
        self.buffer.drain(..length);
        message.map_err(|error| DirectoryError::malformed(&self.endpoint, error))
    }
}

/// How the answer to a sign-in counts.
fn judged(at: String, account: &str, answer: &Answer) -> (Outcome, Result<(), DirectoryError>) {
    let code = answer.code;
    match code {
        0 => (Outcome::Done, Ok(())),
        _ if wants_channel_binding(&answer.text) => {
            (Outcome::Failed, Err(DirectoryError::ChannelBinding { at }))
        }
        8 | 13 => (Outcome::Failed, Err(DirectoryError::StrongerAuthRequired { at })),
        48 | 49 => {
            let refusal = Refusal::told(&answer.text);
            let outcome = match refusal.is_some_and(|refusal| refusal.stops) {
                true => Outcome::LockOut,
                false => Outcome::Refused,
            };
            let account = account.to_owned();
            (
                outcome,
                Err(DirectoryError::SignIn {
                    at,
                    account,
                    code,
                    refusal,
                }),
            )
        }
        _ => {
            let text = answer.text.clone();
            (Outcome::Failed, Err(DirectoryError::Answer { at, code, text }))
        }
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        let farewell = Request::Unbind.write(self.last_id.saturating_add(1));
        let end = Instant::now() + Duration::from_millis(200);
        // A server that is gone needs none.
        let _ = self.transport.send(&farewell, end, self.watch);
    }
}
