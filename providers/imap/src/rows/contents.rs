//! What a mailbox holds: folders, numbers, sizes, quota, namespaces.

use super::folders::{Folder, denied, folders, unanswered};
use super::sizes::{Ask, Sizes, measure};
use super::within::Clock;
use crate::session::{Bound, Session};
use crate::settings::Plan;
use crate::wire::{Command, Namespaces, Response};
use imaprules_facts::{Reason, Unknown};

/// Exchange 2007 marks mail as read even after EXAMINE (before Service Pack 2 Rollup 2): nothing is opened there.
const NEVER_OPENED: &str = "exchange";

/// What was found.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    pub(crate) folders: Result<Vec<(Folder, Sizes)>, Unknown>,
    /// Used and limit in octets.
    pub(crate) quota: Result<(u64, u64), Unknown>,
    pub(crate) namespaces: Result<Namespaces, Unknown>,
    /// Capabilities of the signed-in state, in upper case.
    pub(crate) capabilities: Result<Vec<String>, Unknown>,
    /// MAILBOXID of INBOX.
    pub(crate) inbox_id: Option<String>,
}

/// Looks at the mailbox of a session. `shared`: whether other rows sign in with the same account. `root`: the folder
/// below which the row's mail lies; nothing outside it belongs to the row.
pub(crate) async fn look(
    session: &mut Session<'_>,
    plan: &Plan,
    family: &str,
    shared: bool,
    root: Option<&str>,
) -> Contents {
    let clock = Clock::start(plan.mailbox_time);
    let capabilities = match session.capabilities().await {
        Ok(capabilities) => capabilities,
        Err(broken) => return nothing(&unanswered(&broken)),
    };
    let offers = |name: &str| capabilities.iter().any(|one| one == name);
    let inbox_id = if shared && offers("OBJECTID") {
        inbox_id(session).await
    } else {
        None
    };
    let folders = match folders(session, &capabilities, &clock).await {
        Ok(folders) => below(folders, root),
        Err(why) => Err(why),
    };
    let folders = match folders {
        Ok(folders) => {
            let sizes = sizes(session, &folders, plan, family, offers("ESEARCH"), &clock).await;
            Ok(folders.into_iter().zip(sizes).collect())
        }
        Err(why) => Err(why),
    };
    let quota = if offers("QUOTA") {
        quota(session).await
    } else {
        Err(lacks("QUOTA"))
    };
    // Last, because Exchange 2003 may hang up at it.
    let namespaces = if offers("NAMESPACE") {
        namespaces(session).await
    } else {
        Err(lacks("NAMESPACE"))
    };
    Contents {
        folders,
        quota,
        namespaces,
        capabilities: Ok(capabilities),
        inbox_id,
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
        quota: Err(why.clone()),
        namespaces: Err(why.clone()),
        capabilities: Err(why.clone()),
        inbox_id: None,
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
    if family == NEVER_OPENED {
        return folders.iter().map(unopened).collect();
    }
    let limit = u64::try_from(plan.size_limit).unwrap_or(u64::MAX);
    measure(
        session,
        folders,
        Ask {
            limit,
            fetches: plan.fetch_limit,
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
            let note = "folders of Exchange are not opened, because old versions mark mail as read";
            let mut sizes = Sizes::unknown(&Unknown::noted(Reason::NotCollected, note));
            if let Some(size) = folder.status.as_ref().ok().and_then(|items| items.size) {
                sizes.total = Ok(size);
            }
            sizes
        }
        Err(why) => Sizes::unknown(&why),
    }
}

/// Those at or below the root of the row. The migration file writes it with slashes; the server may separate with
/// something else.
fn below(folders: Vec<Folder>, root: Option<&str>) -> Result<Vec<Folder>, Unknown> {
    let Some(root) = root
        .map(|root| root.trim_matches('/'))
        .filter(|root| !root.is_empty())
    else {
        return Ok(folders);
    };
    let fits = |folder: &Folder| {
        let name = String::from_utf8_lossy(&folder.listed.name).into_owned();
        let delimiter = folder.listed.delimiter.unwrap_or('/');
        let root = root.replace('/', &delimiter.to_string());
        name.strip_prefix(&root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(delimiter))
    };
    let found: Vec<Folder> = folders.into_iter().filter(fits).collect();
    if found.is_empty() {
        return Err(Unknown::noted(
            Reason::NoPermission,
            format!("LIST shows no folder at the UserRoot `{root}`"),
        ));
    }
    Ok(found)
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
        Response::Status { items, .. } => items.mailbox_id,
        _ => None,
    })
}

async fn quota(session: &mut Session<'_>) -> Result<(u64, u64), Unknown> {
    let reply = session
        .run(Command::quota_root(), Bound::SHORT)
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
    told.ok_or_else(|| denied(session, &reply.end))
}
