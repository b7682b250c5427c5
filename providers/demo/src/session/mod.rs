//! One client's session: its state, and which command may be given in it.

mod commands;
mod fetch;
mod folder;
mod listing;
mod search;
mod sign_in;

use crate::request::{self, Command, Request};
use crate::scene::{Capabilities, Wording, fill};
use crate::system::{Owner, System};
use crate::wire::{Incoming, Rules, Stream, Wire};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// The state of a session.
pub(crate) struct Session {
    system: Arc<System>,
    /// Nobody can listen in.
    protected: bool,
    user: Option<SignedIn>,
    /// The folder that is open, by its place in the mailbox.
    open: Option<usize>,
    /// UTF-8 has been enabled (RFC 6855).
    utf8: bool,
    errors: u32,
    /// Commands since the sign-in.
    commands: u64,
}

/// Who has signed in.
#[derive(Clone)]
struct SignedIn {
    owner: Arc<Owner>,
    /// The place among the account's sessions, given back when the session ends.
    _place: Arc<OwnedSemaphorePermit>,
}

/// What follows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Read,
    StartTls,
    Close,
}

impl Session {
    /// A session at its beginning.
    pub(crate) fn new(system: Arc<System>, protected: bool) -> Session {
        Session {
            system,
            protected,
            user: None,
            open: None,
            utf8: false,
            errors: 0,
            commands: 0,
        }
    }

    /// Greets and serves. `true` when TLS has to start now.
    pub(crate) async fn greet_and_run(&mut self, stream: &mut dyn Stream) -> io::Result<bool> {
        let mut wire = Wire::new(stream, Arc::clone(&self.system.tally));
        wire.line(&fill(
            &self.system.script.wording.greeting,
            &[("capabilities", self.capabilities())],
        ));
        Ok(self.run(&mut wire).await? == Next::StartTls)
    }

    /// Serves on after STARTTLS: with a new reader, so that nothing said in clear is taken for said under TLS, and
    /// with everything learnt before forgotten (RFC 3501 section 6.2.1).
    pub(crate) async fn run_protected(&mut self, stream: &mut dyn Stream) -> io::Result<()> {
        self.protected = true;
        let tally = Arc::clone(&self.system.tally);
        self.run(&mut Wire::new(stream, tally)).await.map(drop)
    }

    async fn run(&mut self, wire: &mut Wire<'_>) -> io::Result<Next> {
        let system = Arc::clone(&self.system);
        loop {
            wire.flush().await?;
            let incoming = wire.message(&self.rules(&system)).await?;
            let wording = &system.script.wording;
            let next = match incoming {
                Incoming::Message => match request::read(wire.fragmentizer()) {
                    Some(command) => self.answer(wire, command).await?,
                    None => self.refuse(wire, "*", &wording.bad_arguments),
                },
                Incoming::Discarded => {
                    let tag = tag_or_star(wire);
                    self.refuse(wire, &tag, &wording.bad_arguments)
                }
                Incoming::LineTooLong => {
                    wire.line(&wording.line_too_long);
                    Next::Close
                }
                Incoming::LiteralTooLong => self.refuse_literal(wire, &wording.literal_too_long),
                Incoming::Gone => return Ok(Next::Close),
            };
            if next != Next::Read {
                wire.flush().await?;
                return Ok(next);
            }
        }
    }

    /// What a message may look like in the present state.
    fn rules<'s>(&self, system: &'s System) -> Rules<'s> {
        let limits = &system.script.limits;
        let unannounced = match () {
            () if self.can("LITERAL+") => limits.literal,
            // RFC 7888 section 5.
            () if self.can("LITERAL-") => limits.literal.min(4096),
            () => 0,
        };
        Rules {
            line: if self.user.is_some() {
                limits.line_after
            } else {
                limits.line_before
            },
            literal: limits.literal,
            unannounced,
            go_on: &system.script.wording.continue_literal,
            patience: Duration::from_secs(limits.idle_seconds),
        }
    }

    /// The capabilities in the present state.
    fn capabilities(&self) -> &str {
        let Capabilities {
            in_clear,
            before,
            after,
        } = &self.system.script.capabilities;
        match (&self.user, in_clear) {
            (Some(_), _) => after,
            (None, Some(in_clear)) if !self.protected => in_clear,
            (None, _) => before,
        }
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities()
            .split(' ')
            .any(|one| one.eq_ignore_ascii_case(capability))
    }

    async fn answer(&mut self, wire: &mut Wire<'_>, command: Command) -> io::Result<Next> {
        if let Some(text) = self.refusal(&command) {
            return Ok(self.refuse(wire, &command.tag, &text));
        }
        let Command { tag, name, request } = command;
        match (self.user.clone(), request) {
            (None, Request::StartTls) => {
                wire.line(&format!(
                    "{tag} {}",
                    self.system.script.wording.completed(&name, "")
                ));
                Ok(Next::StartTls)
            }
            (None, Request::Login { user, password }) => Ok(self.login(wire, &tag, &name, &user, &password)),
            (None, Request::Authenticate { mechanism, initial }) => {
                self.authenticate(wire, &tag, &mechanism, initial).await
            }
            (_, request @ (Request::Capability | Request::Noop | Request::Logout | Request::Id)) => {
                Ok(self.any_time(wire, &tag, &name, &request))
            }
            (Some(user), request) => match &user.owner.account.cut_off {
                Some(text) => Ok(self.refuse(wire, &tag, text)),
                None => {
                    self.commands += 1;
                    self.signed_in(wire, &user, Command { tag, name, request }).await
                }
            },
            (None, _) => Ok(self.refuse(wire, &tag, &self.system.script.wording.wrong_state.clone())),
        }
    }

    /// The answer to a command that is refused whatever the state of the session.
    fn refusal(&self, command: &Command) -> Option<String> {
        let wording = &self.system.script.wording;
        let missing = needs(&command.name).is_some_and(|capability| !self.can(capability));
        match command.request {
            Request::Change => {
                self.system.tally.refused_change(&command.name);
                Some(wording.read_only.clone())
            }
            Request::Malformed if !missing => Some(wording.bad_arguments.clone()),
            Request::Unknown | Request::Malformed => {
                Some(fill(&wording.unknown_command, &[("command", &command.name)]))
            }
            _ => missing.then(|| fill(&wording.unknown_command, &[("command", &command.name)])),
        }
    }

    /// Answers NO or BAD, and ends the session when the client has drawn too many.
    fn refuse(&mut self, wire: &mut Wire<'_>, tag: &str, text: &str) -> Next {
        let (limits, wording) = (&self.system.script.limits, &self.system.script.wording);
        if text.starts_with("BAD") {
            self.errors += 1;
        }
        let limit = if self.user.is_some() {
            limits.errors_after
        } else {
            limits.errors_before
        };
        if self.errors >= limit {
            wire.line(&wording.too_many_errors);
            return Next::Close;
        }
        wire.line(&format!("{tag} {text}"));
        Next::Read
    }

    fn refuse_literal(&mut self, wire: &mut Wire<'_>, text: &str) -> Next {
        if text.starts_with('*') {
            wire.line(text);
            return Next::Close;
        }
        let tag = tag_or_star(wire);
        wire.skip_message();
        self.refuse(wire, &tag, text)
    }
}

/// The capability without which a product does not know a command.
fn needs(name: &str) -> Option<&'static str> {
    Some(match name {
        "ID" => "ID",
        "STARTTLS" => "STARTTLS",
        "ENABLE" => "ENABLE",
        "NAMESPACE" => "NAMESPACE",
        "IDLE" => "IDLE",
        "UNSELECT" => "UNSELECT",
        "XLIST" => "XLIST",
        "GETQUOTA" | "GETQUOTAROOT" => "QUOTA",
        _ => return None,
    })
}

/// Says that a command went well.
fn done(wire: &mut Wire<'_>, wording: &Wording, tag: &str, name: &str, mailbox: &str) {
    // Products drop the UID from the name: "OK SEARCH completed (Success)", "OK Fetch completed".
    let name = name.strip_prefix("UID ").unwrap_or(name);
    wire.line(&format!("{tag} {}", wording.completed(name, mailbox)));
}

/// The same in a session that is throttled: the good answer says so at its end
/// (<https://github.com/jstedfast/MailKit>, test resources of Gmail; imapsync's FAQ of Gmail).
fn done_slowly(wire: &mut Wire<'_>, wording: &Wording, tag: &str, name: &str, mailbox: &str) {
    let name = name.strip_prefix("UID ").unwrap_or(name);
    wire.line(&format!("{tag} {} [THROTTLED]", wording.completed(name, mailbox)));
}

fn tag_or_star(wire: &Wire<'_>) -> String {
    wire.fragmentizer()
        .decode_tag()
        .map_or("*".to_owned(), |tag| tag.inner().to_owned())
}

/// The message that came in, without its line end.
fn trimmed<'w>(wire: &'w Wire<'_>) -> &'w [u8] {
    wire.fragmentizer().message_bytes().trim_ascii_end()
}
