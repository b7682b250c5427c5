//! Samba as a domain controller of Active Directory, with the schema of Exchange, filled for one test.
//!
//! Its LDAP port is fixed and below 1024, so every instance has a network of its own, in which it listens, and is reached over its
//! local socket: whatever comes to the instance's address is passed on to that. It runs without privileges in a file system of its
//! own. `tests/run` sets the domain up once; an instance starts from a copy of it.

mod content;
mod descriptor;
mod forest;
mod relay;

use std::fs::File;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

pub use content::{AdAccount, AdGroup, Entry};
pub use descriptor::{Ace, mailbox_descriptor};
pub use forest::{ADMINISTRATOR, BASE, Database, EXCHANGE, Forest, RECEIVE_AS, sid};

use super::unpacked::Unpacked;
use super::{identity, ready, template};
use crate::account::Account;
use crate::group::Group;
use crate::{Address, Identity, Scratch};
use relay::Relay;

/// How an instance is to be.
#[derive(Debug, Clone, Default)]
pub struct SambaOptions {
    /// What it holds besides a fresh domain, in the order in which it can be added.
    pub entries: Vec<Entry>,
    /// Whether its schema knows nothing of Exchange.
    pub without_exchange: bool,
    /// Whether it encrypts.
    pub encrypts: bool,
    /// The certificate; without one, a self-signed one for the instance's address.
    pub identity: Option<Identity>,
}

/// A running instance; it stops when dropped.
#[derive(Debug)]
pub struct Samba {
    address: Address,
    /// The certificate it shows.
    pub identity: Identity,
    _relay: Relay,
    _process: Group,
    _scratch: Scratch,
}

const PROGRAM: &str = "/usr/sbin/samba";
const LOADER: &str = "/usr/bin/ldbmodify";
const DATABASE: &str = "/work/ad/private/sam.ldb";

impl Samba {
    /// Whether tests that need Samba can run; see [`crate::have`].
    pub fn here() -> bool {
        if !cfg!(target_os = "linux") || !Account::unprivileged().can_be_alone() {
            eprintln!("SKIPPED: Samba needs Linux with user namespaces here");
            return false;
        }
        crate::have("Samba", Unpacked::find("samba").is_some(), "tests/run fetches it")
    }

    /// Starts an instance with these options, or `None` where tests that need Samba are skipped.
    pub fn start(options: SambaOptions) -> Option<Self> {
        Self::start_at(Address::claim(), options)
    }

    /// Starts an instance at an address that the test claimed before, for example to put it into a certificate.
    pub fn start_at(address: Address, options: SambaOptions) -> Option<Self> {
        Self::here().then(|| Self::launch(address, options))
    }

    fn launch(address: Address, options: SambaOptions) -> Self {
        let (scratch, account) = (Scratch::new(), Account::unprivileged());
        Unpacked::find("samba")
            .expect("an unpacked Samba")
            .copy_to(scratch.path());
        if options.without_exchange {
            std::fs::remove_dir_all(scratch.join("work/ad")).expect("the other domain");
            std::fs::rename(scratch.join("work/plain"), scratch.join("work/ad")).expect("a domain");
        }
        let identity = identity(&address, options.identity.as_ref());
        write(&scratch, &address, &options, &identity);
        account.give(scratch.path());
        fill(&scratch, &account, &options.entries);
        let mut process = Group::spawn(program(&scratch, account.alone(scratch.path()), PROGRAM).args([
            "-i",
            "-M",
            "single",
            "-s",
            "/work/smb.conf",
            "--debug-stdout",
            "-d",
            "1",
        ]));
        let socket = scratch.join("work/ad/private/ldapi");
        ready::wait("Samba", &mut process, || log(scratch.path()), || answers(&socket));
        Self {
            _relay: Relay::start(address.plain(), socket),
            address,
            identity,
            _process: process,
            _scratch: scratch,
        }
    }

    /// Where it speaks LDAP, in plaintext and with StartTLS.
    pub fn plain(&self) -> SocketAddr {
        self.address.plain()
    }
}

fn write(scratch: &Scratch, address: &Address, options: &SambaOptions, identity: &Identity) {
    let encrypts = if options.encrypts { "yes" } else { "no" }.to_owned();
    let values = [("TLS", encrypts), ("IP", address.ip().to_string())];
    scratch.file(
        "work/smb.conf",
        template::fill(include_str!("samba/smb.conf"), &values, &[]),
    );
    scratch.file("work/tls/cert.pem", &identity.chain);
    let key = scratch.file("work/tls/key.pem", &identity.key);
    let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(key, owner_only).expect("a key for its owner only");
    // Samba looks up the names of the accounts it may become.
    scratch.file(
        "etc/passwd",
        "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n",
    );
    scratch.file("etc/group", "root:x:0:\nusers:x:100:\nnogroup:x:65534:\n");
    scratch.file("dev/null", "");
    // Without it a timer gathers chance for five seconds at the first question. Making the device would need privileges.
    let mut chance = vec![0; 1 << 16];
    let read = File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut chance));
    read.expect("random octets");
    scratch.file("dev/urandom", chance);
    for directory in [
        "work/run",
        "work/ad/cache",
        "tmp",
        "run/samba",
        "var/cache/samba",
        "var/lib/samba",
    ] {
        std::fs::create_dir_all(scratch.join(directory)).expect("a directory");
    }
}

/// Adds the entries while nobody serves: SIDs may be chosen then.
fn fill(scratch: &Scratch, account: &Account, entries: &[Entry]) {
    if entries.is_empty() {
        return;
    }
    let text: String = entries.iter().map(Entry::ldif).collect();
    scratch.file("work/content.ldif", text);
    let mut command = program(scratch, account.confined(scratch.path()), LOADER);
    command
        .args(["-H", DATABASE, "--relax", "/work/content.ldif"])
        .env("TDB_NO_FSYNC", "1");
    let status = command.status().expect("ldbmodify runs");
    assert!(status.success(), "{LOADER}: {status}\n{}", log(scratch.path()));
}

fn program(scratch: &Scratch, mut command: Command, program: &str) -> Command {
    let log = File::options()
        .create(true)
        .append(true)
        .open(scratch.join("log"))
        .expect("a file for the log");
    command
        .arg(program)
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log);
    command
}

fn log(root: &Path) -> String {
    std::fs::read_to_string(root.join("log")).unwrap_or_default()
}

/// Whether a question about the root is answered (RFC 4511: search of the empty name, base only, `(objectClass=*)`).
fn answers(socket: &Path) -> bool {
    let ask = || -> std::io::Result<u8> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut question = vec![
            0x30, 37, 2, 1, 1, 0x63, 32, 4, 0, 10, 1, 0, 10, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 0, 0x87, 11,
        ];
        question.extend(b"objectClass");
        question.extend([0x30, 0]);
        stream.write_all(&question)?;
        let mut first = [0];
        stream.read_exact(&mut first)?;
        Ok(first[0])
    };
    ask().is_ok_and(|first| first == 0x30)
}
