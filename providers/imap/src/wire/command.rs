//! Commands, written so that nothing a user name, a password or a folder name holds can end them early. Standard
//! commands are encoded by imap-codec; those it cannot write are fixed words with at most numbers in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_codec::CommandCodec;
use imap_codec::encode::{Encoder, Fragment};
use imap_codec::imap_types::auth::AuthMechanism;
use imap_codec::imap_types::command::{Command as Typed, CommandBody};
use imap_codec::imap_types::core::{AString, IString, Literal, Vec1};
use imap_codec::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName};
use imap_codec::imap_types::mailbox::{ListMailbox, Mailbox};
use imap_codec::imap_types::search::SearchKey;
use imap_codec::imap_types::secret::Secret;
use imap_codec::imap_types::status::StatusDataItemName;
use imaprules_provider::{ExposeSecret as _, SecretString};
use std::borrow::Cow;
use thiserror::Error;

/// Servers are asked to take lines of 8192 octets (RFC 7162 section 4); some close the connection beyond that.
const LONGEST_LINE: usize = 8000;

/// The verb of a command that has nothing but a folder name.
const EXAMINE: &[u8] = b"EXAMINE ";

/// A piece of a command.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Sent at once.
    Now(Vec<u8>),
    /// Sent when the server says `+`.
    WhenAsked(Vec<u8>),
}

/// A command without its tag.
#[derive(Clone)]
pub(crate) struct Command {
    parts: Vec<Part>,
    /// For the log, without secrets.
    shown: String,
}

/// Why a command cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Unwritable {
    /// IMAP4rev1 has no way to send NUL.
    #[error("it holds the character NUL, which IMAP cannot carry")]
    Nul,
    #[error("it is too long for a line of IMAP")]
    TooLong,
    /// Only items that show no contents and mark nothing as read are asked for.
    #[error("these items of messages are not asked for")]
    NotAllowed,
}

/// Mechanisms that take a bearer token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>
    Xoauth2,
    /// RFC 7628.
    Oauthbearer,
}

impl Bearer {
    /// Its name in AUTHENTICATE.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Bearer::Xoauth2 => "XOAUTH2",
            Bearer::Oauthbearer => "OAUTHBEARER",
        }
    }

    /// What goes to the server, in base64.
    pub(crate) fn payload(self, user_name: &str, token: &SecretString, host: &str, port: u16) -> String {
        let token = token.expose_secret();
        STANDARD.encode(match self {
            Bearer::Xoauth2 => format!("user={user_name}\x01auth=Bearer {token}\x01\x01"),
            Bearer::Oauthbearer => {
                // `,` and `=` are written out in the header (RFC 5801 section 4).
                let name = user_name.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01")
            }
        })
    }

    /// The answer to the challenge with which a server refuses: without it, it waits for ever.
    fn resigned(self) -> &'static [u8] {
        match self {
            Bearer::Xoauth2 => b"\r\n",
            Bearer::Oauthbearer => b"AQ==\r\n",
        }
    }
}

impl Command {
    /// A command of fixed words.
    pub(crate) fn fixed(words: &'static str) -> Command {
        Command::written(words.to_owned())
    }

    /// LOGIN. Arguments that do not fit into quotes become literals.
    pub(crate) fn login(user_name: &str, password: &SecretString) -> Result<Command, Unwritable> {
        let body = CommandBody::Login {
            username: astring(user_name.as_bytes())?,
            password: Secret::new(astring(password.expose_secret().as_bytes())?),
        };
        Command::typed(body, format!("LOGIN {user_name:?} ***"))
    }

    /// AUTHENTICATE PLAIN (RFC 4616) with the identity to act for, empty for the account's own; the payload goes along only where
    /// the server takes an initial response (RFC 4959).
    pub(crate) fn plain(
        identity: &str,
        user_name: &str,
        password: &SecretString,
        initial: bool,
    ) -> Result<Command, Unwritable> {
        let password = password.expose_secret();
        if [identity, user_name, password]
            .iter()
            .any(|part| part.contains('\0'))
        {
            return Err(Unwritable::Nul);
        }
        let payload = format!("{identity}\0{user_name}\0{password}");
        let shown = match identity {
            "" => format!("AUTHENTICATE PLAIN *** (for {user_name:?})"),
            identity => format!("AUTHENTICATE PLAIN *** (as {user_name:?}, for {identity:?})"),
        };
        if initial {
            let body = CommandBody::authenticate_with_ir(AuthMechanism::Plain, payload.into_bytes());
            return Command::typed(body, shown);
        }
        let mut command = Command::typed(CommandBody::authenticate(AuthMechanism::Plain), shown)?;
        let line = format!("{}\r\n", STANDARD.encode(payload)).into_bytes();
        if line.len() > LONGEST_LINE {
            return Err(Unwritable::TooLong);
        }
        command.parts.push(Part::WhenAsked(line));
        Ok(command)
    }

    /// AUTHENTICATE with a bearer token, made by [`Bearer::payload`].
    pub(crate) fn bearer(
        mechanism: Bearer,
        user_name: &str,
        payload: &SecretString,
        initial: bool,
    ) -> Result<Command, Unwritable> {
        let name = mechanism.name();
        // A sign that ends a field would begin another one.
        if user_name.contains(['\0', '\x01']) {
            return Err(Unwritable::Nul);
        }
        let line = format!("{}\r\n", payload.expose_secret());
        if line.len() > LONGEST_LINE {
            return Err(Unwritable::TooLong);
        }
        let parts = if initial {
            vec![Part::Now(format!("AUTHENTICATE {name} {line}").into_bytes())]
        } else {
            let begin = format!("AUTHENTICATE {name}\r\n").into_bytes();
            vec![Part::Now(begin), Part::WhenAsked(line.into_bytes())]
        };
        let resigned = Part::WhenAsked(mechanism.resigned().to_vec());
        Ok(Command {
            parts: parts.into_iter().chain([resigned]).collect(),
            shown: format!("AUTHENTICATE {name} *** (for {user_name:?})"),
        })
    }

    /// Items of messages by sequence number, both ends included. Which items may be asked for is looked at before.
    pub(crate) fn fetch_items(from: u64, to: u64, items: &[&str]) -> Result<Command, Unwritable> {
        Command::short(format!("FETCH {from}:{to} ({})", items.join(" ")))
    }

    /// LIST of everything below the root.
    pub(crate) fn list() -> Result<Command, Unwritable> {
        let reference = Mailbox::try_from("").map_err(|_| Unwritable::TooLong)?;
        let mailbox_wildcard = ListMailbox::try_from("*").map_err(|_| Unwritable::TooLong)?;
        Command::typed(
            CommandBody::List {
                reference,
                mailbox_wildcard,
            },
            "LIST \"\" *".to_owned(),
        )
    }

    /// LIST of one name. Signs that LIST takes for others in it stand for themselves in the answer.
    pub(crate) fn list_one(name: &[u8]) -> Result<Command, Unwritable> {
        Ok(Command::examine(name)?.with_verb("LIST \"\" "))
    }

    /// MYRIGHTS of a folder (RFC 4314).
    pub(crate) fn my_rights(name: &[u8]) -> Result<Command, Unwritable> {
        Ok(Command::examine(name)?.with_verb("MYRIGHTS "))
    }

    /// LIST with the rights on every folder (RFC 8440).
    pub(crate) fn list_rights() -> Command {
        Command::fixed("LIST \"\" \"*\" RETURN (MYRIGHTS)")
    }

    /// Sizes of some messages by sequence number.
    pub(crate) fn sizes_at(numbers: &[u64]) -> Result<Command, Unwritable> {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        Command::short(format!("FETCH {} (RFC822.SIZE)", numbers.join(",")))
    }

    /// LIST with the special uses, and with the numbers of every folder (RFC 5258, RFC 5819, RFC 6154, RFC 8438).
    pub(crate) fn list_extended(special_use: bool, status: bool, size: bool) -> Command {
        let status = match (status, size) {
            (true, true) => " STATUS (MESSAGES UIDNEXT UIDVALIDITY SIZE)",
            (true, false) => " STATUS (MESSAGES UIDNEXT UIDVALIDITY)",
            (false, _) => "",
        };
        let special_use = if special_use { " SPECIAL-USE" } else { "" };
        Command::written(format!("LIST \"\" \"*\" RETURN (CHILDREN{special_use}{status})"))
    }

    /// STATUS of a folder, which changes nothing.
    pub(crate) fn status(name: &[u8], size: bool) -> Result<Command, Unwritable> {
        use StatusDataItemName as Item;
        let mut items = vec![Item::Messages, Item::UidNext, Item::UidValidity];
        items.extend(size.then_some(Item::Size));
        let body = CommandBody::Status {
            mailbox: mailbox(name)?,
            item_names: Cow::Owned(items),
        };
        Command::typed(body, format!("STATUS {:?}", String::from_utf8_lossy(name)))
    }

    /// EXAMINE: opens a folder without changing it.
    pub(crate) fn examine(name: &[u8]) -> Result<Command, Unwritable> {
        let body = CommandBody::Examine {
            mailbox: mailbox(name)?,
            parameters: Vec::new(),
        };
        Command::typed(body, format!("EXAMINE {:?}", String::from_utf8_lossy(name)))
    }

    /// GETQUOTAROOT of a folder.
    pub(crate) fn quota_root(name: &[u8]) -> Result<Command, Unwritable> {
        let body = CommandBody::GetQuotaRoot {
            mailbox: mailbox(name)?,
        };
        Command::typed(body, format!("GETQUOTAROOT {:?}", String::from_utf8_lossy(name)))
    }

    /// NAMESPACE.
    pub(crate) fn namespace() -> Result<Command, Unwritable> {
        Command::typed(CommandBody::Namespace, "NAMESPACE".to_owned())
    }

    /// ID that tells nothing about us.
    pub(crate) fn id() -> Result<Command, Unwritable> {
        Command::typed(CommandBody::Id { parameters: None }, "ID NIL".to_owned())
    }

    /// Sizes of messages by sequence number, both ends included. Never a body.
    pub(crate) fn sizes(from: u32, to: u32) -> Result<Command, Unwritable> {
        let items = vec![MessageDataItemName::Rfc822Size];
        let body = CommandBody::fetch(
            format!("{from}:{to}").as_str(),
            MacroOrMessageDataItemNames::MessageDataItemNames(items),
            false,
        );
        Command::typed(
            body.map_err(|_| Unwritable::TooLong)?,
            format!("FETCH {from}:{to} RFC822.SIZE"),
        )
    }

    /// Messages of the open folder that are larger than so many octets.
    pub(crate) fn larger(octets: u32) -> Result<Command, Unwritable> {
        let body = CommandBody::search(None, Vec1::from(SearchKey::Larger(octets)), true);
        Command::typed(body, format!("UID SEARCH LARGER {octets}"))
    }

    /// Their number and the first of them alone (RFC 4731).
    pub(crate) fn count_larger(octets: u32) -> Command {
        Command::written(format!("UID SEARCH RETURN (MIN COUNT) LARGER {octets}"))
    }

    /// Sizes of messages by UID.
    pub(crate) fn sizes_of(uids: &[u64]) -> Result<Command, Unwritable> {
        let uids: Vec<String> = uids.iter().map(u64::to_string).collect();
        Command::short(format!("UID FETCH {} (RFC822.SIZE)", uids.join(",")))
    }

    /// So many octets of messages, by sequence number; marks nothing as read (RFC 3501 section 6.4.5).
    pub(crate) fn pieces(numbers: &[u64], offset: u64, octets: u64) -> Result<Command, Unwritable> {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        let numbers = numbers.join(",");
        Command::short(format!("FETCH {numbers} (BODY.PEEK[]<{offset}.{octets}>)"))
    }

    /// Written words that must fit into a line.
    fn short(words: String) -> Result<Command, Unwritable> {
        let command = Command::written(words);
        let long = command
            .parts
            .iter()
            .any(|part| matches!(part, Part::Now(line) if line.len() > LONGEST_LINE));
        if long {
            Err(Unwritable::TooLong)
        } else {
            Ok(command)
        }
    }

    /// Another command with the folder name of an EXAMINE: the codec writes the name, however it has to be written.
    fn with_verb(mut self, verb: &str) -> Command {
        if let Some(Part::Now(first)) = self.parts.first_mut()
            && first.starts_with(EXAMINE)
        {
            first.splice(..EXAMINE.len(), verb.bytes());
        }
        let name = self.shown.split_once(' ').map_or("", |(_, name)| name);
        self.shown = format!("{verb}{name}");
        self
    }

    /// Words without anything foreign among them: fixed ones and numbers.
    fn written(words: String) -> Command {
        Command {
            parts: vec![Part::Now(format!("{words}\r\n").into_bytes())],
            shown: words,
        }
    }

    fn typed(body: CommandBody<'_>, shown: String) -> Result<Command, Unwritable> {
        // The tag is put on when the command is sent; the codec wants one, which is taken off again.
        let typed = Typed::new("T", body).map_err(|_| Unwritable::TooLong)?;
        let mut parts = Vec::new();
        for fragment in CommandCodec::new().encode(&typed) {
            let (data, asked) = match fragment {
                Fragment::Line { data } => (data, false),
                Fragment::Literal { data, .. } => (data, true),
            };
            if !asked && data.len() > LONGEST_LINE {
                return Err(Unwritable::TooLong);
            }
            push(&mut parts, data, asked);
        }
        if let Some(Part::Now(first)) = parts.first_mut() {
            *first = first.strip_prefix(b"T ").unwrap_or(first).to_vec();
        }
        Ok(Command { parts, shown })
    }

    /// What is to be sent, the tag in front.
    pub(crate) fn parts(&self, tag: &str) -> Vec<Part> {
        let mut parts = self.parts.clone();
        if let Some(Part::Now(first)) = parts.first_mut() {
            let tagged: Vec<u8> = tag.bytes().chain([b' ']).chain(first.iter().copied()).collect();
            *first = tagged;
        }
        parts
    }

    /// For the log, without secrets.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }
}

/// A line after a literal goes out together with it: only the literal has to wait.
fn push(parts: &mut Vec<Part>, data: Vec<u8>, asked: bool) {
    match parts.last_mut() {
        Some(Part::WhenAsked(last)) if !asked => last.extend(data),
        _ if asked => parts.push(Part::WhenAsked(data)),
        _ => parts.push(Part::Now(data)),
    }
}

/// Quoted where it can be, since some servers take nothing else; otherwise a literal.
fn astring(octets: &[u8]) -> Result<AString<'static>, Unwritable> {
    let quoted = std::str::from_utf8(octets)
        .ok()
        .and_then(|text| IString::try_from(text.to_owned()).ok());
    let string = match quoted {
        Some(string) => string,
        None => IString::Literal(Literal::try_from(octets.to_vec()).map_err(|_| Unwritable::Nul)?),
    };
    if octets.len() > LONGEST_LINE {
        Err(Unwritable::TooLong)
    } else {
        Ok(AString::String(string))
    }
}

/// INBOX stays an atom; every other name goes back as it came.
fn mailbox(name: &[u8]) -> Result<Mailbox<'static>, Unwritable> {
    if name.eq_ignore_ascii_case(b"INBOX") {
        return Ok(Mailbox::Inbox);
    }
    Ok(Mailbox::from(astring(name)?))
}

#[cfg(test)]
mod tests;
