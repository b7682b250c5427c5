//! LIST, LSUB and XLIST, with selection and return options where they are offered (RFC 5258, RFC 5819, RFC 6154).

use super::Session;
use crate::mailbox::{DELIMITER, FolderView};
use crate::scene::SpecialUse;
use crate::system::Owner;
use crate::wire::Wire;
use crate::words::Word;
use std::io;

/// What a LIST asks for.
#[derive(Default)]
struct Wanted {
    reference: Vec<u8>,
    patterns: Vec<Vec<u8>>,
    /// Only folders with a special use.
    only_special: bool,
    /// Any form beyond plain LIST was used.
    extended: bool,
    special_use: bool,
    subscribed: bool,
    /// The items of STATUS to tell for each.
    status: Vec<String>,
}

impl Session {
    pub(super) async fn list(
        &self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        command: &str,
        words: &[Word],
    ) -> io::Result<Result<(), String>> {
        let wording = &self.system.script.wording;
        let Some(wanted) = Wanted::read(words).filter(|wanted| self.may_ask(wanted, command)) else {
            return Ok(Err(wording.bad_arguments.clone()));
        };
        if !wanted.extended && wanted.patterns.iter().all(Vec::is_empty) {
            wire.line(&format!("* {command} {}", wording.list_root));
            return Ok(Ok(()));
        }
        for folder in owner
            .mailbox
            .folders
            .iter()
            .filter(|folder| wanted.covers(folder, self.utf8))
        {
            let attributes = match command {
                "LSUB" => String::new(),
                "XLIST" => xlist_attributes(folder),
                _ => self.attributes(folder, &wanted),
            };
            let name = self.name(folder);
            wire.line(&format!("* {command} ({attributes}) \"{DELIMITER}\" {name}"));
            if !wanted.status.is_empty() && !folder.container {
                self.status_line(wire, folder, &wanted.status);
            }
            wire.relieve().await?;
        }
        Ok(Ok(()))
    }

    fn may_ask(&self, wanted: &Wanted, command: &str) -> bool {
        let extended = !wanted.extended || (command == "LIST" && self.can("LIST-EXTENDED"));
        extended && (wanted.status.is_empty() || self.can("LIST-STATUS"))
    }

    fn attributes(&self, folder: &FolderView, wanted: &Wanted) -> String {
        let dialect = &self.system.script.dialect;
        let children = if folder.children {
            "\\HasChildren"
        } else {
            "\\HasNoChildren"
        };
        let mut attributes = vec![children];
        if folder.container {
            let extended = dialect.container_extended.as_deref().filter(|_| wanted.extended);
            attributes.push(extended.unwrap_or("\\Noselect"));
        }
        let tells_use = match dialect.special_use {
            SpecialUse::Always => true,
            SpecialUse::Asked => !wanted.extended || wanted.special_use,
            SpecialUse::Never => false,
        };
        if let Some(special) = folder.special_use.as_deref().filter(|_| tells_use) {
            attributes.insert(
                if dialect.special_use_first {
                    0
                } else {
                    attributes.len()
                },
                special,
            );
        }
        if wanted.subscribed {
            attributes.push("\\Subscribed");
        }
        attributes.join(" ")
    }
}

impl Wanted {
    fn read(words: &[Word]) -> Option<Wanted> {
        let mut wanted = Wanted::default();
        let mut words = words.iter().peekable();
        if let Some(options) = words.peek().and_then(|word| word.list()) {
            wanted.extended = true;
            wanted.select(options)?;
            words.next();
        }
        wanted.reference = words.next()?.bytes()?.to_vec();
        wanted.patterns = match words.next()? {
            Word::List(patterns) => {
                wanted.extended = true;
                patterns
                    .iter()
                    .map(|word| word.bytes().map(<[u8]>::to_vec))
                    .collect::<Option<_>>()?
            }
            word => vec![word.bytes()?.to_vec()],
        };
        match words.next().map(Word::keyword) {
            None => {}
            Some(Some(keyword)) if keyword == "RETURN" => wanted.return_options(words.next()?.list()?)?,
            Some(_) => return None,
        }
        words.next().is_none().then_some(wanted)
    }

    fn select(&mut self, options: &[Word]) -> Option<()> {
        for option in options {
            match option.keyword()?.as_str() {
                "SUBSCRIBED" => self.subscribed = true,
                "SPECIAL-USE" => (self.only_special, self.special_use) = (true, true),
                "REMOTE" | "RECURSIVEMATCH" => {}
                _ => return None,
            }
        }
        Some(())
    }

    fn return_options(&mut self, options: &[Word]) -> Option<()> {
        self.extended = true;
        let mut options = options.iter();
        while let Some(option) = options.next() {
            match option.keyword()?.as_str() {
                "SUBSCRIBED" => self.subscribed = true,
                "SPECIAL-USE" => self.special_use = true,
                "CHILDREN" => {}
                "STATUS" => {
                    self.status = options
                        .next()
                        .and_then(|items| items.list().and(items.keywords()))?
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn covers(&self, folder: &FolderView, utf8: bool) -> bool {
        if self.only_special && folder.special_use.is_none() {
            return false;
        }
        let name = folder.shown(utf8).as_bytes();
        self.patterns.iter().any(|pattern| {
            let whole = [self.reference.as_slice(), pattern].concat();
            matches(&whole, name) || (name == b"INBOX" && matches(&whole.to_ascii_uppercase(), name))
        })
    }
}

/// Whether a name fits a pattern: `*` stands for anything, `%` for anything but the delimiter.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    // reached[n]: the pattern so far fits the first n octets of the name.
    let mut reached = vec![false; name.len() + 1];
    reached.first_mut().into_iter().for_each(|start| *start = true);
    for wild in pattern {
        let mut next = vec![false; name.len() + 1];
        let mut before = false;
        for (at, slot) in next.iter_mut().enumerate() {
            let octet = at.checked_sub(1).and_then(|at| name.get(at)).copied();
            let stays = reached.get(at).copied().unwrap_or(false);
            let comes = at
                .checked_sub(1)
                .and_then(|at| reached.get(at))
                .copied()
                .unwrap_or(false);
            *slot = match wild {
                b'*' => stays || before,
                b'%' => stays || (before && octet != Some(DELIMITER as u8)),
                literal => comes && octet == Some(*literal),
            };
            before = *slot;
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Gmail's older names for special uses, as XLIST gives them:
/// <https://developers.google.com/workspace/gmail/imap/imap-extensions>
fn xlist_attributes(folder: &FolderView) -> String {
    let children = if folder.children {
        "\\HasChildren"
    } else {
        "\\HasNoChildren"
    };
    let other = match folder.special_use.as_deref() {
        Some("\\All") => "\\AllMail",
        Some("\\Junk") => "\\Spam",
        Some("\\Flagged") => "\\Starred",
        Some(special) => special,
        None if folder.container => "\\Noselect",
        None if folder.name == "INBOX" => "\\Inbox",
        None => return children.to_owned(),
    };
    format!("{children} {other}")
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, name, fits) in [
            ("*", "a/b", true),
            ("%", "a", true),
            ("%", "a/b", false),
            ("a/%", "a/b", true),
            ("%/%", "a/b", true),
            ("*b", "a/b", true),
            ("a*c%e", "a/b/c/d/e", false),
            ("a*c*e", "a/b/c/d/e", true),
            ("", "", true),
            ("", "a", false),
            ("INBOX", "INBOX", true),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), name.as_bytes()),
                fits,
                "{pattern} {name}"
            );
        }
        // Would take for ever with a matcher that tries every way.
        assert!(!matches("*a".repeat(500).as_bytes(), "a".repeat(200).as_bytes()));
    }
}
