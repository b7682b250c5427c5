//! The conversation itself: the greeting, a command and its answer, the few commands that every session needs.

use super::answer::{Broken, Greeting, Reply, Why};
use super::bound::Bound;
use super::stream::Lines;
use crate::watch::Watch;
use crate::wire::{
    Command, Condition, Framed, Kind, Part, Reader, Redactor, Response, Stream, Unwritable, read,
};
use imaprules_provider::{Level, SecretString};
use std::time::{Duration, Instant};

/// After BYE the answer to a command may still come, but not for long; nor is the answer to LOGOUT waited for.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Lines that no reader understood, kept for people.
const ODD_LINES: usize = 10;

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
    /// Why it is of no more use: nothing is asked of a connection that failed once.
    dead: Option<Why>,
}

/// What has been heard of an answer.
struct Heard {
    began: Instant,
    untagged: Vec<Response>,
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
            dead: None,
        }
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
    /// costs a moment at most.
    pub(crate) async fn logout(mut self) {
        let watch = *self.lines.watch();
        let _ = watch
            .within(A_MOMENT, self.run(Ok(Command::fixed("LOGOUT")), Bound::SHORT))
            .await;
    }

    /// The stream itself, and whether octets had arrived that nobody has read: behind the OK of STARTTLS they were
    /// injected, and are forgotten.
    pub(crate) fn into_stream(self) -> (Box<dyn Stream>, bool) {
        self.lines.into_stream()
    }

    /// Keeps a password out of texts and log from here on.
    pub(crate) fn hide(&mut self, user_name: &str, password: &SecretString) {
        self.redactor.hide(user_name, password);
    }

    /// A text of the server, printable and without secrets.
    pub(crate) fn clean(&self, text: &str) -> String {
        self.redactor.show(text.as_bytes(), super::answer::LONGEST_TEXT)
    }

    /// Forgets the capabilities: they change with the state (RFC 9051 section 6.1.1).
    pub(crate) fn changed_state(&mut self, told: Option<Vec<String>>) {
        self.capabilities = told;
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
        let mut heard = Heard {
            began: Instant::now(),
            untagged: Vec::new(),
            last_words: None,
        };
        match self.exchange(command, bound, &mut heard).await {
            Ok(end) => Ok(Reply {
                end,
                untagged: heard.untagged,
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
    ) -> Result<Condition, Why> {
        if let Some(why) = &self.dead {
            return Err(why.clone());
        }
        let command = command.map_err(Why::Unwritable)?;
        self.tags += 1;
        let tag = format!("A{:04}", self.tags);
        self.say(&format!("C: {tag} {}", command.shown()));
        let mut parts = command.parts(&tag).into_iter().peekable();
        while let Some(Part::Now(octets)) = parts.next_if(|part| matches!(part, Part::Now(_))) {
            self.lines.send(&octets).await?;
        }
        let most = self.lines.received.saturating_add(bound.octets);
        loop {
            let framed = self.next(bound, heard).await?;
            match self.read(&framed, heard.untagged.len() < LOGGED) {
                Response::Condition(end) if end.tag.as_deref() == Some(tag.as_str()) => return Ok(end),
                Response::Continuation => {
                    // Asked for more than the command has: `*` cancels an exchange of AUTHENTICATE.
                    let octets = match parts.next() {
                        Some(Part::Now(octets) | Part::WhenAsked(octets)) => octets,
                        None => b"*\r\n".to_vec(),
                    };
                    self.lines.send(&octets).await?;
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

    fn read(&mut self, framed: &Framed, log: bool) -> Response {
        let (response, reader) = read(&framed.octets);
        if log {
            self.log("S", &framed.octets);
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
