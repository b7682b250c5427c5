//! Cyrus, configured and filled for one test.
//!
//! Cyrus keeps mail in a form of its own, so mailboxes are filled over IMAP: first with everything open, then the
//! server is started again as the test wants it.

mod configuration;
mod filling;
mod options;
mod passwords;

use std::collections::BTreeMap;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

pub use options::CyrusOptions;

use super::unpacked::{Unpacked, library_path};
use super::{User, ready, store};
use crate::account::Account;
use crate::group::Group;
use crate::{Address, Client, Scratch};
use passwords::Passwords;

/// A running instance; it stops when dropped.
#[derive(Debug)]
pub struct Cyrus {
    /// What it was started with, for comparison with what the program says.
    pub options: CyrusOptions,
    address: Address,
    _process: Group,
    _passwords: Passwords,
    scratch: Scratch,
}

impl Cyrus {
    /// Whether tests that need Cyrus can run; see [`crate::have`].
    pub fn here() -> bool {
        if !cfg!(target_os = "linux") {
            eprintln!("SKIPPED: Cyrus needs Linux here");
            return false;
        }
        crate::have("Cyrus", Unpacked::find("cyrus").is_some(), "tests/run fetches it")
    }

    /// Starts an instance with these options, or `None` where tests that need Cyrus are skipped.
    pub fn start(options: CyrusOptions) -> Option<Self> {
        Self::start_at(Address::claim(), options)
    }

    /// Starts an instance at an address that the test claimed before, for example to put it into a certificate.
    pub fn start_at(address: Address, options: CyrusOptions) -> Option<Self> {
        Self::here().then(|| Self::launch(address, options))
    }

    fn launch(address: Address, options: CyrusOptions) -> Self {
        let place = Place::new(&options);
        let open = options.open();
        configuration::write(&place.scratch, &address, &place.account, &open);
        place.account.give(place.scratch.path());
        if options.users.iter().any(|user| user.mailbox) {
            let mut filler = place.start(&address);
            filling::fill(address.plain(), &open);
            place.wait_for_peace(&mut filler);
        }
        place.deny(&options);
        configuration::write(&place.scratch, &address, &place.account, &options);
        place.account.give(place.scratch.path());
        Self {
            _process: place.start(&address),
            options,
            address,
            _passwords: place.passwords,
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
        User::find(&self.options.users, name)
    }

    /// Every file of the store and of the list of mailboxes with a hash of what is in it: equal before and after means
    /// that nothing was changed. Cyrus writes flags into its index, which is one of them.
    pub fn store(&self) -> BTreeMap<String, u64> {
        let mut files = store::contents(&[self.scratch.join("spool"), self.scratch.join("conf")]);
        // Duplicates of deliveries and the numbers of runs say nothing of mailboxes.
        files.retain(|path, _| !path.contains("/conf/db") && !path.ends_with("deliver.db"));
        files
    }
}

/// How often a start is tried.
const STARTS: usize = 3;

/// Much longer than a session from greeting to farewell takes on a busy machine.
const SOON: Duration = Duration::from_secs(8);

/// The directory of an instance, who runs it and who knows the passwords.
struct Place {
    scratch: Scratch,
    account: Account,
    passwords: Passwords,
}

impl Place {
    fn new(options: &CyrusOptions) -> Self {
        let scratch = Scratch::new();
        Unpacked::find("cyrus")
            .expect("an unpacked Cyrus")
            .copy_to(&scratch.join("server"));
        for directory in ["run/lock", "run/proc", "conf/socket", "spool"] {
            std::fs::create_dir_all(scratch.join(directory)).expect("a directory");
        }
        Self {
            passwords: Passwords::serve(&scratch.join("run/passwords"), options.passwords()),
            account: Account::unprivileged(),
            scratch,
        }
    }

    /// Now and then, about once in a thousand starts, a master that follows another takes connections and gives them to no
    /// worker. It is started anew then: what the tests are about is what happens once it serves.
    fn start(&self, address: &Address) -> Group {
        for _ in 1..STARTS {
            let mut process = self.spawn();
            if ready::within(&mut process, SOON, || whole_session(address.plain())) {
                self.wait_for_peace(&mut process);
                return process;
            }
        }
        let mut process = self.spawn();
        let log = || std::fs::read_to_string(self.scratch.join("output")).unwrap_or_default();
        ready::wait("Cyrus", &mut process, log, || whole_session(address.plain()));
        self.wait_for_peace(&mut process);
        process
    }

    fn spawn(&self) -> Group {
        let mut command = self.program("master");
        command
            .args([
                "-D",
                "-C",
                "imapd.conf",
                "-M",
                "cyrus.conf",
                "-p",
                "run/master.pid",
            ])
            .env("CYRUS_USER", &self.account.name);
        Group::spawn(&mut command)
    }

    /// Waits until no session is left: also one that has just ended counts for the limits.
    fn wait_for_peace(&self, process: &mut Group) {
        let sessions = self.scratch.join("run/proc");
        ready::wait("an idle Cyrus", process, String::new, || is_empty(&sessions));
    }

    /// Locks the disabled users out.
    fn deny(&self, options: &CyrusOptions) {
        for user in options.users.iter().filter(|user| user.disabled) {
            let mut command = self.program("cyr_deny");
            command.args(["-C", "imapd.conf", "-s", "imap", "-m", "disabled", &user.name]);
            let status = command.status().expect("cyr_deny runs");
            assert!(status.success(), "cyr_deny {}: {status}", user.name);
        }
    }

    fn program(&self, name: &str) -> Command {
        let output = File::options()
            .create(true)
            .append(true)
            .open(self.scratch.join("output"))
            .expect("a file for the server's output");
        let server = self.scratch.join("server");
        let mut command = Command::new(server.join("usr/lib/cyrus/bin").join(name));
        command
            .current_dir(self.scratch.path())
            .env("LD_LIBRARY_PATH", library_path(&server))
            .env("SASL_PATH", configuration::mechanisms(&server))
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output);
        self.account.run(&mut command);
        command
    }
}

/// A session from greeting to farewell; false while there is no server.
fn whole_session(at: SocketAddr) -> bool {
    let Ok(mut client) = Client::try_plain(at, SOON) else {
        return false;
    };
    client.try_command("LOGOUT").is_ok() && client.line().is_err()
}

fn is_empty(directory: &Path) -> bool {
    std::fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none())
}
