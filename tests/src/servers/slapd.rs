//! OpenLDAP's server with the attribute names of Exchange: a directory that is none of Active Directory's, with TLS from the first octet
//! and by StartTLS.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use super::samba::Entry;
use super::unpacked::{Unpacked, library_path};
use super::{Encryption, identity, ready, template};
use crate::account::Account;
use crate::group::Group;
use crate::{Address, Identity, Scratch};

/// How an instance is to be.
#[derive(Debug, Clone)]
pub struct SlapdOptions {
    /// What it holds below `dc=contoso,dc=test`, which is there.
    pub entries: Vec<Entry>,
    /// Whether it encrypts, and wants it for passwords.
    pub encryption: Encryption,
    /// The certificate; without one, a self-signed one for the instance's address.
    pub identity: Option<Identity>,
    /// Whether it gives two entries of a search and no more.
    pub limited: bool,
}

impl Default for SlapdOptions {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            encryption: Encryption::Offered,
            identity: None,
            limited: false,
        }
    }
}

/// A running instance; it stops when dropped.
#[derive(Debug)]
pub struct Slapd {
    address: Address,
    /// The certificate it shows.
    pub identity: Identity,
    _process: Group,
    _scratch: Scratch,
}

impl Slapd {
    /// The account that may see everything, and its password.
    pub const ADMINISTRATOR: (&str, &str) = ("cn=admin,dc=contoso,dc=test", "secret");

    /// Whether tests that need OpenLDAP can run; see [`crate::have`].
    pub fn here() -> bool {
        if !cfg!(target_os = "linux") {
            eprintln!("SKIPPED: OpenLDAP needs Linux here");
            return false;
        }
        crate::have(
            "OpenLDAP",
            Unpacked::find("slapd").is_some(),
            "tests/run fetches it",
        )
    }

    /// Starts an instance with these options, or `None` where tests that need OpenLDAP are skipped.
    pub fn start(options: SlapdOptions) -> Option<Self> {
        Self::start_at(Address::claim(), options)
    }

    /// Starts an instance at an address that the test claimed before, for example to put it into a certificate.
    pub fn start_at(address: Address, options: SlapdOptions) -> Option<Self> {
        Self::here().then(|| Self::launch(address, options))
    }

    fn launch(address: Address, options: SlapdOptions) -> Self {
        let (scratch, account) = (Scratch::new(), Account::unprivileged());
        Unpacked::find("slapd")
            .expect("an unpacked OpenLDAP")
            .copy_to(&scratch.join("server"));
        let identity = identity(&address, options.identity.as_ref());
        write(&scratch, &options, &identity);
        account.give(scratch.path());
        let status = program(&scratch, &account, "slapadd")
            .args(["-q", "-l", "content.ldif"])
            .status();
        let status = status.expect("slapadd runs");
        assert!(status.success(), "slapadd: {status}\n{}", log(scratch.path()));
        let mut places = format!("ldap://{}", address.plain());
        if options.encryption != Encryption::Off {
            places.push_str(&format!(" ldaps://{}", address.tls()));
        }
        let mut process = Group::spawn(program(&scratch, &account, "slapd").args(["-h", &places, "-d", "0"]));
        let at = address.plain();
        let there = || std::net::TcpStream::connect(at).is_ok();
        ready::wait("OpenLDAP", &mut process, || log(scratch.path()), there);
        Self {
            address,
            identity,
            _process: process,
            _scratch: scratch,
        }
    }

    /// Where it speaks plaintext and StartTLS.
    pub fn plain(&self) -> SocketAddr {
        self.address.plain()
    }

    /// Where it speaks TLS from the first octet.
    pub fn tls(&self) -> SocketAddr {
        self.address.tls()
    }
}

fn write(scratch: &Scratch, options: &SlapdOptions, identity: &Identity) {
    let values = [
        ("DIR", scratch.path().display().to_string()),
        (
            "MODULES",
            scratch.join("server/usr/lib/ldap").display().to_string(),
        ),
    ];
    let parts = [
        ("tls", options.encryption != Encryption::Off),
        ("must", options.encryption == Encryption::Required),
        ("limited", options.limited),
    ];
    scratch.file(
        "slapd.conf",
        template::fill(include_str!("slapd/slapd.conf"), &values, &parts),
    );
    scratch.file("exchange.schema", include_str!("slapd/exchange.schema"));
    scratch.file("cert.pem", &identity.chain);
    scratch.file("key.pem", &identity.key);
    let root = Entry::new("dc=contoso,dc=test", "domainDNS").with("dc", "contoso");
    let all = std::iter::once(&root).chain(&options.entries);
    scratch.file("content.ldif", all.map(Entry::ldif).collect::<String>());
    std::fs::create_dir_all(scratch.join("db")).expect("a directory");
}

fn program(scratch: &Scratch, account: &Account, name: &str) -> Command {
    let log = File::options()
        .create(true)
        .append(true)
        .open(scratch.join("log"))
        .expect("a file for the log");
    let server = scratch.join("server");
    let mut command = Command::new(server.join("usr/sbin").join(name));
    command
        .args(["-f", "slapd.conf"])
        .current_dir(scratch.path())
        .env("LD_LIBRARY_PATH", library_path(&server))
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log);
    account.run(&mut command);
    command
}

fn log(root: &Path) -> String {
    std::fs::read_to_string(root.join("log")).unwrap_or_default()
}
