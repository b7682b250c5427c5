//! One question over one connection: the hello out, the flight in, within one time-out.

use super::flight::{Agreed, End, Flight};
use super::hello::{self, Question};
use crate::watch::{Stopped, Watch};
use crate::wire::Stream;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// What a server said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    Agreed(Agreed),
    /// It refused with an alert, by its number.
    Alert(u8),
    /// It hung up or reset the connection. Old servers refuse so.
    HungUp,
    Timeout,
    NotTls,
    /// Records of TLS that make no sense.
    Malformed,
    Cancelled,
}

impl Reply {
    /// It says clearly that it does not agree: handshake_failure, protocol_version, insufficient_security (RFC 5246
    /// section 7.2).
    pub(crate) fn is_clear_no(&self) -> bool {
        matches!(self, Reply::Alert(40 | 70 | 71))
    }

    /// It ended without an agreement in a way that may mean something else: a fault, a ban.
    pub(crate) fn is_unclear_no(&self) -> bool {
        matches!(self, Reply::Alert(_) | Reply::HungUp) && !self.is_clear_no()
    }
}

/// A warning that the connection is closed (RFC 5246 section 7.2.1), so that the server need not wait.
const CLOSE_NOTIFY: [u8; 7] = [21, 3, 1, 0, 2, 1, 0];

/// How long the good-bye may take.
const A_MOMENT: Duration = Duration::from_millis(500);

/// Asks over a connection that is ready for a handshake, and gives it up.
pub(crate) async fn ask(
    mut stream: Box<dyn Stream>,
    question: Question,
    host: &str,
    watch: &Watch<'_>,
) -> Reply {
    let hello = hello::octets(question, &crate::dns::ascii(host));
    let reply = watch
        .within(watch.timeout, exchange(&mut stream, &hello))
        .await
        .unwrap_or_else(|stopped| match stopped {
            Stopped::Timeout => Reply::Timeout,
            Stopped::Cancelled => Reply::Cancelled,
        });
    let _ = watch
        .within(A_MOMENT, async {
            let _ = stream.write_all(&CLOSE_NOTIFY).await;
            let _ = stream.shutdown().await;
        })
        .await;
    reply
}

async fn exchange(stream: &mut Box<dyn Stream>, hello: &[u8]) -> Reply {
    if stream.write_all(hello).await.is_err() || stream.flush().await.is_err() {
        return Reply::HungUp;
    }
    let mut flight = Flight::default();
    let mut buffer = [0; 4096];
    loop {
        let count = match stream.read(&mut buffer).await {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        match flight.feed(buffer.get(..count).unwrap_or_default()) {
            None => {}
            // A refusal behind the choice, for instance of a certificate that cannot be used: the choice stands.
            Some(End::Alert(number)) => return flight.chosen().map_or(Reply::Alert(number), Reply::Agreed),
            Some(End::Agreed(agreed)) => return Reply::Agreed(agreed),
            Some(End::NotTls) => return Reply::NotTls,
            Some(End::Malformed) => return Reply::Malformed,
        }
    }
    flight.chosen().map_or(Reply::HungUp, Reply::Agreed)
}
