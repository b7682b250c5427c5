//! Exports larger than memory should be: made while they are read, so that only what the reader keeps is held.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

use imaprules_exports::{Export, Format, Limits, Value};
use std::io::Read;

/// Objects of each export.
const OBJECTS: u64 = 200_000;

/// Makes an export while it is read.
struct Maker {
    ready: Vec<u8>,
    at: usize,
    next: u64,
    part: fn(u64) -> String,
}

impl Maker {
    fn new(part: fn(u64) -> String) -> Self {
        Maker {
            ready: Vec::new(),
            at: 0,
            next: 0,
            part,
        }
    }
}

impl Read for Maker {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.ready.len() && self.next <= OBJECTS + 1 {
            self.ready = (self.part)(self.next).into_bytes();
            (self.at, self.next) = (0, self.next + 1);
        }
        let count = (&self.ready[self.at..]).read(into)?;
        self.at += count;
        Ok(count)
    }
}

/// Part 0 opens the export, parts 1 to `OBJECTS` are objects, the last part closes it.
fn clixml(part: u64) -> String {
    match part {
        0 => "<Objs Version=\"1.1.0.1\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object[]</T></TN><LST>"
            .to_owned(),
        1..=OBJECTS => format!(
            "<Obj RefId=\"{part}\"><MS><S N=\"Name\">user{part}</S><B N=\"ImapEnabled\">true</B><S N=\"Notes\">{}</S></MS></Obj>\n",
            "x".repeat(100)
        ),
        _ => "</LST></Obj></Objs>".to_owned(),
    }
}

fn json(part: u64) -> String {
    match part {
        0 => "[".to_owned(),
        1..=OBJECTS => {
            let comma = if part == 1 { "" } else { "," };
            format!(
                "{comma}{{\"Name\":\"user{part}\",\"ImapEnabled\":true,\"Notes\":\"{}\"}}\n",
                "x".repeat(100)
            )
        }
        _ => "]".to_owned(),
    }
}

fn csv(part: u64) -> String {
    match part {
        0 => "\"Name\",\"ImapEnabled\",\"Notes\"\r\n".to_owned(),
        1..=OBJECTS => format!("\"user{part}\",\"True\",\"{}\"\r\n", "x".repeat(100)),
        _ => String::new(),
    }
}

fn ldif(part: u64) -> String {
    match part {
        0 => "version: 1\n".to_owned(),
        1..=OBJECTS => format!(
            "\ndn: CN=user{part}\nName: user{part}\nImapEnabled: TRUE\nNotes: {}\n",
            "x".repeat(100)
        ),
        _ => String::new(),
    }
}

/// The most memory that this process ever held, in octets; nothing where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix(" kB")?
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}

#[test]
fn large_exports_take_little_memory() {
    let limits = Limits {
        remembered: 1 << 20,
        ..Limits::default()
    };
    let before = peak();
    for (part, format) in [
        (clixml as fn(u64) -> String, Format::Clixml),
        (json, Format::Json),
        (csv, Format::Csv),
        (ldif, Format::Ldif),
    ] {
        let mut export = Export::from_reader("made", Maker::new(part), &limits).unwrap();
        assert_eq!(export.format(), format);
        let mut count = 0;
        for record in export.by_ref() {
            let record = record.unwrap();
            count += 1;
            assert_eq!(record.place.record, count);
            assert_eq!(record.get("ImapEnabled").and_then(Value::bool), Some(true));
        }
        assert_eq!(count, OBJECTS, "{}", format.name());
        assert!(export.is_complete());
    }
    // Each export is some 30 MB.
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 12 << 20, "{} octets more", after - before);
    }
}
