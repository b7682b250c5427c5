//! More and more sessions at the same time, 1, 2, 4, ..., to the first that is not admitted or to the bound. Within a step they are
//! opened one after the other, so that the number is exact; after each step those that are open are asked whether they
//! still are. Whatever comes of it, all of them are closed with LOGOUT.

use super::door::{Entered, Kept, Scope, Sign, Turned, Who, enter, thrown_out};
use crate::rows::Work;
use crate::session::Bound;
use crate::wire::Command;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::Level;

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// All were admitted.
    Bound,
    /// One more was not, and was once another had been closed.
    Limit(Turned),
    /// One more was not, for whatever reason.
    Unclear(Turned, &'static str),
    Stopped(Unknown),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ramp {
    /// Sessions that were open at the same time.
    pub(super) most: usize,
    pub(super) end: End,
    /// Whose sessions the limit of a user counts, in the words of `server.limit.per_user_counts`.
    pub(super) counts: Option<&'static str>,
}

/// Opens sessions, signed in where an account is given. `sibling`: the same account for another mailbox.
pub(super) async fn ramp(work: &Work<'_>, who: Option<&Who<'_>>, sibling: Option<&Who<'_>>) -> Ramp {
    let mut held = Vec::new();
    let kept = climb(work, who, &mut held).await;
    let mut found = Ramp {
        most: held.len(),
        end: End::Bound,
        counts: None,
    };
    match kept {
        Ok(()) => {}
        Err(Kept::Stopped(why)) => found.end = End::Stopped(why),
        Err(Kept::Out(turned)) => {
            found.end = confirmed(work, who, &mut held, turned).await;
            if let (End::Limit(turned), Some(sibling)) = (&found.end, sibling)
                && turned.scope == Some(Scope::User)
            {
                found.counts = counted(work, sibling).await;
            }
        }
    }
    for entered in held {
        entered.leave().await;
    }
    // The next measurement must not meet those that were closed just now.
    rest(work).await;
    found
}

async fn climb<'a>(work: &Work<'a>, who: Option<&Who<'_>>, held: &mut Vec<Entered<'a>>) -> Result<(), Kept> {
    let bound = usize::try_from(work.plan.measure.bound).unwrap_or(usize::MAX);
    let mut step = 1;
    loop {
        while held.len() < step {
            held.push(enter(work, who).await?);
        }
        still_there(work, who.is_some(), held).await?;
        let note = format!("{}: {} sessions at the same time", work.plan.label, held.len());
        work.watch.host.log(Level::Info, &note);
        if step >= bound {
            return Ok(());
        }
        step = step.saturating_mul(2).min(bound);
    }
}

/// Asks every session for a sign of life. Some servers admit a new one and throw out the oldest.
async fn still_there(work: &Work<'_>, signed_in: bool, held: &mut Vec<Entered<'_>>) -> Result<(), Kept> {
    let mut first = None;
    let mut alive = Vec::with_capacity(held.len());
    for mut entered in held.drain(..) {
        let answer = entered
            .session
            .run(Ok(Command::fixed("NOOP")), Bound::SHORT)
            .await;
        match answer {
            Ok(_) => alive.push(entered),
            Err(broken) => {
                let words = broken.last_words.as_ref();
                let text = words.map(|words| entered.session.clean(&words.line));
                first.get_or_insert_with(|| thrown_out(&broken, text, &work.place.family, signed_in));
                entered.leave().await;
            }
        }
    }
    held.extend(alive);
    first.map_or(Ok(()), Err)
}

/// Whether it is a limit: with one session less another one must be admitted. Where it is not, the server counts something else,
/// such as connections in a minute, or has closed its doors.
async fn confirmed<'a>(
    work: &Work<'a>,
    who: Option<&Who<'_>>,
    held: &mut Vec<Entered<'a>>,
    turned: Turned,
) -> End {
    if turned.scope.is_none() || turned.sign == Sign::Other {
        return End::Unclear(turned, "no limit answers like this");
    }
    if !turned.again {
        return End::Unclear(
            turned,
            "the server protects itself, or refused the password: nothing more was tried",
        );
    }
    let Some(last) = held.pop() else {
        return End::Unclear(
            turned,
            "not even one session was admitted: others may hold them all",
        );
    };
    last.leave().await;
    rest(work).await;
    match enter(work, who).await {
        Ok(entered) => {
            held.push(entered);
            End::Limit(turned)
        }
        Err(Kept::Stopped(why)) => End::Stopped(why),
        Err(Kept::Out(_)) => End::Unclear(
            turned,
            "another was not admitted either once one had been closed: the server may count connections in a time, or close its doors for a while",
        ),
    }
}

/// With the limit reached, whether the same account is admitted for another mailbox.
async fn counted(work: &Work<'_>, sibling: &Who<'_>) -> Option<&'static str> {
    match enter(work, Some(sibling)).await {
        Ok(entered) => {
            entered.leave().await;
            Some("mailbox")
        }
        Err(Kept::Out(turned)) if turned.scope == Some(Scope::User) => Some("account"),
        Err(_) => None,
    }
}

/// Gives the server the time to notice that connections were closed.
async fn rest(work: &Work<'_>) {
    let pause = work.plan.measure.pause;
    let _ = work.watch.within(pause, std::future::pending::<()>()).await;
}

/// Why a limit is not known, by how the look for it ended.
pub(super) fn unknown(found: &Ramp) -> Unknown {
    let most = found.most;
    match &found.end {
        End::Bound => Unknown::noted(
            Reason::Budget,
            format!(
                "{most} sessions at the same time were admitted, and no more were to be tried (setting measure_bound)"
            ),
        ),
        End::Limit(turned) => Unknown::noted(
            Reason::Refused,
            format!(
                "another limit came first, with {most} sessions open: {}",
                turned.text
            ),
        ),
        End::Unclear(turned, why) => Unknown::noted(
            Reason::Refused,
            format!(
                "with {most} sessions open another was not admitted ({}): {why}",
                turned.text
            ),
        ),
        End::Stopped(why) => why.clone(),
    }
}
