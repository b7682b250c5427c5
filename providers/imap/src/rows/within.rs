//! The time one mailbox may take. A server that answers every question just before the time-out would otherwise hold
//! a run up for days.

use imaprules_facts::{Reason, Unknown};
use std::time::{Duration, Instant};

/// Runs from the moment it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    time: Duration,
}

impl Clock {
    pub(crate) fn start(time: Duration) -> Clock {
        Clock {
            began: Instant::now(),
            time,
        }
    }

    /// Why nothing more is asked, once the time has passed.
    pub(crate) fn over(&self) -> Option<Unknown> {
        let passed = self.began.elapsed() >= self.time;
        passed.then(|| {
            Unknown::noted(
                Reason::Timeout,
                "the time for one mailbox had passed (setting mailbox_time)",
            )
        })
    }
}
