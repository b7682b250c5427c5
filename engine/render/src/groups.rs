//! Results as people read them: by rule, worst first.

use imaprules_report::{Finding, Gap, Report};

/// What one rule says with one outcome. Results of a rule stand together in a report, so this borrows a stretch of it.
pub(crate) struct Group<'a> {
    pub(crate) first: &'a Finding,
    pub(crate) results: &'a [Finding],
}

/// The groups of a report, in its order; what somebody accepts after what nobody does, and those of another outcome than `fail` and
/// `error` last.
pub(crate) fn groups(report: &Report) -> Vec<Group<'_>> {
    let same = |a: &Finding, b: &Finding| {
        a.rule == b.rule && a.outcome == b.outcome && a.waived.is_some() == b.waived.is_some()
    };
    let groups = report.results.chunk_by(same);
    let mut groups: Vec<_> = groups
        .filter_map(|results| {
            Some(Group {
                first: results.first()?,
                results,
            })
        })
        .collect();
    groups.sort_by_key(|group| (!group.first.outcome.is_finding(), group.first.waived.is_some()));
    groups
}

/// Missing facts that are missing for the same reason and obtained the same way.
pub(crate) struct Missing<'a> {
    pub(crate) reason: &'a str,
    pub(crate) how: &'a str,
    pub(crate) note: Option<&'a str>,
    pub(crate) facts: Vec<&'a str>,
    /// Of the fact that is missing most.
    pub(crate) subjects: usize,
    /// Of the fact that most rules wait for.
    pub(crate) rules: usize,
}

/// The gaps of a report, those with the same remedy together, in the order of the report.
pub(crate) fn missing(report: &Report) -> Vec<Missing<'_>> {
    let mut all: Vec<Missing<'_>> = Vec::new();
    for gap in &report.gaps {
        let same = |missing: &&mut Missing<'_>| {
            missing.reason == gap.reason && missing.how == gap.how && missing.note == gap.note.as_deref()
        };
        match all.iter_mut().find(same) {
            Some(missing) => missing.add(gap),
            None => all.push(Missing::of(gap)),
        }
    }
    all
}

impl<'a> Missing<'a> {
    fn of(gap: &'a Gap) -> Self {
        Missing {
            reason: &gap.reason,
            how: &gap.how,
            note: gap.note.as_deref(),
            facts: vec![&gap.fact],
            subjects: gap.subjects,
            rules: gap.rules,
        }
    }

    fn add(&mut self, gap: &'a Gap) {
        self.facts.push(&gap.fact);
        self.subjects = self.subjects.max(gap.subjects);
        self.rules = self.rules.max(gap.rules);
    }
}
