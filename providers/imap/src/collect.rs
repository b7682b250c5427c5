//! One collection: the look at the server, then the rows.

use crate::answers::Sign;
use crate::emit::{Emitter, Seen};
use crate::measure;
use crate::pass::PassRun;
use crate::place::Place;
use crate::rows::{self, Row, Verdict, Work};
use crate::server::{self, Look};
use crate::settings::{Plan, Security, SignIn};
use crate::tls::Trust;
use crate::watch::Watch;
use imaprules_facts::{Reason, Unknown, Value};
use imaprules_provider::{Host, ProviderError};

/// Collects what the plan asks for. What cannot be found out is a fact, not an error.
pub(crate) fn collect(
    plan: &Plan,
    mut rows: Vec<Row>,
    emitter: &Emitter,
    host: &dyn Host,
    pass: Option<&dyn PassRun>,
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
    let family = family(&look).map(str::to_owned);
    let place = takes_passwords(&look, plan);
    if host.emit(emitter.server(look.facts)).is_err() {
        return Ok(());
    }
    if let Some(pass) = pass {
        let mut record = emitter.migration();
        pass.about_migration(&mut record);
        if !record.facts.is_empty() && host.emit(record).is_err() {
            return Ok(());
        }
    }
    rows::accounts(&mut rows, family.as_deref(), &plan.rows);
    let total = rows.len();
    let (tried, left) = rows::divide(rows, plan.sign_in);
    let untried = Untried {
        emitter,
        host,
        total,
        seen: Seen {
            family: family.as_deref(),
            separator: plan.rows.separator,
        },
    };
    let mut done = untried.tell(&left, 0, &unasked(plan), None);
    match place {
        Ok(place) => {
            let work = Work {
                plan,
                trust: &trust,
                place: &place,
                watch,
                emitter,
                pass,
            };
            let worked = rows::run(&work, &tried, done).map_err(|error| broken(&error))?;
            measure::run(&work, &tried, &worked).map_err(|error| broken(&error))?;
        }
        Err((why, cause)) => {
            done = untried.tell(&tried, done, &why, cause.as_ref());
            host.progress(done, total as u64);
            let missed = measure::missed(plan, &why);
            if !missed.is_empty() {
                let _ = host.emit(emitter.measured(missed));
            }
        }
    }
    Ok(())
}

/// The product, as far as the look at the server told it.
fn family(look: &Look) -> Option<&str> {
    fact(look, "server.family").and_then(Value::as_text)
}

fn fact<'a>(look: &'a Look, name: &str) -> Option<&'a Value> {
    look.facts
        .iter()
        .find(|(fact, _)| *fact == name)
        .and_then(|(_, known)| known.as_ref().ok())
}

/// Tells rows that nobody tries.
struct Untried<'a> {
    emitter: &'a Emitter,
    host: &'a dyn Host,
    total: usize,
    seen: Seen<'a>,
}

impl Untried<'_> {
    /// One record for each row: a dead server must not cost a minute for each of them.
    fn tell(&self, rows: &[Row], done: u64, why: &Unknown, cause: Option<&Verdict>) -> u64 {
        let cancelled = Unknown::because(Reason::Cancelled);
        for (count, row) in rows.iter().enumerate() {
            let (why, cause) = if self.host.cancelled() {
                (&cancelled, None)
            } else {
                (why, cause)
            };
            if self
                .host
                .emit(self.emitter.untried(row, self.seen, why, cause))
                .is_err()
            {
                break;
            }
            if count % 1000 == 0 {
                self.host
                    .progress(done.saturating_add(count as u64), self.total as u64);
            }
        }
        done.saturating_add(rows.len() as u64)
    }
}

fn unasked(plan: &Plan) -> Unknown {
    match plan.sign_in {
        SignIn::Sample(count) => Unknown::noted(
            Reason::NotCollected,
            format!("only a sample of {count} rows was to be signed in"),
        ),
        SignIn::Nobody | SignIn::All => Unknown::because(Reason::NotCollected),
    }
}

/// Where rows sign in, unless the server itself says that it takes no password there.
fn takes_passwords(look: &Look, plan: &Plan) -> Result<Place, (Unknown, Option<Verdict>)> {
    let place = look.place.clone().map_err(|why| (why, None))?;
    let disabled = fact(look, "imap.login_disabled").and_then(Value::as_bool) == Some(true);
    let offers = |mechanisms: &[&str]| match fact(look, "imap.auth_mechanisms") {
        Some(Value::List(all)) => all
            .iter()
            .filter_map(Value::as_text)
            .any(|one| mechanisms.contains(&one)),
        _ => false,
    };
    let unencrypted = plan.security == Security::Off;
    // Rows without a token are refused one by one.
    let tokens = plan.bearer.is_some() && offers(&["XOAUTH2", "OAUTHBEARER"]);
    if disabled && !tokens && (unencrypted || !offers(&["PLAIN"])) {
        let note = "the server lists LOGINDISABLED: it takes no password on this connection";
        let tokens_alone = offers(&["XOAUTH2", "OAUTHBEARER"]) && !offers(&["PLAIN", "LOGIN"]);
        let signs: Vec<Sign> = [
            tokens_alone.then_some(Sign::OnlyOauth),
            unencrypted.then_some(Sign::Unencrypted),
        ]
        .into_iter()
        .flatten()
        .collect();
        return Err((Unknown::noted(Reason::Refused, note), rows::unasked(&signs)));
    }
    Ok(place)
}
