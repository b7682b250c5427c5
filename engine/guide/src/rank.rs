//! The order in which causes are tried: found ones first, the worst of them at the head; then those nobody could tell of;
//! then unlikely ones. Causes that are ruled out are left out, and named.

use crate::evidence::{Evidence, Standing};
use crate::guide::{Guide, Kind, Node};
use crate::read::NEXT;
use std::cmp::Reverse;

/// Causes in the order in which they are to be tried.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Ranked<'a> {
    pub(crate) queue: Vec<&'a Node>,
    pub(crate) ruled_out: Vec<&'a Node>,
    /// Where the last of them leads.
    pub(crate) after: Option<&'a str>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The causes that follow one another from this one on, ranked.
pub(crate) fn chain<'a>(guide: &'a Guide, first: &'a Node, evidence: &Evidence) -> Ranked<'a> {
    let mut causes: Vec<&Node> = Vec::new();
    let mut next = Some(first);
    let mut after = None;
    while let Some(node) = next.filter(|node| node.kind == Kind::Cause && !causes.contains(node)) {
        causes.push(node);
        after = node.choice(NEXT).and_then(|choice| choice.to.as_deref());
        next = after.and_then(|id| guide.node(id));
    }
    let (ruled_out, queue) = causes
        .into_iter()
        .partition(|node| evidence.standing(node) == Standing::RuledOut);
    Ranked {
        queue: sorted(queue, evidence),
        ruled_out,
        after,
    }
}

/// Every cause of the guide that something was found for.
pub(crate) fn found<'a>(guide: &'a Guide, evidence: &Evidence) -> Vec<&'a Node> {
    let found = guide.nodes.iter().filter(|node| node.kind == Kind::Cause);
    let found = found.filter(|node| evidence.standing(node) == Standing::Found);
    // A rule may speak for several causes that stand at different places; the first page about it says it all.
    let mut seen: Vec<&str> = Vec::new();
    let mut causes = Vec::new();
    for node in found {
        let rules = node.rules.iter().map(String::as_str);
        let told: Vec<&str> = rules
            .filter(|rule| evidence.rules.get(*rule).is_some_and(|said| said.found > 0))
            .collect();
        if told.iter().any(|rule| !seen.contains(rule)) {
            seen.extend(told);
            causes.push(node);
        }
    }
    sorted(causes, evidence)
}

/// A stable sort: what weighs the same stays in the order of the guide.
pub(crate) fn sorted<'a>(mut nodes: Vec<&'a Node>, evidence: &Evidence) -> Vec<&'a Node> {
    nodes.sort_by_key(|node| (evidence.standing(node), Reverse(evidence.weight(node))));
    nodes
}

#[cfg(test)]
mod tests {
    use super::{chain, found};
    use crate::testkit::{GUIDE, evidence, guide};

    #[test]
    fn found_causes_come_first_and_those_ruled_out_not_at_all() {
        let guide = guide(GUIDE);
        let first = guide.node("wrong-key").unwrap();
        let order = |found: &[&str], clear: &[&str]| {
            let evidence = evidence(found, clear, &[]);
            let ranked = chain(&guide, first, &evidence);
            assert_eq!(ranked.after, Some("help"));
            ranked
                .queue
                .iter()
                .map(|node| node.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(order(&[], &[]), ["wrong-key", "rusty-lock", "frozen"]);
        assert_eq!(order(&["door.rust"], &[]), ["rusty-lock", "wrong-key", "frozen"]);
        assert_eq!(order(&[], &["door.key", "door.rust"]), ["frozen", "rusty-lock"]);
    }

    #[test]
    fn what_was_found_anywhere_is_gathered_once() {
        let guide = guide(GUIDE);
        let both = evidence(&["door.key", "door.rust"], &[], &[]);
        assert_eq!(found(&guide, &both).len(), 2);
        assert!(found(&guide, &evidence(&[], &["door.key"], &[])).is_empty());
    }
}
