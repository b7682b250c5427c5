//! Looking again after something was mended: only at what is involved, and compared with what was found before.

use super::scene::{Gathered, Scene};
use crate::error::Failure;
use crate::speech::{counted, told, word};
use imaprules_guide::{Evidence, Node, RuleEvidence, Walk};
use serde::Serialize;

/// More mailboxes than this are not looked at one by one: then everything is collected anew.
const FEW: usize = 20;

/// What looking again showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// What was found is gone.
    Gone,
    /// Some of it is gone.
    Fewer,
    /// It is still there.
    Same,
    /// It was not there before either.
    Clear,
    /// It could not be decided this time.
    Undecided,
}

/// What looking again showed, for people.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Again {
    pub(super) verdict: Verdict,
    pub(super) words: String,
}

/// Looks again at what decides the node at hand, and hands the walk what it shows.
pub(super) fn look(scene: &mut Scene<'_>, walk: &mut Walk<'_>, at: i64) -> Result<Again, Failure> {
    let Some(node) = walk.node() else {
        return Err(Failure::Internal("the walk is nowhere".to_owned()));
    };
    if !scene.has_source() {
        return Err(Failure::usage(
            word("usage.no_source"),
            word("usage.no_source_help"),
        ));
    }
    let few = involved(node, walk.evidence());
    let before = totals(node, walk.evidence());
    let mut source = scene.source.clone();
    source.only.clone_from(&few);
    let gathered = scene.look(&source)?;
    let again = compare(node, before, &gathered.evidence);
    let evidence = if few.is_empty() {
        gathered.evidence.clone()
    } else {
        patched(walk.evidence(), node, &gathered.evidence)
    };
    walk.checked(evidence, &again.words, at);
    if few.is_empty() {
        scene.gathered = Some(gathered);
    } else if let Some(whole) = &mut scene.gathered {
        patch_report(whole, node, gathered);
    }
    Ok(again)
}

/// Found and undecided subjects of a node's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Totals {
    found: usize,
    open: usize,
    looked: bool,
}

fn said<'a>(node: &'a Node, evidence: &'a Evidence) -> impl Iterator<Item = &'a RuleEvidence> {
    node.rules.iter().filter_map(|rule| evidence.rules.get(rule))
}

fn totals(node: &Node, evidence: &Evidence) -> Totals {
    said(node, evidence).fold(Totals::default(), |totals, said| Totals {
        found: totals.found + said.found,
        open: totals.open + said.open,
        looked: totals.looked || said.found + said.open + said.clear > 0,
    })
}

/// The mailboxes that the node's findings are about; none when there are too many, or others are concerned too.
fn involved(node: &Node, evidence: &Evidence) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for said in said(node, evidence) {
        let mailboxes = said
            .findings
            .iter()
            .all(|finding| finding.subject.kind == "mailbox");
        if !mailboxes || said.findings.len() < said.found {
            return Vec::new();
        }
        ids.extend(said.findings.iter().map(|finding| finding.subject.id.clone()));
    }
    ids.sort();
    ids.dedup();
    if ids.len() > FEW { Vec::new() } else { ids }
}

fn compare(node: &Node, before: Totals, evidence: &Evidence) -> Again {
    let now = totals(node, evidence);
    let found = now.found;
    let verdict = match (before.found, found) {
        _ if !now.looked => Verdict::Undecided,
        (0, 0) if now.open > 0 => Verdict::Undecided,
        (0, 0) => Verdict::Clear,
        // What was found before may be among what cannot be told now.
        (_, 0) if now.open > 0 => Verdict::Undecided,
        (_, 0) => Verdict::Gone,
        (before, after) if after < before => Verdict::Fewer,
        _ => Verdict::Same,
    };
    let things = |number: usize| counted(number, "finding");
    let words = match verdict {
        Verdict::Gone => told("guide.gone", &[("before", &things(before.found))]),
        Verdict::Fewer => told(
            "guide.fewer",
            &[("before", &things(before.found)), ("now", &found)],
        ),
        Verdict::Same => told("guide.same", &[("now", &things(found))]),
        Verdict::Clear => word("guide.clear").to_owned(),
        Verdict::Undecided => word("guide.undecided").to_owned(),
    };
    Again { verdict, words }
}

/// The old evidence with what is new about one node. Only what a rule found was looked at again: what it could not decide, or found in
/// order, was so on others, and stays.
fn patched(old: &Evidence, node: &Node, new: &Evidence) -> Evidence {
    let mut evidence = old.clone();
    for rule in &node.rules {
        let Some(mut said) = new.rules.get(rule).cloned() else {
            continue;
        };
        if let Some(before) = old.rules.get(rule) {
            said.open += before.open;
            said.clear += before.clear;
            said.missing.extend(before.missing.iter().cloned());
        }
        evidence.rules.insert(rule.clone(), said);
    }
    evidence
}

/// Findings of the node's rules are those of the new look; all others stay as they were.
fn patch_report(whole: &mut Gathered, node: &Node, new: Gathered) {
    let of_node = |rule: &String| node.rules.contains(rule);
    whole.report.results.retain(|finding| !of_node(&finding.rule));
    whole.report.results.extend(
        new.report
            .results
            .into_iter()
            .filter(|finding| of_node(&finding.rule)),
    );
}

#[cfg(test)]
mod tests {
    use super::{Totals, Verdict, compare, involved, patched, totals};
    use crate::guides::of_the_program;
    use imaprules_guide::{Evidence, RuleEvidence};

    fn evidence(rule: &str, found: usize, open: usize, clear: usize) -> Evidence {
        let said = RuleEvidence {
            found,
            open,
            clear,
            ..RuleEvidence::default()
        };
        Evidence {
            rules: [(rule.to_owned(), said)].into(),
            ..Evidence::default()
        }
    }

    #[test]
    fn gone_is_said_only_of_what_was_looked_at_and_decided() {
        let (_, ready) = of_the_program();
        let node = ready[0].guide.node("recipient-missing").unwrap();
        let verdict = |before: (usize, usize, usize), after: (usize, usize, usize)| {
            let of = |(found, open, clear)| evidence("target.missing", found, open, clear);
            compare(node, totals(node, &of(before)), &of(after)).verdict
        };
        assert_eq!(verdict((3, 0, 0), (0, 0, 3)), Verdict::Gone);
        assert_eq!(verdict((3, 0, 0), (1, 0, 2)), Verdict::Fewer);
        assert_eq!(verdict((3, 0, 0), (3, 0, 0)), Verdict::Same);
        assert_eq!(verdict((3, 0, 0), (0, 3, 0)), Verdict::Undecided);
        // As many as before are open, but not the same ones.
        assert_eq!(verdict((3, 2, 0), (0, 2, 3)), Verdict::Undecided);
        assert_eq!(verdict((3, 0, 0), (0, 0, 0)), Verdict::Undecided);
        assert_eq!(verdict((0, 0, 3), (0, 0, 3)), Verdict::Clear);
        assert_eq!(verdict((0, 3, 0), (0, 3, 0)), Verdict::Undecided);
        assert_eq!(totals(node, &Evidence::default()), Totals::default());
    }

    #[test]
    fn what_was_open_elsewhere_stays_open() {
        let (_, ready) = of_the_program();
        let node = ready[0].guide.node("recipient-missing").unwrap();
        let before = evidence("target.missing", 3, 2, 10);
        let after = patched(&before, node, &evidence("target.missing", 0, 0, 3));
        let said = &after.rules["target.missing"];
        assert_eq!((said.found, said.open, said.clear), (0, 2, 13));
    }

    #[test]
    fn findings_that_are_not_all_known_by_name_need_a_whole_look() {
        let (_, ready) = of_the_program();
        let node = ready[0].guide.node("recipient-missing").unwrap();
        assert!(involved(node, &evidence("target.missing", 30, 0, 0)).is_empty());
    }
}
