//! One session of a measurement, or how the server kept it out. The ways a limit shows are those that servers were seen to have:
//! a refused connection, one that is closed or left without a greeting, a farewell, an answer to the sign-in.

use crate::answers::{self, When};
use crate::rows::{self, Account, Ask, Row, SignIn, Way, Work};
use crate::session::{self, Broken, Closed, Session, Why};
use crate::tcp;
use crate::watch::{Denied, Lease};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, ExposeSecret as _, Outcome, SecretString};

/// How a server that takes no more shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// TCP itself was refused, reset or found no way.
    Tcp,
    /// Closed without a word.
    Closed,
    /// No word within the time-out.
    Silent,
    /// BYE instead of a greeting, or while the session waited.
    Bye,
    /// The sign-in was answered with a refusal.
    Refused,
    /// Something that no limit looks like.
    Other,
}

impl Sign {
    /// The word of the facts.
    pub(super) fn word(self) -> &'static str {
        match self {
            Sign::Tcp => "tcp",
            Sign::Closed => "closed",
            Sign::Silent => "silent",
            Sign::Bye => "bye",
            Sign::Refused => "refused",
            Sign::Other => "other",
        }
    }
}

/// Whose sessions are counted by the limit that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Total,
    Address,
    User,
}

/// A session that was not admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turned {
    pub(super) sign: Sign,
    /// Nothing where the answer is none that a limit gives.
    pub(super) scope: Option<Scope>,
    /// The server's words, or what happened instead.
    pub(super) text: String,
    /// Whether the password had been sent.
    pub(super) signing_in: bool,
    /// Whether it is safe to try another: no sign of a lock-out, and no password refused.
    pub(super) again: bool,
}

/// Why there is no session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// By the server.
    Out(Turned),
    /// By the run itself.
    Stopped(Unknown),
}

/// An admitted session. The place in the budget is given back once it is closed.
pub(super) struct Entered<'a> {
    pub(super) session: Session<'a>,
    _lease: Lease<'a>,
}

impl Entered<'_> {
    /// Says good-bye.
    pub(super) async fn leave(self) {
        self.session.logout().await;
    }
}

/// An account that worked in this run.
pub(super) struct Who<'a> {
    pub(super) row: &'a Row,
    account: &'a Account,
    password: SecretString,
}

impl<'a> Who<'a> {
    /// The account of a row.
    pub(super) fn of(work: &Work<'_>, row: &'a Row) -> Option<Who<'a>> {
        let password = work.watch.host.secret(&row.subject, "password")?;
        Some(Who {
            row,
            account: row.account.as_ref()?,
            password: Some(password).filter(|password| !password.expose_secret().is_empty())?,
        })
    }

    /// Signs in once more, as the budget allows.
    pub(super) async fn sign_in(&self, work: &Work<'_>, session: &mut Session<'_>) -> Result<(), Kept> {
        let attempt = Attempt::SignIn {
            host: work.plan.label.clone(),
            account: self.account.authenticates_as.clone(),
        };
        let mut lease = work.watch.ask(attempt).await.map_err(denied)?;
        let ask = Ask {
            account: self.account,
            password: &self.password,
            endpoint: (&work.plan.host, work.plan.port),
            security: work.plan.security,
            family: &work.place.family,
            way: &Way::AsWritten,
            root: self.row.root.as_deref(),
        };
        let said = rows::sign_in(session, ask, &mut lease).await;
        lease.outcome = said.budget;
        if session.throttled() {
            let note = "the server says that it throttles: it was asked no further";
            return Err(Kept::Stopped(Unknown::noted(Reason::Budget, note)));
        }
        if said.is("ok") { Ok(()) } else { Err(refused(said)) }
    }
}

/// Opens a session, signed in where an account is given.
pub(super) async fn enter<'a>(work: &Work<'a>, who: Option<&Who<'_>>) -> Result<Entered<'a>, Kept> {
    let attempt = Attempt::Measure {
        host: work.plan.label.clone(),
    };
    let mut lease = work.watch.ask(attempt).await.map_err(denied)?;
    let mut session = session::open(work.place.at, work.plan, work.trust, work.watch)
        .await
        .map_err(|closed| kept_out(&closed, &work.place.family))?;
    if let Some(who) = who
        && let Err(kept) = who.sign_in(work, &mut session).await
    {
        session.logout().await;
        return Err(kept);
    }
    lease.outcome = Outcome::Done;
    Ok(Entered {
        session,
        _lease: lease,
    })
}

pub(super) fn denied(denied: Denied) -> Kept {
    Kept::Stopped(match denied {
        Denied::Budget(note) => Unknown::noted(Reason::Budget, note),
        Denied::Cancelled => Unknown::because(Reason::Cancelled),
    })
}

/// No session came about.
fn kept_out(closed: &Closed, family: &str) -> Kept {
    let said = rows::not_opened(closed, family);
    if let Err(why) = said.login {
        return Kept::Stopped(why);
    }
    let sign = match closed {
        Closed::Tcp(tcp::Failure::Timeout) => Sign::Silent,
        Closed::Tcp(_) => Sign::Tcp,
        Closed::Tls(failure) if failure.word == "timeout" => Sign::Silent,
        Closed::Tls(failure) if ["closed", "reset"].contains(&failure.word) => Sign::Closed,
        Closed::Bye(_) => Sign::Bye,
        Closed::Broken(broken) => of_broken(broken),
        Closed::Tls(_) | Closed::Untrusted(_) | Closed::Starttls(_) | Closed::NotUsable(_) => Sign::Other,
    };
    let scope = match named(said.causes) {
        _ if sign == Sign::Other => None,
        // Nobody has said who he is yet.
        Some(Scope::User) => Some(Scope::Address),
        None if sign == Sign::Silent => Some(Scope::Total),
        named => Some(named.unwrap_or(Scope::Address)),
    };
    Kept::Out(Turned {
        sign,
        scope,
        again: said.budget != Outcome::LockOut,
        text: said.text,
        signing_in: false,
    })
}

fn of_broken(broken: &Broken) -> Sign {
    match broken.why {
        Why::Timeout => Sign::Silent,
        Why::Closed | Why::Reset => Sign::Closed,
        _ => Sign::Other,
    }
}

/// A sign-in that did not work although the account does.
fn refused(said: SignIn) -> Kept {
    let word = match said.login {
        Ok(word) => word,
        Err(why) => return Kept::Stopped(why),
    };
    let sign = match word {
        "timeout" => Sign::Silent,
        "closed" | "transport" => Sign::Closed,
        _ => Sign::Refused,
    };
    let otherwise = match sign {
        Sign::Silent | Sign::Closed => Some(Scope::Total),
        _ if word == "limit" => Some(Scope::User),
        _ => None,
    };
    Kept::Out(Turned {
        sign,
        scope: named(said.causes).or(otherwise),
        // A password that was refused, or a lock-out: neither is tried a second time.
        again: matches!(said.budget, Outcome::Failed | Outcome::Unanswered | Outcome::Done),
        text: said.text,
        signing_in: true,
    })
}

/// A session that had been admitted was thrown out, with these words if any.
pub(super) fn thrown_out(broken: &Broken, text: Option<String>, family: &str, signing_in: bool) -> Kept {
    if broken.why == Why::Cancelled {
        return Kept::Stopped(Unknown::because(Reason::Cancelled));
    }
    let words = broken.last_words.as_ref();
    let meaning = words.and_then(|words| answers::meaning(When::Greeting, words, family));
    Kept::Out(Turned {
        sign: if words.is_some() {
            Sign::Bye
        } else {
            of_broken(broken)
        },
        scope: Some(
            meaning
                .and_then(|meaning| named(meaning.causes))
                .unwrap_or(Scope::Total),
        ),
        again: !meaning.is_some_and(|meaning| meaning.guards),
        text: text.unwrap_or_else(|| broken.text()),
        signing_in,
    })
}

/// The first limit among the causes that the catalogue names.
fn named(causes: &[String]) -> Option<Scope> {
    causes.iter().find_map(|cause| match cause.as_str() {
        "limit_of_user" => Some(Scope::User),
        "limit_of_address" => Some(Scope::Address),
        "limit_of_server" => Some(Scope::Total),
        _ => None,
    })
}
