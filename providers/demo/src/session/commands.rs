//! Commands by the state they need: any, signed in, folder open.

use super::{Next, Session, SignedIn, done, done_slowly, trimmed};
use crate::mailbox::FolderView;
use crate::request::{Command, Request};
use crate::system::Owner;
use crate::wire::{Incoming, Wire};
use std::io;
use std::sync::Arc;

impl Session {
    /// Commands that are allowed in every state.
    pub(super) fn any_time(&mut self, wire: &mut Wire<'_>, tag: &str, name: &str, request: &Request) -> Next {
        let wording = &self.system.script.wording;
        match request {
            Request::Capability => wire.line(&format!("* CAPABILITY {}", self.capabilities())),
            Request::Id => wire.line(&format!("* ID {}", wording.id.as_deref().unwrap_or("NIL"))),
            Request::Logout => wire.line(&wording.goodbye),
            _ => {}
        }
        done(wire, wording, tag, name, "");
        if *request == Request::Logout {
            Next::Close
        } else {
            Next::Read
        }
    }

    /// Commands that need a sign-in.
    pub(super) async fn signed_in(
        &mut self,
        wire: &mut Wire<'_>,
        user: &SignedIn,
        command: Command,
    ) -> io::Result<Next> {
        let Command { tag, name, request } = command;
        let system = Arc::clone(&self.system);
        let wording = &system.script.wording;
        let owner = &*user.owner;
        let answered = match request {
            Request::Enable(wanted) => self.enable(wire, &wanted),
            Request::Namespace => {
                let namespace = owner.account.namespace.as_ref().unwrap_or(&wording.namespace);
                wire.line(&format!("* NAMESPACE {namespace}"));
                Ok(())
            }
            Request::Idle => return self.idle(wire, &tag, &name).await,
            Request::List(words) => self.list(wire, owner, &name, &words).await?,
            Request::Status { mailbox, items } => self.status(wire, owner, &mailbox, &items),
            Request::Examine(mailbox) => return Ok(self.examine(wire, owner, &tag, &name, &mailbox)),
            Request::QuotaRoot(mailbox) => self.quota_root(wire, owner, &mailbox),
            Request::Quota(root) => self.quota(wire, owner, &root),
            request => match self.open_folder(owner) {
                Some(folder) => self.selected(wire, owner, folder, &tag, request).await?,
                None => Err(wording.wrong_state.clone()),
            },
        };
        match answered {
            Ok(()) => {
                let answer = if self.throttled(owner) { done_slowly } else { done };
                answer(wire, wording, &tag, &name, "");
                Ok(Next::Read)
            }
            Err(text) => Ok(self.refuse(wire, &tag, &text)),
        }
    }

    /// Commands that need an open folder.
    async fn selected(
        &mut self,
        wire: &mut Wire<'_>,
        owner: &Owner,
        folder: &FolderView,
        tag: &str,
        request: Request,
    ) -> io::Result<Result<(), String>> {
        match request {
            Request::Fetch { words, uid } => self.fetch(wire, owner, folder, &words, uid).await,
            Request::Search { words, uid } => self.search(wire, owner, folder, tag, &words, uid).await,
            Request::Close | Request::Unselect => {
                self.open = None;
                Ok(Ok(()))
            }
            Request::Check => Ok(Ok(())),
            _ => Ok(Err(self.system.script.wording.wrong_state.clone())),
        }
    }

    /// Whether the account is being slowed down by now.
    fn throttled(&self, owner: &Owner) -> bool {
        owner
            .account
            .throttled_after
            .is_some_and(|commands| self.commands > commands)
    }

    fn open_folder<'o>(&self, owner: &'o Owner) -> Option<&'o FolderView> {
        owner.mailbox.folders.get(self.open?)
    }

    fn enable(&mut self, wire: &mut Wire<'_>, wanted: &[String]) -> Result<(), String> {
        let utf8 = wanted.iter().any(|one| one.eq_ignore_ascii_case("UTF8=ACCEPT"));
        let enabled = if utf8 && self.can("UTF8=ACCEPT") {
            " UTF8=ACCEPT"
        } else {
            ""
        };
        self.utf8 |= !enabled.is_empty();
        wire.line(&format!("* ENABLED{enabled}"));
        Ok(())
    }

    /// Waits for the client to end it (RFC 2177); nothing ever happens meanwhile.
    async fn idle(&mut self, wire: &mut Wire<'_>, tag: &str, name: &str) -> io::Result<Next> {
        let system = Arc::clone(&self.system);
        let wording = &system.script.wording;
        wire.line("+ idling");
        wire.flush().await?;
        match wire.message(&self.rules(&system)).await? {
            Incoming::Message if trimmed(wire).eq_ignore_ascii_case(b"DONE") => {
                done(wire, wording, tag, name, "");
                Ok(Next::Read)
            }
            Incoming::Message => Ok(self.refuse(wire, tag, &wording.bad_arguments)),
            _ => Ok(Next::Close),
        }
    }
}
