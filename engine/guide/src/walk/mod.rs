//! The walk of one person through a guide: where he is, how he came there, what comes next.
//!
//! Everything that a walk is can be written down ([`Saved`]) and taken up again, with newer evidence if there is some.

mod state;
#[cfg(test)]
mod tests;
mod way;

pub(crate) use state::{ANY, State};
pub use state::{Deed, Event, Saved, Start, WalkError};

use crate::evidence::Evidence;
use crate::guide::{Ending, Guide, Kind, Node};
use imaprules_rules::nearest;
use state::FORMAT;

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

    /// Goes to a node by name, even to a question that the evidence has answered, or a cause that it rules out.
    ///
    /// # Errors
    /// There is no such node.
    pub fn visit(&mut self, name: &str, at: i64) -> Result<(), WalkError> {
        let node = self.known(name)?;
        self.trail.push(self.state.clone());
        self.leave_causes();
        if node.kind == Kind::Cause {
            self.line_up_behind(node, at);
        }
        self.stop(node, at);
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
}
