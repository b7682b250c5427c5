//! Dovecot, configured and filled for one test.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::User;
use super::template::{Filling, fill};
use crate::account::Account;
use crate::address::Address;
use crate::group::Group;
use crate::{Client, Identity, Scratch, Validity};

/// Whether the server encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Neither STARTTLS nor the TLS port.
    Off,
    /// STARTTLS and the TLS port; plaintext sign-ins are accepted too.
    Offered,
    /// As `Offered`, but signing in needs TLS.
    Required,
}

/// How an instance is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// The accounts and what their mailboxes hold.
    pub users: Vec<User>,
    /// Master users: name and password, for `user*master`.
    pub masters: Vec<(String, String)>,
    /// Whether it encrypts.
    pub encryption: Encryption,
    /// The certificate; without one, a self-signed one for the instance's address.
    pub identity: Option<Identity>,
    /// Connections of one user from one address (`mail_max_userip_connections`).
    pub connections: u32,
    /// Storage limit in megabytes; `None` switches the quota off.
    pub quota_megabytes: Option<u32>,
    /// Whether wrong passwords slow down later sign-ins from the same address, as they do in a default installation.
    pub penalty: bool,
    /// The folder separator.
    pub separator: char,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            masters: Vec::new(),
            encryption: Encryption::Offered,
            identity: None,
            connections: 10,
            quota_megabytes: None,
            penalty: false,
            separator: '/',
        }
    }
}

impl Options {
    /// Default settings with these accounts.
    pub fn users(users: impl Into<Vec<User>>) -> Self {
        Self { users: users.into(), ..Self::default() }
    }
}

/// A running instance; it stops when dropped.
#[derive(Debug)]
pub struct Dovecot {
    /// What it was started with, for comparison with what the program says.
    pub options: Options,
    address: Address,
    scratch: Scratch,
    _process: Group,
}

const START_LIMIT: Duration = Duration::from_secs(30);

impl Dovecot {
    /// The installed version, such as `2.3.19`.
    pub fn version() -> Option<&'static str> {
        static VERSION: OnceLock<Option<String>> = OnceLock::new();
        VERSION.get_or_init(installed_version).as_deref()
    }

    /// Whether tests that need Dovecot can run; see [`crate::have`].
    pub fn here() -> bool {
        crate::have("Dovecot", Self::version().is_some(), "on Debian: apt-get install dovecot-core dovecot-imapd")
    }

    /// Starts an instance with these options, or `None` where tests that need Dovecot are skipped.
    pub fn start(options: Options) -> Option<Self> {
        Self::start_at(Address::claim(), options)
    }

    /// Starts an instance at an address that the test claimed before, for example to put it into a certificate.
    pub fn start_at(address: Address, options: Options) -> Option<Self> {
        Self::here().then(|| Self::launch(address, options))
    }

    fn launch(address: Address, options: Options) -> Self {
        let (scratch, account) = (Scratch::new(), Account::unprivileged());
        let config = scratch.file("dovecot.conf", configuration(&scratch, &address, &account, &options));
        write_accounts(&scratch, &options);
        write_identity(&scratch, &address, &options);
        account.give(scratch.path());
        let mut command = Command::new("dovecot");
        command.arg("-F").arg("-c").arg(config).current_dir(scratch.path()).stdin(Stdio::null());
        let output = std::fs::File::create(scratch.join("output")).expect("a file for the server's output");
        command.stdout(output.try_clone().expect("a second handle")).stderr(output);
        account.run(&mut command);
        let mut process = Group::spawn(&mut command);
        wait_for_greeting(&mut process, &address, &scratch);
        Self { options, address, scratch, _process: process }
    }

    /// Where it speaks plaintext and STARTTLS.
    pub fn plain(&self) -> SocketAddr {
        self.address.plain()
    }

    /// Where it speaks TLS from the first byte.
    pub fn tls(&self) -> SocketAddr {
        self.address.tls()
    }

    /// The account of this name.
    pub fn user(&self, name: &str) -> &User {
        self.options.users.iter().find(|u| u.name == name).unwrap_or_else(|| panic!("no account {name}"))
    }

    /// What the server logged so far: each sign-in, each refusal.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.scratch.join("dovecot.log")).unwrap_or_default()
    }

    /// Every file of a user's mailbox by name, sorted: equal before and after means that nothing was changed.
    pub fn mail_files(&self, user: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.scratch.join(format!("mail/{user}/Maildir")), &mut found);
        found.retain(|path| path.contains("/cur/") || path.contains("/new/"));
        found.sort();
        found
    }
}

fn collect(folder: &std::path::Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|e| e.expect("a readable entry").path()) {
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path.display().to_string());
        }
    }
}

/// The numbers at the start of what `dovecot --version` prints: `2.3.19.1 (9b53102964)` gives `2.3.19`.
fn installed_version() -> Option<String> {
    let output = Command::new("dovecot").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<&str> = text.split([' ', '-', '\n']).next()?.split('.').take(3).collect();
    (numbers.len() == 3).then(|| numbers.join("."))
}

fn configuration(scratch: &Scratch, address: &Address, account: &Account, options: &Options) -> String {
    let version = Dovecot::version().expect("an installed version");
    let template = match version {
        v if v.starts_with("2.3.") => include_str!("dovecot-2.3.conf"),
        v if v.starts_with("2.4.") => include_str!("dovecot-2.4.conf"),
        v => panic!("Dovecot {v} is neither 2.3 nor 2.4: its configuration needs a file of its own"),
    };
    let tls = options.encryption != Encryption::Off;
    let plain_port = address.plain().port().to_string();
    // Port 0 switches a listener off.
    let tls_port = if tls { address.tls().port() } else { 0 }.to_string();
    let cleartext = |yes: bool| if yes { "yes" } else { "no" };
    let must_encrypt = options.encryption == Encryption::Required;
    let values = [
        ("DIR", scratch.path().to_str().expect("a plain path")),
        ("ADDRESS", &address.ip().to_string()),
        ("PLAIN_PORT", &plain_port),
        ("TLS_PORT", &tls_port),
        ("USER", &account.name),
        ("GROUP", &account.group),
        ("VERSION", version),
        ("SSL", cleartext(tls)),
        ("REFUSE_CLEARTEXT", cleartext(must_encrypt)),
        ("ALLOW_CLEARTEXT", cleartext(!must_encrypt)),
        ("SEPARATOR", &options.separator.to_string()),
        ("CONNECTIONS", &options.connections.to_string()),
        ("QUOTA_MEGABYTES", &options.quota_megabytes.unwrap_or_default().to_string()),
        ("PENALTY_MODE", if options.penalty { "0600" } else { "0" }),
    ];
    fill(template, &Filling { values: &values, parts: &[("tls", tls), ("quota", options.quota_megabytes.is_some())] })
}

fn write_accounts(scratch: &Scratch, options: &Options) {
    scratch.file("users", options.users.iter().map(User::line).collect::<String>());
    let masters = options.masters.iter().map(|(name, password)| format!("{name}:{{PLAIN}}{password}\n"));
    scratch.file("masters", masters.collect::<String>());
    for user in &options.users {
        let maildir = scratch.join(format!("mail/{}/Maildir", user.name));
        std::fs::create_dir_all(&maildir).expect("a mail directory");
        for folder in &user.folders {
            folder.write(&maildir).unwrap_or_else(|e| panic!("{} of {}: {e}", folder.name(), user.name));
        }
    }
}

fn write_identity(scratch: &Scratch, address: &Address, options: &Options) {
    let own = || Identity::self_signed(&[&address.ip().to_string()], Validity::Days(90));
    let identity = options.identity.clone().unwrap_or_else(own);
    scratch.file("chain.pem", identity.chain);
    scratch.file("key.pem", identity.key);
}

/// A port that accepts proves nothing: the login process may still be starting, or be throttled.
fn wait_for_greeting(process: &mut Group, address: &Address, scratch: &Scratch) {
    let end = Instant::now() + START_LIMIT;
    while Client::try_plain(address.plain(), START_LIMIT).is_err() {
        let ended = process.wait(Duration::from_millis(10));
        if ended.is_some() || Instant::now() > end {
            let read = |name: &str| std::fs::read_to_string(scratch.join(name)).unwrap_or_default();
            panic!("Dovecot did not greet ({ended:?}):\n{}{}", read("output"), read("dovecot.log"));
        }
    }
}
