//! The walk of one person through a guide: where he is, how he came there, what comes next.
//!
//! Everything that a walk is can be written down ([`Saved`]) and taken up again, with newer evidence if there is some.

use crate::evidence::Evidence;
use crate::guide::{Choice, Ending, Guide, Kind, Node};
use crate::rank;
use crate::read::NEXT;
use imaprules_rules::nearest;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The variant of whoever does not know: steps of all variants are shown.
pub(crate) const ANY: &str = "any";

/// Where a walk begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// At what the evidence shows, or else at the guide's first question.
    Anywhere,
    /// At a node, by its id, its number, or a symptom that leads to it.
    Node(String),
}

/// What cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WalkError {
    /// There is no such node.
    #[error("the guide has no node `{name}`{}", meant(.near))]
    Node {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// The node at hand has no such choice.
    #[error("`{node}` has no choice `{name}`; it has {}", list(.has))]
    Choice {
        /// The node at hand.
        node: String,
        /// What was chosen.
        name: String,
        /// What can be chosen.
        has: Vec<String>,
    },
    /// There is nothing to go back to.
    #[error("this is where the walk began; there is nothing to go back to")]
    Beginning,
    /// What was written down belongs to something else.
    #[error("{0}")]
    Saved(String),
}

fn meant(near: &Option<String>) -> String {
    near.as_ref()
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

fn list(names: &[String]) -> String {
    match names {
        [] => "none: the walk has ended".to_owned(),
        names => names.join(", "),
    }
}

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) node: String,
    /// Causes still to be tried.
    pub(crate) queue: Vec<String>,
    /// How many causes there were to try.
    pub(crate) causes: usize,
    /// Where to go when none of them is left.
    pub(crate) after: Option<String>,
    pub(crate) variant: Option<String>,
    /// The node that waits for the variant.
    pub(crate) pending: Option<String>,
    /// Whether the causes are those of the evidence, not of a symptom.
    pub(crate) gathered: bool,
    /// Questions that the evidence answered on the way to this node.
    pub(crate) skipped: Vec<String>,
    /// Causes that the evidence ruled out among those to be tried.
    pub(crate) ruled_out: Vec<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// What.
    pub deed: Deed,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
#[non_exhaustive]
pub enum Deed {
    /// The walk began; with what, in words.
    Began {
        /// The symptom, the error, or nothing.
        with: String,
    },
    /// A page was shown.
    Came {
        /// The node.
        node: String,
    },
    /// The evidence answered a question.
    Answered {
        /// The question.
        node: String,
        /// The choice it made.
        choice: String,
    },
    /// The evidence ruled out a cause.
    RuledOut {
        /// The cause.
        node: String,
    },
    /// Somebody chose.
    Chose {
        /// The node.
        node: String,
        /// The choice.
        choice: String,
    },
    /// Somebody went back.
    WentBack {
        /// To this node.
        node: String,
    },
    /// Facts were collected again.
    Checked {
        /// The node.
        node: String,
        /// What came of it.
        result: String,
    },
}

/// A walk as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The form of what is written: `imaprules-walk/1`.
    pub format: String,
    /// Id of the guide.
    pub guide: String,
    /// Its version.
    pub version: String,
    /// What was seen word for word, made harmless.
    #[serde(default)]
    pub text: String,
    /// The error of the catalogue that it is.
    #[serde(default)]
    pub error: Option<String>,
    state: State,
    trail: Vec<State>,
    /// Everything that happened.
    pub events: Vec<Event>,
}

/// What [`Saved::format`] says.
const FORMAT: &str = "imaprules-walk/1";

/// Somebody on his way.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    pub(crate) guide: &'a Guide,
    pub(crate) evidence: Evidence,
    pub(crate) state: State,
    trail: Vec<State>,
    events: Vec<Event>,
    /// What was seen word for word.
    pub text: String,
}

impl<'a> Walk<'a> {
    /// Begins a walk. `with` says in words with what.
    ///
    /// # Errors
    /// The guide has no such node.
    pub fn begin(
        guide: &'a Guide,
        evidence: Evidence,
        start: &Start,
        with: &str,
        at: i64,
    ) -> Result<Self, WalkError> {
        let state = State {
            node: guide.start.clone(),
            queue: Vec::new(),
            causes: 0,
            after: None,
            variant: None,
            pending: None,
            gathered: false,
            skipped: Vec::new(),
            ruled_out: Vec::new(),
        };
        let mut walk = Walk {
            guide,
            evidence,
            state,
            trail: Vec::new(),
            events: Vec::new(),
            text: String::new(),
        };
        walk.note(
            Deed::Began {
                with: with.to_owned(),
            },
            at,
        );
        match start {
            Start::Node(name) => {
                let node = walk.known(name)?;
                walk.arrive(node, at);
            }
            Start::Anywhere => walk.gather(at),
        }
        Ok(walk)
    }

    /// Takes up a walk that was written down.
    ///
    /// # Errors
    /// It belongs to another guide, or to one that has lost the node.
    pub fn resume(guide: &'a Guide, evidence: Evidence, saved: Saved) -> Result<Self, WalkError> {
        if saved.format != FORMAT {
            return Err(WalkError::Saved(format!(
                "this is no walk, or one of another version: its form is `{}`",
                saved.format
            )));
        }
        if saved.guide != guide.id {
            return Err(WalkError::Saved(format!(
                "this is a walk through the guide `{}`, not `{}`",
                saved.guide, guide.id
            )));
        }
        let gone = |state: &State| {
            let named = std::iter::once(&state.node)
                .chain(&state.queue)
                .chain(&state.after)
                .chain(&state.pending);
            named.into_iter().find(|id| guide.node(id).is_none()).cloned()
        };
        if let Some(name) = saved.trail.iter().chain([&saved.state]).find_map(gone) {
            return Err(WalkError::Saved(format!(
                "the walk was written with version {} of the guide, and version {} has no node `{name}`",
                saved.version, guide.version
            )));
        }
        Ok(Walk {
            guide,
            evidence,
            state: saved.state,
            trail: saved.trail,
            events: saved.events,
            text: saved.text,
        })
    }

    /// The walk, to be written down.
    pub fn save(&self) -> Saved {
        Saved {
            format: FORMAT.to_owned(),
            guide: self.guide.id.clone(),
            version: self.guide.version.clone(),
            text: self.text.clone(),
            error: self.evidence.error.clone(),
            state: self.state.clone(),
            trail: self.trail.clone(),
            events: self.events.clone(),
        }
    }

    /// The guide.
    pub fn guide(&self) -> &'a Guide {
        self.guide
    }

    /// Everything that happened.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What is known.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The node at hand.
    pub fn node(&self) -> Option<&'a Node> {
        self.guide.node(&self.state.node)
    }

    /// How it ended, if it did.
    pub fn ending(&self) -> Option<Ending> {
        self.node().and_then(|node| node.ending)
    }

    /// How many questions somebody has answered.
    pub fn answers(&self) -> usize {
        self.trail.len()
    }

    /// Takes a choice of the node at hand.
    ///
    /// # Errors
    /// It has no such choice.
    pub fn choose(&mut self, name: &str, at: i64) -> Result<(), WalkError> {
        let choice = self
            .node()
            .and_then(|node| node.choice(name))
            .ok_or_else(|| self.unknown_choice(name))?;
        let node = self.state.node.clone();
        self.trail.push(self.state.clone());
        self.note(
            Deed::Chose {
                node,
                choice: choice.id.clone(),
            },
            at,
        );
        self.follow(choice, at);
        Ok(())
    }

    /// Goes to a node by name, even to a question that the evidence has answered.
    ///
    /// # Errors
    /// There is no such node.
    pub fn visit(&mut self, name: &str, at: i64) -> Result<(), WalkError> {
        let node = self.known(name)?;
        self.trail.push(self.state.clone());
        if node.kind == Kind::Question {
            self.leave_causes();
            self.stop(node, at);
        } else {
            self.arrive(node, at);
        }
        Ok(())
    }

    /// Leaves the causes that the evidence showed for the guide's first question.
    pub fn none_of_these(&mut self, at: i64) {
        self.trail.push(self.state.clone());
        self.leave_causes();
        if let Some(start) = self.guide.node(&self.guide.start) {
            self.arrive(start, at);
        }
    }

    /// Goes back to where the last choice was made.
    ///
    /// # Errors
    /// This is the beginning.
    pub fn back(&mut self, at: i64) -> Result<(), WalkError> {
        self.state = self.trail.pop().ok_or(WalkError::Beginning)?;
        let node = self.state.node.clone();
        self.note(Deed::WentBack { node }, at);
        Ok(())
    }

    /// Puts newer evidence in the place of what was known, and notes what came of it.
    pub fn checked(&mut self, evidence: Evidence, result: &str, at: i64) {
        let error = self.evidence.error.take();
        self.evidence = Evidence { error, ..evidence };
        let node = self.state.node.clone();
        self.note(
            Deed::Checked {
                node,
                result: result.to_owned(),
            },
            at,
        );
    }

    fn known(&self, name: &str) -> Result<&'a Node, WalkError> {
        let found = self.guide.find(name).or_else(|| self.guide.of_symptom(name));
        found.ok_or_else(|| WalkError::Node {
            name: name.to_owned(),
            near: nearest(name, self.guide.nodes.iter().map(|node| node.id.as_str())).map(str::to_owned),
        })
    }

    fn unknown_choice(&self, name: &str) -> WalkError {
        let choices = self.node().into_iter().flat_map(|node| &node.choices);
        WalkError::Choice {
            node: self.state.node.clone(),
            name: name.to_owned(),
            has: choices.map(|choice| choice.id.clone()).collect(),
        }
    }

    fn note(&mut self, deed: Deed, at: i64) {
        self.events.push(Event { at, deed });
    }

    /// Begins where the evidence answers every question down to a cause; or else with what was found, the worst first; or else
    /// with the first question. One cause alone is followed by those that explain the same.
    fn gather(&mut self, at: i64) {
        let Some(start) = self.guide.node(&self.guide.start) else {
            return;
        };
        let failed = self
            .pass(start)
            .last()
            .is_some_and(|(_, _, to)| to.kind == Kind::Cause);
        let found = if failed {
            Vec::new()
        } else {
            rank::found(self.guide, &self.evidence)
        };
        match found.as_slice() {
            [] => self.arrive(start, at),
            [only] => {
                let first = self.line_up(only, at);
                self.state.gathered = true;
                self.stop(first, at);
            }
            [first, others @ ..] => {
                self.state.queue = others.iter().map(|node| node.id.clone()).collect();
                self.state.causes = found.len();
                self.state.after = Some(self.guide.start.clone());
                self.state.gathered = true;
                self.stop(first, at);
            }
        }
    }

    fn follow(&mut self, choice: &'a Choice, at: i64) {
        if let Some(variant) = &choice.variant {
            self.state.variant = Some(variant.clone());
            if let Some(node) = self.state.pending.take().and_then(|id| self.guide.node(&id)) {
                self.stop(node, at);
                return;
            }
        }
        let cause = self.node().is_some_and(|node| node.kind == Kind::Cause);
        if cause && choice.id == NEXT {
            self.next_cause(at);
        } else if let Some(node) = choice.to.as_deref().and_then(|to| self.guide.node(to)) {
            self.leave_causes();
            self.arrive(node, at);
        }
    }

    fn next_cause(&mut self, at: i64) {
        let next = if self.state.queue.is_empty() {
            None
        } else {
            Some(self.state.queue.remove(0))
        };
        if let Some(node) = next.and_then(|id| self.guide.node(&id)) {
            self.state.skipped.clear();
            self.stop(node, at);
        } else if let Some(node) = self.state.after.take().and_then(|id| self.guide.node(&id)) {
            self.leave_causes();
            self.arrive(node, at);
        }
    }

    fn leave_causes(&mut self) {
        self.state.queue.clear();
        self.state.ruled_out.clear();
        self.state.skipped.clear();
        self.state.after = None;
        self.state.causes = 0;
        self.state.gathered = false;
    }

    /// Comes to a node, passing questions that the evidence answers and causes that it rules out.
    fn arrive(&mut self, first: &'a Node, at: i64) {
        let mut node = first;
        for (question, choice, to) in self.pass(first) {
            self.note(
                Deed::Answered {
                    node: question.id.clone(),
                    choice: choice.to_owned(),
                },
                at,
            );
            self.state.skipped.push(question.id.clone());
            node = to;
        }
        if node.kind == Kind::Cause {
            node = self.line_up(node, at);
        }
        self.stop(node, at);
    }

    /// The questions from this node on that the evidence answers, each with its choice and where that leads. A graph can lead
    /// round; nobody is led past the same question twice.
    fn pass(&self, first: &'a Node) -> Vec<(&'a Node, &'a str, &'a Node)> {
        let mut passed: Vec<(&Node, &str, &Node)> = Vec::new();
        let mut node = first;
        while let Some((choice, to)) = self
            .answered(node)
            .filter(|_| passed.iter().all(|(one, _, _)| *one != node))
        {
            passed.push((node, choice, to));
            node = to;
        }
        passed
    }

    /// The choice that the evidence makes, and where it leads.
    fn answered(&self, node: &'a Node) -> Option<(&'a str, &'a Node)> {
        if node.kind != Kind::Question {
            return None;
        }
        let choice = self.evidence.decides(node)?;
        let to = self.guide.node(choice.to.as_deref()?)?;
        Some((&choice.id, to))
    }

    /// Puts the causes from this one on in order; the first to be tried.
    fn line_up(&mut self, first: &'a Node, at: i64) -> &'a Node {
        let ranked = rank::chain(self.guide, first, &self.evidence);
        for node in &ranked.ruled_out {
            self.note(
                Deed::RuledOut {
                    node: node.id.clone(),
                },
                at,
            );
        }
        let ids = |nodes: &[&Node]| nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>();
        self.state.ruled_out = ids(&ranked.ruled_out);
        self.state.causes = ranked.queue.len();
        self.state.after = ranked.after.map(str::to_owned);
        self.state.queue = ids(ranked.queue.get(1..).unwrap_or_default());
        let after = ranked.after.and_then(|id| self.guide.node(id));
        ranked.queue.first().copied().or(after).unwrap_or(first)
    }

    /// Stops at a node; where its steps vary and nobody knows how, at the question about that.
    fn stop(&mut self, node: &'a Node, at: i64) {
        let mut node = node;
        if node.kind == Kind::Cause
            && node.varies()
            && self.state.variant.is_none()
            && let Some(asks) = self.guide.variants.as_deref().and_then(|id| self.guide.node(id))
        {
            match self.evidence.decides(asks) {
                Some(choice) => {
                    self.state.variant.clone_from(&choice.variant);
                    self.note(
                        Deed::Answered {
                            node: asks.id.clone(),
                            choice: choice.id.clone(),
                        },
                        at,
                    );
                    self.state.skipped.push(asks.id.clone());
                }
                None => {
                    self.state.pending = Some(node.id.clone());
                    node = asks;
                }
            }
        }
        self.state.node.clone_from(&node.id);
        self.note(
            Deed::Came {
                node: node.id.clone(),
            },
            at,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{Saved, Start, Walk, WalkError};
    use crate::testkit::{GUIDE, evidence, guide};
    use crate::{Ending, Evidence, Guide};

    fn begin<'a>(guide: &'a Guide, evidence: Evidence, start: &str) -> Walk<'a> {
        let start = match start {
            "" => Start::Anywhere,
            node => Start::Node(node.to_owned()),
        };
        Walk::begin(guide, evidence, &start, "a test", 0).unwrap()
    }

    fn at<'a>(walk: &'a Walk<'_>) -> &'a str {
        &walk.state.node
    }

    #[test]
    fn without_evidence_everything_is_asked_in_the_order_of_the_guide() {
        let guide = guide(GUIDE);
        let mut walk = begin(&guide, Evidence::default(), "");
        assert_eq!(at(&walk), "door");
        walk.choose("locked", 1).unwrap();
        assert_eq!(at(&walk), "wrong-key");
        walk.choose("next", 2).unwrap();
        assert_eq!(at(&walk), "made-of", "the steps differ");
        walk.choose("wood", 3).unwrap();
        assert_eq!(at(&walk), "rusty-lock");
        walk.choose("next", 4).unwrap();
        walk.choose("next", 5).unwrap();
        assert_eq!((at(&walk), walk.ending()), ("help", Some(Ending::Escalate)));
    }

    #[test]
    fn what_the_evidence_answers_is_not_asked() {
        let guide = guide(GUIDE);
        let known = evidence(
            &["door.rust"],
            &["door.key"],
            &[("door", "locked"), ("made-of", "iron")],
        );
        let walk = begin(&guide, known.clone(), "door");
        assert_eq!(at(&walk), "rusty-lock");
        assert_eq!(walk.state.skipped, ["door", "made-of"]);
        assert_eq!(walk.state.ruled_out, ["wrong-key"]);
        let walk = begin(&guide, known, "");
        assert_eq!((at(&walk), walk.answers()), ("rusty-lock", 0));
    }

    #[test]
    fn when_everything_is_ruled_out_the_way_leads_on() {
        let guide = guide(&GUIDE.replace("next = \"rusty-lock\"", "next = \"help\"").replace(
            "id = \"locked\"",
            "id = \"rust\"\ntext = \"It is rusty\"\nto = \"rusty-lock\"\n[[node.choice]]\nid = \"locked\"",
        ));
        let walk = begin(&guide, evidence(&[], &["door.key"], &[]), "wrong-key");
        assert_eq!(at(&walk), "help");
    }

    #[test]
    fn going_back_undoes_one_choice_and_a_wrong_one_changes_nothing() {
        let guide = guide(GUIDE);
        let mut walk = begin(&guide, Evidence::default(), "");
        assert_eq!(walk.back(0), Err(WalkError::Beginning));
        walk.choose("locked", 0).unwrap();
        let before = walk.save();
        let error = walk.choose("lockd", 0).unwrap_err();
        assert!(error.to_string().contains("solved, next"), "{error}");
        assert_eq!(walk.save(), before);
        walk.choose("next", 0).unwrap();
        walk.back(0).unwrap();
        assert_eq!((at(&walk), walk.state.queue.len()), ("wrong-key", 2));
        walk.back(0).unwrap();
        assert_eq!(at(&walk), "door");
        let error = walk.visit("rusty-lok", 0).unwrap_err();
        assert!(
            error.to_string().contains("did you mean `rusty-lock`?"),
            "{error}"
        );
    }

    #[test]
    fn found_causes_can_be_left_for_the_first_question() {
        let guide = guide(GUIDE);
        let mut walk = begin(&guide, evidence(&["door.key"], &[], &[]), "");
        assert!(walk.state.gathered);
        walk.none_of_these(0);
        assert_eq!(at(&walk), "door");
        assert!(!walk.state.gathered);
        walk.visit("door", 0).unwrap();
        walk.choose("hangs", 0).unwrap();
        assert_eq!(at(&walk), "help");
    }

    #[test]
    fn a_walk_is_taken_up_where_it_was_left() {
        let guide = guide(GUIDE);
        let mut walk = begin(&guide, Evidence::default(), "");
        walk.choose("locked", 7).unwrap();
        let text = serde_json::to_string(&walk.save()).unwrap();
        let saved: Saved = serde_json::from_str(&text).unwrap();
        let mut again = Walk::resume(&guide, Evidence::default(), saved.clone()).unwrap();
        assert_eq!((at(&again), again.events()), ("wrong-key", walk.events()));
        again.choose("solved", 8).unwrap();
        assert_eq!(again.ending(), Some(Ending::Solved));
        let lost = crate::testkit::guide(&GUIDE.replace("\"wrong-key\"", "\"other-key\""));
        let error = Walk::resume(&lost, Evidence::default(), saved).unwrap_err();
        assert!(error.to_string().contains("no node `wrong-key`"), "{error}");
    }
}
