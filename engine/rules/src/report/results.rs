//! The results that are listed one by one.

use super::{Causes, ReportOptions, evidence, order};
use crate::judge::Judgement;
use crate::{Outcome, Pack, Packs, Rule};
use imaprules_conditions::{Verdicts, format_value};
use imaprules_facts::{FactStore, Subject};
use imaprules_report::{Finding, ParamUsed, Subject as Shown};
use imaprules_words::{Catalogue, Form};
use rayon::prelude::*;
use std::collections::HashMap;

/// Below this many results of a rule, starting threads costs more than it saves.
const FEW: usize = 256;

/// Every `fail` and `error` and what else was asked for: worst first, then by rule, then by subject.
pub(super) fn list(
    judgement: &Judgement,
    packs: &Packs,
    store: &FactStore,
    causes: &Causes,
    options: &ReportOptions,
) -> Vec<Finding> {
    let mut judged: Vec<_> = judgement.rules(packs).collect();
    judged.sort_by(|(_, left, _), (_, right, _)| (left.severity, &left.id).cmp(&(right.severity, &right.id)));
    let mut results = Vec::new();
    let plain = Form::default();
    for (pack, rule, verdicts) in judged {
        let words = Words {
            store,
            pack,
            rule,
            now: judgement.now,
            facts: evidence::facts(packs, rule),
            params: changed(pack, rule),
            form: match &rule.language {
                Some(language) if language == options.words.language() => options.words.form(),
                _ => &plain,
            },
            said: &options.words,
        };
        let mut outcomes = Outcomes::of(verdicts, options);
        if options.show_unknown {
            outcomes.reasons = reasons(causes, rule, verdicts);
        }
        let mut rows: Vec<usize> = outcomes.rows();
        order::sort(store, rule.kind, &mut rows);
        if rows.len() < FEW {
            results.extend(rows.into_iter().map(|row| words.result(row, &outcomes)));
        } else {
            results.par_extend(rows.into_par_iter().map(|row| words.result(row, &outcomes)));
        }
    }
    results
}

fn reasons(causes: &Causes, rule: &Rule, verdicts: &Verdicts) -> HashMap<usize, Vec<String>> {
    let rows: Vec<usize> = verdicts.unknown.rows().collect();
    let words = causes
        .each(rule, &rows)
        .into_iter()
        .map(|causes| super::causes::reasons(&causes));
    rows.iter().copied().zip(words).collect()
}

/// What to list of a rule, by row.
struct Outcomes<'a> {
    verdicts: &'a Verdicts,
    errors: HashMap<usize, &'a str>,
    reasons: HashMap<usize, Vec<String>>,
    shown: Vec<Outcome>,
}

impl<'a> Outcomes<'a> {
    fn of(verdicts: &'a Verdicts, options: &ReportOptions) -> Self {
        let mut shown = vec![Outcome::Fail, Outcome::Error];
        shown.extend(options.show_unknown.then_some(Outcome::Unknown));
        shown.extend(options.show_pass.then_some(Outcome::Pass));
        let errors = verdicts
            .errors
            .iter()
            .map(|(row, message)| (*row, message.as_str()))
            .collect();
        Outcomes {
            verdicts,
            errors,
            reasons: HashMap::new(),
            shown,
        }
    }

    fn rows(&self) -> Vec<usize> {
        let mut rows = Vec::new();
        for outcome in &self.shown {
            match outcome {
                Outcome::Fail => rows.extend(self.verdicts.fail.rows()),
                Outcome::Pass => rows.extend(self.verdicts.pass.rows()),
                Outcome::Unknown => rows.extend(self.verdicts.unknown.rows()),
                Outcome::NotApplicable => rows.extend(self.verdicts.not_applicable.rows()),
                Outcome::Error => rows.extend(self.verdicts.errors.iter().map(|(row, _)| *row)),
            }
        }
        rows.sort_unstable();
        rows
    }
}

/// The outcome of a rule on a subject.
pub(crate) fn outcome(verdicts: &Verdicts, row: usize) -> Outcome {
    if verdicts.fail.get(row) {
        Outcome::Fail
    } else if verdicts.pass.get(row) {
        Outcome::Pass
    } else if verdicts.unknown.get(row) {
        Outcome::Unknown
    } else if verdicts.not_applicable.get(row) {
        Outcome::NotApplicable
    } else {
        Outcome::Error
    }
}

/// What the results of one rule have in common.
struct Words<'a> {
    store: &'a FactStore,
    pack: &'a Pack,
    rule: &'a Rule,
    now: i64,
    facts: Vec<evidence::Shown>,
    params: Vec<ParamUsed>,
    /// That of values in its words.
    form: &'a Form,
    /// What is said beside its words.
    said: &'a Catalogue,
}

impl Words<'_> {
    fn result(&self, row: usize, outcomes: &Outcomes) -> Finding {
        let Words {
            store,
            pack,
            rule,
            facts,
            params,
            form,
            ..
        } = self;
        let subject = Subject { kind: rule.kind, row };
        let command = |command: &crate::Command| command.fill(self.said, store, subject, self.now);
        let step = |step: &crate::Template| step.fill_in(form, store, subject);
        Finding {
            rule: rule.id.clone(),
            pack: pack.id.clone(),
            subject: shown(store, subject),
            outcome: outcome(outcomes.verdicts, row),
            severity: rule.severity,
            title: rule.title.fill_in(form, store, subject),
            why: rule.why.fill_in(form, store, subject),
            fix: rule.fix.iter().map(step).collect(),
            commands: rule.commands.iter().filter_map(command).collect(),
            facts: evidence::of_in(self.said.form(), store, subject, facts),
            unknown: outcomes.reasons.get(&row).cloned().unwrap_or_default(),
            error: outcomes.errors.get(&row).map(|message| (*message).to_owned()),
            sources: rule.sources.clone(),
            changed_by: rule.changed_by.clone(),
            params: params.clone(),
            waived: None,
        }
    }
}

/// The parameters of a rule that were given another value than their pack gives them.
fn changed(pack: &Pack, rule: &Rule) -> Vec<ParamUsed> {
    let named = |name: &str| {
        let conditions = rule.expressions().chain(rule.command_expressions());
        let conditions = conditions.flat_map(|expression| expression.params());
        let texts = rule.templates().flat_map(|text| text.params());
        conditions
            .map(String::as_str)
            .chain(texts)
            .any(|used| used == name)
    };
    let used = pack.params.iter().filter(|param| named(&param.name));
    used.filter_map(|param| {
        Some(ParamUsed {
            name: param.name.clone(),
            value: format_value(&param.value, &param.ty),
            from: param.from.clone()?,
        })
    })
    .collect()
}

fn shown(store: &FactStore, subject: Subject) -> Shown {
    let kind = store.schema().kind_of(subject.kind).name.clone();
    Shown {
        kind,
        id: store.subjects(subject.kind).id(subject.row).to_owned(),
    }
}
