//! The conversation itself: the greeting, a command and its answer, the few commands that every session needs.

use super::answer::{Broken, Greeting, Reply, Why};
use super::bound::Bound;
use super::stream::Lines;
use crate::watch::{Stopped, Watch};
use crate::wire::{
    Command, Condition, Framed, Kind, Part, Reader, Redactor, Response, Stream, Unwritable, read,
};
use imaprules_provider::{ExposeSecret as _, Level, SecretString};
use std::time::{Duration, Instant};

/// After BYE the answer to a command may still come, but not for long; nor is the answer to LOGOUT waited for.
const A_MOMENT: Duration = Duration::from_secs(1);

/// So long may a last word take that nobody answers.
const AN_INSTANT: Duration = Duration::from_millis(50);

/// The longest pause between commands, in first pauses.
const LONGEST_PAUSE: u32 = 16;

/// What a server adds to its answers while it slows a client down
/// (<https://github.com/imapsync/imapsync/tree/master/FAQ.d>, Gmail).
const THROTTLED: &str = "[THROTTLED]";

/// Lines that no reader understood, kept for people.
const ODD_LINES: usize = 10;

/// Words of a server are cut after so many characters.
const LONGEST_WORD: usize = 100;

/// Lines of one answer that are logged.
const LOGGED: usize = 100;

/// Lines in the log and among the odd ones are cut after so many characters.
const LINE: usize = 300;

/// A session over an open connection.
pub(crate) struct Session<'a> {
    lines: Lines<'a>,
    tags: u32,
    /// Known in the present state, in upper case; forgotten at STARTTLS and at the sign-in.
    capabilities: Option<Vec<String>>,
    redactor: Redactor,
    odd: Vec<String>,
    /// Lines of LIST that no reader understood.
    unread_lists: usize,
    /// Why it is of no more use: nothing is asked of a connection that failed once.
    dead: Option<Why>,
    /// Whether the server waits for the rest of a command.
    owes: bool,
    /// The first pause before a command once the server throttles.
    pause: Duration,
    /// How often it said that it throttles.
    throttled: u32,
    /// Whether what the server says is kept from the log and the odd lines.
    muted: bool,
}

/// What has been heard of an answer.
struct Heard {
    began: Instant,
    untagged: Vec<Response>,
    challenge: Vec<u8>,
    last_words: Option<Condition>,
}

impl<'a> Session<'a> {
    /// Talks over a stream that is connected and, with implicit TLS, encrypted.
    pub(crate) fn new(stream: Box<dyn Stream>, watch: Watch<'a>) -> Session<'a> {
        Session {
            lines: Lines::new(stream, watch),
            tags: 0,
            capabilities: None,
            redactor: Redactor::default(),
            odd: Vec::new(),
            unread_lists: 0,
            dead: None,
            owes: false,
            pause: Duration::ZERO,
            throttled: 0,
            muted: false,
        }
    }

    /// Keeps what the server says from here on out of the log: it is people's mail.
    pub(crate) fn mute(&mut self) {
        self.muted = true;
    }

    /// Octets received in all.
    pub(crate) fn received(&self) -> u64 {
        self.lines.received
    }

    /// Pauses before each command once the server says that it throttles: so long the first time, doubling with every such answer.
    pub(crate) fn give_way(&mut self, pause: Duration) {
        self.pause = pause;
    }

    /// Whether the server said that it throttles.
    pub(crate) fn throttled(&self) -> bool {
        self.throttled > 0
    }

    /// The greeting, within the time-out. Any first line is one, IMAP or not.
    pub(crate) async fn greeting(&mut self) -> Result<Greeting, Broken> {
        let began = Instant::now();
        let timeout = self.timeout();
        match self.lines.next(timeout, began + timeout).await {
            Ok(framed) => {
                self.log("S", &framed.octets);
                let condition = Condition::read(&framed.octets).filter(|condition| condition.tag.is_none());
                self.capabilities = condition.as_ref().and_then(Condition::capabilities);
                Ok(Greeting {
                    raw: framed.octets,
                    condition,
                    took: began.elapsed(),
                })
            }
            Err(why) => Err(self.broken(why, None, began)),
        }
    }

    /// Capabilities in the present state, in upper case: those the server told by the way, or asked for.
    pub(crate) async fn capabilities(&mut self) -> Result<Vec<String>, Broken> {
        if let Some(known) = &self.capabilities {
            return Ok(known.clone());
        }
        let reply = self.run(Ok(Command::fixed("CAPABILITY")), Bound::SHORT).await?;
        let told = reply.capabilities().unwrap_or_default();
        self.capabilities = Some(told.clone());
        Ok(told)
    }

    /// ID (RFC 2971): names and values; nothing when the server refuses.
    pub(crate) async fn id(&mut self) -> Result<Option<Vec<(String, Option<String>)>>, Broken> {
        let reply = self.run(Command::id(), Bound::SHORT).await?;
        if !reply.is_ok() {
            return Ok(None);
        }
        let id = reply.untagged.into_iter().find_map(|response| match response {
            Response::Id(pairs) => Some(pairs),
            _ => None,
        });
        Ok(Some(id.unwrap_or_default()))
    }

    /// STARTTLS. After an OK the stream is to be taken with [`Session::into_stream`] and encrypted.
    pub(crate) async fn starttls(&mut self) -> Result<Reply, Broken> {
        self.run(Ok(Command::fixed("STARTTLS")), Bound::SHORT).await
    }

    /// Says good-bye: half-open sessions count against the server's limits. How it takes that matters to nobody, so it
    /// costs a moment at most, and no time at all where the run was cancelled or the server does not answer any more.
    pub(crate) async fn logout(mut self) {
        let watch = *self.lines.watch();
        if self.dead.is_none() && !watch.cancelled() {
            let _ = watch
                .within(A_MOMENT, self.run(Ok(Command::fixed("LOGOUT")), Bound::SHORT))
                .await;
        } else if self.may_part() {
            let _ = tokio::time::timeout(AN_INSTANT, self.lines.part(b"Z LOGOUT\r\n")).await;
        }
    }

    /// Whether a last word makes sense. The server would take it for the rest of a command it waits for.
    fn may_part(&self) -> bool {
        let open = !matches!(&self.dead, Some(Why::Closed | Why::Reset | Why::Failed(_)));
        open && !self.owes
    }

    /// The stream itself, and whether octets had arrived that nobody has read: behind the OK of STARTTLS they were
    /// injected, and are forgotten.
    pub(crate) fn into_stream(self) -> (Box<dyn Stream>, bool) {
        self.lines.into_stream()
    }

    /// Keeps a password out of texts and log from here on.
    pub(crate) fn hide(&mut self, user_name: &str, password: &SecretString) {
        self.hide_for("", user_name, password);
    }

    /// The same, where it goes out with an identity to act for.
    pub(crate) fn hide_for(&mut self, identity: &str, user_name: &str, password: &SecretString) {
        self.redactor.hide(identity, user_name, password);
    }

    /// Keeps a token out of texts and log, and what carries it to the server.
    pub(crate) fn hide_token(&mut self, user_name: &str, token: &SecretString, payload: &SecretString) {
        self.redactor.hide("", user_name, token);
        self.redactor.hide_word(payload.expose_secret());
    }

    /// A text of the server, printable and without secrets.
    pub(crate) fn clean(&self, text: &str) -> String {
        self.redactor.show(text.as_bytes(), super::answer::LONGEST_TEXT)
    }

    /// A word of the server, such as a capability: short, printable and without secrets in any letter case.
    pub(crate) fn word(&self, word: &str) -> String {
        if self.redactor.holds(word) {
            "***".to_owned()
        } else {
            self.redactor.show(word.as_bytes(), LONGEST_WORD)
        }
    }

    /// The response code to show, if it is one that may be shown.
    pub(crate) fn code(&self, said: &Condition) -> Option<String> {
        said.shown_code().filter(|code| !self.redactor.holds(code))
    }

    /// Lines of LIST so far that no reader understood.
    pub(crate) fn unread_lists(&self) -> usize {
        self.unread_lists
    }

    /// The host and its time-outs.
    pub(crate) fn watch(&self) -> &Watch<'a> {
        self.lines.watch()
    }

    /// Forgets the capabilities: they change with the state (RFC 9051 section 6.1.1).
    pub(crate) fn changed_state(&mut self, told: Option<Vec<String>>) {
        self.capabilities = told;
    }

    /// Whether nothing more can be asked.
    pub(crate) fn is_dead(&self) -> bool {
        self.dead.is_some()
    }

    /// The first lines that no reader understood.
    pub(crate) fn odd_lines(&self) -> &[String] {
        &self.odd
    }

    /// Runs one command to its tagged answer.
    pub(crate) async fn run(
        &mut self,
        command: Result<Command, Unwritable>,
        bound: Bound,
    ) -> Result<Reply, Broken> {
        self.stream(command, bound, &mut |_| false).await
    }

    /// The same for answers that are too long to be kept: each line goes to `taken` first, and what that takes is neither kept nor logged.
    /// Lines count towards the bound all the same.
    pub(crate) async fn stream(
        &mut self,
        command: Result<Command, Unwritable>,
        bound: Bound,
        taken: &mut (dyn FnMut(&[u8]) -> bool + Send),
    ) -> Result<Reply, Broken> {
        let mut heard = Heard {
            began: Instant::now(),
            untagged: Vec::new(),
            challenge: Vec::new(),
            last_words: None,
        };
        match self.exchange(command, bound, &mut heard, taken).await {
            Ok(end) => Ok(Reply {
                end,
                untagged: heard.untagged,
                challenge: heard.challenge,
                took: heard.began.elapsed(),
            }),
            Err(why) => Err(self.broken(why, heard.last_words, heard.began)),
        }
    }

    async fn exchange(
        &mut self,
        command: Result<Command, Unwritable>,
        bound: Bound,
        heard: &mut Heard,
        taken: &mut (dyn FnMut(&[u8]) -> bool + Send),
    ) -> Result<Condition, Why> {
        if let Some(why) = &self.dead {
            return Err(why.clone());
        }
        let command = command.map_err(Why::Unwritable)?;
        self.wait().await?;
        self.tags += 1;
        let tag = format!("A{:04}", self.tags);
        self.say(&format!("C: {tag} {}", command.shown()));
        let mut parts = command.parts(&tag).into_iter().peekable();
        self.owes = true;
        while let Some(Part::Now(octets)) = parts.next_if(|part| matches!(part, Part::Now(_))) {
            self.lines.send(&octets).await?;
        }
        self.owes = parts.peek().is_some();
        let most = self.lines.received.saturating_add(bound.octets);
        let mut passed = 0usize;
        loop {
            let framed = self.next(bound, heard).await?;
            if taken(&framed.octets) {
                passed += 1;
                if passed > bound.responses || self.lines.received > most {
                    return Err(Why::TooMuch);
                }
                continue;
            }
            match self.read(&framed, heard.untagged.len() < LOGGED) {
                Response::Condition(end) if end.tag.as_deref() == Some(tag.as_str()) => {
                    self.owes = false;
                    return Ok(end);
                }
                Response::Continuation => {
                    // Asked for more than the command has: `*` cancels an exchange of AUTHENTICATE.
                    let octets = match parts.next() {
                        Some(Part::Now(octets) | Part::WhenAsked(octets)) => octets,
                        None => b"*\r\n".to_vec(),
                    };
                    self.lines.send(&octets).await?;
                    self.owes = parts.peek().is_some();
                    heard.challenge = framed.octets.get(1..).unwrap_or_default().trim_ascii().to_vec();
                    heard.untagged.push(Response::Continuation);
                }
                response => heard.note(response),
            }
            if heard.untagged.len() > bound.responses || self.lines.received > most {
                return Err(Why::TooMuch);
            }
        }
    }

    async fn next(&mut self, bound: Bound, heard: &Heard) -> Result<Framed, Why> {
        let timeout = self.timeout();
        let said_bye = heard
            .last_words
            .as_ref()
            .is_some_and(|last| last.kind == Kind::Bye);
        let silence = if said_bye { timeout.min(A_MOMENT) } else { timeout };
        let framed = self
            .lines
            .next(silence, heard.began + timeout * bound.patience)
            .await;
        match framed {
            // Having said BYE it will not answer any more, whether or not it hangs up.
            Err(Why::Timeout) if said_bye => Err(Why::Closed),
            other => other,
        }
    }

    /// The pause of a throttled session.
    async fn wait(&self) -> Result<(), Why> {
        let times = 1u32
            .checked_shl(self.throttled.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let pause = self.pause * times.min(LONGEST_PAUSE);
        if self.throttled == 0 || pause.is_zero() {
            return Ok(());
        }
        match self
            .lines
            .watch()
            .within(pause, std::future::pending::<()>())
            .await
        {
            Err(Stopped::Cancelled) => Err(Why::Cancelled),
            _ => Ok(()),
        }
    }

    fn read(&mut self, framed: &Framed, log: bool) -> Response {
        let (response, reader) = read(&framed.octets);
        if let Response::Condition(said) = &response
            && said.line.contains(THROTTLED)
        {
            self.throttled += 1;
        }
        if self.muted {
            return response;
        }
        if log {
            self.log("S", &framed.octets);
        }
        if reader == Reader::Nobody && is_list(&framed.octets) {
            self.unread_lists += 1;
        }
        if reader == Reader::Nobody && self.odd.len() < ODD_LINES {
            let line = self.redactor.show(&framed.octets, LINE);
            if !self.odd.contains(&line) {
                self.odd.push(line);
            }
        }
        response
    }

    fn timeout(&self) -> Duration {
        self.lines.watch().timeout
    }

    fn broken(&mut self, why: Why, last_words: Option<Condition>, began: Instant) -> Broken {
        if !matches!(why, Why::Unwritable(_)) {
            self.dead.get_or_insert_with(|| why.clone());
        }
        Broken {
            why,
            last_words,
            held: self.lines.held(),
            took: began.elapsed(),
        }
    }

    fn log(&self, who: &str, octets: &[u8]) {
        self.say(&format!("{who}: {}", self.redactor.show(octets, LINE)));
    }

    fn say(&self, line: &str) {
        self.lines.watch().host.log(Level::Debug, line);
    }
}

/// Whether a line begins as one of LIST does.
fn is_list(line: &[u8]) -> bool {
    let begins = |word: &[u8]| {
        line.get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    begins(b"* LIST ") || begins(b"* XLIST ")
}

impl Heard {
    fn note(&mut self, response: Response) {
        if let Response::Condition(condition) = &response
            && condition.kind != Kind::Ok
        {
            self.last_words = Some(condition.clone());
        }
        self.untagged.push(response);
    }
}
