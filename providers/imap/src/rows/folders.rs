//! The folders of a mailbox with their numbers: in one round trip where the server can, folder by folder where not.
//! LIST and STATUS alone, which change nothing.

use super::root;
use super::within::Clock;
use crate::answers;
use crate::session::{Bound, Broken, Reply, Session, Why};
use crate::wire::{Command, Condition, Kind, Listed, Response, StatusItems};
use imaprules_facts::{Reason, Unknown};
use std::collections::HashMap;

/// A mailbox with more folders than this is taken for a fault of the server.
const MOST: usize = 20_000;

/// Attributes of names that hold no messages (RFC 9051 section 7.3.1).
const NOT_SELECTABLE: [&str; 2] = ["\\noselect", "\\nonexistent"];

/// One folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folder {
    pub(crate) listed: Listed,
    pub(crate) status: Result<StatusItems, Unknown>,
    /// Letters of RFC 4314.
    pub(crate) rights: Result<String, Unknown>,
}

impl Folder {
    pub(crate) fn selectable(&self) -> bool {
        !self
            .listed
            .attributes
            .iter()
            .any(|one| NOT_SELECTABLE.contains(&one.as_str()))
    }

    /// Whether it is known that the session may not read it: by its rights, or because STATUS was denied.
    pub(crate) fn unreadable(&self) -> bool {
        let no_right = self.rights.as_ref().is_ok_and(|rights| !rights.contains('r'));
        let denied = self
            .status
            .as_ref()
            .is_err_and(|why| why.reason == Reason::NoPermission);
        self.selectable() && (no_right || denied)
    }

    /// Messages in it; none where it cannot hold any.
    pub(crate) fn messages(&self) -> Result<u64, Unknown> {
        if !self.selectable() {
            return Ok(0);
        }
        match &self.status {
            Ok(items) => items
                .messages
                .ok_or_else(|| Unknown::noted(Reason::Malformed, "STATUS without MESSAGES")),
            Err(why) => Err(why.clone()),
        }
    }
}

/// The folders of a mailbox.
pub(crate) struct Folders {
    pub(crate) found: Vec<Folder>,
    /// Why there may be others.
    pub(crate) missing: Option<Unknown>,
}

/// Lists the folders and asks for their numbers: all that the session sees, or those at and below a root.
pub(crate) async fn folders(
    session: &mut Session<'_>,
    capabilities: &[String],
    root: Option<&str>,
    clock: &Clock,
) -> Result<Folders, Unknown> {
    let root = root.and_then(root::trimmed);
    let before = session.unread_lists();
    let reply = match root {
        Some(root) => root::list(session, root).await?,
        None => list(session, capabilities).await?,
    };
    let unread = session.unread_lists().saturating_sub(before);
    let mut statuses: HashMap<Vec<u8>, StatusItems> = HashMap::new();
    let mut folders: Vec<Folder> = Vec::new();
    let mut seen: HashMap<Vec<u8>, ()> = HashMap::new();
    for response in reply.untagged {
        match response {
            Response::Listed(listed) if seen.insert(listed.name.clone(), ()).is_none() => {
                folders.push(Folder {
                    listed,
                    status: Err(Unknown::because(Reason::NotCollected)),
                    rights: Err(Unknown::because(Reason::NotCollected)),
                });
            }
            Response::Status { mailbox, items } => {
                statuses.insert(key(&mailbox), items);
            }
            _ => {}
        }
    }
    if folders.len() > MOST {
        return Err(Unknown::noted(
            Reason::Malformed,
            format!("the server lists more than {MOST} folders"),
        ));
    }
    if let Some(root) = root {
        folders = root::below(folders, root)?;
    }
    for folder in &mut folders {
        if let Some(items) = statuses.remove(&key(&folder.listed.name)) {
            folder.status = Ok(items);
        }
    }
    ask(session, &mut folders, offers(capabilities, "STATUS=SIZE"), clock).await;
    let note = format!("lines of LIST that no reader understood: {unread}");
    Ok(Folders {
        found: folders,
        missing: (unread > 0).then(|| Unknown::noted(Reason::Malformed, note)),
    })
}

fn offers(capabilities: &[String], name: &str) -> bool {
    capabilities.iter().any(|one| one == name)
}

/// INBOX is one name in any letter case.
pub(super) fn key(name: &[u8]) -> Vec<u8> {
    if name.eq_ignore_ascii_case(b"INBOX") {
        b"INBOX".to_vec()
    } else {
        name.to_vec()
    }
}

/// The best LIST that the server offers, and the plain one where it does not keep its word.
async fn list(session: &mut Session<'_>, capabilities: &[String]) -> Result<Reply, Unknown> {
    let offers = |name: &str| offers(capabilities, name);
    let special_use = offers("SPECIAL-USE");
    let better = if offers("LIST-STATUS") {
        Some(Command::list_extended(special_use, true, offers("STATUS=SIZE")))
    } else if special_use && offers("LIST-EXTENDED") {
        Some(Command::list_extended(true, false, false))
    } else if offers("XLIST") && !special_use {
        Some(Command::fixed("XLIST \"\" \"*\""))
    } else {
        None
    };
    if let Some(command) = better {
        let reply = session
            .run(Ok(command), Bound::LONG)
            .await
            .map_err(|broken| unanswered(&broken))?;
        let any = reply
            .untagged
            .iter()
            .any(|response| matches!(response, Response::Listed(_)));
        if reply.is_ok() && any {
            return Ok(reply);
        }
    }
    let reply = session
        .run(Command::list(), Bound::LONG)
        .await
        .map_err(|broken| unanswered(&broken))?;
    if reply.is_ok() {
        Ok(reply)
    } else {
        Err(denied(session, &reply.end))
    }
}

/// STATUS of every folder whose number is not known yet.
async fn ask(session: &mut Session<'_>, folders: &mut [Folder], size: bool, clock: &Clock) {
    let unasked = |folder: &&mut Folder| {
        folder.selectable() && !folder.status.as_ref().is_ok_and(|items| items.messages.is_some())
    };
    let mut stopped: Option<Unknown> = None;
    for folder in folders.iter_mut().filter(unasked) {
        if let Some(why) = stopped.clone().or_else(|| clock.over()) {
            folder.status = Err(why.clone());
            stopped = Some(why);
            continue;
        }
        match session
            .run(Command::status(&folder.listed.name, size), Bound::SHORT)
            .await
        {
            Ok(reply) if reply.is_ok() => folder.status = Ok(told(&reply)),
            Ok(reply) => folder.status = Err(denied(session, &reply.end)),
            Err(broken) => {
                folder.status = Err(unanswered(&broken));
                // The connection is of no more use, unless only the name could not be sent.
                stopped = (!matches!(broken.why, Why::Unwritable(_))).then(|| unanswered(&broken));
            }
        }
    }
}

fn told(reply: &Reply) -> StatusItems {
    let items = reply.untagged.iter().find_map(|response| match response {
        Response::Status { items, .. } => Some(items.clone()),
        _ => None,
    });
    items.unwrap_or_default()
}

/// Why a fact is unknown when the server says NO or BAD.
pub(crate) fn denied(session: &Session<'_>, said: &Condition) -> Unknown {
    let reason = match said.kind {
        _ if answers::denies(said) => Reason::NoPermission,
        Kind::Bad => Reason::Unsupported,
        _ => Reason::Refused,
    };
    Unknown::noted(reason, session.clean(&said.line))
}

/// Why a fact is unknown when an answer did not come to its end.
pub(crate) fn unanswered(broken: &Broken) -> Unknown {
    let reason = match &broken.why {
        Why::Timeout => Reason::Timeout,
        Why::Cancelled => Reason::Cancelled,
        Why::Closed | Why::Reset => Reason::Refused,
        Why::TooLong | Why::TooMuch | Why::Failed(_) | Why::Unwritable(_) => Reason::Malformed,
    };
    Unknown::noted(reason, broken.text())
}
