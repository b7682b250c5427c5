//! What it means that nobody shows an attribute. A directory hides from an account what it may not read exactly as it leaves out what is
//! not there; only what others show tells the two apart.

use crate::evidence::{Evidence, Mailbox, lost, told};
use imaprules_facts::{Reason, Unknown};

/// What is hidden, in words; nothing where it is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// Databases and identifiers of mailboxes.
    pub(super) mailboxes: Option<&'static str>,
    /// Access lists of mailboxes.
    pub(super) lists: Option<&'static str>,
}

const NO_DATABASES: &str =
    "nobody in the domain shows a mailbox database to this account, which may mean that it may not see them";
const NO_LISTS: &str = "nobody in the domain shows an access list of a mailbox to this account, which may mean that it may not see them";

/// Goes through the mailboxes that one search of a directory gave, all of which were asked for the same attributes: where some show
/// theirs, those that show none have none; where nobody does, nothing is said of anybody.
pub(super) fn settle(evidence: &mut Evidence, before: usize) -> Shown {
    let none = evidence.octets(&[]);
    let read = evidence.mailboxes.get_mut(before..).unwrap_or_default();
    let mut shown = Shown::default();
    if read.is_empty() {
        return shown;
    }
    let listed = read.iter().any(|mailbox| mailbox.descriptor.is_some());
    if !listed {
        shown.lists = Some(NO_LISTS);
    }
    for mailbox in read
        .iter_mut()
        .filter(|mailbox| listed && mailbox.descriptor.is_none())
    {
        mailbox.descriptor = told(none.clone());
    }
    if !read.iter().any(shows_mailbox) {
        shown.mailboxes = Some(NO_DATABASES);
        read.iter_mut().for_each(hide);
    }
    shown
}

fn shows_mailbox(mailbox: &Mailbox) -> bool {
    mailbox.database.is_some() || mailbox.mailbox_guid.is_some() || mailbox.server.is_some()
}

/// That they have no mailbox, or that IMAP is on for them, would be the wrong conclusion.
fn hide(mailbox: &mut Mailbox) {
    let why = || Unknown::noted(Reason::NoPermission, NO_DATABASES);
    mailbox.exists = lost(why());
    if let Some(access) = &mut mailbox.access {
        access.protocol_settings = lost(why());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{ImapAccess, Seen, value};

    fn mailboxes(databases: &[bool], lists: &[bool]) -> (Evidence, Shown) {
        let mut evidence = Evidence::default();
        let origin = evidence.origin("dc1", true);
        let seen = Seen {
            origin,
            place: Default::default(),
            at: 0,
        };
        for (database, list) in databases.iter().zip(lists) {
            let mailbox = Mailbox {
                database: database.then(|| evidence.texts.put("CN=DB1")),
                descriptor: list.then(|| Ok(evidence.octets(&[1]))),
                exists: told(*database),
                access: Some(Box::new(ImapAccess {
                    protocol_settings: told(vec![]),
                    ..ImapAccess::default()
                })),
                ..Mailbox::new(seen)
            };
            evidence.mailboxes.push(mailbox);
        }
        let shown = settle(&mut evidence, 0);
        (evidence, shown)
    }

    #[test]
    fn who_shows_none_has_none_where_others_show_theirs() {
        let (evidence, shown) = mailboxes(&[true, false], &[false, true]);
        assert_eq!(shown, Shown::default());
        assert!(
            evidence
                .mailboxes
                .iter()
                .all(|mailbox| matches!(mailbox.descriptor, Some(Ok(_))))
        );
        assert_eq!(value(&evidence.mailboxes[1].exists), Some(&false));
    }

    #[test]
    fn where_nobody_shows_any_nothing_is_said() {
        let (evidence, shown) = mailboxes(&[false, false], &[false, false]);
        assert_eq!(
            (shown.mailboxes, shown.lists),
            (Some(NO_DATABASES), Some(NO_LISTS))
        );
        for mailbox in &evidence.mailboxes {
            assert!(mailbox.descriptor.is_none());
            assert!(matches!(mailbox.exists, Some(Err(_))));
            assert!(matches!(
                mailbox.access.as_ref().unwrap().protocol_settings,
                Some(Err(_))
            ));
        }
        assert_eq!(mailboxes(&[], &[]).1, Shown::default());
    }
}
