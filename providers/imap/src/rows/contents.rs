//! What a mailbox holds: folders, numbers, sizes, quota, namespaces.

use super::folders::{Folder, denied, folders, unanswered};
use super::sizes::{Ask, Sizes, measure};
use super::within::Clock;
use super::{rights, root};
use crate::session::{Bound, Session};
use crate::settings::Plan;
use crate::wire::{Command, Namespaces, Response};
use imaprules_facts::{Reason, Unknown};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// More capabilities than any server has.
const MOST_CAPABILITIES: usize = 500;

/// The longest MAILBOXID (RFC 8474 section 4).
const LONGEST_ID: usize = 255;

/// What was found.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    pub(crate) folders: Result<Vec<(Folder, Sizes)>, Unknown>,
    /// Why there may be folders besides these.
    pub(crate) missing: Option<Unknown>,
    /// Used and limit in octets.
    pub(crate) quota: Result<(u64, u64), Unknown>,
    pub(crate) namespaces: Result<Namespaces, Unknown>,
    /// Capabilities of the signed-in state, in upper case, as they may be shown.
    pub(crate) capabilities: Result<Vec<String>, Unknown>,
    /// MAILBOXID of INBOX.
    pub(crate) inbox_id: Option<String>,
    /// Bounds that cut the work short, in the words of the fact `imap.cut`.
    pub(crate) cut: Vec<&'static str>,
}

impl Contents {
    /// A sum over the names of the folders, whatever the server's order. A run keeps one for each row, so that it is no list.
    pub(crate) fn names(&self) -> u64 {
        let folders = self.folders.as_ref().map(Vec::as_slice).unwrap_or_default();
        let mut names: Vec<&[u8]> = folders
            .iter()
            .map(|(folder, _)| folder.listed.name.as_slice())
            .collect();
        names.sort_unstable();
        let mut sum = DefaultHasher::new();
        names.hash(&mut sum);
        sum.finish()
    }
}

/// Whose mailbox is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'a> {
    /// The value of `server.family`.
    pub(crate) family: &'a str,
    /// Whether an admin account signed in, so that rights count.
    pub(crate) admin: bool,
    /// Whether other rows sign in with the same account.
    pub(crate) shared: bool,
    /// The folder below which the row's mail lies; nothing outside it belongs to the row.
    pub(crate) root: Option<&'a str>,
}

/// Looks at the mailbox of a session.
pub(crate) async fn look(session: &mut Session<'_>, plan: &Plan, whose: Whose<'_>) -> Contents {
    let clock = Clock::start(plan.mailbox_time);
    let capabilities = match session.capabilities().await {
        Ok(capabilities) => capabilities,
        Err(broken) => return nothing(&unanswered(&broken)),
    };
    let offers = |name: &str| capabilities.iter().any(|one| one == name);
    let inbox_id = if whose.shared && offers("OBJECTID") {
        inbox_id(session).await
    } else {
        None
    };
    let folders = folders(session, &capabilities, whose.root, &clock).await;
    let mut cut = Vec::new();
    let mut missing = None;
    let folders = match folders {
        Ok(listed) => {
            missing = listed.missing;
            let folders = listed.found;
            let sizes = sizes(session, &folders, plan, whose.family, offers("ESEARCH"), &clock).await;
            cut.extend(sizes.iter().any(|sizes| sizes.cut).then_some("sizes"));
            Ok((folders, sizes))
        }
        Err(why) => Err(why),
    };
    let quota = match quota_of(&folders, whose.root) {
        _ if !offers("QUOTA") => Err(lacks("QUOTA")),
        Ok(name) => quota(session, &name).await,
        Err(why) => Err(why),
    };
    // Late, because Exchange 2003 may hang up at it.
    let namespaces = if offers("NAMESPACE") {
        namespaces(session).await
    } else {
        Err(lacks("NAMESPACE"))
    };
    let folders = match folders {
        Ok((mut folders, sizes)) => {
            let ask = rights::Ask {
                all: whose.admin,
                at_once: whose.root.is_none(),
                most: plan.rows.rights,
            };
            let own = |folder: &Folder| match &namespaces {
                Ok(all) => all.kind(&folder.listed.name) == "personal",
                Err(_) => true,
            };
            let left_out = rights::rights(session, &mut folders, &capabilities, ask, own, &clock).await;
            cut.extend(left_out.then_some("rights"));
            Ok(folders.into_iter().zip(sizes).collect())
        }
        Err(why) => Err(why),
    };
    cut.extend(clock.over().is_some().then_some("time"));
    cut.extend(session.is_dead().then_some("connection"));
    let capabilities = capabilities.iter().take(MOST_CAPABILITIES);
    let capabilities = capabilities.map(|one| session.word(one)).collect();
    Contents {
        folders,
        missing,
        quota,
        namespaces,
        capabilities: Ok(capabilities),
        inbox_id,
        cut,
    }
}

/// The namespaces of a session that has no mailbox: an administrator's view has none of its own.
pub(crate) async fn view(session: &mut Session<'_>) -> Result<Namespaces, Unknown> {
    let capabilities = session
        .capabilities()
        .await
        .map_err(|broken| unanswered(&broken))?;
    if capabilities.iter().any(|one| one == "NAMESPACE") {
        namespaces(session).await
    } else {
        Err(lacks("NAMESPACE"))
    }
}

/// Nothing is known, for one reason.
pub(crate) fn nothing(why: &Unknown) -> Contents {
    Contents {
        folders: Err(why.clone()),
        missing: None,
        quota: Err(why.clone()),
        namespaces: Err(why.clone()),
        capabilities: Err(why.clone()),
        inbox_id: None,
        cut: Vec::new(),
    }
}

fn lacks(name: &str) -> Unknown {
    Unknown::noted(Reason::Unsupported, format!("the server does not offer {name}"))
}

async fn sizes(
    session: &mut Session<'_>,
    folders: &[Folder],
    plan: &Plan,
    family: &str,
    esearch: bool,
    clock: &Clock,
) -> Vec<Sizes> {
    if !plan.opens(family) {
        return folders.iter().map(unopened).collect();
    }
    let limit = u64::try_from(plan.size_limit).unwrap_or(u64::MAX);
    measure(
        session,
        folders,
        Ask {
            limit,
            fetches: plan.fetch_limit,
            sample: plan.rows.sample,
            esearch,
        },
        clock,
    )
    .await
}

fn unopened(folder: &Folder) -> Sizes {
    match folder.messages() {
        Ok(0) => Sizes::none(),
        Ok(_) => {
            let note = "folders of this product are not opened, because old versions mark mail as read";
            let mut sizes = Sizes::unknown(&Unknown::noted(Reason::NotCollected, note));
            if let Some(size) = folder.status.as_ref().ok().and_then(|items| items.size) {
                sizes.told(size);
            }
            sizes
        }
        Err(why) => Sizes::unknown(&why),
    }
}

async fn inbox_id(session: &mut Session<'_>) -> Option<String> {
    let reply = session
        .run(
            Ok(Command::fixed("STATUS INBOX (MESSAGES MAILBOXID)")),
            Bound::SHORT,
        )
        .await
        .ok()?;
    reply.untagged.into_iter().find_map(|response| match response {
        Response::Status { items, .. } => items.mailbox_id.filter(|id| id.len() <= LONGEST_ID),
        _ => None,
    })
}

/// The folder whose quota is the row's: INBOX, or the first of its own where it names a root. The INBOX of such a session is
/// that of the account that signed in.
fn quota_of(
    folders: &Result<(Vec<Folder>, Vec<Sizes>), Unknown>,
    root: Option<&str>,
) -> Result<Vec<u8>, Unknown> {
    if root.and_then(root::trimmed).is_none() {
        return Ok(b"INBOX".to_vec());
    }
    let (folders, _) = folders.as_ref().map_err(Unknown::clone)?;
    let first = folders.iter().find(|folder| folder.selectable());
    first
        .map(|folder| folder.listed.name.clone())
        .ok_or_else(|| Unknown::noted(Reason::NoPermission, "no folder of the row can be opened"))
}

async fn quota(session: &mut Session<'_>, name: &[u8]) -> Result<(u64, u64), Unknown> {
    let reply = session
        .run(Command::quota_root(name), Bound::SHORT)
        .await
        .map_err(|broken| unanswered(&broken))?;
    if !reply.is_ok() {
        return Err(denied(session, &reply.end));
    }
    // Units of 1024 octets (RFC 9208 section 5.1).
    let storage = reply.untagged.iter().find_map(|response| match response {
        Response::Quota(quota) => quota.storage,
        _ => None,
    });
    let octets = |(used, limit): (u64, u64)| (used.saturating_mul(1024), limit.saturating_mul(1024));
    storage
        .map(octets)
        .ok_or_else(|| Unknown::noted(Reason::Unsupported, "no storage limit is set"))
}

async fn namespaces(session: &mut Session<'_>) -> Result<Namespaces, Unknown> {
    let reply = session
        .run(Command::namespace(), Bound::SHORT)
        .await
        .map_err(|broken| unanswered(&broken))?;
    let told = reply.untagged.iter().find_map(|response| match response {
        Response::Namespaces(namespaces) => Some(namespaces.clone()),
        _ => None,
    });
    told.ok_or_else(|| match reply.is_ok() {
        true => Unknown::noted(Reason::Malformed, "NAMESPACE was answered without its result"),
        false => denied(session, &reply.end),
    })
}
