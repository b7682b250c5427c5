//! One collection: the look at the server, then the rows.

use crate::emit::Emitter;
use crate::place::Found;
use crate::rows::{self, Row, Work};
use crate::server::{self, Look};
use crate::settings::{Plan, Security};
use crate::tls::Trust;
use crate::watch::Watch;
use imaprules_facts::{Reason, Unknown, Value};
use imaprules_provider::{Host, ProviderError};

/// Collects what the plan asks for. What cannot be found out is a fact, not an error.
pub(crate) fn collect(
    plan: &Plan,
    rows: &[Row],
    emitter: &Emitter,
    host: &dyn Host,
) -> Result<(), ProviderError> {
    let broken = |error: &dyn std::fmt::Display| ProviderError::Broken(error.to_string());
    let trust = Trust::new(&plan.roots).map_err(|error| broken(&error))?;
    let watch = Watch {
        host,
        timeout: plan.timeout,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| broken(&error))?;
    let look = runtime.block_on(server::look(plan, &trust, watch));
    drop(runtime);
    let place = takes_passwords(&look, plan);
    if host.emit(emitter.server(look.facts)).is_err() {
        return Ok(());
    }
    let (tried, left) = rows.split_at(plan.sign_in.most().min(rows.len()));
    let mut done = untried(left, emitter, host, 0, rows.len(), &unasked(plan));
    match place {
        Ok(place) => {
            let work = Work {
                plan,
                trust: &trust,
                place: &place,
                watch,
                emitter,
            };
            rows::run(&work, tried, done).map_err(|error| broken(&error))?;
        }
        Err(why) => {
            done = untried(tried, emitter, host, done, rows.len(), &why);
            host.progress(done, rows.len() as u64);
        }
    }
    Ok(())
}

/// One record for each row that is not tried: a dead server must not cost a minute for each of them.
fn untried(rows: &[Row], emitter: &Emitter, host: &dyn Host, done: u64, total: usize, why: &Unknown) -> u64 {
    for (count, row) in rows.iter().enumerate() {
        let why = if host.cancelled() {
            &Unknown::because(Reason::Cancelled)
        } else {
            why
        };
        if host.emit(emitter.untried(row, why.clone())).is_err() {
            break;
        }
        if count % 1000 == 0 {
            host.progress(done.saturating_add(count as u64), total as u64);
        }
    }
    done.saturating_add(rows.len() as u64)
}

fn unasked(plan: &Plan) -> Unknown {
    match plan.sign_in.most() {
        0 => Unknown::because(Reason::NotCollected),
        most => Unknown::noted(
            Reason::NotCollected,
            format!("only the first {most} rows were to be signed in"),
        ),
    }
}

/// Where rows sign in, unless the server itself says that it takes no password there.
fn takes_passwords(look: &Look, plan: &Plan) -> Found {
    let place = look.place.clone()?;
    let fact = |name: &str| {
        look.facts
            .iter()
            .find(|(fact, _)| *fact == name)
            .and_then(|(_, known)| known.as_ref().ok())
    };
    let disabled = fact("imap.login_disabled").and_then(Value::as_bool) == Some(true);
    let plain = match fact("imap.auth_mechanisms") {
        Some(Value::List(all)) => all.iter().any(|one| one.as_text() == Some("PLAIN")),
        _ => false,
    };
    if disabled && (plan.security == Security::Off || !plain) {
        let note = "the server lists LOGINDISABLED: it takes no password on this connection";
        return Err(Unknown::noted(Reason::Refused, note));
    }
    Ok(place)
}
