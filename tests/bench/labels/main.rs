//! How fast the labels of a large Gmail mailbox are looked at, beside a client that asks for the same and only reads the octets; see the README.
//! The server is the demo's, in a process of its own, so that memory is this one's alone.

mod host;
mod peer;
mod scene;

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use host::Counted;
use imaprules_provider::{InputSubject, Provider, Request, SettingValue, Settings};
use imaprules_provider_gmail::labels;
use imaprules_provider_imap::{Defaults, ImapProvider};
use std::io::{BufRead, BufReader, Read, Write, stdout};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Serve>,
    /// Messages of the mailbox
    #[arg(long, default_value_t = 200_000)]
    messages: u64,
    /// How often each takes its turn
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

#[derive(Subcommand)]
enum Serve {
    /// Serves a mailbox until its input ends
    Serve { messages: u64 },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Serve::Serve { messages }) => serve(messages),
        None => compare(arguments.messages, arguments.rounds),
    }
}

fn serve(messages: u64) -> Result<()> {
    let demo = scene::start(messages)?;
    let at = demo.local_address(scene::PORT).context("it does not listen")?;
    let mut out = stdout();
    writeln!(out, "{at}")?;
    out.flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// The server, stopped when it is dropped.
struct Server {
    child: Child,
    at: std::net::SocketAddr,
}

impl Server {
    fn start(messages: u64) -> Result<Server> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &messages.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let output = child.stdout.take().context("no output")?;
        BufReader::new(output).read_line(&mut line)?;
        let at = line.trim().parse().context("it did not start")?;
        Ok(Server { child, at })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn compare(messages: u64, rounds: usize) -> Result<()> {
    let server = Server::start(messages)?;
    let before = peak()?;
    let (mut looks, mut reads) = (Vec::new(), Vec::new());
    let mut octets = 0;
    for _ in 0..rounds {
        let began = Instant::now();
        let host = look(&server)?;
        looks.push(began.elapsed());
        ensure!(
            host.counted() == Some(messages),
            "{:?} of {messages} were counted",
            host.counted()
        );
        let (took, received) = peer::read(server.at, messages)?;
        reads.push(took);
        octets = received;
    }
    let (look, read) = (median(looks), median(reads));
    let rate = |took: Duration| messages as f64 / took.as_secs_f64();
    let mut out = stdout();
    writeln!(
        out,
        "messages                    {messages}, {:.0} octets each on the wire",
        octets as f64 / messages as f64
    )?;
    writeln!(
        out,
        "look at the labels          {look:.2?}, {:.0} messages a second",
        rate(look)
    )?;
    writeln!(
        out,
        "the same octets, only read  {read:.2?}, {:.0} messages a second",
        rate(read)
    )?;
    writeln!(
        out,
        "ratio                       {:.2}",
        look.as_secs_f64() / read.as_secs_f64()
    )?;
    writeln!(
        out,
        "memory at most              {:.1} MiB, {:.1} of it before",
        mebibytes(peak()?),
        mebibytes(before)
    )?;
    Ok(())
}

/// One sign-in with the look, and nothing else that would ask for messages.
fn look(server: &Server) -> Result<Counted> {
    let provider = ImapProvider::with(Defaults {
        id: "gmail",
        opens_folders: false,
        mailbox_pass: Some(Arc::new(labels::LabelPass)),
        ..Defaults::generic()
    });
    let mut settings = Settings::default();
    for (name, value) in [
        ("server", SettingValue::Text(server.at.to_string())),
        ("security", SettingValue::Text("none".into())),
        ("allow_plaintext", SettingValue::Bool(true)),
        ("sign_in", SettingValue::Text("all".into())),
        ("label_octets", SettingValue::Int(1 << 40)),
    ] {
        settings.insert(name, value);
    }
    let row = InputSubject {
        subject: imaprules_facts::SubjectRef::new("mailbox", scene::USER),
        facts: vec![("csv.user_name".to_owned(), scene::USER.into())],
    };
    let host = Counted::default();
    let request = Request {
        settings,
        subjects: vec![row],
    };
    provider.collect(&request, &host)?;
    Ok(host)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn mebibytes(kibibytes: i64) -> f64 {
    kibibytes as f64 / 1024.0
}

/// Most memory of this process so far, in KiB.
#[cfg(unix)]
fn peak() -> Result<i64> {
    use nix::sys::resource::{UsageWho, getrusage};
    Ok(getrusage(UsageWho::RUSAGE_SELF)?.max_rss())
}

#[cfg(not(unix))]
fn peak() -> Result<i64> {
    Ok(0)
}
