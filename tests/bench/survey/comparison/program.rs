//! The program's part.

use super::outcome::{Holds, Outcome};
use super::scene::Scene;
use anyhow::{Context as _, Result, ensure};
use imaprules_tests::{Bundle, Program};
use std::time::Duration;

/// Collects as a user does.
pub(crate) fn survey(scene: &Scene, at_a_time: usize) -> Result<Outcome> {
    let line = "collect --provider imap --security none --allow-plaintext --login all --csv users.csv -o facts.jsonl";
    let outcome = Program::line(line)
        .args(["--server", &scene.server.plain().to_string()])
        .args(["--set", &format!("imap.connections={at_a_time}")])
        .file("users.csv", scene.csv.text())
        .limit(Duration::from_secs(600))
        .run();
    ensure!(outcome.code == Some(0), "{}", outcome.stderr);
    let untold = "this system does not tell what a process uses";
    Ok(Outcome {
        found: found(&Bundle::read(&outcome.scratch.join("facts.jsonl"))),
        took: outcome.took,
        peak: outcome.peak.context(untold)?,
        processor: outcome.processor.context(untold)?,
    })
}

fn found(bundle: &Bundle) -> Holds {
    let mailboxes = bundle.ids("mailbox");
    let number = |id: &&str, name| bundle.value("mailbox", id, name).as_u64().unwrap_or_default();
    let sum = |name| mailboxes.iter().map(|id| number(id, name)).sum();
    let signed_in = |id: &&&str| *bundle.value("mailbox", id, "imap.login") == "ok";
    Holds {
        mailboxes: mailboxes.iter().filter(signed_in).count() as u64,
        folders: sum("imap.folder_count"),
        messages: sum("mailbox.item_count"),
        octets: sum("mailbox.size"),
        largest: mailboxes
            .iter()
            .map(|id| number(id, "mailbox.largest_message"))
            .max()
            .unwrap_or_default(),
    }
}
