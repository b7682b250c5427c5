//! Chosen commands for programs.

use super::model::{Chosen, Part, Section, Step};
use serde_json::{Value, json};

/// What `format` says.
const FORMAT: &str = "imaprules-commands/1";

pub(super) fn of(chosen: &Chosen) -> Value {
    let commands = chosen.parts.iter().flat_map(|part| {
        let steps = part
            .sections
            .iter()
            .flat_map(|section| section.steps.iter().map(move |step| (section, step)));
        steps.map(move |(section, step)| one(part, section, step))
    });
    json!({
        "format": FORMAT,
        "tool": chosen.tool,
        "run": chosen.run,
        "findings": chosen.findings,
        "commands": commands.collect::<Vec<_>>(),
    })
}

/// One command. `held` says why it must not run as it stands; `above` names the rule under which it stands already.
fn one(part: &Part, section: &Section, step: &Step) -> Value {
    json!({
        "rule": section.rule,
        "pack": section.pack,
        "severity": section.severity,
        "title": section.title,
        "why": section.why,
        "subjects": step.subjects,
        "shell": part.shell.as_str(),
        "session": part.word,
        "needs": part.session,
        "about": step.command.about,
        "record": step.command.record,
        "run": step.code(),
        "undo": step.command.undo,
        "held": step.held(),
        "above": step.above,
    })
}
