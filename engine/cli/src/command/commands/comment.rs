//! Words in comments: one line each, with nothing that acts, whoever wrote them.

use super::sessions::Session;
use crate::speech::{has, phrase, told};
use imaprules_report::{Subject, is_hidden};
use imaprules_rules::Shell;

/// More subjects than this are counted, not named.
const NAMED: usize = 20;

/// Words as a comment.
pub(super) fn words(shell: Shell, text: &str) -> String {
    let text = one_line(text);
    let text = match shell {
        // The command prompt reads these in comments as well.
        Shell::Cmd => text.replace(['%', '^', '&', '|', '<', '>', '!'], " "),
        Shell::PowerShell | Shell::Bash => text,
    };
    shell.comment(&text)
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    let seen = text.chars().map(blank).map(|c| {
        if is_hidden(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    });
    let text: String = seen.collect();
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whom a command is for.
pub(super) fn subjects(subjects: &[Subject]) -> String {
    let kind = subjects.first().map_or("", |subject| subject.kind.as_str());
    // Of some kinds there is only one subject, and its name is the kind's.
    if subjects.iter().all(|subject| subject.id == kind) {
        return told(&key("all_of", kind), &[("kind", &kind)]);
    }
    let ids: Vec<&str> = subjects
        .iter()
        .take(NAMED)
        .map(|subject| subject.id.as_str())
        .collect();
    let names = match subjects.len().saturating_sub(NAMED) {
        0 => ids.join(", "),
        more => told("csv.more", &[("list", &ids.join(", ")), ("count", &more)]),
    };
    let word = kind.rsplit('.').next().unwrap_or(kind).replace('_', " ");
    told(&key("whom", kind), &[("kind", &word), ("names", &names)])
}

/// The message of a kind, or the one for kinds that have none: those of plugins.
fn key(group: &str, kind: &str) -> String {
    let key = format!("{group}.{kind}");
    if has(&key) { key } else { format!("{group}.other") }
}

/// What somebody reads who runs a part in another session.
pub(super) fn needs_session(session: &Session) -> String {
    told(
        "commands.needs_session",
        &[("title", &phrase(&session.title)), ("how", &phrase(&session.how))],
    )
}
