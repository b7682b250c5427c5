//! The numbers that a plan rests on: parameters of packs, which users change, and what exports and measurements tell of this migration.

use crate::facts::Facts;
use crate::{PlanError, System};
use imaprules_facts::Value;
use imaprules_provider_gmail::labels::Allowance;
use imaprules_rules::{PackParam, Packs};
use serde::Serialize;

/// The pack with the numbers of Gmail.
const GMAIL: &str = "gmail";

/// The pack with those of the service.
const SERVICE: &str = "microsoft365";

/// What a plan rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Numbers {
    /// Octets that Google lets one account download over IMAP in a day.
    pub daily_download: u64,
    /// The share of it that is left to the user's own devices.
    pub headroom: f64,
    /// Mailboxes that are copied at the same time.
    pub concurrent_mailboxes: u64,
    /// Whether that is the endpoint's own value.
    pub endpoint_known: bool,
    /// The label that archived mail gets before All Mail is excluded.
    pub rescue_label: String,
    /// Octets a day that one mailbox of another system is copied at.
    pub octets_per_day: u64,
    /// Whether that speed was measured.
    pub speed_measured: bool,
}

impl Numbers {
    pub(crate) fn of(packs: &Packs, facts: &Facts<'_>, system: System) -> Result<Numbers, PlanError> {
        let endpoint = endpoint(facts);
        let assumed = match system {
            System::Gmail => whole(packs, GMAIL, "concurrent_mailboxes", "int")?,
            System::Other => whole(packs, SERVICE, "assumed_concurrency", "int")?,
        };
        let measured = measured(facts);
        let per_hour = whole(packs, SERVICE, "octets_per_hour", "bytes")?;
        let per_hour = measured.map_or(per_hour, |second| second.saturating_mul(3600));
        let hours = whole(packs, SERVICE, "hours_per_day", "int")?;
        Ok(Numbers {
            daily_download: whole(packs, GMAIL, "daily_download", "bytes")?,
            headroom: share(packs, GMAIL, "headroom")?,
            concurrent_mailboxes: endpoint.unwrap_or(assumed).max(1),
            endpoint_known: endpoint.is_some(),
            rescue_label: name(packs, GMAIL, "rescue_label")?,
            octets_per_day: per_hour.saturating_mul(hours).max(1),
            speed_measured: measured.is_some(),
        })
    }

    /// What may be read of one mailbox of Gmail in a day.
    pub fn allowance(&self) -> Allowance {
        Allowance {
            octets: self.daily_download,
            headroom: self.headroom,
        }
    }
}

fn param<'p>(packs: &'p Packs, pack: &str, name: &str) -> Option<&'p PackParam> {
    let pack = packs.all().iter().find(|one| one.id == pack)?;
    pack.params.iter().find(|param| param.name == name)
}

/// A whole number; what is below zero counts as zero.
fn whole(packs: &Packs, pack: &'static str, name: &'static str, ty: &'static str) -> Result<u64, PlanError> {
    let value = param(packs, pack, name).and_then(|param| param.value.as_int());
    let value = value.ok_or(PlanError::Parameter { pack, name, ty })?;
    Ok(u64::try_from(value).unwrap_or(0))
}

fn share(packs: &Packs, pack: &'static str, name: &'static str) -> Result<f64, PlanError> {
    match param(packs, pack, name).map(|param| &param.value) {
        Some(Value::Float(share)) => Ok(*share),
        _ => Err(PlanError::Parameter {
            pack,
            name,
            ty: "float",
        }),
    }
}

/// A name. Where the user gives an empty one, the pack's own counts.
fn name(packs: &Packs, pack: &'static str, name: &'static str) -> Result<String, PlanError> {
    let param = param(packs, pack, name);
    let values = param.into_iter().flat_map(|param| [&param.value, &param.default]);
    let texts = values.filter_map(Value::as_text);
    let named = texts.filter(|text| !text.trim().is_empty()).map(str::to_owned);
    named.into_iter().next().ok_or(PlanError::Parameter {
        pack,
        name,
        ty: "text",
    })
}

/// Octets a second that were measured, where somebody did.
fn measured(facts: &Facts<'_>) -> Option<u64> {
    let rate = (0..facts.count("server")).find_map(|row| facts.float("imap.throughput", row));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a measured speed is positive and far below 2^52 octets a second"
    )]
    rate.filter(|rate| rate.is_finite() && *rate >= 1.0)
        .map(|rate| rate as u64)
}

/// What the endpoint of this migration allows, where an export tells.
fn endpoint(facts: &Facts<'_>) -> Option<u64> {
    (0..facts.count("migration.endpoint"))
        .filter(|row| facts.flag("endpoint.relevant", *row) == Some(true))
        .find_map(|row| facts.number("endpoint.max_migrations", row))
}
