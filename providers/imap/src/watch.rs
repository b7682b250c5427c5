//! Waiting that ends: every wait has a time limit, and a cancelled run ends it within 50 ms. Also the dealings with
//! the budget, so that no granted attempt is ever left untold.

use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, Decision, Host, Outcome};
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

/// How long a wait may go on before it looks at the host again.
const LOOK: Duration = Duration::from_millis(50);

/// Why a wait ended without its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    Timeout,
    Cancelled,
}

/// Why an attempt was not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Denied {
    Budget(String),
    Cancelled,
}

impl From<Denied> for Unknown {
    fn from(denied: Denied) -> Unknown {
        match denied {
            Denied::Budget(note) => Unknown::noted(Reason::Budget, note),
            Denied::Cancelled => Unknown::because(Reason::Cancelled),
        }
    }
}

/// The host, as whoever waits sees it.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'a> {
    pub(crate) host: &'a dyn Host,
    /// Time-out of connecting and of every answer.
    pub(crate) timeout: Duration,
}

impl<'a> Watch<'a> {
    pub(crate) fn cancelled(&self) -> bool {
        self.host.cancelled() || self.host.time_left().is_some_and(|left| left.is_zero())
    }

    /// The future's output, unless the time passes or the run is cancelled first.
    pub(crate) async fn within<F: Future>(&self, time: Duration, future: F) -> Result<F::Output, Stopped> {
        let mut future = pin!(future);
        let end = Instant::now() + time;
        loop {
            if self.cancelled() {
                return Err(Stopped::Cancelled);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Stopped::Timeout);
            }
            if let Ok(output) = tokio::time::timeout(left.min(LOOK), &mut future).await {
                return Ok(output);
            }
        }
    }

    /// Waits until the budget grants the attempt or denies it for this run.
    pub(crate) async fn ask(&self, attempt: Attempt) -> Result<Lease<'a>, Denied> {
        loop {
            if self.cancelled() {
                return Err(Denied::Cancelled);
            }
            match self.host.budget(&attempt) {
                Decision::Granted => {
                    return Ok(Lease {
                        host: self.host,
                        attempt,
                        outcome: Outcome::Failed,
                        told: false,
                    });
                }
                Decision::Refused(note) => return Err(Denied::Budget(note)),
                Decision::Later(pause) => tokio::time::sleep(pause.min(LOOK)).await,
            }
        }
    }
}

/// A granted attempt. Its outcome is told when it is dropped: `Failed` unless set before.
pub(crate) struct Lease<'a> {
    host: &'a dyn Host,
    attempt: Attempt,
    pub(crate) outcome: Outcome,
    told: bool,
}

impl Lease<'_> {
    /// Tells that the attempt failed without a word on credentials, and asks for the same once more.
    pub(crate) async fn again(&mut self, watch: &Watch<'_>) -> Result<(), Denied> {
        self.host.told(&self.attempt, Outcome::Failed);
        self.told = true;
        let mut granted = watch.ask(self.attempt.clone()).await?;
        granted.told = true;
        self.told = false;
        Ok(())
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.host.told(&self.attempt, self.outcome);
        }
    }
}
