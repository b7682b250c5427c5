//! What is shown at one node: plain data, for a terminal, a chat or a web page.

use crate::evidence::Standing;
use crate::guide::{Ending, Instruction, Kind, Node};
use crate::walk::{ANY, Walk};
use imaprules_report::Finding;
use imaprules_words::Catalogue;
use serde::Serialize;

/// Findings shown with a cause.
const FINDINGS: usize = 5;

/// A page.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Id of the node.
    pub node: String,
    /// Its number in the document the guide goes back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What it is for.
    pub kind: Kind,
    /// One line.
    pub title: String,
    /// What there is to know.
    pub text: Vec<String>,
    /// What is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Why it is asked.
    pub why: Vec<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Commands ready to paste.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Instruction>,
    /// What can be chosen.
    pub choices: Vec<Offer>,
    /// How the cause stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// On how many subjects it was found.
    pub found: usize,
    /// The first of what was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Facts that would settle it, with the way to obtain each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Candidate>,
    /// Which of the causes this is, and of how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<(usize, usize)>,
    /// Causes that come after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remaining: Vec<Candidate>,
    /// Causes that the evidence ruled out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ruled_out: Vec<Candidate>,
    /// Questions that the evidence answered on the way here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Candidate>,
    /// Whether these causes are what the evidence shows, whatever somebody came with.
    pub gathered: bool,
    /// Errors that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// What backs it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// How the walk ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Whether the evidence speaks for it.
    pub likely: bool,
}

/// A name and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Id of a node, or name of a fact.
    pub id: String,
    /// Title of the node, or how to obtain the fact.
    pub title: String,
}

impl Walk<'_> {
    /// The page of the node at hand. The reasons why something is asked are told in these words, [`MESSAGES`](crate::MESSAGES)
    /// in some language.
    pub fn page(&self, words: &Catalogue) -> Option<Page> {
        let node = self.node()?;
        let cause = node.kind == Kind::Cause;
        let findings: Vec<Finding> = self.findings(node);
        let left = self.state.queue.len();
        Some(Page {
            node: node.id.clone(),
            number: node.number.clone(),
            kind: node.kind,
            title: node.title.clone(),
            text: node.text.clone(),
            question: self.guide.question(node).map(str::to_owned),
            why: self.why(node, words),
            steps: self.steps(node),
            commands: node.commands.clone(),
            choices: self.offers(node),
            standing: cause.then(|| self.evidence.standing(node)),
            found: self.evidence.subjects(node),
            findings,
            missing: self
                .evidence
                .missing(node)
                .into_iter()
                .map(|(id, title)| Candidate { id, title })
                .collect(),
            place: (cause && self.state.causes > 0)
                .then(|| (self.state.causes.saturating_sub(left), self.state.causes)),
            remaining: self.titles(&self.state.queue),
            ruled_out: self.titles(&self.state.ruled_out),
            skipped: self.titles(&self.state.skipped),
            gathered: self.state.gathered,
            errors: self.errors(node),
            sources: node.sources.clone(),
            ending: node.ending,
        })
    }

    fn findings(&self, node: &Node) -> Vec<Finding> {
        let said = node.rules.iter().filter_map(|rule| self.evidence.rules.get(rule));
        said.flat_map(|said| &said.findings)
            .take(FINDINGS)
            .cloned()
            .collect()
    }

    /// The errors of a node; of a question also those that its choices are about.
    fn errors(&self, node: &Node) -> Vec<String> {
        let asks_variant = self.guide.variants.as_ref() == Some(&node.id);
        let of_choices = node
            .choices
            .iter()
            .filter(|_| !asks_variant)
            .flat_map(|choice| &choice.errors);
        let mut errors: Vec<String> = Vec::new();
        for error in node.errors.iter().chain(of_choices) {
            if !errors.contains(error) {
                errors.push(error.clone());
            }
        }
        errors
    }

    fn titles(&self, ids: &[String]) -> Vec<Candidate> {
        let known = ids.iter().filter_map(|id| self.guide.node(id));
        known
            .map(|node| Candidate {
                id: node.id.clone(),
                title: node.title.clone(),
            })
            .collect()
    }

    /// The author's order, unless the evidence speaks for some.
    fn offers(&self, node: &Node) -> Vec<Offer> {
        let mut offers: Vec<Offer> = node
            .choices
            .iter()
            .map(|choice| Offer {
                id: choice.id.clone(),
                text: choice.text.clone(),
                likely: self.evidence.speaks_for(node, choice) == Some(true),
            })
            .collect();
        offers.sort_by_key(|offer| !offer.likely);
        offers
    }

    /// The steps of the variant at hand; of all variants, each named, where nobody knows which it is.
    fn steps(&self, node: &Node) -> Vec<String> {
        let variant = self.state.variant.as_deref().unwrap_or(ANY);
        let fits = |variants: &[String]| {
            variants.is_empty() || variant == ANY || variants.iter().any(|one| one == variant)
        };
        let words = |step: &crate::guide::Step| match (variant, step.variants.as_slice()) {
            (ANY, [_, ..]) => format!("{}: {}", self.variant_titles(&step.variants), step.text),
            _ => step.text.clone(),
        };
        node.steps
            .iter()
            .filter(|step| fits(&step.variants))
            .map(words)
            .collect()
    }

    fn variant_titles(&self, variants: &[String]) -> String {
        let asks = self.guide.variants.as_deref().and_then(|id| self.guide.node(id));
        let title = |variant: &String| {
            let choice = asks
                .iter()
                .flat_map(|node| &node.choices)
                .find(|choice| choice.variant.as_ref() == Some(variant));
            choice.map_or(variant.clone(), |choice| choice.text.clone())
        };
        variants.iter().map(title).collect::<Vec<_>>().join(", ")
    }

    /// Why somebody is asked: the author's reason, and what the evidence could not tell.
    fn why(&self, node: &Node, words: &Catalogue) -> Vec<String> {
        let author = node.why.clone();
        let evidence = match (node.kind, self.evidence.standing(node)) {
            (Kind::Cause, Standing::Found) => Some("because.found"),
            (Kind::Cause, Standing::Unlikely) => Some("because.unlikely"),
            (Kind::Cause, Standing::RuledOut) => Some("because.ruled_out"),
            (Kind::Cause, Standing::Open) if node.rules.is_empty() => Some("because.no_check"),
            (Kind::Cause, Standing::Open) => Some("because.open"),
            _ => None,
        };
        let evidence = evidence.map(|key| words.word(key).to_owned());
        author.into_iter().chain(evidence).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{GUIDE, evidence, guide, words};
    use crate::{Evidence, Standing, Start, Walk};
    use imaprules_words::{Catalogue, faults};

    #[test]
    fn a_page_shows_the_steps_of_its_variant_and_where_it_stands() {
        let guide = guide(GUIDE);
        let start = Start::Node("wrong-key".into());
        let known = evidence(&["door.rust"], &[], &[("made-of", "iron")]);
        let walk = Walk::begin(&guide, known, &start, "", 0).unwrap();
        let page = walk.page(&words("en")).unwrap();
        assert_eq!((page.node.as_str(), page.place), ("rusty-lock", Some((1, 3))));
        assert_eq!(page.steps, ["Oil it."]);
        assert_eq!(page.standing, Some(Standing::Found));
        assert_eq!(page.skipped[0].id, "made-of");
        assert_eq!(page.remaining.len(), 2);
    }

    #[test]
    fn who_does_not_know_the_variant_sees_all_steps_with_their_names() {
        let guide = guide(GUIDE);
        let start = Start::Node("rusty-lock".into());
        let mut walk = Walk::begin(&guide, Evidence::default(), &start, "", 0).unwrap();
        walk.choose("unsure", 0).unwrap();
        assert_eq!(
            walk.page(&words("en")).unwrap().steps,
            ["Iron: Oil it.", "Wood: Sand it."]
        );
    }

    #[test]
    fn a_likely_choice_stands_first_and_a_page_is_plain_json() {
        let guide = guide(GUIDE);
        let start = Start::Node("door".into());
        let both = evidence(&[], &[], &[("door", "hangs"), ("door", "locked")]);
        let walk = Walk::begin(&guide, both, &start, "", 0).unwrap();
        assert!(
            walk.page(&words("en"))
                .unwrap()
                .choices
                .iter()
                .all(|choice| choice.likely)
        );
        let walk = Walk::begin(&guide, Evidence::default(), &start, "", 0).unwrap();
        let json = serde_json::to_value(walk.page(&words("en")).unwrap()).unwrap();
        assert_eq!(json["choices"][0]["id"], "locked");
        assert_eq!(json["kind"], "question");
    }

    #[test]
    fn what_a_page_says_itself_is_said_in_the_language_that_is_wanted() {
        let guide = guide(GUIDE);
        let start = Start::Node("frozen".into());
        let mut walk = Walk::begin(&guide, Evidence::default(), &start, "", 0).unwrap();
        walk.choose("unsure", 0).ok();
        assert_eq!(
            walk.page(&words("en")).unwrap().why,
            ["No check sees this; only you can."]
        );
        assert!(walk.page(&words("tr")).unwrap().why[0].starts_with("Bunu hiçbir denetim"));
    }

    #[test]
    fn every_message_is_translated() {
        let alone = |language| Catalogue::alone(language, &[crate::MESSAGES]).unwrap();
        let english = alone("en");
        assert_eq!(english.messages().count(), 17);
        for (language, _) in crate::MESSAGES.iter().filter(|(language, _)| *language != "en") {
            assert_eq!(
                faults(&english, &alone(language)),
                Vec::<String>::new(),
                "{language}"
            );
        }
    }
}
