//! What a child writes to standard error: kept line by line, bounded, for the log and for the diagnosis.

use std::collections::VecDeque;
use std::io::{BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// A line is cut here.
const LONGEST: usize = 2000;
/// Lines that wait to be logged; older ones are dropped.
const WAITING: usize = 100;

/// Lines of standard error.
#[derive(Debug, Default)]
pub(crate) struct Words {
    waiting: VecDeque<String>,
    last: String,
    lines: u64,
}

/// Lines that a thread adds to.
pub(crate) type Shared = Arc<Mutex<Words>>;

impl Words {
    fn add(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        self.lines += 1;
        self.last = line.to_owned();
        self.waiting.push_back(line.to_owned());
        if self.waiting.len() > WAITING {
            self.waiting.pop_front();
        }
    }
}

/// Takes the lines that came since the last time.
pub(crate) fn take(words: &Shared) -> Vec<String> {
    let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
    words.waiting.drain(..).collect()
}

/// The last line.
pub(crate) fn last(words: &Shared) -> String {
    words.lock().unwrap_or_else(PoisonError::into_inner).last.clone()
}

/// How many there were.
pub(crate) fn count(words: &Shared) -> u64 {
    words.lock().unwrap_or_else(PoisonError::into_inner).lines
}

/// Reads lines until the other end is closed.
pub(crate) fn read(input: impl Read, words: &Shared) {
    let mut input = BufReader::new(input);
    let mut line = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = input.read(&mut buffer) {
        for byte in buffer.get(..read).unwrap_or_default() {
            if *byte == b'\n' {
                words.lock().unwrap_or_else(PoisonError::into_inner).add(&line);
                line.clear();
            } else if line.len() < LONGEST {
                line.push(*byte);
            }
        }
    }
    words.lock().unwrap_or_else(PoisonError::into_inner).add(&line);
}
