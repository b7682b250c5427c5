//! Chosen commands, in the order of a script: by session, by rule, by command.

use super::sessions::Session;
use crate::speech::{told, word};
use imaprules_report::{Command, Run, Severities, Severity, Subject, Tool};
use imaprules_rules::Shell;

/// Everything that goes into scripts.
pub(super) struct Chosen {
    pub(super) tool: Tool,
    pub(super) run: Run,
    /// The file that it was made from; empty where the source itself was looked at.
    pub(super) from: String,
    /// Findings that have commands.
    pub(super) findings: Severities,
    pub(super) parts: Vec<Part>,
}

impl Chosen {
    /// The parts of one shell.
    pub(super) fn of(&self, shell: Shell) -> impl DoubleEndedIterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.shell == shell)
    }

    /// The shells that have parts, in the order of all shells.
    pub(super) fn shells(&self) -> impl Iterator<Item = Shell> {
        Shell::ALL
            .into_iter()
            .filter(|shell| self.of(*shell).next().is_some())
    }

    /// Whether anything of a shell can be taken back.
    pub(super) fn has_undo(&self, shell: Shell) -> bool {
        self.steps(shell).any(|step| step.undo().is_some())
    }

    /// The steps of a shell.
    pub(super) fn steps(&self, shell: Shell) -> impl Iterator<Item = &Step> {
        let sections = self.of(shell).flat_map(|part| &part.sections);
        sections.flat_map(|section| &section.steps)
    }
}

/// What runs in one session.
pub(super) struct Part {
    pub(super) shell: Shell,
    /// The word for the session; none where any does.
    pub(super) word: Option<String>,
    /// What is known of it; nothing for a word of somebody's own.
    pub(super) session: Option<&'static Session>,
    pub(super) sections: Vec<Section>,
}

/// What one rule found.
pub(super) struct Section {
    pub(super) rule: String,
    pub(super) pack: String,
    pub(super) severity: Severity,
    /// Title of the first finding.
    pub(super) title: String,
    /// Cause and consequence, as the first finding has them.
    pub(super) why: String,
    pub(super) findings: usize,
    /// The subject that was counted last.
    pub(super) last: Subject,
    pub(super) steps: Vec<Step>,
}

/// One command, for the subjects for which it is the same.
pub(super) struct Step {
    pub(super) subjects: Vec<Subject>,
    pub(super) command: Command,
    /// The rule under which it stands already.
    pub(super) above: Option<String>,
}

impl Section {
    /// Counts a finding, however many commands it has.
    pub(super) fn count(&mut self, subject: &Subject) {
        if self.last != *subject {
            self.last = subject.clone();
            self.findings += 1;
        }
    }
}

impl Step {
    /// The command alone.
    pub(super) fn code(&self) -> &str {
        self.command.does.as_deref().unwrap_or(&self.command.run)
    }

    /// What takes it back, unless that stands elsewhere already.
    pub(super) fn undo(&self) -> Option<&str> {
        let undo = self.command.undo.as_deref();
        undo.filter(|_| self.above.is_none())
    }

    /// Why it must not run as it stands: nothing where it may.
    pub(super) fn held(&self) -> Vec<String> {
        let command = &self.command;
        let mut held = Vec::new();
        let destroys = command.destroys.iter();
        held.extend(destroys.map(|text| told("commands.destroys", &[("what", text)])));
        let first = command.first.iter();
        held.extend(first.map(|text| told("commands.first", &[("what", text)])));
        let only_if = command.only_if.iter();
        held.extend(only_if.map(|text| told("commands.only_if", &[("condition", text)])));
        if !command.missing.is_empty() {
            let names = command.missing.join(", ");
            held.push(told("commands.missing", &[("names", &names)]));
        }
        let parts = [
            Some(self.code()),
            command.record.as_deref(),
            command.undo.as_deref(),
        ];
        if parts
            .into_iter()
            .flatten()
            .any(|text| text.contains(char::REPLACEMENT_CHARACTER))
        {
            held.push(word("commands.hidden").to_owned());
        }
        held
    }
}
