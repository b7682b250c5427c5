//! `providers verify`: tries whether a plugin keeps the contract, and whether its pack is in order.

use super::add;
use crate::args::{Plain, VerifyProvider};
use crate::command::test::expected;
use crate::error::Failure;
use crate::speech::{Values, known, phrase, told, word};
use crate::{packs, plugins, settings, statements};
use imaprules_facts::{FactType, Schema, SubjectRef, Value};
use imaprules_host::PluginProvider;
use imaprules_host::verify::{Check, Trial, Verdict, verify};
use imaprules_provider::InputSubject;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Diagnostic, LintOptions, Packs, lint, run_cases, show};
use serde_json::json;

pub(super) fn run(arguments: &VerifyProvider) -> Result<u8, Failure> {
    let library = plugins::read(&arguments.library)?;
    // The kit hands out a secret of its own, to see where it turns up.
    let granted = ["secrets".to_owned()];
    let checks = match plugins::load(library, &granted) {
        Ok(plugin) => checks(&plugin, arguments)?,
        Err(failure) => vec![Check::of("load", word("verify.load"), vec![failure.told()])],
    };
    match arguments.format {
        Plain::Json => super::super::print_json(&checks.iter().map(as_json).collect::<Vec<_>>().into())?,
        Plain::Text => super::super::print(&text(&checks))?,
    }
    let clean = checks.iter().all(|check| check.verdict != Verdict::Problem);
    Ok(if clean { exit::OK } else { exit::FINDINGS })
}

fn checks(plugin: &PluginProvider, arguments: &VerifyProvider) -> Result<Vec<Check>, Failure> {
    let about = plugin.about();
    settings::check(&arguments.set, std::slice::from_ref(about))?;
    let mut checks = vec![Check::of("load", word("verify.load"), vec![])];
    let vocabulary = plugins::fits(plugin).err().map(|failure| failure.told());
    let fits = vocabulary.is_none();
    checks.push(Check::of(
        "facts",
        word("verify.facts"),
        vocabulary.into_iter().collect(),
    ));
    if fits {
        checks.push(pack(plugin)?);
    }
    let defaults = settings::of(about, &arguments.set);
    let problem = defaults.as_ref().err().map(|failure| failure.told());
    checks.push(Check::of(
        "defaults",
        word("verify.defaults"),
        problem.into_iter().collect(),
    ));
    let trial = Trial {
        settings: defaults.unwrap_or_default(),
        subjects: subjects(plugin)?,
        live: arguments.live,
    };
    checks.extend(verify(plugin, &trial));
    Ok(checks)
}

/// Whether the pack loads beside the shipped ones, lint has nothing to say, and its tests pass.
fn pack(plugin: &PluginProvider) -> Result<Check, Failure> {
    let about = word("verify.pack");
    if plugin.about().packs.is_empty() {
        return Ok(Check {
            name: "pack",
            about,
            verdict: Verdict::Skipped,
            details: vec![word("verify.no_rules").to_owned()],
        });
    }
    let problems = match add::load_packs(plugin, packs::Tests::Wanted) {
        Ok(packs) => faults_of(plugin, &packs),
        Err(failure) => match failure {
            Failure::Packs(problems) => problems.0.iter().map(shown).collect(),
            other => vec![other.told()],
        },
    };
    Ok(Check::of("pack", about, problems))
}

fn shown(diagnostic: &Diagnostic) -> String {
    show(std::slice::from_ref(diagnostic), false)
        .trim_end()
        .to_owned()
}

fn faults_of(plugin: &PluginProvider, packs: &Packs) -> Vec<String> {
    let provided = packs.schema().facts().map(|(_, fact)| fact.name.clone());
    let options = LintOptions {
        symptoms: None,
        statements: Some(statements::all().collect()),
        provided: Some(provided.collect()),
        ..LintOptions::default()
    };
    let found = packs.warnings().iter().cloned().chain(lint(packs, &options));
    let found = found.filter(|diagnostic| add::is_own(plugin, diagnostic.file()));
    let failed = run_cases(packs)
        .into_iter()
        .filter(|case| !case.verdict.is_ok() && add::is_own(plugin, &case.file));
    let failed = failed.map(|case| {
        let place = format!("{}:{}: {}", case.file, case.line, case.name);
        expected(&place, &case)
    });
    found.map(|diagnostic| shown(&diagnostic)).chain(failed).collect()
}

/// Three mailboxes with what the provider wants to know of them.
fn subjects(plugin: &PluginProvider) -> Result<Vec<InputSubject>, Failure> {
    let mut providers = crate::registry::built_in();
    let schema = packs::schema(&providers.drain(..).map(|(_, about)| about).collect::<Vec<_>>())?;
    let subject = |name: &str| {
        let id = format!("{name}@example.com");
        let facts = plugin.about().inputs.iter();
        InputSubject {
            facts: facts
                .filter_map(|fact| Some((fact.clone(), sample(&schema, fact, &id)?)))
                .collect(),
            subject: SubjectRef::new("mailbox", id),
        }
    };
    Ok(["anna", "bert", "cleo"].map(subject).into())
}

/// A value of the fact's type.
fn sample(schema: &Schema, fact: &str, address: &str) -> Option<Value> {
    let fact = schema.fact_of(schema.fact(fact)?);
    Some(value(&fact.ty, address))
}

fn value(ty: &FactType, address: &str) -> Value {
    match ty {
        FactType::Bool => true.into(),
        FactType::Float => 1.5.into(),
        FactType::Text => address.into(),
        FactType::Enum(words) => words.first().map_or("", String::as_str).into(),
        FactType::List(item) => Value::List(vec![value(item, address)]),
        FactType::Int | FactType::Time | FactType::Duration | FactType::Bytes => 1000_i64.into(),
    }
}

fn as_json(check: &Check) -> serde_json::Value {
    json!({
        "check": check.name,
        "about": check.about,
        "verdict": check.verdict.as_str(),
        "details": check.details,
    })
}

fn text(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        text += &format!(
            "{:<8} {:<13} {}\n",
            known(check.verdict.as_str()),
            check.name,
            phrase(check.about)
        );
        for detail in &check.details {
            let lines = detail
                .lines()
                .map(|line| format!("           {}\n", for_terminal(&phrase(line))));
            text.extend(lines);
        }
    }
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let values: Values<'_> = &[
        ("checks", &checks.len()),
        ("ok", &count(Verdict::Ok)),
        ("problems", &count(Verdict::Problem)),
        ("notes", &count(Verdict::Note)),
        ("skipped", &count(Verdict::Skipped)),
    ];
    text + &told("verify.sum", values) + "\n"
}
