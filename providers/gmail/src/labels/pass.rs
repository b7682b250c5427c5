//! The look at labels that the generic provider takes for us at each mailbox, and its settings.

use super::visit::Visit;
use super::{capped, facts};
use imaprules_facts::{Reason, Record, Unknown, Value};
use imaprules_provider::{ProviderError, Setting, SettingType, Settings};
use imaprules_provider_imap::pass::{
    FetchOrder, MailboxPass, Message, PassBounds, PassMailbox, PassRun, PassVisit, Seen,
};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Looks at labels.
#[derive(Debug, Clone, Copy, Default)]
pub struct LabelPass;

/// What one collection shares.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// Combinations of one mailbox.
    pub(super) combinations: usize,
    /// Octets above which a message counts as oversize.
    pub(super) size_limit: u64,
    /// Records of combinations that may still be told in this run.
    pub(super) left: Arc<AtomicU64>,
    /// How many that were.
    pub(super) in_all: u64,
}

#[derive(Debug)]
struct Looks {
    /// Whether anything is looked at.
    looks: bool,
    rules: Rules,
    bounds: PassBounds,
    exclude: Vec<String>,
}

/// The settings of the look, and the planned exclusions.
pub fn settings() -> Vec<Setting> {
    vec![
        Setting::new(
            "labels",
            SettingType::Bool,
            Some("true"),
            "Whether the labels of every message are looked at, to tell what a plan duplicates or loses: about 150 octets a message.",
        ),
        Setting::new(
            "label_octets",
            SettingType::Int,
            Some("100000000"),
            "Octets that this look may receive for one mailbox; they count against the account's daily allowance.",
        ),
        Setting::new(
            "label_combinations",
            SettingType::Int,
            Some("1000"),
            "Combinations of labels of one mailbox that are kept apart; messages with others are told as a remainder.",
        ),
        Setting::new(
            "label_combinations_in_all",
            SettingType::Int,
            Some("1000000"),
            "Combinations of labels of all mailboxes together that are kept apart.",
        ),
        Setting::new(
            "label_patience",
            SettingType::Bool,
            Some("false"),
            "Whether this look goes on, slowly, where Google says that it throttles the account.",
        ),
        Setting::new(
            "exclude",
            SettingType::Texts,
            None,
            "A folder that the batch will exclude, as -ExcludeFolders takes it; repeated. Forecasts go by it where no batch was imported.",
        ),
    ]
}

fn positive(settings: &Settings, name: &str, default: u64) -> Result<u64, ProviderError> {
    let value = settings
        .int(name)
        .map_or(Some(default), |value| u64::try_from(value).ok());
    value
        .filter(|value| *value > 0)
        .ok_or_else(|| ProviderError::setting(name, "it is not more than nothing", "give a number from 1"))
}

impl MailboxPass for LabelPass {
    fn start(&self, settings: &Settings) -> Result<Option<Box<dyn PassRun>>, ProviderError> {
        capped::check()?;
        let exclude = settings.texts("exclude").to_vec();
        let looks = settings.get("labels").is_none() || settings.flag("labels");
        let in_all = positive(settings, "label_combinations_in_all", 1_000_000)?;
        let combinations = positive(settings, "label_combinations", 1_000)?;
        let rules = Rules {
            combinations: usize::try_from(combinations).unwrap_or(usize::MAX),
            size_limit: positive(settings, "size_limit", 36_700_160)?,
            left: Arc::new(AtomicU64::new(in_all)),
            in_all,
        };
        let bounds = PassBounds {
            time: Duration::from_millis(positive(settings, "mailbox_time", 600_000)?),
            octets: positive(settings, "label_octets", 100_000_000)?,
            patient: settings.flag("label_patience"),
        };
        Ok(Some(Box::new(Looks {
            looks,
            rules,
            bounds,
            exclude,
        })))
    }
}

impl PassRun for Looks {
    fn bounds(&self) -> PassBounds {
        self.bounds
    }

    fn visit(&self, mailbox: &PassMailbox) -> Box<dyn PassVisit> {
        if self.looks {
            Box::new(Visit::new(mailbox, self.rules.clone()))
        } else {
            Box::new(SwitchedOff)
        }
    }

    fn missed(&self, record: &mut Record, why: &Unknown) {
        facts::missed(record, why);
    }

    fn about_migration(&self, record: &mut Record) {
        record.know("gmail.exclude", Value::from(self.exclude.clone()));
    }
}

/// Looks at nothing, and says so.
struct SwitchedOff;

impl PassVisit for SwitchedOff {
    fn next(&mut self) -> Option<FetchOrder> {
        None
    }

    fn message(&mut self, _: &Message<'_>) {}

    fn ended(&mut self, _: &Seen) {}

    fn finish(self: Box<Self>, record: &mut Record) -> Vec<Record> {
        let note = "labels were not to be looked at (setting labels)";
        facts::missed(record, &Unknown::noted(Reason::NotCollected, note));
        Vec::new()
    }
}
