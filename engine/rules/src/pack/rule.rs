//! One check, ready to be judged.

use super::raw::{RawCommand, RawRule};
use crate::Severity;
use crate::diagnostic::{Code, Place};
use crate::read::{AuthorText, Sink};
use crate::template::{Command, Template, compile, compile_command};
use imaprules_conditions::{Check, Expression, Problem, Scope, compile_condition, nearest};
use imaprules_facts::{FactId, KindId, Schema};

/// One check.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id, `area.kebab-case`; never used again for anything else.
    pub id: String,
    /// The kind of subject it is about.
    pub kind: KindId,
    /// How bad what it finds is.
    pub severity: Severity,
    /// When it applies; always, where there is none.
    pub given: Option<Expression>,
    /// True is a fault.
    pub when: Expression,
    /// The finding in one line.
    pub title: Template,
    /// Cause and consequence.
    pub why: Template,
    /// What to do, step by step.
    pub fix: Vec<Template>,
    /// Commands to paste.
    pub commands: Vec<Command>,
    /// Rules of the same kind that do not apply to a subject on which this one fails: it says the same more exactly.
    pub instead_of: Vec<String>,
    /// Symptoms it explains.
    pub explains: Vec<String>,
    /// Statements of the troubleshooter it covers.
    pub covers: Vec<String>,
    /// Other names it is known by.
    pub aka: Vec<String>,
    /// What backs it: addresses of documents.
    pub sources: Vec<String>,
    /// The version it came with.
    pub since: Option<String>,
    /// Who gave it another severity or other words than its author; nobody where they are his.
    pub changed_by: Option<String>,
    /// Where its id stands.
    pub place: Place,
    pub(crate) raw: RawRule,
}

impl Rule {
    /// The rule as the condition language judges it.
    pub fn check(&self) -> Check<'_> {
        Check {
            given: self.given.as_ref(),
            when: &self.when,
        }
    }

    /// The facts that decide it or are shown in its title, in the order of their first mention.
    pub fn facts(&self) -> Vec<FactId> {
        let given = self.given.iter().flat_map(|given| given.facts().iter().copied());
        let mut facts = Vec::new();
        for fact in given
            .chain(self.when.facts().iter().copied())
            .chain(self.title.facts())
        {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }

    /// The fingerprint of its words. A translation names the one it was made of.
    pub fn fingerprint(&self) -> String {
        super::locale::fingerprint(self)
    }

    /// Every template of the rule.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Template> {
        let commands = self.commands.iter().map(|command| &command.run);
        [&self.title, &self.why]
            .into_iter()
            .chain(&self.fix)
            .chain(commands)
    }

    /// Its conditions.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.given.iter().chain([&self.when])
    }
}

/// The declared kind of that name.
pub(super) fn kind(name: &AuthorText, schema: &Schema, sink: &Sink) -> Option<KindId> {
    let known = schema.kind(&name.value);
    if known.is_none() {
        let kinds = || schema.kinds().map(|(_, kind)| kind.name.as_str());
        let help = match nearest(&name.value, kinds()) {
            Some(kind) => format!("did you mean `{kind}`?"),
            None => format!("declared kinds: {}", kinds().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("`{}` is no declared kind of subject", name.value);
        sink.push(name.error(Code::UnknownKind, message).help(help));
    }
    known
}

/// Checks a rule; `scope.kind` is the rule's.
pub(super) fn check(raw: &RawRule, scope: &Scope, sink: &Sink) -> Option<Rule> {
    let given = raw.given.as_ref().map(|given| condition(given, scope, sink));
    let when = condition(&raw.when, scope, sink);
    let (title, why) = (compile(&raw.title, scope, sink), compile(&raw.why, scope, sink));
    let fix: Vec<_> = raw.fix.iter().map(|step| compile(step, scope, sink)).collect();
    let command = |command: &RawCommand| compile_command(command.shell.value, &command.run, scope, sink);
    let commands: Vec<_> = raw.commands.iter().map(command).collect();
    let plain = |texts: &[AuthorText]| texts.iter().map(|text| text.value.clone()).collect();
    Some(Rule {
        id: raw.id.value.clone(),
        kind: scope.kind,
        severity: raw.severity.value,
        given: match given {
            None => None,
            Some(given) => Some(given?),
        },
        when: when?,
        title: title?,
        why: why?,
        fix: fix.into_iter().collect::<Option<_>>()?,
        commands: commands.into_iter().collect::<Option<_>>()?,
        instead_of: plain(&raw.instead_of),
        explains: plain(&raw.explains),
        covers: plain(&raw.covers),
        aka: plain(&raw.aka),
        sources: plain(&raw.sources),
        since: raw.since.as_ref().map(|since| since.value.clone()),
        changed_by: None,
        place: raw.id.place.clone(),
        raw: raw.clone(),
    })
}

/// The same rule under other values of the pack's parameters, as test cases give them.
pub(crate) fn recheck(rule: &Rule, scope: &Scope) -> Option<Rule> {
    let again = check(
        &rule.raw,
        &Scope {
            kind: rule.kind,
            ..*scope
        },
        &Sink::default(),
    );
    again.map(|again| Rule {
        severity: rule.severity,
        changed_by: rule.changed_by.clone(),
        ..again
    })
}

fn condition(text: &AuthorText, scope: &Scope, sink: &Sink) -> Option<Expression> {
    compile_condition(&text.value, scope)
        .map_err(|problems| report(text, problems, sink))
        .ok()
}

/// Hands on what the condition language found, with its place in the author's file.
pub(super) fn report(text: &AuthorText, problems: Vec<Problem>, sink: &Sink) {
    for problem in problems {
        let span = problem.span.start..problem.span.end;
        sink.push(
            text.error_in(span, Code::Condition, problem.message)
                .maybe_help(problem.help),
        );
    }
}
