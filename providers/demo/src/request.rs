//! Commands, read. The codec reads what it can; the words reader does LIST, FETCH and SEARCH in all their forms;
//! a command that would change something is known by its name alone and never looked into.

use crate::words::{Word, split};
use imap_codec::CommandCodec;
use imap_codec::fragmentizer::Fragmentizer;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::mailbox::Mailbox;
use imap_codec::imap_types::status::StatusDataItemName;

/// Commands that change something on a server, or may. Two of them are harmless in an examined folder (CHECK,
/// CLOSE) and therefore missing.
const CHANGING: [&str; 21] = [
    "SELECT",
    "CREATE",
    "DELETE",
    "RENAME",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "APPEND",
    "REPLACE",
    "EXPUNGE",
    "STORE",
    "COPY",
    "MOVE",
    "SETQUOTA",
    "SETACL",
    "DELETEACL",
    "SETMETADATA",
    "SETANNOTATION",
    "UID STORE",
    "UID COPY",
    "UID MOVE",
    "UID EXPUNGE",
];

/// A command with its tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) tag: String,
    /// Its name in capitals, with `UID` in front where it is a UID command.
    pub(crate) name: String,
    pub(crate) request: Request,
}

/// What a command asks for.
#[derive(PartialEq, Eq)]
pub(crate) enum Request {
    Capability,
    Noop,
    Logout,
    StartTls,
    Login {
        user: Vec<u8>,
        password: Vec<u8>,
    },
    Authenticate {
        mechanism: String,
        initial: Option<Vec<u8>>,
    },
    Enable(Vec<String>),
    Id,
    Namespace,
    Idle,
    List(Vec<Word>),
    Status {
        mailbox: Vec<u8>,
        items: Vec<String>,
    },
    Examine(Vec<u8>),
    Close,
    Unselect,
    Check,
    Fetch {
        words: Vec<Word>,
        uid: bool,
    },
    Search {
        words: Vec<Word>,
        uid: bool,
    },
    QuotaRoot(Vec<u8>),
    Quota(Vec<u8>),
    /// Would change something.
    Change,
    /// A known command with arguments nobody can read.
    Malformed,
    Unknown,
}

/// Without arguments, since a password may be among them.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Request(..)")
    }
}

/// Reads the message a fragmentizer holds. `None` when not even a tag can be made out.
pub(crate) fn read(message: &Fragmentizer) -> Option<Command> {
    let tag = message.decode_tag()?.inner().to_owned();
    let name = name(message.message_bytes())?;
    let request = if CHANGING.contains(&name.as_str()) {
        Request::Change
    } else {
        match name.as_str() {
            "LIST" | "LSUB" | "XLIST" | "FETCH" | "UID FETCH" | "SEARCH" | "UID SEARCH" => {
                by_words(&name, message.message_bytes())
            }
            name => by_codec(name, message),
        }
    };
    Some(Command { tag, name, request })
}

/// The name of a command, in capitals.
fn name(message: &[u8]) -> Option<String> {
    let line = message.split(|octet| matches!(octet, b'\r' | b'\n')).next()?;
    let mut words = line.split(|octet| *octet == b' ').skip(1);
    let mut word = || {
        words
            .next()
            .map(|word| String::from_utf8_lossy(word).to_ascii_uppercase())
    };
    let first = word().unwrap_or_default();
    match first.as_str() {
        "UID" => Some(format!("UID {}", word().unwrap_or_default())),
        _ => Some(first),
    }
}

fn by_words(name: &str, message: &[u8]) -> Request {
    let (uid, verb) = match name.strip_prefix("UID ") {
        Some(verb) => (true, verb),
        None => (false, name),
    };
    let Some(mut words) = split(message) else {
        return Request::Malformed;
    };
    words.drain(..words.len().min(if uid { 3 } else { 2 }));
    match verb {
        "FETCH" => Request::Fetch { words, uid },
        "SEARCH" => Request::Search { words, uid },
        _ => Request::List(words),
    }
}

fn by_codec(name: &str, message: &Fragmentizer) -> Request {
    match message.decode_message(&CommandCodec::default()) {
        Ok(command) => by_body(command.body),
        Err(_) if is_known(name) => Request::Malformed,
        Err(_) => Request::Unknown,
    }
}

/// Commands left to the codec, for telling apart "unknown" and "known but garbled".
fn is_known(name: &str) -> bool {
    const KNOWN: [&str; 18] = [
        "CAPABILITY",
        "NOOP",
        "LOGOUT",
        "STARTTLS",
        "LOGIN",
        "AUTHENTICATE",
        "ENABLE",
        "ID",
        "NAMESPACE",
        "IDLE",
        "STATUS",
        "EXAMINE",
        "CLOSE",
        "UNSELECT",
        "CHECK",
        "GETQUOTA",
        "GETQUOTAROOT",
        "UID",
    ];
    KNOWN.contains(&name)
}

fn by_body(body: CommandBody<'_>) -> Request {
    match body {
        CommandBody::Capability => Request::Capability,
        CommandBody::Noop => Request::Noop,
        CommandBody::Logout => Request::Logout,
        CommandBody::StartTLS => Request::StartTls,
        CommandBody::Login { username, password } => Request::Login {
            user: octets(&username),
            password: octets(password.declassify()),
        },
        CommandBody::Authenticate {
            mechanism,
            initial_response,
        } => Request::Authenticate {
            mechanism: mechanism.to_string().to_ascii_uppercase(),
            initial: initial_response.map(|secret| secret.declassify().to_vec()),
        },
        CommandBody::Enable { capabilities } => {
            Request::Enable(capabilities.as_ref().iter().map(|one| one.to_string()).collect())
        }
        CommandBody::Id { .. } => Request::Id,
        CommandBody::Namespace => Request::Namespace,
        CommandBody::Idle => Request::Idle,
        CommandBody::Status { mailbox, item_names } => Request::Status {
            mailbox: mailbox_name(&mailbox),
            items: item_names
                .iter()
                .filter_map(status_item)
                .map(str::to_owned)
                .collect(),
        },
        CommandBody::Examine { mailbox, .. } => Request::Examine(mailbox_name(&mailbox)),
        CommandBody::Close => Request::Close,
        CommandBody::Unselect => Request::Unselect,
        CommandBody::Check => Request::Check,
        CommandBody::GetQuotaRoot { mailbox } => Request::QuotaRoot(mailbox_name(&mailbox)),
        CommandBody::GetQuota { root } => Request::Quota(octets(&root)),
        _ => Request::Unknown,
    }
}

fn octets(text: &AString<'_>) -> Vec<u8> {
    text.as_ref().to_vec()
}

/// The octets of a mailbox name; the codec keeps `INBOX` apart.
fn mailbox_name(mailbox: &Mailbox<'_>) -> Vec<u8> {
    match mailbox {
        Mailbox::Inbox => b"INBOX".to_vec(),
        Mailbox::Other(other) => other.as_ref().to_vec(),
    }
}

/// STATUS items of which a scene can say something. Others are left out of the answer, as Courier does with items
/// it does not know: transcript `courier-5.2`, "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY SIZE)".
fn status_item(item: &StatusDataItemName) -> Option<&'static str> {
    match item {
        StatusDataItemName::Messages => Some("MESSAGES"),
        StatusDataItemName::Recent => Some("RECENT"),
        StatusDataItemName::UidNext => Some("UIDNEXT"),
        StatusDataItemName::UidValidity => Some("UIDVALIDITY"),
        StatusDataItemName::Unseen => Some("UNSEEN"),
        StatusDataItemName::Size => Some("SIZE"),
        StatusDataItemName::HighestModSeq => Some("HIGHESTMODSEQ"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Option<Command> {
        let mut message = Fragmentizer::new(4096);
        message.enqueue_bytes(line.as_bytes());
        while message.progress().is_some() && !message.is_message_complete() {}
        read(&message)
    }

    #[test]
    fn commands_by_codec_and_by_words() {
        let login = command("a1 login \"x y\" {3+}\r\na\"b\r\n").unwrap();
        assert!(
            login.request
                == Request::Login {
                    user: b"x y".to_vec(),
                    password: b"a\"b".to_vec()
                }
        );
        let fetch = command("a1 uid fetch 1:* (X-GM-LABELS)\r\n").unwrap();
        assert_eq!(fetch.name, "UID FETCH");
        assert!(matches!(fetch.request, Request::Fetch { words, uid: true } if words.len() == 2));
        let status = command("a STATUS inbox (MESSAGES SIZE)\r\n").unwrap();
        let items = vec!["MESSAGES".to_owned(), "SIZE".to_owned()];
        assert!(
            status.request
                == Request::Status {
                    mailbox: b"INBOX".to_vec(),
                    items
                }
        );
    }

    #[test]
    fn what_would_change_something_is_known_without_being_read() {
        for line in [
            "a STORE rubbish\r\n",
            "a UID STORE 1 +X-GM-LABELS (x)\r\n",
            "a select INBOX\r\n",
        ] {
            assert!(command(line).unwrap().request == Request::Change, "{line}");
        }
    }

    #[test]
    fn unknown_garbled_and_hopeless() {
        assert!(command("a FOO\r\n").unwrap().request == Request::Unknown);
        assert!(command("a UID FOO\r\n").unwrap().request == Request::Unknown);
        assert!(command("a LOGIN x\r\n").unwrap().request == Request::Malformed);
        assert!(command("+ NOOP\r\n").is_none());
        assert!(command("\r\n").is_none());
    }

    #[test]
    fn a_password_is_not_shown() {
        let login = command("a LOGIN x secret\r\n").unwrap();
        assert!(!format!("{login:?}").contains("secret"));
    }
}
