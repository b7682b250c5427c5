//! A script: head, parts by session, sections by rule, commands by subject.

use super::comment::{self, words};
use super::dialect::{self, Dialect};
use super::model::{Chosen, Part, Section, Step};
use super::undo;
use crate::speech::{counted, counted_with, known, phrase, told, word};
use imaprules_rules::Shell;

/// What every script says, and by which a file of this program is known again.
pub(super) const MARK: &str = "Made by imaprules commands";

/// The name that scripts have in messages where no file was named.
const STEM: &str = "fix";

/// Files beside a script.
pub(super) struct Beside {
    /// Its name without ending.
    pub(super) stem: String,
    /// The script that takes everything back.
    pub(super) undo: Option<String>,
    /// Scripts for other shells.
    pub(super) others: Vec<String>,
}

/// The scripts of all shells, one after the other, each with its undo section: for standard output.
pub(super) fn printed(chosen: &Chosen) -> String {
    if chosen.parts.is_empty() {
        return told("commands.none", &[("why", &nothing(chosen))]) + "\n";
    }
    let scripts = chosen.shells().map(|shell| {
        let beside = Beside {
            stem: STEM.to_owned(),
            undo: None,
            others: Vec::new(),
        };
        let mut text = script(chosen, shell, &beside);
        if chosen.has_undo(shell) {
            text.push('\n');
            text += &undo::section(chosen, shell);
        }
        text
    });
    scripts.collect::<Vec<_>>().join("\n")
}

/// Why there is nothing.
fn nothing(chosen: &Chosen) -> &'static str {
    if chosen.run.complete {
        word("commands.nothing")
    } else {
        word("commands.nothing_incomplete")
    }
}

/// The script of one shell.
pub(super) fn script(chosen: &Chosen, shell: Shell, beside: &Beside) -> String {
    let dialect = dialect::of(shell);
    let mut text = dialect.first_line.to_owned();
    text += &head(chosen, shell, beside);
    if chosen.of(shell).next().is_none() {
        return text + &words(shell, nothing(chosen)) + "\n";
    }
    text.push('\n');
    text += &(dialect.start)(&beside.stem, records(chosen, shell));
    for (number, part) in chosen.of(shell).enumerate() {
        text.push('\n');
        text += &in_session(part, number, &sections(part, dialect));
    }
    text
}

/// Whether anything that runs keeps old values; what is commented out may be made to run.
fn records(chosen: &Chosen, shell: Shell) -> bool {
    chosen.steps(shell).any(|step| step.command.record.is_some())
}

fn head(chosen: &Chosen, shell: Shell, beside: &Beside) -> String {
    let mut lines = vec![
        told(
            "commands.made",
            &[
                ("mark", &MARK),
                ("version", &chosen.tool.version),
                ("shell", &shell),
            ],
        ),
        origin(chosen),
        count(chosen, shell),
        word("commands.not_run").to_owned(),
        word("commands.held_back").to_owned(),
    ];
    if records(chosen, shell) {
        lines.push(told("commands.before", &[("stem", &beside.stem)]));
    }
    match &beside.undo {
        Some(undo) => lines.push(told("commands.undo_beside", &[("file", undo)])),
        None if chosen.has_undo(shell) => lines.push(word("commands.undo_below").to_owned()),
        None => {}
    }
    if !beside.others.is_empty() {
        let files = beside.others.join(", ");
        lines.push(told("commands.other_shells", &[("files", &files)]));
    }
    comments(shell, &lines)
}

/// The run that the commands come from.
pub(super) fn origin(chosen: &Chosen) -> String {
    let providers = chosen.run.providers.iter().map(|provider| provider.id.as_str());
    let providers = providers.collect::<Vec<_>>().join(", ");
    let from = if chosen.from.is_empty() {
        String::new()
    } else {
        format!(" ({})", chosen.from)
    };
    let incomplete = if chosen.run.complete {
        ""
    } else {
        word("commands.incomplete")
    };
    told(
        "commands.origin",
        &[
            ("started", &chosen.run.started),
            ("finished", &chosen.run.finished),
            ("providers", &providers),
            ("from", &from),
            ("incomplete", &incomplete),
        ],
    )
}

fn count(chosen: &Chosen, shell: Shell) -> String {
    let steps: Vec<&Step> = chosen.steps(shell).filter(|step| step.above.is_none()).collect();
    let held = steps.iter().filter(|step| !step.held().is_empty()).count();
    let found = &chosen.findings;
    let all = found.blocker + found.warning + found.advice;
    told(
        "commands.sum",
        &[
            ("commands", &counted(steps.len(), "command")),
            ("held", &held),
            ("findings", &counted(all, "finding")),
            ("blockers", &counted(found.blocker, "blocker")),
            ("warnings", &counted(found.warning, "warning")),
            ("advice", &found.advice),
        ],
    )
}

/// What runs in a session, with the check that it is there.
pub(super) fn in_session(part: &Part, number: usize, body: &str) -> String {
    let shell = part.shell;
    let dialect = dialect::of(shell);
    let title = match (part.session, &part.word) {
        (Some(session), _) => phrase(&session.title).into_owned(),
        (None, Some(word)) => told("commands.session", &[("word", word)]),
        (None, None) => told("commands.any_session", &[("shell", &shell)]),
    };
    let mut text = comments(shell, &[format!("======== {title}")]);
    if let Some(session) = part.session {
        text += &comments(shell, &[phrase(&session.how).into_owned()]);
    }
    let checked = part
        .session
        .and_then(|session| session.check.as_deref().map(|check| (session, check)));
    match checked {
        Some((session, check)) => {
            text += &(dialect.open)(session, check, number);
            text += body;
            text += &(dialect.close)(number);
        }
        None => text += body,
    }
    text
}

fn sections(part: &Part, dialect: &Dialect) -> String {
    let sections = part.sections.iter().map(|section| {
        let mut text = format!("\n{}", comments(part.shell, &about(section)));
        for step in &section.steps {
            text.push('\n');
            text += &one(section, step, part.shell, dialect);
        }
        text
    });
    sections.collect()
}

/// What a section is about.
pub(super) fn about(section: &Section) -> Vec<String> {
    let title = match section.findings {
        0 | 1 => section.title.clone(),
        findings => counted_with(
            "commands.more_findings",
            findings - 1,
            &[("title", &section.title)],
        ),
    };
    vec![
        format!("-------- {}: {}", known(section.severity.as_str()), section.rule),
        title,
        told("commands.why", &[("why", &section.why)]),
    ]
}

/// One command.
fn one(section: &Section, step: &Step, shell: Shell, dialect: &Dialect) -> String {
    let mut text = comments(shell, &[comment::subjects(&step.subjects)]);
    if let Some(rule) = &step.above {
        return text + &comments(shell, &[told("commands.above", &[("rule", rule)])]);
    }
    text += &comments(shell, step.command.about.as_slice());
    let held = step.held();
    text += &comments(shell, &held);
    let subject = step.subjects.first().map_or("", |subject| subject.id.as_str());
    let record = step.command.record.as_deref();
    let record = record.map(|record| (dialect.record)(&section.rule, subject, record.trim_end()));
    let code = (dialect.code)(step.code().trim_end());
    for code in record.into_iter().chain([code]) {
        text += &lines(shell, &code, !held.is_empty());
    }
    text
}

/// Code, line by line; commented out where it is held back.
pub(super) fn lines(shell: Shell, code: &str, held: bool) -> String {
    let is_comment = |line: &str| match shell {
        Shell::PowerShell | Shell::Bash => line.starts_with('#'),
        Shell::Cmd => line.starts_with("rem "),
    };
    let lines = code.lines().map(|line| match held && !is_comment(line) {
        true => shell.comment(line) + "\n",
        false => format!("{line}\n"),
    });
    lines.collect()
}

/// Words, a comment each.
pub(super) fn comments(shell: Shell, texts: &[String]) -> String {
    texts.iter().map(|text| words(shell, text) + "\n").collect()
}
