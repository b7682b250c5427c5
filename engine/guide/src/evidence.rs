//! What collected facts say about the nodes of a guide: which rules found something, which could not be decided, which
//! choices hold.

use crate::focus::{Focus, concerns, counts};
use crate::guide::{Choice, Guide, Node};
use crate::link::Linked;
use imaprules_conditions::{Check, Expression, judge};
use imaprules_facts::FactStore;
use imaprules_report::{Finding, Outcome, Report, Severity};
use imaprules_rules::{Judgement, Packs, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of one rule that are kept; more than this nobody reads on a page.
const KEPT: usize = 20;

/// Everything that is known.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// By the rule's id; rules that no node names are left out.
    pub rules: BTreeMap<String, RuleEvidence>,
    /// By node and choice: whether the condition of the choice holds; nothing where that is not known. Conditions of nodes
    /// stand under an empty choice.
    pub holds: BTreeMap<(String, String), Option<bool>>,
    /// The error of the catalogue that somebody saw.
    pub error: Option<String>,
}

/// What one rule says, over all subjects that count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleEvidence {
    /// On how many subjects it found something.
    pub found: usize,
    /// Whether what was found is about the subjects somebody asks about, and not about all of them.
    pub own: bool,
    /// On how many it could not be decided.
    pub open: usize,
    /// On how many it found nothing, or does not apply.
    pub clear: usize,
    /// How bad what it finds is.
    pub severity: Option<Severity>,
    /// On which: kind and row, by their numbers in the store.
    pub subjects: BTreeSet<(usize, usize)>,
    /// The first of its findings.
    pub findings: Vec<Finding>,
    /// Facts that are missing where it could not be decided, with the way to obtain each.
    pub missing: BTreeSet<(String, String)>,
}

/// How a cause stands after looking at the evidence. The order is that in which causes are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Something was found.
    Found,
    /// Nobody could tell.
    Open,
    /// What was looked at is in order, but that does not settle it.
    Unlikely,
    /// What was looked at is in order, and that settles it.
    RuledOut,
}

impl RuleEvidence {
    /// What a finding on so many subjects looks like; for walks that are played without facts.
    pub fn finding(subjects: usize) -> Self {
        RuleEvidence {
            found: subjects,
            severity: Some(Severity::Blocker),
            ..RuleEvidence::default()
        }
    }

    /// What looking at so many subjects and finding nothing looks like.
    pub fn clear(subjects: usize) -> Self {
        RuleEvidence {
            clear: subjects,
            ..RuleEvidence::default()
        }
    }
}

impl Evidence {
    /// Gathers what a judged run says about a guide. Derived facts stand in the store.
    pub fn gather(
        guide: &Guide,
        linked: &Linked,
        packs: &Packs,
        store: &FactStore,
        judgement: &Judgement,
        report: &Report,
        focus: Option<&Focus>,
    ) -> Evidence {
        let named = named(guide);
        let found = by_rule(report);
        let mut rules = BTreeMap::new();
        for (_, rule, verdicts) in judgement
            .rules(packs)
            .filter(|(_, rule, _)| named.contains(rule.id.as_str()))
        {
            let reached = |row: usize| concerns(store, rule.kind, row, focus);
            let rows = 0..store.subjects(rule.kind).len();
            let mut said = RuleEvidence {
                severity: Some(rule.severity),
                findings: findings(rule, found.get(rule.id.as_str()), store, focus),
                missing: BTreeSet::new(),
                ..RuleEvidence::default()
            };
            for (row, own) in rows.filter_map(|row| reached(row).map(|own| (row, own))) {
                if verdicts.fail.get(row) {
                    said.found += 1;
                    said.own |= own;
                    said.subjects.insert((rule.kind.index(), row));
                } else if verdicts.unknown.get(row) {
                    said.open += 1;
                } else if verdicts.pass.get(row) || verdicts.not_applicable.get(row) {
                    said.clear += 1;
                } else {
                    // A rule that broke has decided nothing.
                    said.open += 1;
                }
            }
            if said.open > 0 {
                said.missing = missing(rule, packs, report);
            }
            rules.insert(rule.id.clone(), said);
        }
        let mut evidence = Evidence {
            rules,
            holds: holds(linked, store, focus, judgement.now()),
            error: None,
        };
        let took_part: Vec<&str> = report
            .run
            .providers
            .iter()
            .map(|provider| provider.id.as_str())
            .collect();
        evidence.choose_variant(guide, &took_part);
        evidence
    }

    /// Whoever names a source system answers which variant of the steps he needs. Facts that say otherwise win: a server that was
    /// looked at knows better than the command line.
    fn choose_variant(&mut self, guide: &Guide, took_part: &[&str]) {
        let asks = guide.variants.as_deref().and_then(|id| guide.node(id));
        for (node, choice) in asks
            .into_iter()
            .flat_map(|node| node.choices.iter().map(move |choice| (node, choice)))
        {
            let named = choice
                .variant
                .as_deref()
                .is_some_and(|variant| took_part.contains(&variant));
            let decided = node
                .choices
                .iter()
                .any(|other| self.speaks_for(node, other) == Some(true));
            let denied = self.speaks_for(node, choice) == Some(false);
            if named && !decided && !denied {
                self.holds
                    .insert((node.id.clone(), choice.id.clone()), Some(true));
            }
        }
    }

    /// How a cause stands.
    pub fn standing(&self, node: &Node) -> Standing {
        // A rule can speak for several causes; where a cause does not apply, what it found belongs to another.
        if self.holds.get(&(node.id.clone(), String::new())) == Some(&Some(false)) {
            return Standing::RuledOut;
        }
        let said: Vec<Option<&RuleEvidence>> = node.rules.iter().map(|rule| self.rules.get(rule)).collect();
        if said.iter().flatten().any(|said| said.found > 0) {
            return Standing::Found;
        }
        let clear = |said: &Option<&RuleEvidence>| said.is_some_and(|said| said.open == 0 && said.clear > 0);
        match (said.is_empty(), said.iter().all(clear), node.settles) {
            (false, true, true) => Standing::RuledOut,
            (false, true, false) => Standing::Unlikely,
            _ => Standing::Open,
        }
    }

    /// Whether something speaks for a choice, against it, or neither.
    pub fn speaks_for(&self, node: &Node, choice: &Choice) -> Option<bool> {
        let seen = |errors: &[String]| self.error.as_ref().is_some_and(|error| errors.contains(error));
        let found = choice
            .rules
            .iter()
            .any(|rule| self.rules.get(rule).is_some_and(|said| said.found > 0));
        if found || seen(&choice.errors) {
            return Some(true);
        }
        self.holds
            .get(&(node.id.clone(), choice.id.clone()))
            .copied()
            .flatten()
    }

    /// The one choice that the evidence makes, if it makes one.
    pub fn decides<'a>(&self, node: &'a Node) -> Option<&'a Choice> {
        let mut held = node
            .choices
            .iter()
            .filter(|choice| self.speaks_for(node, choice) == Some(true));
        let first = held.next()?;
        held.next().is_none().then_some(first)
    }

    /// How a cause compares with others that were found: larger is worse, then is about what somebody asks about rather than
    /// about everything, then concerns more subjects, then was found by more rules.
    pub(crate) fn weight(&self, node: &Node) -> (u8, bool, usize, usize) {
        let worst = self
            .found_by(node)
            .map(|said| bad(said.severity))
            .max()
            .unwrap_or_default();
        // What is milder than the worst does not make a cause one of the mailbox.
        let own = self
            .found_by(node)
            .any(|said| said.own && bad(said.severity) == worst);
        (worst, own, self.subjects(node), self.found_by(node).count())
    }

    /// On how many subjects a cause was found, each counted once.
    pub fn subjects(&self, node: &Node) -> usize {
        let all: BTreeSet<_> = self.found_by(node).flat_map(|said| &said.subjects).collect();
        // Evidence that was played has numbers only.
        all.len().max(
            self.found_by(node)
                .map(|said| said.found)
                .max()
                .unwrap_or_default(),
        )
    }

    fn found_by<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a RuleEvidence> {
        node.rules
            .iter()
            .filter_map(|rule| self.rules.get(rule))
            .filter(|said| said.found > 0)
    }

    /// Facts that are missing to decide a node, with the way to obtain each.
    pub fn missing(&self, node: &Node) -> BTreeSet<(String, String)> {
        let named = node
            .rules
            .iter()
            .chain(node.choices.iter().flat_map(|choice| &choice.rules));
        let said = named.filter_map(|rule| self.rules.get(rule));
        said.flat_map(|said| said.missing.iter().cloned()).collect()
    }
}

fn bad(severity: Option<Severity>) -> u8 {
    match severity {
        Some(Severity::Blocker) => 3,
        Some(Severity::Warning) => 2,
        Some(Severity::Advice) => 1,
        None => 0,
    }
}

fn named(guide: &Guide) -> BTreeSet<&str> {
    let of_choices = guide
        .nodes
        .iter()
        .flat_map(|node| &node.choices)
        .flat_map(|choice| &choice.rules);
    let of_nodes = guide.nodes.iter().flat_map(|node| &node.rules);
    of_nodes.chain(of_choices).map(String::as_str).collect()
}

/// What each rule found, looked up once.
fn by_rule(report: &Report) -> BTreeMap<&str, Vec<&Finding>> {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report
        .results
        .iter()
        .filter(|found| found.outcome == Outcome::Fail)
    {
        found.entry(&finding.rule).or_default().push(finding);
    }
    found
}

fn findings(
    rule: &Rule,
    found: Option<&Vec<&Finding>>,
    store: &FactStore,
    focus: Option<&Focus>,
) -> Vec<Finding> {
    let counts = |found: &&&Finding| {
        let row = store.subjects(rule.kind).find(&found.subject.id);
        row.is_none_or(|row| counts(store, rule.kind, row, focus))
    };
    found
        .into_iter()
        .flatten()
        .filter(counts)
        .take(KEPT)
        .map(|found| (*found).clone())
        .collect()
}

/// What is missing of the facts of a rule, as the report's list of gaps has it.
fn missing(rule: &Rule, packs: &Packs, report: &Report) -> BTreeSet<(String, String)> {
    let facts = rule.facts();
    let names: Vec<&str> = facts
        .iter()
        .map(|fact| packs.schema().fact_of(*fact).name.as_str())
        .collect();
    let gaps = report
        .gaps
        .iter()
        .filter(|gap| names.contains(&gap.fact.as_str()));
    gaps.map(|gap| (gap.fact.clone(), gap.how.clone())).collect()
}

/// What the conditions of choices and nodes come to. Several for one choice are joined by "or", over subjects too.
fn holds(
    linked: &Linked,
    store: &FactStore,
    focus: Option<&Focus>,
    now: i64,
) -> BTreeMap<(String, String), Option<bool>> {
    let said = |expressions: &Vec<Expression>| {
        let each = expressions
            .iter()
            .map(|expression| holds_for_any(expression, store, focus, now));
        each.reduce(either).flatten()
    };
    let conditions = linked.conditions.iter();
    conditions
        .map(|(key, expressions)| (key.clone(), said(expressions)))
        .collect()
}

fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a condition is true of any subject of its kind that counts; nobody knows where there is none.
fn holds_for_any(
    expression: &Expression,
    store: &FactStore,
    focus: Option<&Focus>,
    now: i64,
) -> Option<bool> {
    let check = Check {
        given: None,
        when: expression,
    };
    let kind = expression.kind();
    let verdicts = judge(store, kind, &[check], now);
    let verdicts = verdicts.first()?;
    let rows = (0..store.subjects(kind).len()).filter(|row| counts(store, kind, *row, focus));
    let each = rows.map(|row| match (verdicts.fail.get(row), verdicts.pass.get(row)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    });
    each.reduce(either).flatten()
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use crate::testkit::{GUIDE, evidence, guide};

    #[test]
    fn causes_stand_as_their_rules_say() {
        let guide = guide(GUIDE);
        let standing = |found: &[&str], clear: &[&str], node: &str| {
            evidence(found, clear, &[]).standing(guide.node(node).unwrap())
        };
        assert_eq!(standing(&["door.key"], &[], "wrong-key"), Standing::Found);
        assert_eq!(standing(&[], &["door.key"], "wrong-key"), Standing::RuledOut);
        assert_eq!(standing(&[], &["door.rust"], "rusty-lock"), Standing::Unlikely);
        assert_eq!(standing(&[], &[], "wrong-key"), Standing::Open);
        assert_eq!(standing(&[], &[], "frozen"), Standing::Open);
    }

    #[test]
    fn the_source_system_that_took_part_is_the_variant_unless_facts_say_otherwise() {
        let guide = guide(GUIDE);
        let asks = guide.node(guide.variants.as_deref().unwrap()).unwrap();
        let (first, second) = (&asks.choices[0], &asks.choices[1]);
        let variant = first.variant.as_deref().unwrap();
        let chosen = |holds: &[(&str, &str)], took_part: &[&str]| {
            let mut evidence = evidence(&[], &[], holds);
            evidence.choose_variant(&guide, took_part);
            evidence.decides(asks).map(|choice| choice.id.clone())
        };
        assert_eq!(chosen(&[], &["csv", variant]).as_ref(), Some(&first.id));
        assert_eq!(chosen(&[], &["csv"]), None);
        let looked_at = [(asks.id.as_str(), second.id.as_str())];
        assert_eq!(chosen(&looked_at, &[variant]).as_ref(), Some(&second.id));
    }

    #[test]
    fn a_cause_that_does_not_apply_is_ruled_out_whatever_its_rules_found_elsewhere() {
        let guide = guide(GUIDE);
        let node = guide.node("wrong-key").unwrap();
        let mut evidence = evidence(&["door.key"], &[], &[]);
        assert_eq!(evidence.standing(node), Standing::Found);
        let condition = ("wrong-key".to_owned(), String::new());
        evidence.holds.insert(condition, Some(false));
        assert_eq!(evidence.standing(node), Standing::RuledOut);
    }

    #[test]
    fn of_what_is_equally_bad_the_mailbox_at_hand_comes_before_everybody() {
        let guide = guide(GUIDE);
        let key = guide.node("wrong-key").unwrap();
        let rust = guide.node("rusty-lock").unwrap();
        let mut evidence = evidence(&["door.key", "door.rust"], &[], &[]);
        evidence.rules.get_mut("door.key").unwrap().found = 9;
        assert!(evidence.weight(key) > evidence.weight(rust));
        evidence.rules.get_mut("door.rust").unwrap().own = true;
        assert!(evidence.weight(key) < evidence.weight(rust));
        evidence.rules.get_mut("door.rust").unwrap().severity = None;
        assert!(evidence.weight(key) > evidence.weight(rust), "the worse");
    }

    #[test]
    fn a_choice_is_made_only_when_one_alone_holds() {
        let guide = guide(GUIDE);
        let door = guide.node("door").unwrap();
        let decided = |holds: &[(&str, &str)]| {
            let evidence = evidence(&[], &[], holds);
            evidence.decides(door).map(|choice| choice.id.clone())
        };
        assert_eq!(decided(&[("door", "hangs")]).as_deref(), Some("hangs"));
        assert_eq!(decided(&[("door", "hangs"), ("door", "locked")]), None);
        assert_eq!(decided(&[]), None);
        let mut seen = evidence(&[], &[], &[]);
        seen.error = Some("E1".into());
        assert_eq!(
            seen.decides(door).map(|choice| choice.id.as_str()),
            Some("locked")
        );
    }
}
