//! From an open connection to a session that is ready for a sign-in: greeting and encryption, in the order that the
//! security asks for. Every step is kept, however far it went.

use super::protocol;
use crate::session::{Broken, Greeting, Session, Why};
use crate::settings::{Plan, Security};
use crate::tls::{self, Handshake, Trust};
use crate::watch::Watch;
use crate::wire::{Kind, Stream};

/// Steps of one connection. What was not reached is nothing.
#[derive(Default)]
pub(super) struct Door<'a> {
    pub(super) greeting: Option<Result<Greeting, Broken>>,
    /// A port that was silent where a greeting should have come shook hands when asked to.
    pub(super) speaks_tls: bool,
    /// Octets that came where a handshake should have been.
    pub(super) heard: Vec<u8>,
    /// Before STARTTLS, in upper case; only without implicit TLS.
    pub(super) plain: Option<Result<Vec<String>, Broken>>,
    /// Whether octets stood behind the OK to STARTTLS.
    pub(super) injected: Option<bool>,
    pub(super) handshake: Option<Result<Handshake, tls::Failure>>,
    /// In the state in which a sign-in would happen, in upper case.
    pub(super) capabilities: Option<Result<Vec<String>, Broken>>,
    /// Open and greeted, for questions that carry no secret.
    pub(super) session: Option<Session<'a>>,
}

/// Opens the door over a connection.
pub(super) async fn open<'a>(
    stream: Box<dyn Stream>,
    plan: &Plan,
    trust: &Trust,
    watch: Watch<'a>,
) -> Door<'a> {
    let mut door = Door::default();
    match plan.security {
        Security::Tls => door.encrypted(stream, plan, trust, watch).await,
        Security::Starttls => door.upgraded(stream, plan, trust, watch).await,
        Security::Off => door.readable(stream, plan, trust, watch).await,
    }
    door
}

impl<'a> Door<'a> {
    async fn encrypted(&mut self, stream: Box<dyn Stream>, plan: &Plan, trust: &Trust, watch: Watch<'a>) {
        let Some(stream) = self.shake(stream, plan, trust, watch).await else {
            return;
        };
        let mut session = Session::new(stream, watch);
        if self.greet(&mut session).await {
            self.ready(session).await;
        }
    }

    async fn upgraded(&mut self, stream: Box<dyn Stream>, plan: &Plan, trust: &Trust, watch: Watch<'a>) {
        let Some(mut session) = self.greet_readable(stream, plan, trust, watch).await else {
            return;
        };
        if let Err(failure) = self.starttls(&mut session).await {
            let asked = matches!(failure.word, "starttls_missing" | "starttls_refused");
            self.handshake = Some(Err(failure));
            self.session = asked.then_some(session);
            return;
        }
        let (stream, injected) = session.into_stream();
        self.injected = Some(injected);
        if let Some(stream) = self.shake(stream, plan, trust, watch).await {
            self.ready(Session::new(stream, watch)).await;
        }
    }

    async fn readable(&mut self, stream: Box<dyn Stream>, plan: &Plan, trust: &Trust, watch: Watch<'a>) {
        if let Some(session) = self.greet_readable(stream, plan, trust, watch).await {
            self.capabilities = self.plain.clone();
            self.session = self.plain.as_ref().is_some_and(Result::is_ok).then_some(session);
        }
    }

    /// Greeting and capabilities of a connection that is not encrypted yet. Nothing when it cannot go on.
    async fn greet_readable(
        &mut self,
        stream: Box<dyn Stream>,
        plan: &Plan,
        trust: &Trust,
        watch: Watch<'a>,
    ) -> Option<Session<'a>> {
        let mut session = Session::new(stream, watch);
        if !self.greet(&mut session).await {
            if self.was_silent() {
                self.speaks_tls = shakes(session.into_stream().0, plan, trust, &watch).await;
            }
            return None;
        }
        self.plain = Some(listed(&mut session).await);
        Some(session)
    }

    async fn greet(&mut self, session: &mut Session<'a>) -> bool {
        let greeting = session.greeting().await;
        let goes_on = greeting
            .as_ref()
            .is_ok_and(|greeting| greeting.kind() == Some(Kind::Ok));
        self.greeting = Some(greeting);
        goes_on
    }

    async fn starttls(&self, session: &mut Session<'a>) -> Result<(), tls::Failure> {
        match &self.plain {
            Some(Ok(plain)) if plain.iter().any(|one| one == "STARTTLS") => {}
            Some(Ok(_)) => {
                return Err(tls::Failure::new(
                    "starttls_missing",
                    "the server does not offer STARTTLS",
                ));
            }
            Some(Err(broken)) => return Err(ended(broken)),
            None => return Err(tls::Failure::new("failed", "STARTTLS was not reached")),
        }
        match session.starttls().await {
            Ok(reply) if reply.is_ok() => Ok(()),
            Ok(reply) => Err(tls::Failure::new(
                "starttls_refused",
                session.clean(&reply.end.line),
            )),
            Err(broken) => Err(ended(&broken)),
        }
    }

    async fn shake(
        &mut self,
        stream: Box<dyn Stream>,
        plan: &Plan,
        trust: &Trust,
        watch: Watch<'a>,
    ) -> Option<Box<dyn Stream>> {
        match tls::handshake(stream, &plan.host, trust, &watch).await {
            Ok(tls) => {
                self.handshake = Some(Ok(tls.handshake));
                Some(tls.stream)
            }
            Err(failure) => {
                // Records of TLS are no words of another protocol, however the handshake ended.
                if protocol::of(&failure.heard) != Some("tls") {
                    self.heard.clone_from(&failure.heard);
                }
                self.handshake = Some(Err(failure));
                None
            }
        }
    }

    async fn ready(&mut self, mut session: Session<'a>) {
        let capabilities = listed(&mut session).await;
        self.session = capabilities.is_ok().then_some(session);
        self.capabilities = Some(capabilities);
    }

    /// The capabilities before sign-in; none where they are unknown.
    pub(super) fn listed(&self) -> &[String] {
        let listed = self.capabilities.as_ref().or(self.plain.as_ref());
        listed
            .and_then(|listed| listed.as_ref().ok())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Why no password may be sent over this connection, if so. Nothing where there is no encryption because the user
    /// allowed that.
    pub(super) fn distrust(&self) -> Option<String> {
        match &self.handshake {
            Some(Ok(handshake)) if !handshake.verdict.trusted => Some(format!(
                "no password was sent, because the certificate is not trusted: {}",
                handshake.verdict.error
            )),
            Some(Err(failure)) => Some(format!(
                "no password was sent, because there is no encryption: {}",
                failure.error
            )),
            Some(Ok(_)) | None => None,
        }
    }

    /// The word of the fact `imap.greeting`; nothing when no greeting was waited for or the run was cancelled.
    pub(super) fn greeting_word(&self) -> Option<&'static str> {
        match &self.greeting {
            Some(Ok(greeting)) => Some(protocol::greeting(&greeting.raw)),
            Some(Err(_)) if self.speaks_tls => Some("not_imap"),
            Some(Err(broken)) => broken_greeting(broken),
            None => Some(protocol::greeting(&self.heard)).filter(|_| !self.heard.is_empty()),
        }
    }

    /// What the port speaks, by the word of the fact `imap.protocol`.
    pub(super) fn protocol(&self) -> Option<&'static str> {
        if self.speaks_tls {
            Some("tls")
        } else {
            protocol::of(self.first_octets())
        }
    }

    fn was_silent(&self) -> bool {
        matches!(&self.greeting, Some(Err(broken)) if broken.why == Why::Timeout && broken.held.is_empty())
    }

    /// The first octets of the server, if it sent any that are not encrypted.
    pub(super) fn first_octets(&self) -> &[u8] {
        match &self.greeting {
            Some(Ok(greeting)) => &greeting.raw,
            Some(Err(broken)) if !broken.held.is_empty() => &broken.held,
            _ => &self.heard,
        }
    }
}

fn broken_greeting(broken: &Broken) -> Option<&'static str> {
    // Records of TLS have no line ends to wait for.
    if protocol::of(&broken.held) == Some("tls") {
        return Some("not_imap");
    }
    match broken.why {
        Why::Timeout => Some("silent"),
        Why::Closed => Some("closed"),
        Why::TooLong | Why::TooMuch => Some("too_long"),
        Why::Reset | Why::Failed(_) | Why::Unwritable(_) => Some("reset"),
        Why::Cancelled => None,
    }
}

/// The answer to CAPABILITY. The list in a greeting may be shorter: Cyrus' is.
async fn listed(session: &mut Session<'_>) -> Result<Vec<String>, Broken> {
    session.changed_state(None);
    session.capabilities().await
}

fn ended(broken: &Broken) -> tls::Failure {
    let word = match broken.why {
        Why::Timeout => "timeout",
        Why::Closed => "closed",
        Why::Reset => "reset",
        _ => "failed",
    };
    tls::Failure {
        cancelled: broken.why == Why::Cancelled,
        ..tls::Failure::new(word, broken.text())
    }
}

/// Whether a port that has said nothing yet answers a handshake, be it with a refusal. Asking in plain text would tell
/// less: many servers hang up on it without a record of TLS.
async fn shakes(stream: Box<dyn Stream>, plan: &Plan, trust: &Trust, watch: &Watch<'_>) -> bool {
    match tls::handshake(stream, &plan.host, trust, watch).await {
        Ok(_) => true,
        Err(failure) => failure.word == "no_agreement" || protocol::of(&failure.heard) == Some("tls"),
    }
}
