//! `why`: one rule on one subject, its condition part by part, and what would have to be different.

use super::run::{dry, gather, volume};
use crate::args::{JudgeOptions, Plain, WhyArguments};
use crate::error::Failure;
use crate::speech::{kind, known, reason, told, word};
use crate::{config, judge, language, packs};
use imaprules_render::for_terminal;
use imaprules_report::{Evidence, exit};
use imaprules_rules::{Flip, Step, Why, WhyError, why};
use std::fmt::Write;

pub(crate) fn run(arguments: WhyArguments) -> Result<u8, Failure> {
    let volume = volume(&arguments.look.common);
    let file = config::read(arguments.look.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        rules: arguments.packs.rules,
        param: arguments.packs.param,
        as_of: arguments.as_of,
        ..JudgeOptions::default()
    };
    let options = language::settle_as_spoken(wanted.or(file.judge));
    let as_of = judge::as_of(&options)?;
    let source = arguments.look.source.or(file.source);
    let packs = packs::load_for(&options)?;
    if packs.rule(&arguments.rule).is_none() {
        return Err(refused(WhyError::Rule {
            near: packs.nearest_rule(&arguments.rule).map(str::to_owned),
            rule: arguments.rule,
        }));
    }
    if arguments.look.common.dry_run {
        return dry(&source, &packs, volume);
    }
    let (store, story) = gather(&source, &arguments.look.facts, &packs, volume)?;
    let assumed: Vec<(String, String)> = arguments
        .assume
        .into_iter()
        .map(|pair| (pair.name, pair.value))
        .collect();
    let subject = arguments.subject.unwrap_or_default();
    let said = why(&packs, store, &arguments.rule, &subject, as_of, &assumed).map_err(refused)?;
    match arguments.format {
        Plain::Json => super::print_json(&serde_json::to_value(&said).unwrap_or_default())?,
        Plain::Text => super::print(&text(&said))?,
    }
    Ok(if story.complete {
        exit::OK
    } else {
        exit::INCOMPLETE
    })
}

fn refused(error: WhyError) -> Failure {
    let help = match &error {
        WhyError::Rule { near: Some(near), .. } => told("usage.did_you_mean", &[("near", near)]),
        WhyError::Rule { .. } => word("usage.rules_list").to_owned(),
        WhyError::Subject { examples, kind, .. } if examples.is_empty() => {
            told("usage.no_subject", &[("kind", &self::kind(kind))])
        }
        WhyError::Subject { examples, .. } => {
            told("usage.subject_help", &[("examples", &examples.join(", "))])
        }
        _ => word("usage.assume_help").to_owned(),
    };
    let problem = match &error {
        WhyError::Rule { rule, .. } => told("usage.rule", &[("rule", rule)]),
        WhyError::Subject { id, kind, .. } if id.is_empty() => {
            told("usage.no_id", &[("kind", &self::kind(kind))])
        }
        error => error.to_string(),
    };
    Failure::usage(problem, help)
}

/// Writing to a String cannot fail, so the results are dropped.
fn text(why: &Why) -> String {
    let head = told(
        "why.head",
        &[
            ("rule", &for_terminal(&why.rule)),
            ("kind", &for_terminal(&kind(&why.subject.kind))),
            ("subject", &for_terminal(&why.subject.id)),
            ("outcome", &known(why.outcome.as_str())),
        ],
    );
    let mut text = format!("{head}\n");
    let _ = writeln!(
        text,
        "{} ({})",
        for_terminal(&why.title),
        known(why.severity.as_str())
    );
    if !why.assumed.is_empty() {
        let facts = why.assumed.join(", ");
        let _ = writeln!(
            text,
            "{}",
            told("why.assuming", &[("facts", &for_terminal(&facts))])
        );
    }
    let conditions = [
        (word("why.given"), why.given.as_ref()),
        (word("why.when"), Some(&why.when)),
    ];
    for (heading, condition) in conditions {
        if let Some(condition) = condition {
            let _ = writeln!(text, "\n{heading}");
            step(&mut text, condition, 1);
        }
    }
    if !why.derived.is_empty() {
        let _ = writeln!(text, "\n{}", word("why.computed"));
    }
    for derived in &why.derived {
        let line = format!(
            "{} = {} = {}",
            derived.name,
            derived.value,
            one_line(&derived.text)
        );
        let _ = writeln!(text, "  {}", for_terminal(&line));
    }
    let _ = writeln!(text, "\n{}", word("why.facts"));
    why.facts.iter().for_each(|fact| evidence(&mut text, fact));
    flips(&mut text, &why.flips);
    text
}

fn step(text: &mut String, step: &Step, depth: usize) {
    let indent = "  ".repeat(depth);
    let shown = step.join.map_or_else(|| one_line(&step.text), str::to_owned);
    let values: Vec<String> = step
        .values
        .iter()
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    let values = if values.is_empty() {
        String::new()
    } else {
        format!("   [{}]", values.join(", "))
    };
    let line = format!("{:<7}  {shown}{values}", known(&step.answer.to_string()));
    let _ = writeln!(text, "{indent}{}", for_terminal(&line));
    for part in &step.parts {
        self::step(text, part, depth + 1);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn evidence(text: &mut String, fact: &Evidence) {
    let value = match (&fact.reason, &fact.shown) {
        (Some(name), _) => told("why.unknown", &[("reason", &reason(name))]),
        (None, Some(shown)) => shown.clone(),
        (None, None) => fact.value.to_string(),
    };
    let source = fact.source.as_deref().unwrap_or(word("why.nobody"));
    let at = fact.at.as_ref().map(|at| format!(", {at}")).unwrap_or_default();
    let note = fact
        .note
        .as_ref()
        .map(|note| format!(": {note}"))
        .unwrap_or_default();
    let line = format!("{} = {value}{note}   [{source}{at}]", fact.name);
    let _ = writeln!(text, "  {}", for_terminal(&line));
}

fn flips(text: &mut String, flips: &[Flip]) {
    if flips.is_empty() {
        let _ = writeln!(text, "\n{}", word("why.no_flip"));
        return;
    }
    let _ = writeln!(text, "\n{}", word("why.would_be"));
    for flip in flips {
        let from = flip.change.from.as_deref().unwrap_or(word("why.unknown_value"));
        let line = told(
            "why.flip",
            &[
                ("outcome", &known(flip.outcome.as_str())),
                ("fact", &flip.change.fact),
                ("to", &flip.change.to),
                ("from", &from),
            ],
        );
        let _ = writeln!(text, "  {}", for_terminal(&line));
    }
}
