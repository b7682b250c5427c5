//! Folders, summed mailbox by mailbox while they are read.

use super::super::fields::plain;
use super::Reading;
use crate::evidence::{Evidence, Folders, KEPT, Symbol};
use std::collections::HashMap;

/// What Exchange writes for a slash within a folder's name.
const SLASH: char = '\u{f8ff}';

/// Sums over the folders of each mailbox.
#[derive(Debug, Default)]
pub(crate) struct Folding {
    all: HashMap<Symbol, Folders>,
    order: Vec<Symbol>,
}

impl Folding {
    /// Adds a folder.
    pub(super) fn add(&mut self, reading: &mut Reading<'_>) {
        let fields = reading.fields;
        // Blanks at the end count here.
        let path = fields.raw(&["FolderPath"]).and_then(plain).unwrap_or_default();
        let mailbox = fields
            .text(&["Mailbox", "PrimarySmtpAddress", "EmailAddress"])
            .or_else(|| {
                // `contoso.com/Users/Terry\Inbox`, as the cmdlet identifies a folder.
                let identity = fields.text(&["Identity"])?;
                Some(identity.split('\\').next().unwrap_or(&identity).to_owned())
            });
        let Some(mailbox) = mailbox.and_then(|mailbox| reading.evidence.symbol(&mailbox)) else {
            return;
        };
        let seen = reading.seen;
        let folders = self.all.entry(mailbox).or_insert_with(|| {
            self.order.push(mailbox);
            Folders {
                seen,
                mailbox,
                count: 0,
                items: 0,
                counted: true,
                largest: None,
                slashes: Vec::new(),
                slash_count: 0,
                odd: Vec::new(),
                odd_count: 0,
            }
        });
        folders.count += 1;
        match fields.int(&["ItemsInFolder"]) {
            Some(Ok(items)) => folders.items = folders.items.saturating_add(items),
            _ => folders.counted = false,
        }
        let largest = fields.size(&["TopSubjectSize"]).and_then(Result::ok);
        folders.largest = folders.largest.max(largest);
        look(folders, &path);
    }

    /// Puts the sums into the evidence, in the order of first sight.
    pub(super) fn end(mut self, evidence: &mut Evidence) {
        let sums = self.order.iter().filter_map(|mailbox| self.all.remove(mailbox));
        evidence.folders.extend(sums);
    }
}

/// Notes what is odd about a folder's path.
fn look(folders: &mut Folders, path: &str) {
    let shown = || path.replace(SLASH, "⁄").trim_start_matches('/').to_owned();
    if path.contains(SLASH) {
        folders.slash_count += 1;
        if folders.slashes.len() < KEPT {
            folders.slashes.push(shown());
        }
    }
    let ends_blank = |level: &str| level != level.trim_end();
    let odd = path.split('/').any(ends_blank) || path.contains('\\') || path.contains(char::is_control);
    if odd {
        folders.odd_count += 1;
        if folders.odd.len() < KEPT {
            folders.odd.push(shown());
        }
    }
}
