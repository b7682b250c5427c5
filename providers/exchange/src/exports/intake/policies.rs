//! Throttling policies and who has which.

use super::Reading;
use crate::evidence::{Allowance, Mailbox, ThrottlingPolicy, Told, lost, told};
use imaprules_facts::{Reason, Unknown};

impl Reading<'_> {
    /// A number that may be without limit: null in Exchange 2010; later `Unlimited`, and null leaves it to the policy above. A property
    /// that the export has not is neither.
    fn allowance(&self, name: &str) -> Told<Allowance> {
        let value = self.fields.raw(&[name])?;
        let text = value.text().unwrap_or_default();
        let empty = value.is_missing() || text.trim().is_empty();
        if empty && self.fields.raw(&["ThrottlingPolicyScope"]).is_some() {
            return None;
        }
        if value.is_missing() || text.trim().is_empty() || text.trim().eq_ignore_ascii_case("unlimited") {
            return told(Allowance::Unlimited);
        }
        match value.int().or_else(|| text.trim().parse().ok()) {
            Some(number) => told(Allowance::Of(number)),
            None => lost(Unknown::noted(
                Reason::Malformed,
                format!("the export holds no {name} that is a number or Unlimited"),
            )),
        }
    }
}

pub(super) fn policy(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let policy = ThrottlingPolicy {
        seen: reading.seen,
        name: fields.symbol(reading.evidence, &["Name", "Identity"]),
        dn: fields.symbol(reading.evidence, &["DistinguishedName"]),
        default: fields.bool(&["IsDefault"]),
        scope: fields.told_text(reading.evidence, &["ThrottlingPolicyScope"]),
        concurrency: reading.allowance("ImapMaxConcurrency"),
        burst: reading.allowance("ImapMaxBurst"),
        recharge: reading.allowance("ImapRechargeRate"),
        cutoff: reading.allowance("ImapCutoffBalance"),
        percent_ad: reading.allowance("ImapPercentTimeInAD"),
        percent_cas: reading.allowance("ImapPercentTimeInCAS"),
        percent_rpc: reading.allowance("ImapPercentTimeInMailboxRPC"),
    };
    reading.evidence.policies.push(policy);
}

pub(super) fn association(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let who = fields.reference(&["ObjectId", "Identity"]);
    let policy = fields.reference(&["ThrottlingPolicyId"]).unwrap_or_default();
    let evidence = &mut *reading.evidence;
    let mut mailbox = Mailbox::new(reading.seen);
    mailbox.identity = who.and_then(|who| evidence.symbol(&who));
    if mailbox.identity.is_none() {
        return;
    }
    mailbox.throttling_policy = told(evidence.texts.put(&policy));
    evidence.mailboxes.push(mailbox);
}
