//! Answers that belong to no command.

use std::time::Duration;

use imaprules_tests::{Script, ScriptedServer};

use super::meet;
use crate::scene::PLAIN_IMAP;

const SOON: Duration = Duration::from_secs(15);

#[test]
fn an_answer_with_a_wrong_tag_is_none() {
    let misses = |tag: &str| {
        let answer = format!("{tag} OK in\n");
        let mut table = PLAIN_IMAP;
        table[1] = ("LOGIN", &answer);
        let server = ScriptedServer::start(Script::imap("* OK ready", &table));
        assert_eq!(meet(server.address(), SOON).login(), "timeout", "{tag}");
    };
    // Each waits for the time-out, so all wait together.
    std::thread::scope(|scope| {
        for tag in ["zz1", "*", "+", "{tag}x", "x{tag}"] {
            scope.spawn(move || misses(tag));
        }
    });
}
