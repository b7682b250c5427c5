//! What a scripted server can do.

use std::time::Duration;

use crate::Identity;

/// One step of a script.
#[derive(Debug, Clone)]
pub enum Step {
    /// Send these octets. `{tag}` stands for the tag of the last command.
    Send(String),
    /// Send these octets as they are.
    Octets(Vec<u8>),
    /// Send these octets over and over, until the client goes.
    Repeat(Vec<u8>),
    /// Send these octets one by one, with a pause before each.
    Drip(String, Duration),
    /// Read a line and remember its tag; unless it holds the text (compared without regard to case), close.
    Expect(String),
    /// Answer commands from a table until the client goes: the first entry whose text the line holds (without regard to
    /// case) says what to send, anything else gets `{tag} BAD unknown`. An answer that ends in `<close>` closes.
    Answer(Vec<(String, String)>),
    /// As `Answer`, up to a line that holds the text; that line's tag is remembered and the script goes on.
    AnswerUntil(String, Vec<(String, String)>),
    /// Wait.
    Sleep(Duration),
    /// Take the server's side of a TLS handshake; what follows is encrypted.
    Tls,
    /// Read whatever comes and say nothing, until the client goes.
    Silence,
    /// Close in an orderly way.
    Close,
    /// Close so that the client sees a reset.
    Reset,
}

/// The steps, and the certificate of those that speak TLS.
#[derive(Debug, Clone, Default)]
pub struct Script {
    pub(super) steps: Vec<Step>,
    pub(super) identity: Option<Identity>,
}

impl Script {
    /// These steps, then the connection is closed.
    pub fn new(steps: impl Into<Vec<Step>>) -> Self {
        Self {
            steps: steps.into(),
            identity: None,
        }
    }

    /// Accepts and never says a word.
    pub fn silent() -> Self {
        Self::new([Step::Silence])
    }

    /// Accepts and closes at once.
    pub fn closes() -> Self {
        Self::new([Step::Close])
    }

    /// Accepts and resets at once.
    pub fn resets() -> Self {
        Self::new([Step::Reset])
    }

    /// Sends this first, whatever it is, and then says no more.
    pub fn says(first: &str) -> Self {
        Self::new([Step::Send(first.to_owned()), Step::Silence])
    }

    /// Sends this and closes.
    pub fn says_and_closes(first: &str) -> Self {
        Self::new([Step::Send(first.to_owned()), Step::Close])
    }

    /// A web server on the wrong port: it answers anything that looks like the end of a request, as nginx does.
    pub fn http() -> Self {
        let answer = "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\n\
                      Content-Length: 27\r\nConnection: close\r\n\r\n<html>400 Bad Request</html>\r\n";
        Self::new([
            Step::Expect(String::new()),
            Step::Send(answer.to_owned()),
            Step::Close,
        ])
    }

    /// Greets and then answers from a table, as an IMAP server without extensions.
    pub fn imap(greeting: &str, table: &[(&str, &str)]) -> Self {
        Self::new([Step::Send(format!("{greeting}\r\n")), dialogue(table)])
    }

    /// With the certificate that [`Step::Tls`] shows.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The same script with TLS from the first byte.
    pub fn over_tls(mut self, identity: Identity) -> Self {
        self.steps.insert(0, Step::Tls);
        self.identity(identity)
    }
}

/// A table of commands and answers as a step; every line of an answer ends in `\n` and is sent with CRLF.
pub fn dialogue(table: &[(&str, &str)]) -> Step {
    Step::Answer(
        table
            .iter()
            .map(|&(text, answer)| (text.to_owned(), answer.to_owned()))
            .collect(),
    )
}
