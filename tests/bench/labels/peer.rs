//! The least that any client must do: ask for the same in the same pieces, and read what comes without looking at it.

use crate::scene::{PASSWORD, USER};
use anyhow::{Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Messages of one FETCH, as the look asks for them.
const PIECE: u64 = 2_000;

/// The time of it all, and the octets of the answers to FETCH.
pub(crate) fn read(at: SocketAddr, messages: u64) -> Result<(Duration, u64)> {
    let began = Instant::now();
    let stream = TcpStream::connect(at)?;
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    let mut ask = |command: &str| -> Result<u64> {
        writer.write_all(format!("A {command}\r\n").as_bytes())?;
        let mut octets = 0u64;
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                bail!("the server hung up at {command}");
            }
            octets += line.len() as u64;
            if line.starts_with(b"A ") {
                return Ok(octets);
            }
        }
    };
    ask(&format!("LOGIN {USER} {PASSWORD}"))?;
    ask("EXAMINE \"[Gmail]/All Mail\"")?;
    let mut octets = 0;
    let mut from = 1;
    while from <= messages {
        let to = messages.min(from + PIECE - 1);
        octets += ask(&format!(
            "FETCH {from}:{to} (X-GM-MSGID X-GM-LABELS RFC822.SIZE INTERNALDATE)"
        ))?;
        from = to + 1;
    }
    ask("LOGOUT")?;
    Ok((began.elapsed(), octets))
}
