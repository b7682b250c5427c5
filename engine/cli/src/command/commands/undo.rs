//! What takes everything back: the same commands the other way round, from the last to the first.

use super::comment;
use super::dialect;
use super::model::{Chosen, Part, Section, Step};
use super::script::{MARK, comments, in_session, lines, origin};
use crate::speech::{phrase, told, word};
use imaprules_rules::Shell;

/// As a script of its own.
pub(super) fn script(chosen: &Chosen, shell: Shell, stem: &str, done: &str) -> String {
    let dialect = dialect::of(shell);
    let head = [
        told(
            "commands.made_undo",
            &[
                ("mark", &MARK),
                ("version", &chosen.tool.version),
                ("shell", &shell),
                ("script", &done),
            ],
        ),
        origin(chosen),
        word("commands.undo_not_run").to_owned(),
        told("commands.undo_before", &[("stem", &stem)]),
    ];
    let mut text = format!("{}{}\n", dialect.first_line, comments(shell, &head));
    text += &(dialect.start)(stem, false);
    let parts: Vec<&Part> = chosen.of(shell).filter(|part| has_undo(part)).collect();
    for (number, part) in parts.into_iter().rev().enumerate() {
        text.push('\n');
        text += &in_session(part, number, &body(part, false));
    }
    text
}

/// As the last section of a script, commented out.
pub(super) fn section(chosen: &Chosen, shell: Shell) -> String {
    let mut text = comments(shell, &[format!("======== {}", word("commands.undo"))]);
    for part in chosen.of(shell).filter(|part| has_undo(part)).rev() {
        if let Some(session) = part.session {
            let session = told("commands.in_session", &[("title", &phrase(&session.title))]);
            text += &format!("\n{}", comments(shell, &[session]));
        }
        text += &body(part, true);
    }
    text
}

fn has_undo(part: &Part) -> bool {
    let mut steps = part.sections.iter().flat_map(|section| &section.steps);
    steps.any(|step| step.undo().is_some())
}

fn body(part: &Part, held: bool) -> String {
    let mut text = String::new();
    for section in part.sections.iter().rev() {
        for step in section.steps.iter().rev() {
            if let Some(undo) = step.undo() {
                text.push('\n');
                text += &one(section, step, undo, part.shell, held);
            }
        }
    }
    text
}

fn one(section: &Section, step: &Step, undo: &str, shell: Shell, held: bool) -> String {
    let reasons = step.held();
    let mut head = vec![format!(
        "{} - {}",
        section.rule,
        comment::subjects(&step.subjects)
    )];
    if !reasons.is_empty() {
        head.push(word("commands.if_you_ran_it").to_owned());
    }
    let undo = (dialect::of(shell).code)(undo.trim_end());
    comments(shell, &head) + &lines(shell, &undo, held || !reasons.is_empty())
}
