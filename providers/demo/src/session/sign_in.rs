//! LOGIN and AUTHENTICATE. Who is let in, and with what words, stands in the scene.

use super::{Next, Session, SignedIn, trimmed};
use crate::scene::{TellCapabilities, fill};
use crate::system::Owner;
use crate::wire::{Incoming, Wire};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::sync::Arc;

impl Session {
    pub(super) fn login(
        &mut self,
        wire: &mut Wire<'_>,
        tag: &str,
        name: &str,
        user: &[u8],
        password: &[u8],
    ) -> Next {
        let system = Arc::clone(&self.system);
        system.tally.note(|tally| tally.sign_ins += 1);
        if !self.protected {
            system.tally.note(|tally| tally.passwords_in_clear += 1);
            if self.can("LOGINDISABLED") {
                return self.refuse_in_clear(wire, tag);
            }
        }
        match self.judge(user, password) {
            Ok(signed_in) => self.welcome(wire, tag, name, signed_in),
            Err(refusal) => {
                refusal.before.iter().for_each(|line| wire.line(line));
                self.refuse(wire, tag, &fill(&refusal.text, &[("command", name)]))
            }
        }
    }

    fn judge(&self, user: &[u8], password: &[u8]) -> Result<SignedIn, Refusal> {
        let wording = &self.system.script.wording;
        let refused = |text: &str| Refusal {
            before: Vec::new(),
            text: text.to_owned(),
        };
        let owner = self
            .system
            .owner(user)
            .filter(|owner| owner.account.password.0.as_bytes() == password);
        let owner = owner.ok_or_else(|| refused(&wording.wrong_password))?;
        self.let_in(owner)
    }

    /// Lets in whoever has proven who he is, unless the system does not.
    fn let_in(&self, owner: &Arc<Owner>) -> Result<SignedIn, Refusal> {
        let wording = &self.system.script.wording;
        if let Some(text) = &owner.account.refusal {
            return Err(Refusal {
                before: owner.account.before_refusal.clone(),
                text: text.clone(),
            });
        }
        let place = Arc::clone(&owner.places).try_acquire_owned();
        let place = place.map_err(|_| Refusal {
            before: Vec::new(),
            text: wording.too_many_connections.clone(),
        })?;
        Ok(SignedIn {
            owner: Arc::clone(owner),
            _place: Arc::new(place),
        })
    }

    fn welcome(&mut self, wire: &mut Wire<'_>, tag: &str, name: &str, signed_in: SignedIn) -> Next {
        let user = signed_in.owner.account.users.first().cloned().unwrap_or_default();
        self.user = Some(signed_in);
        let script = &self.system.script;
        let capabilities = self.capabilities();
        let code = format!("[CAPABILITY {capabilities}] ");
        let code = match script.dialect.tell_capabilities {
            TellCapabilities::Line => {
                wire.line(&format!("* CAPABILITY {capabilities}"));
                ""
            }
            TellCapabilities::Code => &code,
            TellCapabilities::Silent => "",
        };
        let values = [("user", user.as_str()), ("command", name), ("code", code)];
        wire.line(&format!("{tag} {}", fill(&script.wording.signed_in, &values)));
        Next::Read
    }

    fn refuse_in_clear(&mut self, wire: &mut Wire<'_>, tag: &str) -> Next {
        let system = Arc::clone(&self.system);
        let wording = &system.script.wording;
        let Some((answer, lines)) = wording.in_clear.split_last() else {
            return self.refuse(wire, tag, &wording.wrong_state);
        };
        lines.iter().for_each(|line| wire.line(line));
        self.refuse(wire, tag, answer)
    }

    /// AUTHENTICATE with PLAIN (RFC 4616), whose first answer may come with the command where SASL-IR is offered
    /// (RFC 4959), or with a bearer token. Other mechanisms are refused, whether listed or not.
    pub(super) async fn authenticate(
        &mut self,
        wire: &mut Wire<'_>,
        tag: &str,
        mechanism: &str,
        initial: Option<Vec<u8>>,
    ) -> io::Result<Next> {
        let system = Arc::clone(&self.system);
        let wording = &system.script.wording;
        if matches!(mechanism, "XOAUTH2" | "OAUTHBEARER") && self.can(&format!("AUTH={mechanism}")) {
            return self.by_token(wire, tag, initial).await;
        }
        if mechanism != "PLAIN" {
            return Ok(self.refuse(
                wire,
                tag,
                &fill(&wording.unsupported_mechanism, &[("command", "AUTHENTICATE")]),
            ));
        }
        let response = match initial {
            Some(response) => self.can("SASL-IR").then_some(response),
            None => match self.challenge(wire).await? {
                Some(response) => STANDARD.decode(response).ok(),
                None => return Ok(Next::Close),
            },
        };
        Ok(match response.as_deref().and_then(plain) {
            Some((acts_for, user, password)) => {
                // Nobody in a scene may act for somebody else.
                let user = if acts_for.is_empty() || acts_for == user {
                    user
                } else {
                    b""
                };
                self.login(wire, tag, "AUTHENTICATE", user, password)
            }
            None => self.refuse(wire, tag, &wording.bad_arguments),
        })
    }

    /// XOAUTH2 and OAUTHBEARER (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>, RFC 7628). A token that lets nobody
    /// in is answered by a challenge first; who does not answer that waits for ever.
    async fn by_token(
        &mut self,
        wire: &mut Wire<'_>,
        tag: &str,
        initial: Option<Vec<u8>>,
    ) -> io::Result<Next> {
        let response = match initial {
            Some(response) => Some(response),
            None => match self.challenge(wire).await? {
                Some(response) => STANDARD.decode(response).ok(),
                None => return Ok(Next::Close),
            },
        };
        let system = Arc::clone(&self.system);
        system.tally.note(|tally| tally.sign_ins += 1);
        let wording = &system.script.wording;
        let Some((user, token)) = response.as_deref().and_then(bearer) else {
            return Ok(self.refuse(wire, tag, &wording.bad_arguments));
        };
        let owner = system.owner(&user).filter(|owner| {
            let held = owner.account.token.as_ref();
            held.is_some_and(|held| held.0.as_bytes() == token)
        });
        let Some(owner) = owner else {
            wire.line(&format!("+ {}", STANDARD.encode(&wording.bad_token)));
            wire.flush().await?;
            return Ok(match wire.message(&self.rules(&system)).await? {
                Incoming::Message | Incoming::Discarded => {
                    let text = fill(&wording.unsupported_mechanism, &[("command", "AUTHENTICATE")]);
                    self.refuse(wire, tag, &text)
                }
                _ => Next::Close,
            });
        };
        match self.let_in(owner) {
            Ok(signed_in) => Ok(self.welcome(wire, tag, "AUTHENTICATE", signed_in)),
            Err(refusal) => {
                refusal.before.iter().for_each(|line| wire.line(line));
                Ok(self.refuse(wire, tag, &fill(&refusal.text, &[("command", "AUTHENTICATE")])))
            }
        }
    }

    /// Asks for an answer to an empty challenge. `None` when the client has gone.
    async fn challenge(&self, wire: &mut Wire<'_>) -> io::Result<Option<Vec<u8>>> {
        wire.line("+ ");
        wire.flush().await?;
        Ok(match wire.message(&self.rules(&self.system)).await? {
            Incoming::Message => Some(trimmed(wire).to_vec()),
            // No base64, and therefore refused.
            Incoming::Discarded => Some(b"*".to_vec()),
            _ => None,
        })
    }
}

/// Why nobody gets in.
struct Refusal {
    before: Vec<String>,
    text: String,
}

/// User and token of either form: fields that end in 0x01, of which one is the user's or names him in the header.
fn bearer(response: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (mut user, mut token) = (None, None);
    for field in response.split(|octet| *octet == 1) {
        if let Some(name) = field.strip_prefix(b"user=") {
            user = Some(name.to_vec());
        } else if let Some(header) = field.strip_prefix(b"n,a=") {
            let name = String::from_utf8_lossy(header.strip_suffix(b",")?).replace("=2C", ",");
            user = Some(name.replace("=3D", "=").into_bytes());
        } else if let Some(found) = field.strip_prefix(b"auth=Bearer ") {
            token = Some(found);
        }
    }
    user.zip(token)
}

/// `authzid NUL authcid NUL password`.
fn plain(response: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut parts = response.split(|octet| *octet == 0);
    let parts = (parts.next()?, parts.next()?, parts.next()?, parts.next());
    match parts {
        (acts_for, user, password, None) => Some((acts_for, user, password)),
        _ => None,
    }
}
