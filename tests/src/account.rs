//! Which account runs a server: never root.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// An account without privileges.
#[derive(Debug)]
pub(crate) struct Account {
    /// Its name, which Dovecot looks up.
    pub(crate) name: String,
    /// The name of its group.
    pub(crate) group: String,
    /// The ids to switch to; `None` when the tests already run as this account.
    switch: Option<(u32, u32)>,
}

impl Account {
    /// The account that runs the tests, or `nobody` when that is root.
    pub(crate) fn unprivileged() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self {
                name: id(&["-un"]),
                group: id(&["-gn"]),
                switch: None,
            };
        }
        let number = |args: &[&str]| id(args).parse().expect("a numeric id");
        Self {
            name: "nobody".to_owned(),
            group: id(&["-gn", "nobody"]),
            switch: Some((number(&["-u", "nobody"]), number(&["-g", "nobody"]))),
        }
    }

    /// Makes the command run as this account.
    pub(crate) fn run(&self, command: &mut Command) {
        if let Some((uid, gid)) = self.switch {
            command.gid(gid).uid(uid);
        }
    }

    /// A command that runs as this account and takes this directory for the whole file system; the program to run
    /// follows as an argument. Whoever is not root needs a user namespace for it.
    pub(crate) fn confined(&self, root: &Path) -> Command {
        let Some((uid, gid)) = self.switch else {
            let mut command = Command::new("unshare");
            command.args(["--user", "--map-current-user", "--wd=/"]);
            command.arg(format!("--root={}", root.display()));
            return command;
        };
        let mut command = Command::new("chroot");
        command.args([format!("--userspec={uid}:{gid}"), format!("--groups={gid}")]);
        command.arg(root);
        command
    }

    /// Whether [`Self::confined`] works here: some systems refuse user namespaces.
    pub(crate) fn can_be_confined(&self) -> bool {
        self.switch.is_some()
            || self
                .confined(Path::new("/"))
                .arg("true")
                .output()
                .is_ok_and(|o| o.status.success())
    }

    /// As [`Self::confined`], in a network of its own as well, where it may listen on any port. Whoever starts it needs a user
    /// namespace for it, root too: its privileges in there are none outside.
    pub(crate) fn alone(&self, root: &Path) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--net", "--wd=/"]);
        command.arg(format!("--root={}", root.display()));
        self.run(&mut command);
        command
    }

    /// Whether [`Self::alone`] works here.
    pub(crate) fn can_be_alone(&self) -> bool {
        let mut command = self.alone(Path::new("/"));
        command.arg("true").output().is_ok_and(|o| o.status.success())
    }

    /// The numbers of the account and its group.
    pub(crate) fn ids(&self) -> (u32, u32) {
        let own = || {
            (
                rustix::process::getuid().as_raw(),
                rustix::process::getgid().as_raw(),
            )
        };
        self.switch.unwrap_or_else(own)
    }

    /// Gives the account everything below a path.
    pub(crate) fn give(&self, path: &Path) {
        let Some((uid, gid)) = self.switch else { return };
        chown(path, Some(uid), Some(gid)).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        if path.is_dir() {
            let entries = std::fs::read_dir(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            entries.for_each(|entry| self.give(&entry.expect("a readable entry").path()));
        }
    }
}

fn id(args: &[&str]) -> String {
    let out = Command::new("id").args(args).output().expect("id runs");
    assert!(
        out.status.success(),
        "id {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}
