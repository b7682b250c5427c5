//! STATUS, EXAMINE and quotas: what can be said of a folder as a whole.

use super::{Next, Session, done};
use crate::mailbox::FolderView;
use crate::scene::fill;
use crate::system::Owner;
use crate::wire::Wire;
use std::sync::Arc;

impl Session {
    pub(super) fn status(
        &self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        mailbox: &[u8],
        items: &[String],
    ) -> Result<(), String> {
        let (_, folder) = self.find(owner, mailbox)?;
        self.status_line(wire, folder, items);
        Ok(())
    }

    /// One STATUS line. SIZE is left out where STATUS=SIZE (RFC 8438) is not offered.
    pub(super) fn status_line(&self, wire: &mut Wire<'_>, folder: &FolderView, items: &[String]) {
        let told = items.iter().filter_map(|item| {
            let number = match item.as_str() {
                "MESSAGES" => folder.count,
                "RECENT" | "UNSEEN" => 0,
                "UIDNEXT" => folder.uid_next(),
                "UIDVALIDITY" => u64::from(folder.uid_validity),
                "SIZE" if self.can("STATUS=SIZE") => folder.size,
                "HIGHESTMODSEQ" if self.can("CONDSTORE") => folder.mod_seq(),
                _ => return None,
            };
            Some(format!("{item} {number}"))
        });
        let told: Vec<_> = told.collect();
        let end = &self.system.script.dialect.after_status;
        wire.line(&format!(
            "* STATUS {} ({}){end}",
            self.name(folder),
            told.join(" ")
        ));
    }

    pub(super) fn examine(
        &mut self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        tag: &str,
        name: &str,
        mailbox: &[u8],
    ) -> Next {
        // Whether it works or not, the folder that was open is closed (RFC 3501 section 6.3.1).
        self.open = None;
        let (place, folder) = match self.find(owner, mailbox) {
            Ok(found) => found,
            Err(text) => return self.refuse(wire, tag, &text),
        };
        self.open = Some(place);
        let system = Arc::clone(&self.system);
        let wording = &system.script.wording;
        let numbers = [
            ("exists", folder.count),
            ("uidvalidity", u64::from(folder.uid_validity)),
            ("uidnext", folder.uid_next()),
            ("modseq", folder.mod_seq()),
        ]
        .map(|(name, number)| (name, number.to_string()));
        let values = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
        wording
            .examine
            .iter()
            .for_each(|line| wire.line(&fill(line, &values)));
        done(wire, wording, tag, name, folder.shown(self.utf8));
        Next::Read
    }

    pub(super) fn quota_root(
        &self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        mailbox: &[u8],
    ) -> Result<(), String> {
        let (_, folder) = self.find(owner, mailbox)?;
        let root = owner
            .account
            .quota
            .as_ref()
            .map(|quota| format!(" {}", quoted(&quota.root)));
        wire.line(&format!(
            "* QUOTAROOT {}{}",
            self.name(folder),
            root.unwrap_or_default()
        ));
        quota_line(wire, owner);
        Ok(())
    }

    pub(super) fn quota(&self, wire: &mut Wire<'_>, owner: &Owner, root: &[u8]) -> Result<(), String> {
        match &owner.mailbox.quota {
            Some(quota) if quota.root.as_bytes() == root => {
                quota_line(wire, owner);
                Ok(())
            }
            _ => Err("NO [NONEXISTENT] No such quota root.".to_owned()),
        }
    }

    /// The folder of a name, unless it cannot be opened.
    fn find<'o>(&self, owner: &'o Owner, mailbox: &[u8]) -> Result<(usize, &'o FolderView), String> {
        let place = owner.mailbox.find(mailbox, self.utf8);
        let folder = place.and_then(|place| Some((place, owner.mailbox.folders.get(place)?)));
        folder.filter(|(_, folder)| !folder.container).ok_or_else(|| {
            // The name comes from the client and may hold line ends.
            let shown: String = String::from_utf8_lossy(mailbox)
                .chars()
                .filter(|c| !c.is_control())
                .collect();
            fill(
                &self.system.script.wording.no_such_mailbox,
                &[("mailbox", &shown)],
            )
        })
    }

    /// A folder's name as this product writes it.
    pub(super) fn name(&self, folder: &FolderView) -> String {
        let name = folder.shown(self.utf8);
        if self.system.script.dialect.quote_names {
            quoted(name)
        } else {
            astring(name)
        }
    }
}

/// Used and allowed, in units of 1024 octets (RFC 9208 section 5.1).
fn quota_line(wire: &mut Wire<'_>, owner: &Owner) {
    if let Some(quota) = &owner.mailbox.quota {
        let used = owner.mailbox.used.div_ceil(1024);
        wire.line(&format!(
            "* QUOTA {} (STORAGE {used} {})",
            quoted(&quota.root),
            quota.limit_kib
        ));
    }
}

/// A quoted string.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An atom where the grammar allows one, a quoted string elsewhere.
pub(super) fn astring(text: &str) -> String {
    let special = |c: char| !c.is_ascii_graphic() || "(){%*\"\\".contains(c);
    if text.is_empty() || text.contains(special) {
        quoted(text)
    } else {
        text.to_owned()
    }
}
