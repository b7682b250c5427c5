//! Why a fact of a server is not known, from how a step ended.

use crate::session::{Broken, Why};
use crate::{dns, tcp, tls};
use imaprules_facts::{Reason, Unknown};

/// The host did not resolve.
pub(super) fn of_dns(answer: &dns::Answer) -> Unknown {
    let reason = if answer.outcome == dns::Lookup::Timeout {
        Reason::Timeout
    } else {
        Reason::Unreachable
    };
    Unknown::noted(reason, answer.error.clone())
}

/// No connection came about.
pub(super) fn of_tcp(failure: &tcp::Failure) -> Unknown {
    let reason = match failure {
        tcp::Failure::Refused | tcp::Failure::Reset => Reason::Refused,
        tcp::Failure::Timeout => Reason::Timeout,
        tcp::Failure::Unreachable | tcp::Failure::Failed(_) => Reason::Unreachable,
        tcp::Failure::Budget(_) => Reason::Budget,
        tcp::Failure::Cancelled => Reason::Cancelled,
    };
    Unknown::noted(reason, failure.text())
}

/// No encryption came about.
pub(super) fn of_tls(failure: &tls::Failure) -> Unknown {
    let reason = match failure.word {
        _ if failure.cancelled => Reason::Cancelled,
        "timeout" => Reason::Timeout,
        "closed" | "reset" | "starttls_refused" => Reason::Refused,
        "no_agreement" | "starttls_missing" => Reason::Unsupported,
        _ => Reason::Malformed,
    };
    Unknown::noted(reason, failure.error.clone())
}

/// An answer did not come, or not to its end.
pub(super) fn of_broken(broken: &Broken) -> Unknown {
    let reason = match &broken.why {
        Why::Timeout => Reason::Timeout,
        Why::Closed | Why::Reset => Reason::Refused,
        Why::TooLong | Why::TooMuch | Why::Unwritable(_) | Why::Failed(_) => Reason::Malformed,
        Why::Cancelled => Reason::Cancelled,
    };
    Unknown::noted(reason, broken.text())
}
