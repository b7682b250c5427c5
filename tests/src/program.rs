//! Runs the program as its users do: arguments in, output and exit code out.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::Scratch;
use crate::group::Group;
use crate::outcome::Outcome;

/// A run to be made, in a directory of its own and with nothing of the surrounding environment that could matter.
#[derive(Debug)]
pub struct Program {
    arguments: Vec<OsString>,
    variables: Vec<(String, String)>,
    input: Vec<u8>,
    limit: Duration,
    scratch: Scratch,
}

/// A run under way.
#[derive(Debug)]
pub struct Running {
    process: Group,
    stdout: JoinHandle<Vec<u8>>,
    stderr: JoinHandle<Vec<u8>>,
    started: Instant,
    limit: Duration,
    scratch: Scratch,
}

impl Program {
    /// A run with these arguments.
    pub fn new<A: Into<OsString>>(arguments: impl IntoIterator<Item = A>) -> Self {
        Self {
            arguments: arguments.into_iter().map(Into::into).collect(),
            variables: Vec::new(),
            input: Vec::new(),
            limit: Duration::from_secs(120),
            scratch: Scratch::new(),
        }
    }

    /// A run with the words of this line as arguments; for arguments without blanks.
    pub fn line(words: &str) -> Self {
        Self::new(words.split_whitespace())
    }

    /// With more arguments.
    pub fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// With one more argument.
    pub fn arg(self, argument: impl Into<OsString>) -> Self {
        self.args([argument.into()])
    }

    /// With an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a file in its working directory.
    pub fn file(self, name: &str, contents: impl AsRef<[u8]>) -> Self {
        self.scratch.file(name, contents);
        self
    }

    /// In this directory, with what is in it, instead of a fresh one.
    pub fn within(mut self, scratch: Scratch) -> Self {
        self.scratch = scratch;
        self
    }

    /// With this on standard input, which is otherwise empty.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// It is ended, and the test fails, after so long.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Its working directory.
    pub fn directory(&self) -> &Path {
        self.scratch.path()
    }

    /// The command with its arguments and environment; where its input and output go is for the caller to say.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command
            .args(&self.arguments)
            .current_dir(self.scratch.path())
            .env_clear();
        let keep = [
            "PATH",
            "SystemRoot",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "LLVM_PROFILE_FILE",
        ];
        command.envs(
            keep.iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        command.env("HOME", self.scratch.path()).env("LANG", "C.UTF-8");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts it.
    pub fn start(self) -> Running {
        let mut command = self.command();
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let started = Instant::now();
        let mut process = Group::spawn(&mut command);
        let mut stdin = process.child.stdin.take().expect("a pipe");
        let input = self.input;
        // The program may end without reading its input; that is its business.
        std::thread::spawn(move || stdin.write_all(&input));
        let stdout = read(process.child.stdout.take().expect("a pipe"));
        let stderr = read(process.child.stderr.take().expect("a pipe"));
        Running {
            process,
            stdout,
            stderr,
            started,
            limit: self.limit,
            scratch: self.scratch,
        }
    }

    /// Runs it to its end.
    pub fn run(self) -> Outcome {
        self.start().finish()
    }
}

impl Running {
    /// What Ctrl-C does.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        self.process.interrupt();
    }

    /// Ends it without a chance to tidy up, as a power failure would.
    pub fn kill(mut self) -> Scratch {
        self.process.kill();
        self.scratch
    }

    /// Its process number.
    pub fn id(&self) -> u32 {
        self.process.child.id()
    }

    /// Its working directory.
    pub fn directory(&self) -> &Path {
        self.scratch.path()
    }

    /// Waits for its end.
    pub fn finish(mut self) -> Outcome {
        let status = self.process.wait(self.limit);
        let took = self.started.elapsed();
        let (peak, processor) = (self.process.peak, self.process.processor);
        self.process.kill();
        let text = |reader: JoinHandle<Vec<u8>>| {
            let bytes = reader.join().expect("a reader");
            String::from_utf8(bytes).expect("output is UTF-8")
        };
        let (stdout, stderr) = (text(self.stdout), text(self.stderr));
        let Some(status) = status else {
            panic!(
                "the program did not end within {:?}\nstdout: {stdout}\nstderr: {stderr}",
                self.limit
            )
        };
        Outcome {
            code: status.code(),
            stdout,
            stderr,
            took,
            peak,
            processor,
            scratch: self.scratch,
        }
    }
}

fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // A killed program leaves what it had written; that is all there is to read.
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

/// The program that this build made: tests stand in `target/PROFILE/deps`, it stands one level above.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let name = format!("imaprules{}", std::env::consts::EXE_SUFFIX);
    let found = test
        .ancestors()
        .skip(1)
        .take(3)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "{name} is not above {}: build it first, with `cargo build` or by running tests/run",
            test.display()
        )
    })
}
