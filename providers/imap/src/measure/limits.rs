//! The limits of sessions as this machine meets them: first by connections that do not sign in, then by sessions of one
//! account that works.

use super::door::{Sign, Who};
use super::ramp::{End, Ramp, ramp};
use super::{Worked, nobody};
use crate::rows::{Row, Work};
use imaprules_facts::Unknown;

/// What was met.
#[derive(Debug)]
pub(super) struct Limits {
    pub(super) greetings: Ramp,
    pub(super) sign_ins: Result<Ramp, Unknown>,
}

/// Measures both.
pub(super) async fn measure(work: &Work<'_>, rows: &[Row], worked: &Worked) -> Limits {
    let greetings = ramp(work, None, None).await;
    let sign_ins = match hindrance(&greetings) {
        Some(why) => Err(why),
        None => of_account(work, rows, worked).await,
    };
    Limits { greetings, sign_ins }
}

async fn of_account(work: &Work<'_>, rows: &[Row], worked: &Worked) -> Result<Ramp, Unknown> {
    let row = worked.best().and_then(|(at, _)| rows.get(at));
    let who = row.and_then(|row| Who::of(work, row));
    let who = who.ok_or_else(|| nobody(work.plan))?;
    let sibling = worked.sibling(rows, who.row).and_then(|row| Who::of(work, row));
    Ok(ramp(work, Some(&who), sibling.as_ref()).await)
}

/// Why nobody is signed in after that: the run has ended, or the server protects itself.
fn hindrance(greetings: &Ramp) -> Option<Unknown> {
    match &greetings.end {
        End::Stopped(_) => Some(super::ramp::unknown(greetings)),
        End::Unclear(turned, _) if turned.sign != Sign::Other || !turned.again => {
            Some(super::ramp::unknown(greetings))
        }
        _ => None,
    }
}
