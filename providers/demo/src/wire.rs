//! One connection as messages in and octets out. Frames with the codec's fragmentizer, answers literals, keeps
//! lines and literals within limits, and never holds more than one buffer of output.

use crate::tally::Counter;
use imap_codec::fragmentizer::{FragmentInfo, Fragmentizer, LiteralAnnouncement};
use imap_codec::imap_types::core::LiteralMode;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// A connection, protected or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

/// Output is sent on once this much has gathered.
const BUFFER: usize = 32 * 1024;

/// Octets of one command that are kept, its literals included; what is beyond is read and thrown away.
const COMMAND: u32 = 256 * 1024;

/// What may be in a message.
#[derive(Debug, Clone)]
pub(crate) struct Rules<'a> {
    /// Octets of a line.
    pub(crate) line: usize,
    /// Octets of a literal.
    pub(crate) literal: u32,
    /// Octets of a literal sent without waiting (RFC 7888); 0 where that is not offered.
    pub(crate) unannounced: u32,
    /// The line that asks for a literal.
    pub(crate) go_on: &'a str,
    /// How long the client may be silent.
    pub(crate) patience: Duration,
}

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// A whole message, to be had from [`Wire::fragmentizer`].
    Message,
    /// A message whose literal may not be sent like that. It has been read and thrown away.
    Discarded,
    /// A line that is too long.
    LineTooLong,
    /// A literal that is too long was announced; nothing of it has been read.
    LiteralTooLong,
    /// The client has gone, or said nothing for too long.
    Gone,
}

/// One connection.
pub(crate) struct Wire<'a> {
    stream: &'a mut dyn Stream,
    tally: Arc<Counter>,
    fragmentizer: Fragmentizer,
    out: Vec<u8>,
    largest: usize,
}

impl<'a> Wire<'a> {
    /// Starts on a connection with nothing read and nothing written.
    pub(crate) fn new(stream: &'a mut dyn Stream, tally: Arc<Counter>) -> Wire<'a> {
        Wire {
            stream,
            tally,
            fragmentizer: Fragmentizer::new(COMMAND),
            out: Vec::new(),
            largest: 0,
        }
    }

    /// The message that came in last.
    pub(crate) fn fragmentizer(&self) -> &Fragmentizer {
        &self.fragmentizer
    }

    /// Forgets the announced literal: the client learns from the answer that it is not wanted (RFC 3501 section 7.5).
    pub(crate) fn skip_message(&mut self) {
        self.fragmentizer.skip_message();
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    /// Writes text, without a line end.
    pub(crate) fn text(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a vector cannot fail.
        let _ = self.out.write_fmt(text);
    }

    /// Sends what has gathered, if that is much. Call it between the lines of a long answer.
    pub(crate) async fn relieve(&mut self) -> io::Result<()> {
        if self.out.len() >= BUFFER {
            self.flush().await
        } else {
            Ok(())
        }
    }

    /// Sends everything.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        if self.out.len() > self.largest {
            let largest = self.out.len();
            self.largest = largest;
            self.tally
                .note(|tally| tally.largest_backlog = tally.largest_backlog.max(largest));
        }
        self.stream.write_all(&self.out).await?;
        self.out.clear();
        self.stream.flush().await
    }

    /// Reads the next message, asking for its literals.
    pub(crate) async fn message(&mut self, rules: &Rules<'_>) -> io::Result<Incoming> {
        let mut poisoned = false;
        // Where the line under way began; none while a literal is under way.
        let mut line = Some(0);
        loop {
            match self.fragmentizer.progress() {
                Some(FragmentInfo::Line { start, end, .. }) if end - start > rules.line => {
                    return Ok(Incoming::LineTooLong);
                }
                Some(FragmentInfo::Line {
                    announcement: None, ..
                }) => break,
                Some(FragmentInfo::Line {
                    announcement: Some(literal),
                    ..
                }) => {
                    if too_long(literal, rules) {
                        return Ok(Incoming::LiteralTooLong);
                    }
                    poisoned |= !self.admit(literal, rules).await?;
                    line = None;
                }
                Some(FragmentInfo::Literal { end, .. }) => line = Some(end),
                None => {
                    let held = self.fragmentizer.message_bytes().len();
                    if line.is_some_and(|start| held.saturating_sub(start) > rules.line) {
                        return Ok(Incoming::LineTooLong);
                    }
                    if !self.read(rules.patience).await? {
                        return Ok(Incoming::Gone);
                    }
                }
            }
        }
        poisoned |= self.fragmentizer.is_max_message_size_exceeded();
        Ok(if poisoned {
            Incoming::Discarded
        } else {
            Incoming::Message
        })
    }

    /// Asks for an announced literal. `false` when it comes unasked although it may not.
    async fn admit(&mut self, literal: LiteralAnnouncement, rules: &Rules<'_>) -> io::Result<bool> {
        match literal.mode {
            LiteralMode::NonSync => Ok(literal.length <= rules.unannounced),
            LiteralMode::Sync => {
                self.line(rules.go_on);
                self.flush().await?;
                Ok(true)
            }
        }
    }

    async fn read(&mut self, patience: Duration) -> io::Result<bool> {
        let mut chunk = [0; 4096];
        let Ok(count) = timeout(patience, self.stream.read(&mut chunk)).await else {
            return Ok(false);
        };
        let count = count?;
        self.fragmentizer
            .enqueue_bytes(chunk.get(..count).unwrap_or_default());
        Ok(count > 0)
    }
}

/// A literal that waits to be asked for can be refused; one that comes at once has to be read.
fn too_long(literal: LiteralAnnouncement, rules: &Rules<'_>) -> bool {
    literal.mode == LiteralMode::Sync && literal.length > rules.literal
}
