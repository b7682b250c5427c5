//! Words in comments: one line each, with nothing that acts, whoever wrote them.

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

/// A number of things, in English as scripts are.
pub(super) fn number_of(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    }
}

/// Whom a command is for.
pub(super) fn subjects(subjects: &[Subject]) -> String {
    let kind = subjects.first().map_or("", |subject| subject.kind.as_str());
    // Of some kinds there is only one subject, and its name is the kind's.
    if subjects.iter().all(|subject| subject.id == kind) {
        return format!("For the {kind}");
    }
    let kind = kind.rsplit('.').next().unwrap_or(kind).replace('_', " ");
    let ids: Vec<&str> = subjects
        .iter()
        .take(NAMED)
        .map(|subject| subject.id.as_str())
        .collect();
    let more = match subjects.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("For {kind} {}{more}", ids.join(", "))
}
