//! `why`: one rule on one subject, its condition part by part, and what would have to be different.

use super::run::{dry, gather, volume};
use crate::args::{JudgeOptions, Plain, WhyArguments};
use crate::error::Failure;
use crate::{config, judge, packs};
use imaprules_render::for_terminal;
use imaprules_report::{Evidence, exit};
use imaprules_rules::{Flip, Step, Why, WhyError, why};
use std::fmt::Write;

pub(crate) fn run(arguments: WhyArguments) -> Result<u8, Failure> {
    let volume = volume(&arguments.common);
    let file = config::read(arguments.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        rules: arguments.rules,
        param: arguments.param,
        as_of: arguments.as_of,
        ..JudgeOptions::default()
    };
    let options = wanted.or(file.judge);
    let as_of = judge::as_of(&options)?;
    let source = arguments.source.or(file.source);
    let packs = packs::load_for(&options)?;
    if packs.rule(&arguments.rule).is_none() {
        return Err(refused(WhyError::Rule {
            near: packs.nearest_rule(&arguments.rule).map(str::to_owned),
            rule: arguments.rule,
        }));
    }
    if arguments.common.dry_run {
        return dry(&source, &packs, volume);
    }
    let (store, story) = gather(&source, &arguments.facts, &packs, volume)?;
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
        WhyError::Rule { near: Some(near), .. } => format!("did you mean `{near}`?"),
        WhyError::Rule { .. } => "`rules list` lists them".to_owned(),
        WhyError::Subject { examples, kind, .. } if examples.is_empty() => {
            format!("nothing was collected about any {kind}")
        }
        WhyError::Subject { examples, .. } => format!("name one with --subject, as {}", examples.join(", ")),
        _ => "write --assume FACT=VALUE; `facts show FACT` says what it can be".to_owned(),
    };
    Failure::usage(error.to_string(), help)
}

/// Writing to a String cannot fail, so the results are dropped.
fn text(why: &Why) -> String {
    let mut text = format!(
        "{} on {} {}: {}\n",
        for_terminal(&why.rule),
        for_terminal(&why.subject.kind),
        for_terminal(&why.subject.id),
        why.outcome
    );
    let _ = writeln!(text, "{} ({})", for_terminal(&why.title), why.severity);
    if !why.assumed.is_empty() {
        let _ = writeln!(text, "assuming {}", for_terminal(&why.assumed.join(", ")));
    }
    for (word, condition) in [("given", why.given.as_ref()), ("when", Some(&why.when))] {
        if let Some(condition) = condition {
            let _ = writeln!(text, "\n{word}");
            step(&mut text, condition, 1);
        }
    }
    if !why.derived.is_empty() {
        text.push_str("\ncomputed\n");
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
    text.push_str("\nfacts\n");
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
    let line = format!("{:<7}  {shown}{values}", step.answer);
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
        (Some(reason), _) => format!("unknown ({reason})"),
        (None, Some(shown)) => shown.clone(),
        (None, None) => fact.value.to_string(),
    };
    let source = fact.source.as_deref().unwrap_or("nobody asked");
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
        text.push_str("\nno change of one fact alone would lead to another outcome\n");
        return;
    }
    text.push_str("\nit would be\n");
    for flip in flips {
        let from = flip.change.from.as_deref().unwrap_or("unknown");
        let line = format!(
            "{} if {} were {} instead of {from}",
            flip.outcome, flip.change.fact, flip.change.to
        );
        let _ = writeln!(text, "  {}", for_terminal(&line));
    }
}
