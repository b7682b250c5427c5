//! One sign-in: which command, what came of it, and whether a second command works. An OK alone is no access: Courier
//! says OK to accounts that may not use IMAP, Dovecot to ones whose store it cannot open.

use super::Account;
use super::root;
use super::way::Way;
use crate::answers::{self, Meaning, When};
use crate::session::{Bound, Broken, Reply, Session, Why};
use crate::settings::Security;
use crate::watch::{Denied, Lease};
use crate::wire::{Bearer, Command, Condition, Kind, Response, StatusItems};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{ExposeSecret as _, Outcome, SecretString};
use std::time::Duration;

/// How the password goes to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Login,
    Plain,
    Token(Bearer),
}

impl Method {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Method::Login => "login",
            Method::Plain => "plain",
            Method::Token(Bearer::Xoauth2) => "xoauth2",
            Method::Token(Bearer::Oauthbearer) => "oauthbearer",
        }
    }
}

/// What a sign-in came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    /// A word of the fact `imap.login`, or why nothing can be said.
    pub(crate) login: Result<&'static str, Unknown>,
    /// The server's words, or what happened instead.
    pub(crate) text: String,
    /// Response code of a refusal, in upper case.
    pub(crate) code: Option<String>,
    /// Nothing when no password was sent.
    pub(crate) method: Option<Method>,
    pub(crate) time: Option<Duration>,
    /// Causes it can have, the commonest first; ids of the catalogue.
    pub(crate) causes: &'static [String],
    /// What the budget is told.
    pub(crate) budget: Outcome,
    /// Numbers of INBOX, from the second command.
    pub(crate) inbox: Option<StatusItems>,
    /// Whether the session can be asked more.
    pub(crate) alive: bool,
}

impl SignIn {
    /// Nothing was sent, or nothing can be said.
    pub(crate) fn unknown(why: Unknown) -> SignIn {
        SignIn {
            login: Err(why),
            text: String::new(),
            code: None,
            method: None,
            time: None,
            causes: &[],
            budget: Outcome::Failed,
            inbox: None,
            alive: false,
        }
    }

    /// It ended with this word.
    pub(crate) fn ended(login: &'static str, text: String) -> SignIn {
        SignIn {
            login: Ok(login),
            text,
            causes: answers::causes_of(login, When::SignIn),
            ..SignIn::unknown(Unknown::because(Reason::NotCollected))
        }
    }

    /// It ended as an answer says.
    pub(crate) fn meant(meaning: Meaning, text: String) -> SignIn {
        SignIn {
            causes: meaning.causes,
            ..SignIn::ended(meaning.login, text)
        }
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.login.as_ref().is_ok_and(|login| *login == word)
    }
}

/// What is asked of a server for one row.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) account: &'a Account,
    /// The password, or the token that stands in for it.
    pub(crate) password: &'a SecretString,
    /// Host and port as the user named them.
    pub(crate) endpoint: (&'a str, u16),
    pub(crate) security: Security,
    /// The value of `server.family`.
    pub(crate) family: &'a str,
    pub(crate) way: &'a Way,
    /// The folder below which the row's mail lies, where the row names one.
    pub(crate) root: Option<&'a str>,
}

/// Signs in with the password of a row and tries a second command.
/// `grant` is the budget's leave to do so.
pub(crate) async fn sign_in(session: &mut Session<'_>, ask: Ask<'_>, grant: &mut Lease<'_>) -> SignIn {
    let capabilities = match session.capabilities().await {
        Ok(capabilities) => capabilities,
        Err(broken) => {
            return SignIn {
                alive: false,
                ..before(&broken)
            };
        }
    };
    let method = match method(&capabilities, ask) {
        Ok(method) => method,
        Err(why) => {
            return SignIn {
                alive: true,
                ..SignIn::unknown(why)
            };
        }
    };
    let (method, answer) = match send(session, ask, method, &capabilities, grant).await {
        Ok(sent) => sent,
        Err(denied) => {
            return SignIn {
                alive: true,
                ..SignIn::unknown(denied.into())
            };
        }
    };
    let mut signed_in = match answer {
        Ok(reply) if reply.is_ok() => return second(session, reply, method, ask).await,
        Ok(reply) => refused(session, &reply, ask.family),
        Err(broken) => broke_off(session, &broken, When::SignIn, ask.family),
    };
    signed_in.method = signed_in.login.is_ok().then_some(method);
    signed_in
}

/// LOGIN, unless the server forbids it or the letters have no meaning in it. Nobody is asked for a password on a
/// connection that the server itself thinks unfit for one.
fn method(capabilities: &[String], ask: Ask<'_>) -> Result<Method, Unknown> {
    let offers = |name: &str| capabilities.iter().any(|one| one == name);
    if *ask.way == Way::Token {
        return token_method(offers, ask.security);
    }
    let plain = offers("AUTH=PLAIN");
    let disabled = offers("LOGINDISABLED");
    if disabled && !(plain && ask.security != Security::Off) {
        let note = "the server lists LOGINDISABLED: it takes no password on this connection";
        return Err(Unknown::noted(Reason::Refused, note));
    }
    if *ask.way != Way::AsWritten && !plain {
        let note = "the server does not list AUTH=PLAIN, which alone can name whom to act for";
        return Err(Unknown::noted(Reason::Unsupported, note));
    }
    // LOGIN has no charset; PLAIN is UTF-8 (RFC 4616).
    let ascii = ask.account.user_name.is_ascii() && ask.password.expose_secret().is_ascii();
    Ok(if disabled || *ask.way != Way::AsWritten || (plain && !ascii) {
        Method::Plain
    } else {
        Method::Login
    })
}

/// A token goes over an encrypted connection alone: it opens more than one mailbox may hold.
fn token_method(offers: impl Fn(&str) -> bool, security: Security) -> Result<Method, Unknown> {
    if security == Security::Off {
        let note = "tokens are not sent over a connection that is not encrypted";
        return Err(Unknown::noted(Reason::Unsupported, note));
    }
    [Bearer::Xoauth2, Bearer::Oauthbearer]
        .into_iter()
        .find(|mechanism| offers(&format!("AUTH={}", mechanism.name())))
        .map(Method::Token)
        .ok_or_else(|| {
            let note = "the server lists neither AUTH=XOAUTH2 nor AUTH=OAUTHBEARER: it takes no tokens";
            Unknown::noted(Reason::Unsupported, note)
        })
}

/// Sends the password once, or a second time where the server does not know the first command. That needs a second grant.
async fn send(
    session: &mut Session<'_>,
    ask: Ask<'_>,
    method: Method,
    capabilities: &[String],
    grant: &mut Lease<'_>,
) -> Result<(Method, Result<Reply, Broken>), Denied> {
    let offers = |name: &str| capabilities.iter().any(|one| one == name);
    let (identity, name) = match ask.way {
        Way::AsWritten | Way::Token => ("", ask.account.user_name.as_str()),
        Way::Authorized { user, admin, .. } => (user.as_str(), admin.as_str()),
    };
    if let Method::Token(mechanism) = method {
        let (host, port) = ask.endpoint;
        let payload = SecretString::from(mechanism.payload(name, ask.password, host, port));
        session.hide_token(name, ask.password, &payload);
        let command = Command::bearer(mechanism, name, &payload, offers("SASL-IR"));
        return Ok((method, session.run(command, Bound::SHORT).await));
    }
    session.hide_for(identity, name, ask.password);
    let plain = || Command::plain(identity, name, ask.password, offers("SASL-IR"));
    if method == Method::Plain {
        return Ok((method, session.run(plain(), Bound::SHORT).await));
    }
    let answer = session
        .run(Command::login(name, ask.password), Bound::SHORT)
        .await;
    let unknown = |reply: &Reply| {
        reply.end.kind == Kind::Bad && answers::meaning(When::SignIn, &reply.end, "").is_none()
    };
    if offers("AUTH=PLAIN") && answer.as_ref().is_ok_and(unknown) {
        let watch = *session.watch();
        grant.again(&watch).await?;
        return Ok((Method::Plain, session.run(plain(), Bound::SHORT).await));
    }
    Ok((method, answer))
}

/// The sign-in was OK: STATUS INBOX, which changes nothing, tells whether there is a mailbox behind it.
async fn second(session: &mut Session<'_>, reply: Reply, method: Method, ask: Ask<'_>) -> SignIn {
    let family = ask.family;
    session.changed_state(reply.capabilities());
    let mut answer = session.run(Command::status(b"INBOX", false), Bound::SHORT).await;
    if let (Ok(status), Some(root)) = (&answer, ask.root.and_then(root::trimmed))
        && !status.is_ok()
        && let Some(of_root) = status_of(session, root).await
    {
        answer = Ok(of_root);
    }
    let after = match answer {
        Ok(status) if status.is_ok() => {
            let ok = SignIn::ended("ok", session.clean(&welcome(&reply.end)));
            SignIn {
                inbox: items(&status),
                alive: true,
                ..ok
            }
        }
        Ok(status) => {
            let meaning = meaning(&status, When::After, family);
            SignIn {
                alive: true,
                ..said(session, &status.end, meaning, "unusable")
            }
        }
        Err(broken) => broke_off(session, &broken, When::After, family),
    };
    let mut after = SignIn {
        method: Some(method),
        time: Some(reply.took),
        budget: Outcome::Done,
        ..after
    };
    // Exchange says in the code of its OK why it did not connect (https://github.com/ruby/net-imap/issues/597).
    if !after.is("ok") && reply.end.code_name().as_deref() == Some("ERROR") {
        after.text = format!("{} | {}", session.clean(&reply.end.line), after.text);
    }
    after
}

/// STATUS of the folder that the row names. An admin account needs no mailbox of its own to read those of others.
async fn status_of(session: &mut Session<'_>, root: &str) -> Option<Reply> {
    for name in root::names(session, root).await.ok()? {
        let reply = session
            .run(Command::status(&name, false), Bound::SHORT)
            .await
            .ok()?;
        if reply.is_ok() {
            return Some(reply);
        }
    }
    None
}

/// The answer to a sign-in that worked. The capabilities are told as a fact of the server.
fn welcome(said: &Condition) -> String {
    match said.capabilities() {
        Some(_) => format!("OK [CAPABILITY ...] {}", said.text),
        None => said.line.clone(),
    }
}

fn items(status: &Reply) -> Option<StatusItems> {
    status.untagged.iter().find_map(|response| match response {
        Response::Status { items, .. } => Some(items.clone()),
        _ => None,
    })
}

fn refused(session: &Session<'_>, reply: &Reply, family: &str) -> SignIn {
    let meaning = meaning(reply, When::SignIn, family);
    let mut refused = said(session, &reply.end, meaning, "other");
    if let Some(warning) = reply.warning() {
        refused.text = format!("{} | {}", session.clean(&warning.line), refused.text);
    }
    if let Some(told) = told_in(&reply.challenge) {
        refused.text = session.clean(&format!("{} | {told}", refused.text));
    }
    refused.time = Some(reply.took);
    refused.alive = reply.warning().is_none_or(|warning| warning.kind != Kind::Bye);
    refused.budget = match meaning.map(|meaning| meaning.login) {
        _ if meaning.is_some_and(|meaning| meaning.guards) => Outcome::LockOut,
        // The password was right, or was not looked at.
        Some("delegation" | "limit" | "unavailable" | "privacy") => Outcome::Failed,
        _ => Outcome::Refused,
    };
    refused
}

/// The JSON in which a server tells why it takes no token: the challenge before its NO
/// (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>, RFC 7628 section 3.2.2).
fn told_in(challenge: &[u8]) -> Option<String> {
    let octets = STANDARD.decode(challenge).ok()?;
    let text = String::from_utf8(octets).ok()?;
    text.trim_start().starts_with('{').then_some(text)
}

/// The tagged line says it, otherwise a warning that came before.
fn meaning(reply: &Reply, when: When, family: &str) -> Option<Meaning> {
    answers::meaning(when, &reply.end, family).or_else(|| {
        reply
            .warning()
            .and_then(|warning| answers::meaning(when, warning, family))
    })
}

/// What a condition says by its meaning, or else by this word.
fn said(
    session: &Session<'_>,
    condition: &Condition,
    meaning: Option<Meaning>,
    otherwise: &'static str,
) -> SignIn {
    let text = session.clean(&condition.line);
    SignIn {
        code: session.code(condition),
        ..meaning.map_or_else(
            || SignIn::ended(otherwise, text.clone()),
            |meaning| SignIn::meant(meaning, text.clone()),
        )
    }
}

/// There was no answer, or none to the end.
fn broke_off(session: &Session<'_>, broken: &Broken, when: When, family: &str) -> SignIn {
    let words = broken.last_words.as_ref();
    let meaning = words.and_then(|words| answers::meaning(when, words, family));
    let login = match (&broken.why, meaning) {
        (Why::Cancelled, _) => return SignIn::unknown(Unknown::because(Reason::Cancelled)),
        (Why::Unwritable(why), _) => {
            let note = format!("user name or password cannot be sent: {why}");
            return SignIn {
                alive: true,
                ..SignIn::unknown(Unknown::noted(Reason::Malformed, note))
            };
        }
        (_, Some(meaning)) => meaning.login,
        (Why::Timeout, None) => "timeout",
        (Why::Closed, None) if when == When::After => "unusable",
        (Why::Closed, None) => "closed",
        (_, None) => "transport",
    };
    let mut ended = match words {
        Some(words) => said(session, words, meaning, login),
        None => SignIn::ended(login, broken.text()),
    };
    ended.time = Some(broken.took);
    ended.budget = match meaning {
        Some(meaning) if meaning.guards => Outcome::LockOut,
        Some(_) => Outcome::Failed,
        None => Outcome::Unanswered,
    };
    ended
}

/// The connection ended before any password was sent.
fn before(broken: &Broken) -> SignIn {
    match broken.why {
        Why::Cancelled => SignIn::unknown(Unknown::because(Reason::Cancelled)),
        _ => SignIn::ended("transport", broken.text()),
    }
}
