//! The numbers that a plan rests on: parameters of the packs, which `--param` changes, what exports tell of the endpoint, and two of the plan's own.

use super::facts::Facts;
use imaprules_facts::Value;
use imaprules_provider_gmail::labels::Allowance;
use imaprules_rules::Packs;
use serde::{Deserialize, Serialize};

/// Numbers of the plan's own, with their sources.
const OWN: &str = include_str!("numbers.toml");

#[derive(Deserialize)]
struct Own {
    octets_per_hour: u64,
    hours_per_day: u64,
}

/// What a plan rests on.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Numbers {
    /// Octets that Google lets one account download over IMAP in a day.
    pub(super) daily_download: u64,
    /// The share of it that is left to the user's own devices.
    pub(super) headroom: f64,
    /// Mailboxes that are copied at the same time.
    pub(super) concurrent_mailboxes: u64,
    /// Whether that is the endpoint's own value.
    pub(super) endpoint_known: bool,
    /// The label that archived mail gets before All Mail is excluded.
    pub(super) rescue_label: String,
    /// Octets a day that one mailbox of another system is copied at.
    pub(super) octets_per_day: u64,
    /// Whether that speed was measured.
    pub(super) speed_measured: bool,
}

impl Numbers {
    pub(super) fn of(packs: &Packs, facts: &Facts<'_>) -> Numbers {
        let own: Own = toml::from_str(OWN).unwrap_or(Own {
            octets_per_hour: 1 << 28,
            hours_per_day: 24,
        });
        let endpoint = endpoint(facts);
        let measured = (0..facts.count("server")).find_map(|row| facts.float("imap.throughput", row));
        let per_second = measured.filter(|rate| rate.is_finite() && *rate >= 1.0);
        let day = own.hours_per_day.saturating_mul(3600);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a measured speed is positive and far below 2^52 octets a second"
        )]
        let octets_per_day = match per_second {
            Some(rate) => (rate as u64).saturating_mul(day),
            None => own.octets_per_hour.saturating_mul(own.hours_per_day),
        };
        Numbers {
            daily_download: whole(packs, "daily_download").unwrap_or(2500 << 20),
            headroom: match param(packs, "headroom") {
                Some(Value::Float(share)) => share,
                _ => 0.2,
            },
            concurrent_mailboxes: endpoint
                .or_else(|| whole(packs, "concurrent_mailboxes"))
                .unwrap_or(20)
                .max(1),
            endpoint_known: endpoint.is_some(),
            rescue_label: match param(packs, "rescue_label") {
                Some(Value::Text(label)) if !label.trim().is_empty() => label,
                _ => "Archived".to_owned(),
            },
            octets_per_day: octets_per_day.max(1),
            speed_measured: per_second.is_some(),
        }
    }

    pub(super) fn allowance(&self) -> Allowance {
        Allowance {
            octets: self.daily_download,
            headroom: self.headroom,
        }
    }
}

/// A parameter of Gmail's pack.
fn param(packs: &Packs, name: &str) -> Option<Value> {
    let pack = packs.all().iter().find(|pack| pack.id == "gmail")?;
    let param = pack.params.iter().find(|param| param.name == name)?;
    Some(param.value.clone())
}

fn whole(packs: &Packs, name: &str) -> Option<u64> {
    u64::try_from(param(packs, name)?.as_int()?).ok()
}

/// What the endpoint of this migration allows, where an export tells.
fn endpoint(facts: &Facts<'_>) -> Option<u64> {
    (0..facts.count("migration.endpoint"))
        .filter(|row| facts.flag("endpoint.relevant", *row) == Some(true))
        .find_map(|row| facts.number("endpoint.max_migrations", row))
}
