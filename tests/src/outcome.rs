//! What became of a run of the program, and what tests expect of it.

use std::time::Duration;

use crate::{Report, Scratch};

/// What became of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
    /// The most memory it held, in octets; where the system tells it.
    pub peak: Option<u64>,
    /// The processor time it used; where the system tells it.
    pub processor: Option<Duration>,
    /// The working directory with whatever was written there.
    pub scratch: Scratch,
}

impl Outcome {
    /// Fails the test unless this is the exit code; shows what was printed.
    #[track_caller]
    pub fn expect_code(&self, code: i32) -> &Self {
        let (out, err) = (shorten(&self.stdout), shorten(&self.stderr));
        assert_eq!(
            self.code,
            Some(code),
            "exit code\n--- stdout\n{out}\n--- stderr\n{err}"
        );
        assert!(!err.contains("panicked at"), "the program panicked:\n{err}");
        self
    }

    /// Fails the test unless standard error holds every one of these texts, compared without regard to case.
    #[track_caller]
    pub fn expect_complaint(&self, texts: &[&str]) -> &Self {
        let lower = self.stderr.to_lowercase();
        for text in texts {
            assert!(
                lower.contains(&text.to_lowercase()),
                "no {text:?} in the message:\n{}",
                shorten(&self.stderr)
            );
        }
        self
    }

    /// The JSON report on standard output.
    #[track_caller]
    pub fn report(&self) -> Report {
        Report::parse(&self.stdout)
    }

    /// A file that was written in the working directory.
    #[track_caller]
    pub fn written(&self, name: &str) -> String {
        let path = self.scratch.join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}\n{}", shorten(&self.stderr)))
    }

    /// The names of the files in the working directory, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.scratch.path()).expect("the working directory");
        let mut names: Vec<String> = entries
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Fails the test when a secret stands anywhere: in the output or in a file that the run wrote.
    #[track_caller]
    pub fn expect_no_secret(&self, secrets: &[&str], inputs: &[&str]) {
        let written = self
            .files()
            .into_iter()
            .filter(|name| !inputs.contains(&name.as_str()));
        let files =
            written.filter_map(|name| Some((name.clone(), std::fs::read(self.scratch.join(name)).ok()?)));
        let printed = [("stdout", &self.stdout), ("stderr", &self.stderr)];
        let printed = printed.map(|(name, text)| (name.to_owned(), text.clone().into_bytes()));
        for (name, bytes) in printed.into_iter().chain(files) {
            let text = String::from_utf8_lossy(&bytes);
            for secret in secrets {
                assert!(!text.contains(secret), "the secret {secret:?} stands in {name}");
            }
        }
    }
}

fn shorten(text: &str) -> String {
    const MOST: usize = 6000;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}... ({} octets in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
