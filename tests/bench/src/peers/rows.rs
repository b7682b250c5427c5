//! The rules written out by hand over structures, mailbox by mailbox: how a program without rules as data does it.

use super::{REFUSED, THROTTLED};
use crate::facts::{ENDPOINT_MIGRATIONS, LARGEST_MESSAGE, Mailbox, SERVER_CONNECTIONS, SOURCE_SYSTEM};
use crate::finding::Finding;
use anyhow::Result;
use regex::Regex;

/// The rules, with their patterns compiled.
#[derive(Debug)]
pub struct Rows {
    refused: Regex,
    throttled: Regex,
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

fn above(value: Option<i64>, limit: i64) -> bool {
    value.is_some_and(|value| value > limit)
}

fn is(value: &Option<String>, word: &str) -> bool {
    value.as_deref() == Some(word)
}

fn text(value: &Option<String>, test: impl Fn(&str) -> bool) -> bool {
    value.as_deref().is_some_and(test)
}

fn list(value: &Option<Vec<String>>, test: impl Fn(&[String]) -> bool) -> bool {
    value.as_deref().is_some_and(test)
}

impl Rows {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn new() -> Result<Self> {
        Ok(Rows {
            refused: Regex::new(REFUSED)?,
            throttled: Regex::new(THROTTLED)?,
        })
    }

    /// Judges all mailboxes.
    pub fn judge(&self, mailboxes: &[Mailbox], found: &mut Vec<Finding>) {
        for (number, mailbox) in mailboxes.iter().enumerate() {
            self.one(mailbox, number, found);
        }
    }

    #[inline]
    fn one(&self, m: &Mailbox, number: usize, found: &mut Vec<Finding>) {
        let mut next = 0;
        let mut rule = |fails: bool| {
            if fails {
                found.push(Finding::of(next, number));
            }
            next += 1;
        };
        rule(m.imap_enabled == NO);
        rule(m.target_exists == NO);
        rule(m.target_licensed == NO);
        rule(m.on_hold == YES);
        rule(m.disabled == YES);
        rule(m.tls_trusted == NO);
        rule(above(m.items, 500_000));
        rule(above(m.largest_message, 35 << 20));
        rule(above(m.folder_count, 2_000));
        rule(above(m.folder_depth, 30));
        rule(above(m.fullest_folder, 100_000));
        rule(above(m.recoverable, 15 << 30));
        rule(above(m.sign_in_time, 4_999));
        rule(above(m.failed_items, 0));
        rule(above(m.skipped_items, 50));
        rule(above(m.idle_days, 30));
        rule(above(m.oversized_items, 0));
        rule(above(m.sessions, 10));
        rule(is(&m.sync_state, "Failed"));
        rule(text(&m.password_state, |state| state != "ok"));

        rule(m.full_access == NO && m.receive_as == NO && SOURCE_SYSTEM == "exchange2010");
        rule(m.domain_admin == YES && (m.full_access == NO || m.receive_as == NO));
        rule(m.imap_enabled == YES && above(m.sign_in_time, 2_000) && above(m.sessions, SERVER_CONNECTIONS));
        rule(
            m.target_has_archive == NO
                && matches!((m.size, m.quota), (Some(size), Some(quota)) if size > quota),
        );
        rule(above(m.largest_message, LARGEST_MESSAGE) && m.oversized_items == Some(0));
        rule(m.imap_enabled == NO && m.pop_enabled == NO);
        rule(
            above(m.idle_days, 14)
                && m.failed_items == Some(0)
                && m.skipped_items == Some(0)
                && is(&m.sync_state, "Synced"),
        );
        rule(
            (above(m.items, 300_000) || above(m.size, 50 << 30) || above(m.folder_count, 1_500))
                && ENDPOINT_MIGRATIONS < 20,
        );
        rule(m.hidden == YES && m.target_exists == YES && is(&m.target_type, "MailUser"));
        rule(
            (m.disabled == NO && is(&m.password_state, "expired"))
                || (m.display_name.is_none() && m.imap_enabled == NO),
        );

        rule(text(&m.address, |address| address.ends_with(".local")));
        rule(text(&m.user_name, |name| {
            name.contains(' ') && !name.contains('/')
        }));
        rule(text(&m.sign_in_error, |error| self.refused.is_match(error)));
        rule(text(&m.last_error, |error| self.throttled.is_match(error)));
        rule(is(&m.server_software, "Gmail") && text(&m.host, |host| !host.starts_with("imap.")));

        rule(list(&m.folders, |names| {
            names.iter().any(|name| name.starts_with("[Gmail]"))
        }));
        rule(list(&m.folders, |names| {
            names.iter().any(|name| name.ends_with(' '))
        }));
        rule(list(&m.proxy_addresses, |all| {
            !all.iter().any(|one| one.ends_with("@contoso.com"))
        }));

        rule(
            matches!((m.predicted_size, m.quota), (Some(size), Some(quota)) if size as f64 / quota as f64 > 0.9),
        );
        rule(matches!((m.size, m.throughput),
            (Some(size), Some(rate)) if size as f64 / 450_000_000.0 / rate > 72.0));
    }
}
