//! `[[case]]` tables of `tests/*.toml`.

use super::keys;
use crate::Outcome;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Data, Entry, Fields, Found, Node, Sink};
use crate::text::SourceText;
use std::sync::Arc;

/// A `[[case]]` as read.
#[derive(Debug, Clone)]
pub(crate) struct RawCase {
    pub(crate) rule: AuthorText,
    pub(crate) name: AuthorText,
    pub(crate) expect: Found<Outcome>,
    pub(crate) facts: Vec<RawFact>,
    pub(crate) unknown: Vec<RawFact>,
    pub(crate) conflicts: Vec<RawFact>,
    pub(crate) params: Vec<RawFact>,
    pub(crate) now: Option<RawFact>,
    pub(crate) title: Option<AuthorText>,
    pub(crate) reasons: Vec<AuthorText>,
    pub(crate) children: Vec<RawChild>,
    /// Fixtures it stands on.
    pub(crate) fixtures: Vec<AuthorText>,
    /// Whether the whole finding is held to what was accepted before.
    pub(crate) snapshot: bool,
}

/// A `[[fixture]]`: facts that several cases share.
#[derive(Debug, Clone)]
pub(crate) struct RawFixture {
    pub(crate) name: AuthorText,
    facts: Vec<RawFact>,
    unknown: Vec<RawFact>,
    conflicts: Vec<RawFact>,
    params: Vec<RawFact>,
}

/// A `[[case.child]]`.
#[derive(Debug, Clone)]
pub(crate) struct RawChild {
    pub(crate) kind: AuthorText,
    pub(crate) facts: Vec<RawFact>,
    pub(crate) unknown: Vec<RawFact>,
}

/// A name with a value whose type is not yet known.
#[derive(Debug, Clone)]
pub(crate) struct RawFact {
    pub(crate) name: AuthorText,
    pub(crate) node: Node,
}

pub(super) fn read(source: &Arc<SourceText>, sink: &Sink, node: &Node) -> Option<RawCase> {
    let fields = Fields::open(source, sink, node, "the test case", &keys::CASE)?;
    let (rule, name) = (fields.required("rule"), fields.required("name"));
    let expect = fields.word("expect", Outcome::parse, &Outcome::ALL.map(Outcome::as_str));
    let now = fields.get("now").map(|node| RawFact {
        name: AuthorText::new("now", source, node.span.clone()),
        node: node.clone(),
    });
    Some(RawCase {
        facts: facts(&fields, "facts"),
        unknown: facts(&fields, "unknown"),
        conflicts: facts(&fields, "conflicts"),
        params: facts(&fields, "params"),
        now,
        title: fields.text("title"),
        reasons: fields.texts("reasons"),
        children: fields
            .tables("child")
            .iter()
            .filter_map(|node| child(&fields, node))
            .collect(),
        fixtures: fields.texts("use"),
        snapshot: fields.truth("snapshot"),
        rule: rule?,
        name: name?,
        expect: expect?,
    })
}

pub(super) fn fixture(source: &Arc<SourceText>, sink: &Sink, node: &Node) -> Option<RawFixture> {
    let fields = Fields::open(source, sink, node, "the fixture", &keys::FIXTURE)?;
    Some(RawFixture {
        facts: facts(&fields, "facts"),
        unknown: facts(&fields, "unknown"),
        conflicts: facts(&fields, "conflicts"),
        params: facts(&fields, "params"),
        name: fields.required("name")?,
    })
}

impl RawCase {
    /// Puts the facts of its fixtures under its own: what a later one says of a fact takes the place of what an earlier
    /// one says, and what the case itself says of all.
    pub(super) fn stand_on(&mut self, fixtures: &[RawFixture], sink: &Sink) {
        for name in std::mem::take(&mut self.fixtures).into_iter().rev() {
            let Some(fixture) = fixtures.iter().find(|fixture| fixture.name.value == name.value) else {
                let message = format!("there is no fixture `{}`", name.value);
                let known = fixtures.iter().map(|fixture| fixture.name.value.as_str());
                let near = imaprules_conditions::nearest(&name.value, known);
                let help = near.map(|near| format!("did you mean `{near}`?"));
                sink.push(name.error(Code::Case, message).maybe_help(help));
                continue;
            };
            let said = |fact: &RawFact, case: &RawCase| {
                let mut own = case.facts.iter().chain(&case.unknown);
                own.any(|own| own.name.value == fact.name.value)
            };
            let (facts, unknown) = (
                fixture
                    .facts
                    .iter()
                    .filter(|fact| !said(fact, self))
                    .cloned()
                    .collect::<Vec<_>>(),
                fixture
                    .unknown
                    .iter()
                    .filter(|fact| !said(fact, self))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            self.facts.extend(facts);
            self.unknown.extend(unknown);
            under(&mut self.conflicts, &fixture.conflicts);
            under(&mut self.params, &fixture.params);
        }
    }
}

/// Adds what is not said yet.
fn under(own: &mut Vec<RawFact>, more: &[RawFact]) {
    for fact in more {
        if own.iter().all(|own| own.name.value != fact.name.value) {
            own.push(fact.clone());
        }
    }
}

fn child(fields: &Fields, node: &Node) -> Option<RawChild> {
    let fields = Fields::open(fields.source, fields.sink, node, "the child", &keys::CHILD)?;
    let (facts, unknown) = (facts(&fields, "facts"), facts(&fields, "unknown"));
    Some(RawChild {
        kind: fields.required("kind")?,
        facts,
        unknown,
    })
}

/// The names and values of a table. `csv.row_count = 1` without quotes is a table in a table to TOML, and meant
/// as a name with a dot.
fn facts(fields: &Fields, key: &str) -> Vec<RawFact> {
    let mut found = Vec::new();
    flatten(fields, "", fields.entries(key), &mut found);
    for (index, fact) in found.iter().enumerate() {
        if found
            .iter()
            .take(index)
            .any(|before| before.name.value == fact.name.value)
        {
            let message = format!("`{}` is given twice", fact.name.value);
            fields.sink.push(Diagnostic {
                place: Some(fact.name.place.clone()),
                ..Diagnostic::error(Code::Duplicate, message)
            });
        }
    }
    found
}

fn flatten(fields: &Fields, prefix: &str, entries: &[Entry], into: &mut Vec<RawFact>) {
    for entry in entries {
        let name = if prefix.is_empty() {
            entry.key.clone()
        } else {
            format!("{prefix}.{}", entry.key)
        };
        match &entry.node.data {
            Data::Table(inner) => flatten(fields, &name, inner, into),
            _ => into.push(RawFact {
                name: AuthorText::new(name, fields.source, entry.span.clone()),
                node: entry.node.clone(),
            }),
        }
    }
}
