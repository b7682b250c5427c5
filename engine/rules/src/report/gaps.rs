//! Counts missing facts over rules and subjects.

use imaprules_conditions::Blame;
use imaprules_facts::column::Bits;
use imaprules_facts::{FactId, KindId, Reason, Schema};
use imaprules_report::Gap;
use imaprules_words::Form;
use std::collections::BTreeMap;

/// All missing facts, by reason. There are few, and neighbours mostly lack the same ones, so they stand in a list.
#[derive(Default)]
pub(super) struct Gaps {
    missing: Vec<Missing>,
    rule: usize,
}

struct Missing {
    fact: FactId,
    reason: Reason,
    rules: usize,
    /// Number of the last rule that lacked it.
    rule: usize,
    /// Subjects of the fact's kind.
    subjects: Bits,
    /// Subjects that would need a subject of the fact's kind and have none, by their kind.
    alone: BTreeMap<KindId, Bits>,
    /// What was seen, as long as it is the same everywhere.
    note: Option<String>,
}

impl Gaps {
    /// What is added from now on is what another rule lacks.
    pub(super) fn next_rule(&mut self) {
        self.rule += 1;
    }

    /// Notes a cause of unknowns on rows of a kind, each with the row of the fact's subject. Causes without a fact
    /// are no gap that could be closed.
    pub(super) fn add(
        &mut self,
        kind: KindId,
        cause: &Blame,
        rows: impl IntoIterator<Item = (usize, Option<usize>)>,
    ) {
        let Some(fact) = cause.fact else { return };
        let rule = self.rule;
        let same = |missing: &Missing| missing.fact == fact && missing.reason == cause.unknown.reason;
        let at = self.missing.iter().position(same).unwrap_or_else(|| {
            self.missing.push(Missing::of(fact, cause));
            self.missing.len() - 1
        });
        if let Some(missing) = self.missing.get_mut(at) {
            missing.lacks(rule, cause);
            rows.into_iter()
                .for_each(|(row, target)| missing.add(kind, row, target));
        }
    }

    /// The gaps, those that would decide most first.
    pub(super) fn listed(self, schema: &Schema, form: &Form) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = self
            .missing
            .into_iter()
            .map(|missing| missing.gap(schema, form))
            .collect();
        gaps.sort_by(|left, right| {
            let most = (right.rules, right.subjects).cmp(&(left.rules, left.subjects));
            most.then_with(|| (&left.fact, &left.reason).cmp(&(&right.fact, &right.reason)))
        });
        gaps
    }
}

impl Missing {
    fn of(fact: FactId, cause: &Blame) -> Self {
        let (subjects, alone) = (Bits::default(), BTreeMap::new());
        let note = cause.unknown.note.clone();
        Missing {
            fact,
            reason: cause.unknown.reason,
            rules: 0,
            rule: 0,
            subjects,
            alone,
            note,
        }
    }

    fn lacks(&mut self, rule: usize, cause: &Blame) {
        self.rules += usize::from(self.rule != rule);
        self.rule = rule;
        if self.note.is_some() && self.note != cause.unknown.note {
            self.note = None;
        }
    }

    fn add(&mut self, kind: KindId, row: usize, target: Option<usize>) {
        match target {
            Some(target) => self.subjects.set(target, true),
            None => self.alone.entry(kind).or_default().set(row, true),
        }
    }

    fn gap(self, schema: &Schema, form: &Form) -> Gap {
        let declared = schema.fact_of(self.fact);
        Gap {
            fact: declared.name.clone(),
            reason: self.reason.to_string(),
            how: declared.how.clone(),
            rules: self.rules,
            subjects: self.subjects.count() + self.alone.values().map(Bits::count).sum::<usize>(),
            note: self.note.map(|note| form.phrase(&note).into_owned()),
        }
    }
}
