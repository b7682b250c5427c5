//! Dovecot, configured and filled for one test.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use super::{Options, User, configuration, ready, store};
use crate::Scratch;
use crate::account::Account;
use crate::address::Address;
use crate::group::Group;

/// A running instance; it stops when dropped.
#[derive(Debug)]
pub struct Dovecot {
    /// What it was started with, for comparison with what the program says.
    pub options: Options,
    address: Address,
    scratch: Scratch,
    _process: Group,
}

impl Dovecot {
    /// Whether tests that need Dovecot can run; see [`crate::have`].
    pub fn here() -> bool {
        crate::have(
            "Dovecot",
            INSTALLED.is_some(),
            "on Debian: apt-get install dovecot-core dovecot-imapd",
        )
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
        let config = configuration::write(installed().1, &scratch, &address, &account, &options);
        account.give(scratch.path());
        let mut command = Command::new(installed().0);
        command
            .arg("-F")
            .arg("-c")
            .arg(config)
            .current_dir(scratch.path())
            .stdin(Stdio::null());
        let output = std::fs::File::create(scratch.join("output")).expect("a file for the server's output");
        command
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output);
        account.run(&mut command);
        let mut process = Group::spawn(&mut command);
        ready::wait_for_greeting("Dovecot", &mut process, address.plain(), || {
            ["output", "dovecot.log"]
                .map(|name| std::fs::read_to_string(scratch.join(name)).unwrap_or_default())
                .concat()
        });
        Self {
            options,
            address,
            scratch,
            _process: process,
        }
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
        User::find(&self.options.users, name)
    }

    /// What the server logged so far: each sign-in, each refusal.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.scratch.join("dovecot.log")).unwrap_or_default()
    }

    /// Every file of a user's mailbox by name, sorted: equal before and after means that nothing was changed.
    pub fn mail_files(&self, user: &str) -> Vec<String> {
        store::mail_files(&self.scratch.join(format!("mail/{user}/Maildir")))
    }

    /// Every folder of a user by its name on disk and every subscription, sorted.
    pub fn folders(&self, user: &str) -> Vec<String> {
        store::folders(&self.scratch.join(format!("mail/{user}/Maildir")))
    }
}

/// The server's program and its version, such as `2.3.19`.
static INSTALLED: LazyLock<Option<(&str, String)>> = LazyLock::new(|| {
    // Servers live in folders that are not in every user's path.
    let places = [
        "dovecot",
        "/usr/sbin/dovecot",
        "/usr/local/sbin/dovecot",
        "/opt/homebrew/sbin/dovecot",
    ];
    places
        .into_iter()
        .find_map(|place| Some((place, version(place)?)))
});

fn installed() -> (&'static str, &'static str) {
    let (program, version) = INSTALLED.as_ref().expect("an installed Dovecot");
    (program, version)
}

/// The numbers at the start of what `dovecot --version` prints: `2.3.19.1 (9b53102964)` gives `2.3.19`.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<&str> = text.split([' ', '-', '\n']).next()?.split('.').take(3).collect();
    (numbers.len() == 3).then(|| numbers.join("."))
}
