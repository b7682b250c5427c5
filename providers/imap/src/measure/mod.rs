//! Measurements that somebody asked for: how many sessions the server takes at the same time, and how fast a mailbox can be
//! read. Both cost the server something, so that each has a flag of its own.
//!
//! It comes last, when no row is open any more, and keeps to its own bounds. It judges nothing, and it never signs in with
//! an account that has not worked before.

mod door;
mod limits;
mod ramp;
mod rate;
mod settings;
mod tell;
mod worked;

pub(crate) use settings::{MeasurePlan, declared};
pub(crate) use worked::Worked;

use crate::rows::{Row, Work};
use crate::settings::{Plan, SignIn};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::SchemaSource;

/// The declaration of what is measured.
pub(crate) fn facts() -> SchemaSource {
    SchemaSource {
        name: "providers/imap/measure.toml".to_owned(),
        text: include_str!("../../measure.toml").to_owned(),
    }
}

/// Connections of the measurements at most.
pub(crate) fn connections(plan: &Plan) -> u64 {
    let measure = &plan.measure;
    // Up to the bound and once more after one was closed; signed in the same, and once for another row of the account.
    let greetings = if measure.limits {
        u64::from(measure.bound) + 1
    } else {
        0
    };
    greetings.saturating_add(sign_ins(plan))
}

/// Sign-ins of the measurements at most, all of them by one account.
pub(crate) fn sign_ins(plan: &Plan) -> u64 {
    let measure = &plan.measure;
    if plan.sign_in == SignIn::Nobody {
        return 0;
    }
    let limits = if measure.limits {
        u64::from(measure.bound) + 2
    } else {
        0
    };
    limits.saturating_add(u64::from(measure.throughput))
}

/// Measures what the plan asks for. Errors are the operating system's, when it gives no runtime.
pub(crate) fn run(work: &Work<'_>, rows: &[Row], worked: &Worked) -> Result<(), std::io::Error> {
    let plan = work.plan;
    if !plan.measure.limits && !plan.measure.throughput {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if plan.measure.limits {
        let found = runtime.block_on(limits::measure(work, rows, worked));
        let facts = tell::limits(&found, plan.measure.bound, &work.place.family);
        // The host wants no more records when the run was stopped; then the rest has no use either.
        if work.watch.host.emit(work.emitter.measured(facts)).is_err() {
            return Ok(());
        }
    }
    if plan.measure.throughput {
        let rate = runtime.block_on(rate::measure(work, rows, worked));
        let _ = work.watch.host.emit(work.emitter.measured(tell::rate(rate)));
    }
    Ok(())
}

/// What is said where there is no place to measure at.
pub(crate) fn missed(plan: &Plan, why: &Unknown) -> Vec<tell::Fact> {
    let mut facts = Vec::new();
    if plan.measure.limits {
        facts.extend(tell::no_limits(why));
    }
    if plan.measure.throughput {
        facts.extend(tell::rate(Err(why.clone())));
    }
    facts
}

/// Why no account was measured.
fn nobody(plan: &Plan) -> Unknown {
    let note = if plan.sign_in == SignIn::Nobody {
        "nobody was to be signed in, and only an account that works is measured"
    } else {
        "no account worked in this run, and only one that works is measured"
    };
    Unknown::noted(Reason::NotCollected, note)
}
