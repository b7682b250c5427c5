//! Getting from node to node: past questions that the evidence answers, along causes in their order.

use super::Walk;
use super::state::Deed;
use crate::guide::{Choice, Kind, Node};
use crate::rank;
use crate::read::NEXT;

impl<'a> Walk<'a> {
    /// Begins where the evidence answers every question down to a cause; or else with what was found, the worst first; or else
    /// with the first question. One cause alone is followed by those that explain the same.
    pub(super) fn gather(&mut self, at: i64) {
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
                // Other explanations of what the first explains come after what was found, unless the same finding speaks for them.
                let alike = rank::chain(self.guide, first, &self.evidence).queue;
                let alike = alike.into_iter().filter(|node| !found.contains(node));
                let queue = others.iter().copied().chain(alike).collect();
                let queue = rank::sorted(queue, &self.evidence);
                self.state.queue = queue.iter().map(|node| node.id.clone()).collect();
                self.state.causes = self.state.queue.len() + 1;
                self.state.after = Some(self.guide.start.clone());
                self.state.gathered = true;
                self.stop(first, at);
            }
        }
    }

    pub(super) fn follow(&mut self, choice: &'a Choice, at: i64) {
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

    pub(super) fn leave_causes(&mut self) {
        self.state.queue.clear();
        self.state.ruled_out.clear();
        self.state.skipped.clear();
        self.state.after = None;
        self.state.causes = 0;
        self.state.gathered = false;
    }

    /// Comes to a node, passing questions that the evidence answers and causes that it rules out.
    pub(super) fn arrive(&mut self, first: &'a Node, at: i64) {
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

    /// Puts the causes from this one on in order; the first to be tried. When all of them are ruled out, the first is shown
    /// nevertheless: whoever sees its error may look at something else than the data does.
    fn line_up(&mut self, first: &'a Node, at: i64) -> &'a Node {
        let mut ranked = rank::chain(self.guide, first, &self.evidence);
        if ranked.queue.is_empty() {
            ranked.ruled_out.retain(|node| *node != first);
            ranked.queue.push(first);
        }
        self.state.after = ranked.after.map(str::to_owned);
        self.line_up_ranked(&ranked, at);
        ranked.queue.first().copied().unwrap_or(first)
    }

    /// As [`Walk::line_up`], with this cause at the head, whatever the evidence says.
    pub(super) fn line_up_behind(&mut self, first: &'a Node, at: i64) {
        let mut ranked = rank::chain(self.guide, first, &self.evidence);
        ranked.queue.retain(|node| *node != first);
        ranked.ruled_out.retain(|node| *node != first);
        ranked.queue.insert(0, first);
        self.state.after = ranked.after.map(str::to_owned);
        self.line_up_ranked(&ranked, at);
    }

    fn line_up_ranked(&mut self, ranked: &rank::Ranked<'_>, at: i64) {
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
        self.state.queue = ids(ranked.queue.get(1..).unwrap_or_default());
    }

    /// Stops at a node; where its steps vary and nobody knows how, at the question about that.
    pub(super) fn stop(&mut self, node: &'a Node, at: i64) {
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
