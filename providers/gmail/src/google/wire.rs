//! HTTPS to Google: one call at a time for whoever asks, tried again where that makes sense, bounded in time and size, and stopped
//! when the run is.
//!
//! The client itself can neither be cancelled nor does it try again, so each try runs on a thread of its own that is left behind when
//! the run ends; it ends by itself at its time-out.

use super::apis::{self, ApiName};
use super::errors::{Again, Failure, Meaning, Refusal};
use super::exchange::{Answer, agent, exchange};
use super::gate::{Gate, Shut};
use super::plan::Plan;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, Decision, Host, Level, Outcome, SecretString};
use std::collections::HashMap;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use ureq::Agent;

/// How long a wait may go on before it looks at the host again.
const LOOK: Duration = Duration::from_millis(50);

/// What is asked of an API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) api: ApiName,
    /// Whole address.
    pub(crate) url: &'a str,
    /// Who asks; nobody where a token is asked for.
    pub(crate) token: Option<&'a SecretString>,
    /// The body of a POST.
    pub(crate) form: Option<&'a SecretString>,
}

/// The connection to all of Google's APIs.
#[derive(Debug)]
pub(crate) struct Wire {
    agent: Agent,
    timeout: Duration,
    tries: u32,
    pause: Duration,
    longest: Duration,
    /// Addresses of the APIs, and hosts as the budget and reports know them.
    places: HashMap<ApiName, Place>,
    gates: HashMap<ApiName, Gate>,
    /// Milliseconds that this machine's clock is ahead of Google's.
    ahead: Mutex<Option<i64>>,
}

/// Where an API is.
#[derive(Debug, Clone)]
struct Place {
    base: String,
    label: String,
}

/// How one try ended.
enum Tried {
    Answer(Vec<u8>),
    /// It failed; asking again may help, after that time.
    Again(Failure, Option<Duration>),
    /// It failed for good.
    Failed(Failure),
    /// The run has no more time, or does not want it.
    Stopped(Failure),
}

impl Wire {
    pub(crate) fn new(plan: &Plan) -> Wire {
        let table = apis::table();
        let gate = |name: ApiName| (name, Gate::new(plan.api_pause(name), table.give_up_after));
        let place = |name: ApiName| {
            let base = plan.base_of(name);
            let label = plan.label_of(name);
            (name, Place { base, label })
        };
        Wire {
            agent: agent(plan),
            timeout: plan.timeout,
            tries: plan.tries,
            pause: plan.pause,
            longest: plan.longest,
            places: ApiName::ALL.into_iter().map(place).collect(),
            gates: ApiName::ALL.into_iter().map(gate).collect(),
            ahead: Mutex::default(),
        }
    }

    /// Milliseconds that this machine's clock is ahead of Google's, by the latest answer.
    pub(crate) fn ahead(&self) -> Option<i64> {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks an API for what is at a path, which starts with a slash.
    pub(crate) fn get(
        &self,
        host: &dyn Host,
        api: ApiName,
        path: &str,
        token: &SecretString,
    ) -> Result<Vec<u8>, Failure> {
        let base = self.places.get(&api).map_or("", |place| place.base.as_str());
        let url = format!("{base}{path}");
        let ask = Ask {
            api,
            url: &url,
            token: Some(token),
            form: None,
        };
        self.call(host, ask)
    }

    /// Makes a call, again and again where that makes sense.
    pub(crate) fn call(&self, host: &dyn Host, ask: Ask<'_>) -> Result<Vec<u8>, Failure> {
        let end = Instant::now() + self.longest;
        let mut last = None;
        for tried in 0..self.tries {
            let (failure, wait) = match self.once(host, ask) {
                Tried::Answer(body) => {
                    self.told(ask.api, true);
                    return Ok(body);
                }
                Tried::Failed(failure) => {
                    self.told(ask.api, true);
                    return Err(failure);
                }
                Tried::Stopped(failure) => return Err(last.unwrap_or(failure)),
                Tried::Again(failure, wait) => (failure, wait),
            };
            let wait = wait.unwrap_or_else(|| jittered(self.pause.saturating_mul(1 << tried.min(10))));
            host.log(
                Level::Debug,
                &format!(
                    "{}: asked again in {} ms",
                    ask.api.entry().title,
                    wait.as_millis()
                ),
            );
            let left = end.saturating_duration_since(Instant::now());
            let too_long = wait > left || host.time_left().is_some_and(|left| wait > left);
            last = Some(failure);
            if too_long || tried + 1 == self.tries {
                break;
            }
            if let Err(stopped) = sleep(host, wait) {
                return Err(last.unwrap_or(stopped));
            }
        }
        self.told(ask.api, false);
        Err(last.unwrap_or_else(|| Failure::silent(Unknown::because(Reason::NotCollected))))
    }

    fn told(&self, api: ApiName, answered: bool) {
        if let Some(gate) = self.gates.get(&api) {
            gate.told(answered);
        }
    }

    /// One try.
    fn once(&self, host: &dyn Host, ask: Ask<'_>) -> Tried {
        let Some((gate, place)) = self.gates.get(&ask.api).zip(self.places.get(&ask.api)) else {
            return Tried::Stopped(Failure::silent(Unknown::because(Reason::NotCollected)));
        };
        let lease = match self.admitted(host, gate, &place.label) {
            Ok(lease) => lease,
            Err(failure) => return Tried::Stopped(failure),
        };
        let sent = self.send(host, ask);
        drop(lease);
        match sent {
            Ok(answer) => self.read(&answer, ask.api, gate),
            Err(unknown) if unknown.reason == Reason::Cancelled => Tried::Stopped(Failure::silent(unknown)),
            Err(unknown) => Tried::Again(Failure::silent(unknown), None),
        }
    }

    /// Waits for a place in the queue of the API and for the budget.
    fn admitted<'a>(&self, host: &'a dyn Host, gate: &Gate, label: &str) -> Result<Lease<'a>, Failure> {
        let wait = gate.turn().map_err(|Shut(times)| {
            let note = format!(
                "left alone after {times} calls in a row that {label} turned away or left unanswered"
            );
            Failure {
                meaning: Meaning::TooMany,
                unknown: Unknown::noted(Reason::Budget, note),
                words: String::new(),
            }
        })?;
        sleep(host, wait)?;
        let attempt = Attempt::Connect {
            host: label.to_owned(),
        };
        loop {
            match host.budget(&attempt) {
                Decision::Granted => return Ok(Lease { host, attempt }),
                Decision::Refused(note) => return Err(Failure::silent(Unknown::noted(Reason::Budget, note))),
                Decision::Later(time) => sleep(host, time)?,
            }
        }
    }

    fn read(&self, answer: &Answer, api: ApiName, gate: &Gate) -> Tried {
        if let Some(date) = answer.date {
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(now_ms().saturating_sub(date));
        }
        if answer.status == 200 {
            return Tried::Answer(answer.body.clone());
        }
        let refusal = Refusal {
            api,
            status: answer.status,
            body: &answer.body,
        };
        match refusal.read() {
            (failure, None) => Tried::Failed(failure),
            (failure, Some(again)) => {
                if again == Again::Api {
                    gate.hold(answer.retry_after.unwrap_or(self.pause).min(self.longest));
                }
                Tried::Again(failure, answer.retry_after)
            }
        }
    }

    /// Sends it on a thread of its own, and looks at the host meanwhile.
    fn send(&self, host: &dyn Host, ask: Ask<'_>) -> Result<Answer, Unknown> {
        let timeout = host
            .time_left()
            .map_or(self.timeout, |left| left.min(self.timeout));
        let agent = self.agent.clone();
        let url = ask.url.to_owned();
        let (token, form) = (ask.token.cloned(), ask.form.cloned());
        let (done, wait) = channel();
        let thread = thread::Builder::new().name("google".to_owned()).spawn(move || {
            let answer = exchange(&agent, &url, token.as_ref(), form.as_ref(), timeout);
            // Nobody listens any more when the run was stopped.
            done.send(answer).unwrap_or_default();
        });
        if thread.is_err() {
            return Err(Unknown::noted(
                Reason::NotCollected,
                "no thread could be started for the call",
            ));
        }
        loop {
            match wait.recv_timeout(LOOK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Unknown::noted(
                        Reason::Malformed,
                        "the call broke off inside the program",
                    ));
                }
                Err(RecvTimeoutError::Timeout) if stopped(host) => {
                    return Err(Unknown::because(Reason::Cancelled));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// A granted connection, told when it is dropped.
struct Lease<'a> {
    host: &'a dyn Host,
    attempt: Attempt,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.host.told(&self.attempt, Outcome::Done);
    }
}

fn stopped(host: &dyn Host) -> bool {
    host.cancelled() || host.time_left().is_some_and(|left| left.is_zero())
}

/// Waits, unless the run ends first.
pub(crate) fn sleep(host: &dyn Host, time: Duration) -> Result<(), Failure> {
    let end = Instant::now() + time;
    loop {
        if stopped(host) {
            return Err(Failure::silent(Unknown::because(Reason::Cancelled)));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        thread::sleep(left.min(LOOK));
    }
}

/// A little more than the time, so that calls that were turned away together do not come back together.
fn jittered(time: Duration) -> Duration {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .subsec_nanos();
    time + time.mul_f64(f64::from(nanos % 1000) / 4000.0)
}

/// Now, in milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_a_little_longer_than_asked_for() {
        let pause = jittered(Duration::from_secs(4));
        assert!(
            pause >= Duration::from_secs(4) && pause <= Duration::from_secs(5),
            "{pause:?}"
        );
    }
}
