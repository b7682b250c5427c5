//! The folder below which a row's mail lies: the column UserRoot of the migration file. The file writes it with slashes
//! whatever the server separates with; and servers need not show it among all folders, as Courier shows those of other
//! users only to whom asks for them by name.

use super::folders::{Folder, unanswered};
use crate::session::{Bound, Reply, Session};
use crate::wire::{Command, Response, decode_utf7, encode_utf7};
use imaprules_facts::{Reason, Unknown};

/// The root without the slashes around it; nothing where it names no folder.
pub(super) fn trimmed(root: &str) -> Option<&str> {
    Some(root.trim_matches('/')).filter(|root| !root.is_empty())
}

/// Its names on the wire: with the server's own separator, and as it is written.
pub(super) async fn names(session: &mut Session<'_>, root: &str) -> Result<Vec<Vec<u8>>, Unknown> {
    let delimiter = delimiter(session).await?;
    let as_written = encode_utf7(root).into_bytes();
    let own = encode_utf7(&root.replace('/', &delimiter.to_string())).into_bytes();
    let mut names = vec![own];
    if !names.contains(&as_written) {
        names.push(as_written);
    }
    Ok(names)
}

/// The separator of levels; a server without levels has none, and then nothing is replaced.
async fn delimiter(session: &mut Session<'_>) -> Result<char, Unknown> {
    let reply = run(session, Command::list_one(b"")).await?;
    let listed = reply.untagged.iter().find_map(|response| match response {
        Response::Listed(listed) => Some(listed.delimiter),
        _ => None,
    });
    Ok(listed.flatten().unwrap_or('/'))
}

/// LIST of the root and what is below it. Names that only begin alike are among them.
pub(super) async fn list(session: &mut Session<'_>, root: &str) -> Result<Reply, Unknown> {
    for name in names(session, root).await? {
        let pattern = [name.as_slice(), b"*"].concat();
        let reply = run(session, Command::list_one(&pattern)).await?;
        let any = |response: &Response| matches!(response, Response::Listed(_));
        if reply.is_ok() && reply.untagged.iter().any(any) {
            return Ok(reply);
        }
    }
    Err(nowhere(root))
}

/// Those at or below the root.
pub(super) fn below(folders: Vec<Folder>, root: &str) -> Result<Vec<Folder>, Unknown> {
    let fits = |folder: &Folder| {
        let raw = String::from_utf8_lossy(&folder.listed.name);
        let name = decode_utf7(&raw).unwrap_or_else(|| raw.into_owned());
        let delimiter = folder.listed.delimiter.unwrap_or('/');
        [root.replace('/', &delimiter.to_string()).as_str(), root]
            .iter()
            .filter_map(|root| name.strip_prefix(root))
            .any(|rest| rest.is_empty() || rest.starts_with(delimiter))
    };
    let found: Vec<Folder> = folders.into_iter().filter(fits).collect();
    if found.is_empty() {
        return Err(nowhere(root));
    }
    Ok(found)
}

fn nowhere(root: &str) -> Unknown {
    Unknown::noted(
        Reason::NoPermission,
        format!("LIST shows no folder at the UserRoot `{root}`"),
    )
}

async fn run(
    session: &mut Session<'_>,
    command: Result<Command, crate::wire::Unwritable>,
) -> Result<Reply, Unknown> {
    session
        .run(command, Bound::LONG)
        .await
        .map_err(|broken| unanswered(&broken))
}
