//! What has to be done in a mailbox before folders are excluded: archived mail gets a label, so that a folder that stays shows it.

use crate::gmail::whole;
use imaprules_provider_gmail::labels::{Change, Loss, Mailbox, Plan, singles};

/// Finds archived mail without a label, in the language of Gmail's own search: <https://support.google.com/mail/answer/7190>.
const ARCHIVED: &str = "-in:inbox -in:sent -in:drafts -in:chats has:nouserlabels";

/// What has to be done in a mailbox before folders are excluded.
#[derive(Debug)]
pub struct Rescue {
    /// Its id.
    pub mailbox: String,
    /// The label that its archived mail gets.
    pub label: String,
    /// How many messages would be lost without it; nothing where nobody knows.
    pub messages: Option<u64>,
    /// What to do, one after the other.
    pub steps: Vec<Step>,
}

/// Something to do in Gmail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Search for this and select everything that is found.
    Search(&'static str),
    /// Apply this label.
    Apply(String),
    /// Show hidden labels, which so many messages are under alone.
    ShowHidden(u64),
    /// See that the new label is shown in IMAP, and look again.
    SeeShown,
}

impl Step {
    /// Whether it is the same for every mailbox.
    pub fn is_general(&self) -> bool {
        matches!(self, Step::Search(_) | Step::SeeShown)
    }
}

/// What has to be done before the safest plan of a mailbox, if anything.
pub(crate) fn of(mailbox: &Mailbox, safest: &Plan) -> Option<Rescue> {
    let Change::Rescue(label) = &safest.change else {
        return None;
    };
    let plain = singles(mailbox, Change::None).forecast(mailbox);
    let lost = plain.span(|outcome| outcome.lost);
    let hidden = plain.wide.by_loss.get(&Loss::HiddenLabel).copied().unwrap_or(0);
    let mut steps = vec![Step::Search(ARCHIVED), Step::Apply(label.clone())];
    steps.extend((hidden > 0).then_some(Step::ShowHidden(hidden)));
    steps.push(Step::SeeShown);
    Some(Rescue {
        mailbox: mailbox.id.clone(),
        label: label.clone(),
        messages: lost.high.filter(|_| whole(mailbox)),
        steps,
    })
}
