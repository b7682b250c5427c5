//! What is said about recognised errors.

use super::Met;
use crate::speech::{Values, counted_as, percent, phrase, told, word};
use imaprules_provider_microsoft365::errors::{By, Class};
use imaprules_render::for_terminal;
use imaprules_rules::{Packs, Rule};
use serde_json::{Value, json};

/// Rules named with an error; there may be many that explain the same symptom.
const RULES: usize = 12;

pub(super) fn json(packs: &Packs, met: &[Met<'_>], unknown: usize) -> Value {
    let one = |met: &Met<'_>| {
        let found = &met.recognised;
        json!({
            "id": found.entry.map(|entry| &entry.id),
            "title": found.entry.map(|entry| phrase(&entry.title)),
            "by": by(found.by),
            "confidence": found.confidence,
            "class": class(found.class),
            "language": found.language,
            "exception": found.exception,
            "message": found.message,
            "values": found.captures.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "cause": found.entry.map(|entry| phrase(&entry.cause)),
            "fix": found.entry.map(|entry| entry.fix.iter().map(|step| phrase(step)).collect::<Vec<_>>()),
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
        let rule = near.map(|near| format!("{}\n", told("explain.did_you_mean", &[("rule", &near)])));
        return format!(
            "{}\n{}{}{}\n",
            word("explain.not_recognised"),
            rule.unwrap_or_default(),
            word("say.help"),
            word("explain.paste")
        );
    }
    let mut all: String = met
        .iter()
        .map(|one| error(packs, one))
        .collect::<Vec<_>>()
        .join("\n");
    if unknown > 0 {
        all.push_str(&format!("\n{}\n", counted_as("explain.others", unknown)));
    }
    all
}

fn error(packs: &Packs, met: &Met<'_>) -> String {
    let found = &met.recognised;
    let mut lines = Vec::new();
    let times = if met.times > 1 {
        counted_as("explain.times", met.times)
    } else {
        String::new()
    };
    match found.entry {
        Some(entry) => {
            lines.push(told(
                "explain.title",
                &[
                    ("title", &phrase(&entry.title)),
                    ("id", &entry.id),
                    ("sure", &percent(found.confidence)),
                    ("by", &said_by(found.by)),
                    ("times", &times),
                ],
            ));
            lines.push(format!(
                "  {:<5} {}",
                word("explain.seen"),
                shortened(&met.example)
            ));
            lines.push(format!("  {:<5} {}", word("explain.why"), phrase(&entry.cause)));
            let steps = entry.fix.iter().enumerate();
            lines.extend(steps.map(|(at, step)| {
                let label = if at == 0 { word("explain.fix") } else { "" };
                format!("  {label:<5} {}. {}", at + 1, phrase(step))
            }));
        }
        None => lines.push(told(
            "explain.not_in_catalogue",
            &[("times", &times), ("text", &shortened(&met.example))],
        )),
    }
    let what = said_of(found.class);
    lines.push(indented(told("explain.service", &[("what", &what)])));
    let values = found
        .captures
        .iter()
        .map(|(name, value)| format!("{name} = {}", for_terminal(value)));
    let values: Vec<String> = values.collect();
    if !values.is_empty() {
        lines.push(indented(told("explain.names", &[("values", &values.join(", "))])));
    }
    let rules: Vec<&str> = rules(packs, met)
        .take(RULES)
        .map(|rule| rule.id.as_str())
        .collect();
    if !rules.is_empty() {
        lines.push(indented(told("explain.rules", &[("rules", &rules.join(", "))])));
    }
    if let Some((id, title)) = &met.node {
        let values: Values<'_> = &[("id", &for_terminal(id)), ("title", &for_terminal(title))];
        lines.push(indented(told("explain.guide", values)));
    }
    if let Some(entry) = found.entry {
        lines.push(indented(told("explain.source", &[("source", &entry.source)])));
    }
    lines.join("\n") + "\n"
}

fn indented(line: String) -> String {
    format!("  {line}")
}

/// The rules that an answer's cause names; those that explain its symptom where it names none.
pub(super) fn rules_of<'a>(
    packs: &'a Packs,
    symptom: &'a str,
    named: &'a [String],
) -> impl Iterator<Item = &'a Rule> {
    let explains = move |rule: &&Rule| match named {
        [] => rule.explains.iter().any(|one| one == symptom),
        named => named.contains(&rule.id),
    };
    packs.rules().map(|(_, rule)| rule).filter(explains).take(RULES)
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

/// By what it was recognised, for people.
fn said_by(by: By) -> &'static str {
    match by {
        By::Type => word("explain.by_type"),
        By::Text => word("explain.by_text"),
        By::Near => word("explain.by_near"),
        By::Class => word("explain.by_class"),
    }
}

/// What the service does, for people.
fn said_of(class: Class) -> &'static str {
    match class {
        Class::Permanent => word("explain.permanent"),
        Class::Transient => word("explain.transient"),
        Class::Setup => word("explain.setup"),
        Class::Symptom => word("explain.symptom"),
        Class::None => word("explain.none"),
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Permanent => "permanent",
        Class::Transient => "transient",
        Class::Setup => "setup",
        Class::Symptom => "symptom",
        Class::None => "none",
    }
}
