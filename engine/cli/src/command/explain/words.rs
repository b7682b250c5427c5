//! What is said about recognised errors.

use super::Met;
use imaprules_provider_microsoft365::errors::{By, Class};
use imaprules_render::{counted, for_terminal};
use imaprules_rules::{Packs, Rule};
use serde_json::{Value, json};

/// Rules named with an error; there may be many that explain the same symptom.
const RULES: usize = 12;

pub(super) fn json(packs: &Packs, met: &[Met<'_>], unknown: usize) -> Value {
    let one = |met: &Met<'_>| {
        let found = &met.recognised;
        json!({
            "id": found.entry.map(|entry| &entry.id),
            "title": found.entry.map(|entry| &entry.title),
            "by": by(found.by),
            "confidence": found.confidence,
            "class": class(found.class),
            "language": found.language,
            "exception": found.exception,
            "message": found.message,
            "values": found.captures.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "cause": found.entry.map(|entry| &entry.cause),
            "fix": found.entry.map(|entry| &entry.fix),
            "symptom": found.entry.and_then(|entry| entry.symptom.as_ref()),
            "guide": met.node.as_ref().map(|(id, _)| id),
            "rules": rules(packs, met).map(|rule| &rule.id).collect::<Vec<_>>(),
            "source": found.entry.map(|entry| &entry.source),
            "times": met.times,
        })
    };
    json!({ "recognised": met.iter().map(one).collect::<Vec<_>>(), "unrecognised": unknown })
}

pub(super) fn text(packs: &Packs, met: &[Met<'_>], unknown: usize, near: Option<&str>) -> String {
    if met.is_empty() {
        let rule = near
            .map(|near| format!("did you mean the rule `{near}`?\n"))
            .unwrap_or_default();
        return format!(
            "not recognised: no error of the service or of a mail server is known by these words\n{rule}\
             help: paste the whole message, with the type of the exception if there is one\n"
        );
    }
    let mut all: String = met
        .iter()
        .map(|one| error(packs, one))
        .collect::<Vec<_>>()
        .join("\n");
    if unknown > 0 {
        all.push_str(&format!("\n{} not recognised\n", counted(unknown, "text")));
    }
    all
}

fn error(packs: &Packs, met: &Met<'_>) -> String {
    let found = &met.recognised;
    let mut lines = Vec::new();
    let times = if met.times > 1 {
        format!(", {} times", met.times)
    } else {
        String::new()
    };
    match found.entry {
        Some(entry) => {
            lines.push(format!(
                "{}  ({}, {} % sure by {}{times})",
                entry.title,
                entry.id,
                found.confidence,
                by(found.by)
            ));
            lines.push(format!("  Seen  {}", shortened(&met.example)));
            lines.push(format!("  Why   {}", entry.cause));
            let steps = entry.fix.iter().enumerate();
            lines.extend(steps.map(|(at, step)| {
                format!("  {} {}. {step}", if at == 0 { "Fix  " } else { "     " }, at + 1)
            }));
        }
        None => lines.push(format!(
            "An error that is not in the catalogue{times}: {}",
            shortened(&met.example)
        )),
    }
    lines.push(format!("  What the service does: {}", class(found.class)));
    let values = found
        .captures
        .iter()
        .map(|(name, value)| format!("{name} = {}", for_terminal(value)));
    let values: Vec<String> = values.collect();
    if !values.is_empty() {
        lines.push(format!("  It names: {}", values.join(", ")));
    }
    let rules: Vec<&str> = rules(packs, met)
        .take(RULES)
        .map(|rule| rule.id.as_str())
        .collect();
    if !rules.is_empty() {
        lines.push(format!(
            "  Rules that would confirm a cause: {}",
            rules.join(", ")
        ));
    }
    if let Some((id, title)) = &met.node {
        lines.push(format!(
            "  Step by step: imaprules guide {}  ({})",
            for_terminal(id),
            for_terminal(title)
        ));
    }
    if let Some(entry) = found.entry {
        lines.push(format!("  Source: {}", entry.source));
    }
    lines.join("\n") + "\n"
}

/// The rules that explain the symptom of an error.
fn rules<'a>(packs: &'a Packs, met: &'a Met<'_>) -> impl Iterator<Item = &'a Rule> {
    let symptom = met.recognised.entry.and_then(|entry| entry.symptom.as_deref());
    let explains =
        move |rule: &&Rule| symptom.is_some_and(|symptom| rule.explains.iter().any(|one| one == symptom));
    packs.rules().map(|(_, rule)| rule).filter(explains)
}

fn shortened(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(MOST).collect();
    let dots = if cut.len() < line.len() { "..." } else { "" };
    format!("{}{dots}", for_terminal(&cut))
}

fn by(by: By) -> &'static str {
    match by {
        By::Type => "type",
        By::Text => "text",
        By::Near => "likeness",
        By::Class => "class",
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Permanent => "it does not try again before something is done",
        Class::Transient => "it tries again by itself",
        Class::Setup => "it refuses to create or change what was asked for",
        Class::Symptom => "it reports no error",
        Class::None => "this is no fault",
    }
}
