//! What the session may do with folders, where the server says (ACL, RFC 4314): in one round trip where it can (RFC 8440), folder by
//! folder within a bound where not. An admin account that signs in for a user may see folders it cannot read.

use super::folders::{Folder, denied, key, unanswered};
use super::within::Clock;
use crate::session::{Bound, Session};
use crate::wire::{Command, Response};
use imaprules_facts::{Reason, Unknown};
use std::collections::HashMap;

/// Which folders are asked about, and how many of them one by one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    /// All of them; otherwise only those that are not the user's own.
    pub(crate) all: bool,
    /// Whether the server may be asked for the rights on everything that the session sees. An admin account sees the
    /// folders of all users.
    pub(crate) at_once: bool,
    pub(crate) most: usize,
}

/// Fills in the rights on the folders. True where the bound left some out. `own` tells a folder of the user's own.
pub(crate) async fn rights(
    session: &mut Session<'_>,
    folders: &mut [Folder],
    capabilities: &[String],
    ask: Ask,
    own: impl Fn(&Folder) -> bool,
    clock: &Clock,
) -> bool {
    let offers = |name: &str| capabilities.iter().any(|one| one == name);
    if !offers("ACL") {
        let why = Unknown::noted(Reason::Unsupported, "the server does not offer ACL");
        folders
            .iter_mut()
            .for_each(|folder| folder.rights = Err(why.clone()));
        return false;
    }
    let wanted = |folder: &&mut Folder| folder.selectable() && (ask.all || !own(folder));
    let mut asked: Vec<&mut Folder> = folders.iter_mut().filter(wanted).collect();
    if asked.is_empty() || ask.most == 0 {
        return false;
    }
    // INBOX first, whatever the server's order: it decides whether anything can be read at all.
    asked.sort_by_key(|folder| !folder.listed.name.eq_ignore_ascii_case(b"INBOX"));
    if ask.at_once && offers("LIST-MYRIGHTS") && at_once(session, &mut asked).await {
        return false;
    }
    one_by_one(session, asked, ask.most, clock).await
}

/// LIST with the rights of all. False where it told nothing.
async fn at_once(session: &mut Session<'_>, folders: &mut [&mut Folder]) -> bool {
    let Ok(reply) = session.run(Ok(Command::list_rights()), Bound::LONG).await else {
        return false;
    };
    let mut told: HashMap<Vec<u8>, String> = reply
        .untagged
        .into_iter()
        .filter_map(|response| match response {
            Response::Rights { mailbox, rights } => Some((key(&mailbox), rights)),
            _ => None,
        })
        .collect();
    let any = !told.is_empty();
    for folder in folders {
        let rights = told.remove(&key(&folder.listed.name));
        folder.rights = rights.ok_or_else(|| Unknown::noted(Reason::Refused, "LIST did not tell the rights"));
    }
    any
}

async fn one_by_one(
    session: &mut Session<'_>,
    folders: Vec<&mut Folder>,
    most: usize,
    clock: &Clock,
) -> bool {
    let mut stopped: Option<Unknown> = None;
    let mut cut = false;
    for (count, folder) in folders.into_iter().enumerate() {
        let note = "more folders than the setting rights_limit allows to ask about";
        let over = (count >= most).then(|| Unknown::noted(Reason::NotCollected, note));
        cut |= over.is_some();
        if let Some(why) = stopped.clone().or(over).or_else(|| clock.over()) {
            folder.rights = Err(why);
            continue;
        }
        let command = Command::my_rights(&folder.listed.name);
        let unwritable = command.is_err();
        folder.rights = match session.run(command, Bound::SHORT).await {
            Ok(reply) => told(&reply.untagged).ok_or_else(|| denied(session, &reply.end)),
            Err(broken) => {
                let why = unanswered(&broken);
                stopped = (!unwritable).then(|| why.clone());
                Err(why)
            }
        };
    }
    cut
}

fn told(untagged: &[Response]) -> Option<String> {
    untagged.iter().find_map(|response| match response {
        Response::Rights { rights, .. } => Some(rights.clone()),
        _ => None,
    })
}
