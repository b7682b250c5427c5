//! Courier, configured and filled for one test.
//!
//! Courier looks for its files in fixed places, so every instance gets a whole small file system of its own: the
//! server, its libraries, its accounts. It runs without privileges in there; nothing of the machine is changed.

mod accounts;
mod files;
mod options;

use std::fs::File;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use options::CourierOptions;

use super::unpacked::Unpacked;
use super::{Encryption, User, ready, store};
use crate::account::Account;
use crate::group::Group;
use crate::{Address, Scratch};

/// A running instance; it stops when dropped.
#[derive(Debug)]
pub struct Courier {
    /// What it was started with, for comparison with what the program says.
    pub options: CourierOptions,
    address: Address,
    _processes: Vec<Group>,
    scratch: Scratch,
}

const AUTHENTICATION: &str = "/usr/lib/courier/courier-authlib/authdaemond";
const LISTENER: &str = "/usr/sbin/couriertcpd";
const ENCRYPTION: &str = "/usr/bin/couriertls";
/// What answers a connection: the program for signing in, and the one it hands over to.
const SESSION: [&str; 3] = ["/usr/lib/courier/courier/imaplogin", "/usr/bin/imapd", "Maildir"];
/// Tells mailbox processes of changed files. Newer versions watch for themselves and come without it.
const WATCHER: &str = "/usr/libexec/gam_server";

impl Courier {
    /// Whether tests that need Courier can run; see [`crate::have`].
    pub fn here() -> bool {
        if !cfg!(target_os = "linux") || !Account::unprivileged().can_be_confined() {
            eprintln!("SKIPPED: Courier needs Linux, and root or user namespaces");
            return false;
        }
        crate::have(
            "Courier",
            Unpacked::find("courier").is_some(),
            "tests/run fetches it",
        )
    }

    /// Starts an instance with these options, or `None` where tests that need Courier are skipped.
    pub fn start(options: CourierOptions) -> Option<Self> {
        Self::start_at(Address::claim(), options)
    }

    /// Starts an instance at an address that the test claimed before, for example to put it into a certificate.
    pub fn start_at(address: Address, options: CourierOptions) -> Option<Self> {
        Self::here().then(|| Self::launch(address, options))
    }

    fn launch(address: Address, options: CourierOptions) -> Self {
        let place = Place::new();
        files::write(&place.scratch, &address, &place.account, &options);
        place.account.give(place.scratch.path());
        accounts::index(&place.scratch, &place.account, &options);
        let processes = place.start(&address, &options);
        Self {
            options,
            address,
            _processes: processes,
            scratch: place.scratch,
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
        let administrator = self.options.administrators.iter().find(|user| user.name == name);
        administrator.unwrap_or_else(|| User::find(&self.options.users, name))
    }

    /// What the server logged so far: each sign-in, each refusal.
    pub fn log(&self) -> String {
        log(self.scratch.path())
    }

    /// Every message file of a user's mailbox by name, sorted: equal before and after means that nothing was changed.
    pub fn mail_files(&self, user: &str) -> Vec<String> {
        store::mail_files(&self.scratch.join(format!("home/{user}/Maildir")))
    }

    /// Every folder of a user by its name on disk and every subscription, sorted.
    pub fn folders(&self, user: &str) -> Vec<String> {
        store::folders(&self.scratch.join(format!("home/{user}/Maildir")))
    }
}

fn log(root: &Path) -> String {
    std::fs::read_to_string(root.join("log")).unwrap_or_default()
}

/// The file system of an instance, and who runs it.
struct Place {
    scratch: Scratch,
    account: Account,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            scratch: Scratch::new(),
            account: Account::unprivileged(),
        };
        Unpacked::find("courier")
            .expect("an unpacked Courier")
            .copy_to(place.scratch.path());
        place
    }

    fn start(&self, address: &Address, options: &CourierOptions) -> Vec<Group> {
        let mut helpers = vec![Group::spawn(&mut self.program(AUTHENTICATION))];
        let root = self.scratch.path();
        ready::wait(
            "Courier's authdaemond",
            &mut helpers[0],
            || log(root),
            || root.join("run/courier/authdaemon/socket").exists(),
        );
        if self.inside(WATCHER).exists() {
            let mut watcher = self.program(WATCHER);
            watcher.args(["--notimeout", &files::instance(address)]);
            helpers.push(Group::spawn(&mut watcher));
        }
        let mut listeners = self.listeners(address, options);
        ready::wait_for_greeting("Courier", &mut listeners[0].0, address.plain(), || log(root));
        for (listener, at) in &mut listeners {
            ready::wait(
                "Courier",
                listener,
                || log(root),
                || TcpStream::connect(*at).is_ok(),
            );
            // Until the server noticed that the connection was given up it counts for the limits.
            let children = children(listener);
            ready::wait("an idle Courier", listener, || log(root), || is_empty(&children));
        }
        let listeners = listeners.into_iter().map(|(listener, _)| listener);
        listeners.chain(helpers).collect()
    }

    fn listeners(&self, address: &Address, options: &CourierOptions) -> Vec<(Group, SocketAddr)> {
        let environment = files::environment(address, options);
        let listener = |at: SocketAddr, first: &[&str], extra: &[(&str, &str)]| {
            let mut command = self.program(LISTENER);
            command
                .args(options.listener_arguments(at.ip()))
                .arg(at.port().to_string())
                .args(first)
                .args(SESSION)
                .env_clear()
                .envs(environment.iter().cloned())
                .envs(extra.iter().copied());
            (Group::spawn(&mut command), at)
        };
        let mut all = vec![listener(address.plain(), &[], &[])];
        if options.encryption != Encryption::Off {
            let encrypt = [ENCRYPTION, "-server", "-tcpd"];
            // Encrypted from the start, so nobody must ask for it.
            let already = [("IMAP_TLS", "1"), ("IMAP_TLS_REQUIRED", "0")];
            all.push(listener(address.tls(), &encrypt, &already));
        }
        all
    }

    /// A command for a program of the instance's file system, which writes into its log.
    fn program(&self, program: &str) -> Command {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.scratch.join("log"))
            .expect("a file for the log");
        let mut command = self.account.confined(self.scratch.path());
        command
            .arg(program)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log);
        command
    }

    fn inside(&self, path: &str) -> PathBuf {
        self.scratch.join(path.trim_start_matches('/'))
    }
}

/// Where Linux lists the children of a process.
fn children(process: &Group) -> PathBuf {
    let id = process.child.id();
    format!("/proc/{id}/task/{id}/children").into()
}

/// Whether nothing is in a file of the kernel, which has no size. Some kernels keep no such list; then nobody waits.
fn is_empty(file: &Path) -> bool {
    std::fs::read_to_string(file).map_or(true, |text| text.trim().is_empty())
}
