//! Servers that mean harm: whatever they send, a run ends within its bounds with an unknown or a failed fact that says why,
//! holds little memory, and shows nothing of theirs that a terminal would obey.
//!
//! Broken servers that only do not work are in `bad_servers`.

mod cut;
mod floods;
mod foreign_text;
mod slow;
mod tags;

use std::net::SocketAddr;
use std::time::Duration;

use imaprules_tests::{Bundle, Outcome, Program, Script, ScriptedServer, Step, dialogue};

use crate::scene::{PLAIN_IMAP, one_row, plaintext};

/// The row of [`one_row`].
const ROW: &str = "user00001@example.test";

/// Octets that a run may hold at most, whatever a server sends. A run without a server holds 59 MiB in a build for tests, most
/// of them pages of the program itself; the worst of these servers, with a million folders, brings it to 71 MiB.
const MOST_MEMORY: u64 = 88 << 20;

/// A time-out that makes bad servers cheap.
const TIMEOUT: [&str; 2] = ["--set", "imap.timeout=1s"];

/// What a server made of a run.
struct Met {
    outcome: Outcome,
    bundle: Bundle,
}

impl Met {
    /// The reason of a fact of the row that must be unknown.
    #[track_caller]
    fn reason(&self, name: &str) -> &str {
        self.bundle.reason("mailbox", ROW, name)
    }

    #[track_caller]
    fn login(&self) -> &str {
        self.bundle
            .value("mailbox", ROW, "imap.login")
            .as_str()
            .expect("a word")
    }

    /// No number of the mailbox is known: what was told is not to be believed.
    #[track_caller]
    fn expect_no_numbers(&self, reason: &str) {
        for name in ["imap.folder_count", "mailbox.item_count", "mailbox.size"] {
            assert_eq!(self.reason(name), reason, "{name}");
        }
    }
}

/// Collects from a server, within its bounds, and judges what came of it.
#[track_caller]
fn meet(server: SocketAddr, most_time: Duration) -> Met {
    let program = plaintext("collect -o facts.jsonl", server, &one_row()).args(TIMEOUT);
    let outcome = program.limit(most_time).run();
    outcome.expect_code(0);
    expect_little_memory(&outcome);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert!(bundle.complete, "a bad server is a fact, not a broken run");
    judged(&outcome);
    Met { outcome, bundle }
}

#[track_caller]
fn expect_little_memory(outcome: &Outcome) {
    if let Some(peak) = outcome.peak {
        assert!(peak < MOST_MEMORY, "{} MiB", peak >> 20);
    }
}

/// The text report of what was collected; the exit code is that of findings or of none.
#[track_caller]
fn judged(outcome: &Outcome) -> String {
    let program =
        Program::line("run --facts facts.jsonl --all").file("facts.jsonl", outcome.written("facts.jsonl"));
    let report = program.run();
    assert!(
        matches!(report.code, Some(0 | 1)),
        "{:?}: {}",
        report.code,
        report.stderr
    );
    report.stdout
}

/// A server that answers as any other up to a command, and then plays these steps.
fn until(command: &str, then: impl IntoIterator<Item = Step>) -> ScriptedServer {
    let table: Vec<(String, String)> = PLAIN_IMAP
        .iter()
        .map(|(asked, answer)| ((*asked).to_owned(), (*answer).to_owned()))
        .collect();
    let mut steps = vec![
        Step::Send("* OK ready\r\n".to_owned()),
        Step::AnswerUntil(command.to_owned(), table),
    ];
    steps.extend(then);
    steps.push(dialogue(&PLAIN_IMAP));
    ScriptedServer::start(Script::new(steps))
}
