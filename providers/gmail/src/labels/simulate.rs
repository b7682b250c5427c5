//! What becomes of a mailbox's messages under a list of excluded folders: copies, octets, messages that reach the target and messages
//! that do not, by what they are. Under both readings, and with what is not known of them.

use super::{Combination, Exclusions, Folder, Label, Mailbox, Reading, Role, Store};
use std::collections::BTreeMap;

/// What messages are that no folder takes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Loss {
    /// In the Inbox.
    Inbox,
    /// Under a label of the user's own that is excluded.
    Label,
    /// The same, where the label stands below Gmail's own container.
    LabelBelowContainer,
    /// Sent.
    Sent,
    /// Drafts.
    Drafts,
    /// Under labels alone that IMAP does not show.
    HiddenLabel,
    /// Archived without a label, with a star.
    OnlyStarred,
    /// Archived without a label.
    ArchivedUnlabelled,
    /// Spam.
    Spam,
    /// Trash.
    Trash,
}

impl Loss {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Loss::Inbox => "inbox",
            Loss::Label => "label",
            Loss::LabelBelowContainer => "label_below_container",
            Loss::Sent => "sent",
            Loss::Drafts => "drafts",
            Loss::HiddenLabel => "hidden_label",
            Loss::OnlyStarred => "only_starred",
            Loss::ArchivedUnlabelled => "archived_unlabelled",
            Loss::Spam => "spam",
            Loss::Trash => "trash",
        }
    }

    /// Spam and Trash are left behind on purpose.
    pub fn counts(self) -> bool {
        !matches!(self, Loss::Spam | Loss::Trash)
    }
}

/// At least and at most; nothing where there is no bound to what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// At least.
    pub low: u64,
    /// At most.
    pub high: Option<u64>,
}

impl Span {
    /// Exactly so many.
    pub fn exact(value: u64) -> Span {
        Span {
            low: value,
            high: Some(value),
        }
    }

    /// Whatever lies in one of both.
    pub fn or(self, other: Span) -> Span {
        Span {
            low: self.low.min(other.low),
            high: self.high.zip(other.high).map(|(a, b)| a.max(b)),
        }
    }

    /// Both together.
    pub fn and(self, other: Span) -> Span {
        Span {
            low: self.low.saturating_add(other.low),
            high: self.high.zip(other.high).map(|(a, b)| a.saturating_add(b)),
        }
    }
}

/// What becomes of a mailbox under one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// Messages in the target, each as often as it comes.
    pub copies: Span,
    /// Their octets.
    pub octets: Span,
    /// Different messages that reach the target.
    pub migrated: Span,
    /// Messages that do not, but for Spam and Trash.
    pub lost: Span,
    /// All that do not, by what they are.
    pub by_loss: BTreeMap<Loss, u64>,
}

/// What becomes of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Where each excluded name stands for that folder alone.
    pub narrow: Projection,
    /// Where it takes along what lies below.
    pub wide: Projection,
}

impl Forecast {
    /// One figure over both readings.
    pub fn span(&self, of: impl Fn(&Projection) -> Span) -> Span {
        of(&self.narrow).or(of(&self.wide))
    }

    /// Copies beyond the first of each message.
    pub fn repeated(&self) -> Span {
        self.span(Projection::repeated)
    }

    /// Whether it makes a difference what excluding a folder means.
    pub fn depends(&self) -> bool {
        self.narrow != self.wide
    }
}

impl Projection {
    /// Copies beyond the first of each message.
    pub fn repeated(&self) -> Span {
        let high = |span: Span| span.high;
        Span {
            low: self.copies.low.saturating_sub(self.migrated.low),
            high: high(self.copies)
                .zip(high(self.migrated))
                .map(|(copies, migrated)| copies.saturating_sub(migrated.min(copies))),
        }
    }
}

/// Says what becomes of a mailbox when these folders are excluded.
pub fn simulate(mailbox: &Mailbox, excluded: &Exclusions) -> Forecast {
    let [narrow, wide] = Reading::BOTH.map(|reading| outcome(mailbox, excluded, reading));
    Forecast { narrow, wide }
}

fn outcome(mailbox: &Mailbox, excluded: &Exclusions, reading: Reading) -> Projection {
    let stays = |folder: &Folder| !excluded.cover(folder, reading);
    let kept: Vec<bool> = mailbox.folders.iter().map(stays).collect();
    let (mut copies, mut octets, mut migrated, mut lost) = (0u64, 0u64, 0u64, 0u64);
    let mut by_loss = BTreeMap::new();
    for one in &mailbox.mix {
        let shows = mailbox.shows(one);
        let times = shows.iter().filter(|at| kept.get(**at) == Some(&true)).count() as u64;
        copies = copies.saturating_add(times.saturating_mul(one.messages));
        octets = octets.saturating_add(times.saturating_mul(one.octets));
        if times > 0 {
            migrated += one.messages;
            continue;
        }
        let loss = loss(mailbox, one, &shows);
        *by_loss.entry(loss).or_insert(0) += one.messages;
        lost += if loss.counts() { one.messages } else { 0 };
    }
    // Of the rest, every message may come in all of its folders, or in none.
    let rest = mailbox.rest;
    let unseen = mailbox.missing.is_some();
    let up = |base: u64, more: Option<u64>| Span {
        low: base,
        high: more.filter(|_| !unseen).map(|more| base.saturating_add(more)),
    };
    let all_kept = excluded.is_empty() && !unseen && rest.copies == Some(0);
    Projection {
        copies: up(copies, rest.copies),
        octets: up(octets, rest.copied_octets),
        migrated: up(migrated, Some(rest.messages)),
        lost: match unseen_loss(mailbox) {
            false => up(lost, Some(if all_kept { 0 } else { rest.messages })),
            true => Span {
                low: lost,
                high: None,
            },
        },
        by_loss,
    }
}

/// Whether there may be messages that nobody saw: archived ones, where IMAP does not show All Mail.
fn unseen_loss(mailbox: &Mailbox) -> bool {
    mailbox.source == super::LabelSource::Folders
}

fn loss(mailbox: &Mailbox, one: &Combination, shows: &[usize]) -> Loss {
    match one.store {
        Store::Spam => return Loss::Spam,
        Store::Trash => return Loss::Trash,
        Store::All => {}
    }
    let has = |role| one.labels.iter().any(|label| label.is(role));
    let shown: Vec<&str> = shows
        .iter()
        .filter_map(|at| mailbox.folders.get(*at))
        .filter(|folder| folder.role == Role::None)
        .map(|folder| folder.name.as_str())
        .collect();
    let container = mailbox.container().map(|name| format!("{name}/"));
    let below = |name: &&str| {
        container
            .as_ref()
            .is_some_and(|container| name.starts_with(container))
    };
    if has(Role::Inbox) {
        Loss::Inbox
    } else if shown.iter().any(|name| !below(name)) {
        Loss::Label
    } else if !shown.is_empty() {
        Loss::LabelBelowContainer
    } else if has(Role::Sent) {
        Loss::Sent
    } else if has(Role::Drafts) {
        Loss::Drafts
    } else if one.labels.iter().any(|label| matches!(label, Label::User(_))) {
        Loss::HiddenLabel
    } else if has(Role::Flagged) {
        Loss::OnlyStarred
    } else {
        Loss::ArchivedUnlabelled
    }
}
