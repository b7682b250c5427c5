//! Filling Cyrus' mailboxes over IMAP, each user with his own password.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::options::CyrusOptions;
use crate::Client;
use crate::servers::{Folder, Message, User, mutf7};

/// Makes the mailboxes and what is in them. The server must not encrypt and must know no limits yet.
pub(super) fn fill(at: SocketAddr, options: &CyrusOptions) {
    let (name, password) = options
        .admins
        .first()
        .expect("an administrator who makes mailboxes");
    let separator = options.separator;
    let mut admin = sign_in(at, name, password);
    for user in options.users.iter().filter(|user| user.mailbox) {
        let root = literal(&format!("user{separator}{}", user.name));
        order(&mut admin, &format!("CREATE {root}"));
        if let Some(megabytes) = options.quota_megabytes {
            let kilobytes = u64::from(megabytes) << 10;
            order(&mut admin, &format!("SETQUOTA {root} (STORAGE {kilobytes})"));
        }
        let mut session = sign_in(at, &user.name, &user.password);
        fill_mailbox(&mut session, user, options);
        order(&mut session, "LOGOUT");
    }
    order(&mut admin, "LOGOUT");
}

fn fill_mailbox(session: &mut Client, user: &User, options: &CyrusOptions) {
    for folder in &user.folders {
        let name = name(folder, options);
        if folder.name() != "INBOX" {
            order(session, &format!("CREATE {}", literal(&name)));
        }
        if folder.is_many_alike() {
            append(session, &name, folder.texts().take(1));
            copy(session, &name, folder.count());
        } else {
            append(session, &name, folder.texts());
        }
        for (other, rights) in &folder.rights {
            order(
                session,
                &format!("SETACL {} {} {rights}", literal(&name), literal(other)),
            );
        }
    }
}

/// The folder's name as its owner says it.
fn name(folder: &Folder, options: &CyrusOptions) -> String {
    let encoded = mutf7::encode(folder.name()).replace('/', &options.separator.to_string());
    match folder.name() {
        "INBOX" => encoded,
        _ if options.beside_inbox => encoded,
        _ => format!("INBOX{}{encoded}", options.separator),
    }
}

/// Every message as an argument of one APPEND, since each command waits for the disk.
fn append(session: &mut Client, name: &str, texts: impl Iterator<Item = (Message, String)>) {
    let messages = texts.fold(String::new(), |mut all, (message, text)| {
        let _ = write!(all, " ({}) {}", message.imap_flags(), literal(&text));
        all
    });
    if !messages.is_empty() {
        order(session, &format!("APPEND {}{messages}", literal(name)));
    }
}

/// Copies what a folder holds into the folder itself until it holds so many: copies share a file, and nobody waits for
/// the disk.
fn copy(session: &mut Client, name: &str, count: u64) {
    let name = literal(name);
    let mut there = 1;
    order(session, &format!("SELECT {name}"));
    while there < count {
        let more = there.min(count - there);
        order(session, &format!("COPY 1:{more} {name}"));
        there += more;
    }
    order(session, "UNSELECT");
}

/// A text in the form that may hold anything and needs no answer in between (RFC 7888).
fn literal(text: &str) -> String {
    format!("{{{}+}}\r\n{text}", text.len())
}

fn sign_in(at: SocketAddr, name: &str, password: &str) -> Client {
    let mut client = Client::plain(at);
    order(
        &mut client,
        &format!("LOGIN {} {}", literal(name), literal(password)),
    );
    client
}

fn order(client: &mut Client, command: &str) {
    let answer = client.command(command);
    assert!(answer.ok, "{command:.200}: {}", answer.status);
}
