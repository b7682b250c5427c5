//! What a guide consists of, as loaded.

use imaprules_rules::Place;
use imaprules_rules::read::AuthorText;
use serde::Serialize;

/// A guide whose graph holds together.
#[derive(Debug, Clone)]
pub struct Guide {
    /// Its id, kebab case.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    pub title: String,
    /// The node to begin with.
    pub start: String,
    /// The node that asks which variant of the steps is wanted, if steps differ.
    pub variants: Option<String>,
    /// The question after every cause.
    pub ask: String,
    /// The answer that ends the search.
    pub yes: String,
    /// The answer that leads to the next cause.
    pub no: String,
    /// The node that `yes` leads to.
    pub solved: String,
    /// Names of facts that hold texts of servers word for word.
    pub literal: Vec<String>,
    /// Its nodes, in the order of its files.
    pub nodes: Vec<Node>,
    /// Where its id stands.
    pub place: Place,
}

/// What a node is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Asks something; skipped where facts answer it.
    Question,
    /// Explains one cause and its remedy, and asks whether that helped.
    Cause,
    /// Tells something, and offers where to go on; never skipped.
    Page,
    /// An end.
    End,
}

impl Kind {
    /// The words of the kinds.
    pub const WORDS: [&'static str; 4] = ["question", "cause", "page", "end"];

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Kind> {
        Some(match word {
            "question" => Kind::Question,
            "cause" => Kind::Cause,
            "page" => Kind::Page,
            "end" => Kind::End,
            _ => return None,
        })
    }
}

/// How a walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// The problem is gone.
    Solved,
    /// Somebody else has to help.
    Escalate,
}

/// One page of a guide.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its id, kebab case.
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// Its number in the document that the guide goes back to, if it has one.
    pub number: Option<String>,
    /// One line.
    pub title: String,
    /// What there is to know, one paragraph each.
    pub text: Vec<String>,
    /// What is asked; of causes, the guide's own question unless this is given.
    pub question: Option<String>,
    /// Why it is asked.
    pub why: Option<String>,
    /// Ways on. Those of a cause are `solved` and `next`, unless it has others beside them.
    pub choices: Vec<Choice>,
    /// Rules whose findings show that the cause is there.
    pub rules: Vec<String>,
    /// Whether the cause is ruled out when all of its rules find nothing.
    pub settles: bool,
    /// A condition without which the cause does not come into question.
    pub(crate) when: Option<AuthorText>,
    /// What to do.
    pub steps: Vec<Step>,
    /// Commands ready to paste.
    pub commands: Vec<Instruction>,
    /// Symptoms that lead here.
    pub symptoms: Vec<String>,
    /// Errors of a catalogue that lead here.
    pub errors: Vec<String>,
    /// Statements that the node covers.
    pub covers: Vec<String>,
    /// What backs it.
    pub sources: Vec<String>,
    /// Of an end: which.
    pub ending: Option<Ending>,
    /// Where its id stands.
    pub place: Place,
    pub(crate) written: Written,
}

/// Names as the author wrote them, for messages that point at them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    pub(crate) rules: Vec<AuthorText>,
    pub(crate) covers: Vec<AuthorText>,
    pub(crate) symptoms: Vec<AuthorText>,
    pub(crate) errors: Vec<AuthorText>,
}

/// A way on from a node.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its id within the node, kebab case.
    pub id: String,
    /// What is chosen.
    pub text: String,
    /// The node it leads to; nothing where the walk goes on from where it was interrupted.
    pub to: Option<String>,
    /// Rules whose findings speak for it.
    pub rules: Vec<String>,
    /// Errors of a catalogue that speak for it.
    pub errors: Vec<String>,
    /// Of the node that asks for the variant: which.
    pub variant: Option<String>,
    pub(crate) when: Option<AuthorText>,
    /// Conditions about subjects of a kind, by its name: one that is true of any of them speaks for the choice.
    pub(crate) each: Vec<(AuthorText, AuthorText)>,
    pub(crate) target: Option<AuthorText>,
    pub(crate) written: Written,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub text: String,
    /// The variants it is for; all, when there are none.
    pub variants: Vec<String>,
}

/// A command ready to paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instruction {
    /// What it does.
    pub about: String,
    /// The shell it is written for.
    pub shell: String,
    /// The command.
    pub run: String,
    /// Whether it removes or overwrites something.
    pub destroys: bool,
}

impl Guide {
    /// The node of that id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The node of that id or number, without regard to ASCII case.
    pub fn find(&self, word: &str) -> Option<&Node> {
        let numbered = |node: &&Node| {
            node.number
                .as_ref()
                .is_some_and(|number| number.eq_ignore_ascii_case(word))
        };
        let named = self.nodes.iter().find(|node| node.id.eq_ignore_ascii_case(word));
        named.or_else(|| self.nodes.iter().find(numbered))
    }

    /// The first node that a rule decides.
    pub fn of_rule(&self, rule: &str) -> Option<&Node> {
        self.nodes
            .iter()
            .find(|node| node.rules.iter().any(|id| id == rule))
    }

    /// The first node that this symptom leads to.
    pub fn of_symptom(&self, symptom: &str) -> Option<&Node> {
        self.nodes
            .iter()
            .find(|node| node.symptoms.iter().any(|id| id == symptom))
    }

    /// The first node that this error leads to.
    pub fn of_error(&self, error: &str) -> Option<&Node> {
        self.nodes
            .iter()
            .find(|node| node.errors.iter().any(|id| id == error))
    }

    /// The question of a node: its own, or for causes the guide's.
    pub fn question<'a>(&'a self, node: &'a Node) -> Option<&'a str> {
        match (&node.question, node.kind) {
            (Some(question), _) => Some(question),
            (None, Kind::Cause) => Some(&self.ask),
            (None, _) => None,
        }
    }
}

impl Node {
    /// The choice of that id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// Whether its steps depend on the variant.
    pub fn varies(&self) -> bool {
        self.steps.iter().any(|step| !step.variants.is_empty())
    }
}
