//! Whole responses from a stream and octets to it, each within its time.

use super::answer::Why;
use super::bound::LONGEST;
use crate::watch::{Stopped, Watch};
use crate::wire::{Framed, Framer, Stream};
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Octets asked of the stream at once. Small, so that a flood does not keep a cancelled run waiting.
const CHUNK: usize = 8 * 1024;

/// A stream with what has arrived of it.
pub(crate) struct Lines<'a> {
    stream: Box<dyn Stream>,
    framer: Framer,
    watch: Watch<'a>,
    /// Octets received in all.
    pub(crate) received: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(stream: Box<dyn Stream>, watch: Watch<'a>) -> Lines<'a> {
        Lines {
            stream,
            framer: Framer::new(LONGEST),
            watch,
            received: 0,
        }
    }

    pub(crate) fn watch(&self) -> &Watch<'a> {
        &self.watch
    }

    /// The next whole response, by `end` and after no more than `silence` without an octet.
    pub(crate) async fn next(&mut self, silence: Duration, end: Instant) -> Result<Framed, Why> {
        loop {
            if self.watch.cancelled() {
                return Err(Why::Cancelled);
            }
            if let Some(framed) = self.framer.next() {
                return if framed.cut { Err(Why::TooLong) } else { Ok(framed) };
            }
            if self.framer.overflows() {
                return Err(Why::TooLong);
            }
            match self
                .fill(silence.min(end.saturating_duration_since(Instant::now())))
                .await
            {
                Ok(()) => {}
                // Nothing more comes. A line may be held back as the announcement of a literal.
                Err(why @ (Why::Timeout | Why::Closed | Why::Reset)) => {
                    return self.framer.plain_line().filter(|framed| !framed.cut).ok_or(why);
                }
                Err(why) => return Err(why),
            }
        }
    }

    async fn fill(&mut self, time: Duration) -> Result<(), Why> {
        let mut chunk = [0u8; CHUNK];
        match self.watch.within(time, self.stream.read(&mut chunk)).await {
            Ok(Ok(0)) => Err(Why::Closed),
            Ok(Ok(count)) => {
                self.framer.push(chunk.get(..count).unwrap_or_default());
                self.received = self.received.saturating_add(count as u64);
                Ok(())
            }
            Ok(Err(error)) => Err(of(&error)),
            Err(Stopped::Timeout) => Err(Why::Timeout),
            Err(Stopped::Cancelled) => Err(Why::Cancelled),
        }
    }

    /// Sends octets within the time-out.
    pub(crate) async fn send(&mut self, octets: &[u8]) -> Result<(), Why> {
        let sending = async {
            self.stream.write_all(octets).await?;
            self.stream.flush().await
        };
        match self.watch.within(self.watch.timeout, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(of(&error)),
            Err(Stopped::Timeout) => Err(Why::Timeout),
            Err(Stopped::Cancelled) => Err(Why::Cancelled),
        }
    }

    /// Sends a last word without a look at the time or the run: for whoever waits no longer than a moment.
    pub(crate) async fn part(&mut self, octets: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(octets).await?;
        self.stream.flush().await
    }

    /// What has arrived of a response that is not whole.
    pub(crate) fn held(&self) -> Vec<u8> {
        self.framer.held()
    }

    /// The stream itself, and whether octets had arrived that nobody has read.
    pub(crate) fn into_stream(mut self) -> (Box<dyn Stream>, bool) {
        let unread = self.framer.next().is_some() || !self.framer.held().is_empty();
        (self.stream, unread)
    }
}

/// An end without the farewell of TLS is an end all the same: every command says by its answer whether it is whole.
fn of(error: &std::io::Error) -> Why {
    match error.kind() {
        ErrorKind::UnexpectedEof => Why::Closed,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => Why::Reset,
        ErrorKind::TimedOut => Why::Timeout,
        _ => Why::Failed(error.to_string()),
    }
}
