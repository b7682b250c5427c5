//! Memory: a process of its own, so that nothing else that runs is measured with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests, nor who else uses them"
)]

#[path = "microsoft365/kit.rs"]
mod kit;

use kit::with_rows;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

#[test]
fn many_recipients_are_read_in_bounded_memory() {
    recipients(100_000);
}

/// Takes most of a minute without optimisation.
#[test]
#[ignore = "takes long; run with --ignored"]
fn a_million_recipients_are_read_in_bounded_memory() {
    recipients(1_000_000);
}

fn recipients(many: usize) {
    let last = format!("u{}@contoso.com", many - 1);
    let setup = with_rows(&[&last, "nobody.at.all@contoso.com"]);
    write(&setup.path().join("r.json"), many);
    let before = most_held();
    let judged = setup.import("r.json").run();
    let grown = most_held().saturating_sub(before);
    assert_eq!(judged.said("target.missing", &last), "pass");
    assert_eq!(judged.said("target.missing", "nobody.at.all@contoso.com"), "fail");
    assert_eq!(
        judged.known("migration", "migration", "target.recipient_count"),
        many.to_string()
    );
    // The address, its place and a number; far less than what the file says of a recipient.
    assert!(grown < 40_000_000 + many as u64 * 100, "{grown} octets");
}

/// Writes an export piece by piece: what is measured is reading it.
fn write(path: &Path, many: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    for n in 0..many {
        let sign = if n == 0 { "[" } else { "," };
        let address = format!("u{n}@contoso.com");
        write!(
            file,
            r#"{sign}{{"PrimarySmtpAddress":"{address}","EmailAddresses":["SMTP:{address}"],"RecipientTypeDetails":"UserMailbox"}}"#
        )
        .unwrap();
    }
    write!(file, "]").unwrap();
}

/// Octets that the process held at most, where that can be told.
fn most_held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.map_or(0, |kilobytes| kilobytes << 10)
}
