//! Whether rules rest on something that is collected, and explain something that is seen.

use super::{Lint, LintOptions};
use crate::diagnostic::Code;
use crate::report::facts_of;
use crate::{Pack, Packs, Rule};
use imaprules_conditions::nearest;

pub(super) fn check(lint: &mut Lint, packs: &Packs, options: &LintOptions) {
    let pack = lint.pack;
    for rule in &pack.rules {
        constant(lint, rule);
        if let Some(provided) = &options.provided {
            collected(lint, packs, rule, provided);
        }
        if let Some(symptoms) = &options.symptoms {
            explains(lint, rule, symptoms);
        }
    }
}

fn constant(lint: &mut Lint, rule: &Rule) {
    if rule.expressions().all(|expression| expression.facts().is_empty()) {
        let message = format!("the condition of `{}` names no fact", rule.id);
        let help = "it says the same of every subject; name the fact that decides";
        lint.demand(Code::ConstantCondition, &rule.raw.when.place, message, help);
    }
}

/// A rule on a fact that nothing collects is unknown forever.
fn collected(lint: &mut Lint, packs: &Packs, rule: &Rule, provided: &[String]) {
    for shown in facts_of(packs, rule) {
        let name = &packs.schema().fact_of(shown.fact).name;
        let own = |pack: &Pack| {
            pack.imports
                .iter()
                .any(|import| import.columns.iter().any(|(fact, _)| *fact == shown.fact))
        };
        if !shown.derived && !provided.contains(name) && !packs.all().iter().any(own) {
            let message = format!("`{}` rests on `{name}`, which no provider collects", rule.id);
            let help = "declare it in a provider's facts.toml and collect it, or remove the rule";
            lint.demand(Code::FactWithoutProvider, &rule.place, message, help);
        }
    }
}

fn explains(lint: &mut Lint, rule: &Rule, symptoms: &[String]) {
    for symptom in rule
        .raw
        .explains
        .iter()
        .filter(|symptom| !symptoms.contains(&symptom.value))
    {
        let near = nearest(&symptom.value, symptoms.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "providers list the symptoms that rules explain".to_owned(),
        };
        let message = format!("no provider lists the symptom `{}`", symptom.value);
        lint.demand(Code::UnknownSymptom, &symptom.place, message, help);
    }
}
