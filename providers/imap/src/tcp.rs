//! TCP connections: one, and one to each address of a server, with the ways they fail told apart.

use crate::watch::{Denied, Stopped, Watch};
use imaprules_provider::{Attempt, Outcome};
use std::future::{Future, poll_fn};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// An address as it is reported, and where to connect for it. The two differ only under the setting `resolve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) reported: IpAddr,
    pub(crate) connect: SocketAddr,
}

/// Why a connection did not come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    Refused,
    Timeout,
    Reset,
    Unreachable,
    Failed(String),
    /// Not tried, to protect the server.
    Budget(String),
    Cancelled,
}

impl Failure {
    /// The word of the fact `server.tcp`; nothing when the address was not tried.
    pub(crate) fn word(&self) -> Option<&'static str> {
        match self {
            Failure::Refused => Some("refused"),
            Failure::Timeout => Some("timeout"),
            Failure::Reset => Some("reset"),
            Failure::Unreachable => Some("unreachable"),
            Failure::Failed(_) => Some("failed"),
            Failure::Budget(_) | Failure::Cancelled => None,
        }
    }

    /// In words, for notes.
    pub(crate) fn text(&self) -> String {
        match self {
            Failure::Refused => "connection refused".to_owned(),
            Failure::Timeout => "no answer within the time-out".to_owned(),
            Failure::Reset => "connection reset".to_owned(),
            Failure::Unreachable => "no route to the address".to_owned(),
            Failure::Failed(text) | Failure::Budget(text) => text.clone(),
            Failure::Cancelled => "cancelled".to_owned(),
        }
    }

    pub(crate) fn of(error: &std::io::Error) -> Failure {
        match error.kind() {
            ErrorKind::ConnectionRefused => Failure::Refused,
            ErrorKind::TimedOut => Failure::Timeout,
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Failure::Reset,
            ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::AddrNotAvailable => {
                Failure::Unreachable
            }
            _ => Failure::Failed(error.to_string()),
        }
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Failure {
        match denied {
            Denied::Budget(note) => Failure::Budget(note),
            Denied::Cancelled => Failure::Cancelled,
        }
    }
}

/// Connects within the time-out.
pub(crate) async fn connect(at: SocketAddr, watch: &Watch<'_>) -> Result<TcpStream, Failure> {
    match watch.within(watch.timeout, TcpStream::connect(at)).await {
        Ok(Ok(stream)) => {
            // Commands are small and each waits for its answer; a socket without the option only is slower.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Ok(Err(error)) => Err(Failure::of(&error)),
        Err(Stopped::Timeout) => Err(Failure::Timeout),
        Err(Stopped::Cancelled) => Err(Failure::Cancelled),
    }
}

/// What an address did: how long it took to accept, or why it did not.
pub(crate) type Knock = Result<Duration, Failure>;

/// Connects to each address and visits those that accept, at most `at_once` of them at a time. What came of it stands
/// in the order of the addresses.
pub(crate) async fn each<T, F: Future<Output = T>>(
    targets: &[Target],
    label: &str,
    at_once: usize,
    watch: &Watch<'_>,
    visit: impl Fn(TcpStream) -> F,
) -> Vec<Result<(Duration, T), Failure>> {
    let places = Semaphore::new(at_once.max(1));
    let all = targets.iter().map(|target| async {
        // The semaphore is never closed; if it were, going on without a place would do no harm.
        let _place = places.acquire().await.ok();
        let mut lease = watch
            .ask(Attempt::Connect {
                host: label.to_owned(),
            })
            .await?;
        let begin = Instant::now();
        let stream = connect(target.connect, watch).await?;
        lease.outcome = Outcome::Done;
        let took = begin.elapsed();
        Ok((took, visit(stream).await))
    });
    together(all.collect()).await
}

/// A future and what came of it.
type Running<F> = (Pin<Box<F>>, Option<<F as Future>::Output>);

/// Runs futures side by side on this task, for they borrow, and gives their outputs in order.
async fn together<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut running: Vec<Running<F>> = futures
        .into_iter()
        .map(|future| (Box::pin(future), None))
        .collect();
    poll_fn(|context| {
        let mut all_done = true;
        for (future, output) in running.iter_mut().filter(|(_, output)| output.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(value) => *output = Some(value),
                Poll::Pending => all_done = false,
            }
        }
        if all_done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}

#[cfg(test)]
mod tests;
