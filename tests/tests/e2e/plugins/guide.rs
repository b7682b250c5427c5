//! The vendor's guide: every command of it is run, in its order, and does what it says.

use imaprules_tests::Scratch;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MANUAL: &str = include_str!("../../../../providers/README.md");

/// The blocks of commands.
fn blocks() -> Vec<Vec<&'static str>> {
    let parts = MANUAL.split("```sh\n").skip(1);
    let commands = |part: &'static str| part.split("```").next().expect("an end").lines().collect();
    parts.map(commands).collect()
}

/// A vendor's machine: the program in its path, a home of its own, no network.
struct Machine {
    scratch: Scratch,
    folder: PathBuf,
}

impl Machine {
    fn new() -> Self {
        let scratch = Scratch::new();
        let folder = scratch.path().to_owned();
        Machine { scratch, folder }
    }

    fn run(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("cd ") {
            self.folder = self.folder.join(name);
            self.prepare();
            return;
        }
        let outcome = self.command(line);
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (said(&outcome.stdout), said(&outcome.stderr));
        // The sample has a finding, which is what a run is for.
        let finds = line.starts_with("imaprules run") && !line.contains("--dry-run");
        assert_eq!(
            outcome.status.code(),
            Some(i32::from(finds)),
            "{line}\n{out}\n{err}"
        );
        if finds {
            assert!(
                out.contains("IMAP is switched off for bert@example.com"),
                "{line}\n{out}"
            );
        }
    }

    fn command(&self, line: &str) -> Output {
        let program = program();
        let path = format!(
            "{}:{}",
            program.parent().expect("a folder").display(),
            std::env::var("PATH").expect("a path")
        );
        let home = std::env::var("HOME").unwrap_or_default();
        let of_home =
            |name: &str, folder: &str| std::env::var(name).unwrap_or_else(|_| format!("{home}/{folder}"));
        Command::new("sh")
            .args(["-c", line])
            .current_dir(&self.folder)
            .env("PATH", path)
            .env("CARGO_HOME", of_home("CARGO_HOME", ".cargo"))
            .env("RUSTUP_HOME", of_home("RUSTUP_HOME", ".rustup"))
            .env("HOME", self.scratch.path())
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .expect("a shell")
    }

    /// Rust projects are built in one place for all tests, with the versions of this workspace.
    fn prepare(&self) {
        if self.folder.join("Cargo.toml").is_file() {
            let shared = program()
                .ancestors()
                .nth(2)
                .expect("the target folder")
                .join("plugins");
            std::fs::create_dir_all(&shared).expect("a folder");
            std::os::unix::fs::symlink(shared, self.folder.join("target")).expect("a link");
            let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
            std::fs::copy(lock, self.folder.join("Cargo.lock")).expect("the lock file");
        }
    }
}

fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test");
    let mut folders = test.ancestors().skip(1).take(3);
    let found = folders.find(|folder| folder.join("imaprules").is_file());
    found.expect("the program").join("imaprules")
}

#[test]
fn every_command_of_the_guide_does_what_it_says() {
    let blocks = blocks();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        assert!(block.len() > 7, "{block:?}");
        let mut machine = Machine::new();
        block.iter().for_each(|line| machine.run(line));
    }
}
