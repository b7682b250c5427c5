//! Runs the program on a terminal of its own: for what it asks and shows only there.

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::Program;
use crate::group::Group;

/// A program on a pseudo-terminal, of 120 columns and 30 lines unless told otherwise.
#[derive(Debug)]
pub struct Terminal {
    process: Group,
    keyboard: std::fs::File,
    shown: Arc<Mutex<Vec<u8>>>,
    program: Program,
}

impl Terminal {
    /// Starts the program with standard input, output and error on the terminal.
    pub fn start(program: Program) -> Self {
        Self::sized(program, 120, 30)
    }

    /// As [`Terminal::start`], on a terminal of so many columns and lines.
    pub fn sized(program: Program, columns: u16, lines: u16) -> Self {
        let ours =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("a terminal");
        grantpt(&ours)
            .and_then(|()| unlockpt(&ours))
            .expect("a terminal that may be used");
        let size = rustix::termios::Winsize {
            ws_row: lines,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&ours, size).expect("a terminal with a size");
        let theirs = open(&ptsname(&ours, Vec::new()).expect("a name").to_string_lossy());
        let mut command = program.command();
        command
            .env("TERM", "xterm-256color")
            .stdin(Stdio::from(theirs.try_clone().expect("a second handle")));
        command
            .stdout(Stdio::from(theirs.try_clone().expect("a second handle")))
            .stderr(Stdio::from(theirs));
        let process = Group::spawn(&mut command);
        let keyboard = std::fs::File::from(ours);
        let shown = collect(keyboard.try_clone().expect("a second handle"));
        Self {
            process,
            keyboard,
            shown,
            program,
        }
    }

    /// The working directory of the program.
    pub fn directory(&self) -> &std::path::Path {
        self.program.directory()
    }

    /// Forgets what was shown so far, so that the same text can be waited for again.
    pub fn clear(&self) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Makes the terminal another size, as somebody does who drags its window.
    pub fn resize(&self, columns: u16, lines: u16) {
        let size = rustix::termios::Winsize {
            ws_row: lines,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&self.keyboard, size).expect("a terminal with a size");
    }

    /// Everything shown so far, control sequences included.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Waits until a text is shown, and fails the test when that takes too long.
    #[track_caller]
    pub fn wait_for(&self, text: &str, limit: Duration) {
        let end = Instant::now() + limit;
        while !self.shown().contains(text) {
            assert!(
                Instant::now() < end,
                "{text:?} was not shown within {limit:?}:\n{}",
                self.shown()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) {
        self.keyboard
            .write_all(keys.as_bytes())
            .expect("a terminal that takes keys");
    }

    /// Waits for the end of the program and says with which code it ended.
    #[track_caller]
    pub fn finish(&mut self, limit: Duration) -> Option<i32> {
        let status = self.process.wait(limit);
        status
            .unwrap_or_else(|| panic!("the program did not end within {limit:?}:\n{}", self.shown()))
            .code()
    }
}

fn open(name: &str) -> std::fs::File {
    let file = std::fs::File::options().read(true).write(true).open(name);
    file.unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn collect(mut terminal: std::fs::File) -> Arc<Mutex<Vec<u8>>> {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let ours = Arc::clone(&shown);
    // Ends with an error when nobody has the other side open any more.
    std::thread::spawn(move || {
        let mut part = [0_u8; 4096];
        while let Ok(n @ 1..) = terminal.read(&mut part) {
            ours.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(&part[..n]);
        }
    });
    shown
}
