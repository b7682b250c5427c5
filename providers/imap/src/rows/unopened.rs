//! Rows that got no session: what that says of them, and whether another try may go better.

use super::sign_in::SignIn;
use crate::answers::{self, When};
use crate::session::{Closed, LONGEST_TEXT, Why};
use crate::tcp;
use crate::wire::Redactor;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::Outcome;

/// The server had a good session for us when we looked at it: now it may have too many.
pub(super) fn is_crowd(closed: &Closed) -> bool {
    match closed {
        Closed::Bye(_) | Closed::Tcp(tcp::Failure::Reset) => true,
        Closed::Broken(broken) => matches!(broken.why, Why::Closed | Why::Reset),
        _ => false,
    }
}

/// There was no session to sign in over.
pub(crate) fn not_opened(closed: &Closed, family: &str) -> SignIn {
    match closed {
        Closed::Tcp(tcp::Failure::Cancelled) => SignIn::unknown(Unknown::because(Reason::Cancelled)),
        Closed::Tcp(failure) => SignIn::ended("transport", failure.text()),
        Closed::Tls(failure) if failure.cancelled => SignIn::unknown(Unknown::because(Reason::Cancelled)),
        Closed::Tls(failure) => SignIn::ended("transport", format!("no encryption: {}", failure.error)),
        Closed::Untrusted(error) => {
            let note = format!("the certificate is not trusted: {error}");
            SignIn::unknown(Unknown::noted(Reason::Refused, note))
        }
        Closed::Starttls(text) => SignIn::ended("transport", format!("STARTTLS was refused: {text}")),
        Closed::Bye(said) => {
            let meaning = answers::meaning(When::Greeting, said, family);
            let guards = meaning.is_some_and(|meaning| meaning.guards);
            let text = Redactor::default().show(said.line.as_bytes(), LONGEST_TEXT);
            let ended = match meaning {
                Some(meaning) => SignIn::meant(meaning, text),
                None => unwelcome("closed", text),
            };
            SignIn {
                code: said.shown_code(),
                budget: if guards { Outcome::LockOut } else { Outcome::Failed },
                ..ended
            }
        }
        Closed::NotUsable(text) => SignIn::ended("other", format!("the server greeted with: {text}")),
        Closed::Broken(broken) => match broken.why {
            Why::Cancelled => SignIn::unknown(Unknown::because(Reason::Cancelled)),
            Why::Timeout => unwelcome("timeout", "no greeting within the time-out".to_owned()),
            Why::Closed => unwelcome(
                "closed",
                "the server closed the connection before its greeting".to_owned(),
            ),
            _ => SignIn::ended("transport", broken.text()),
        },
    }
}

/// It ended before the greeting, which has causes of its own.
fn unwelcome(login: &'static str, text: String) -> SignIn {
    SignIn {
        causes: answers::causes_of(login, When::Greeting),
        ..SignIn::ended(login, text)
    }
}
