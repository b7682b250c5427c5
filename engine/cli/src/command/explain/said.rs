//! What a server answered, where the service's catalogue does not know the words: the causes that such an answer can have.

use super::words::rules_of;
use crate::args::Plain;
use crate::command::{guide, print, print_json};
use crate::error::Failure;
use crate::guides::Ready;
use crate::speech::{Values, phrase, told};
use imaprules_provider_imap::answers::{Catalogue, Cause, Certainty};
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::Packs;
use serde_json::json;

/// Causes that are named; a server that hides the cause can mean many.
const CAUSES: usize = 3;

/// The likeliest cause of a server's answer.
pub(in crate::command) fn cause_of(text: &str) -> Option<&'static Cause> {
    let ranking = Catalogue::shipped()?.recognise(text, None, &[])?;
    let first = ranking.candidates.first()?;
    Catalogue::shipped()?.cause(&first.cause.id)
}

/// The causes of an answer, the likeliest first.
pub(super) struct Said {
    causes: Vec<Candidate>,
    certainty: Certainty,
}

struct Candidate {
    cause: &'static Cause,
    /// The node of a guide that leads on, and its title.
    node: Option<(String, String)>,
}

/// The first of the texts that is a server's answer.
pub(super) fn look(texts: &[String], ready: &[Ready]) -> Option<Said> {
    let catalogue = Catalogue::shipped()?;
    let ranking = texts
        .iter()
        .find_map(|text| catalogue.recognise(&super::plain(text), None, &[]))?;
    let causes = ranking.candidates.iter().take(CAUSES);
    let causes = causes.filter_map(|candidate| {
        let cause = catalogue.cause(&candidate.cause.id)?;
        let node = ready
            .iter()
            .find_map(|ready| guide::node_of_cause(&ready.guide, cause));
        let node = node.map(|node| (node.id.clone(), node.title.clone()));
        Some(Candidate { cause, node })
    });
    let causes: Vec<Candidate> = causes.collect();
    (!causes.is_empty()).then_some(Said {
        causes,
        certainty: ranking.certainty,
    })
}

impl Said {
    pub(super) fn print(&self, packs: &Packs, format: Plain) -> Result<u8, Failure> {
        match format {
            Plain::Json => {
                let causes: Vec<_> = self.causes.iter().map(|one| self.json(packs, one)).collect();
                print_json(&json!({ "recognised": causes, "unrecognised": 0 }))?;
            }
            Plain::Text => {
                let causes: Vec<String> = self.causes.iter().map(|one| one.text(packs)).collect();
                print(&causes.join("\n"))?;
            }
        }
        Ok(exit::OK)
    }

    fn json(&self, packs: &Packs, one: &Candidate) -> serde_json::Value {
        json!({
            "id": format!("answer.{}", one.cause.id),
            "title": phrase(&one.cause.title),
            "by": "answer",
            "certainty": self.certainty.word(),
            "symptom": one.cause.symptom,
            "guide": one.node.as_ref().map(|(id, _)| id),
            "rules": rules_of(packs, &one.cause.symptom, &one.cause.rules).map(|rule| &rule.id).collect::<Vec<_>>(),
            "source": one.cause.source,
        })
    }
}

impl Candidate {
    fn text(&self, packs: &Packs) -> String {
        let title: Values<'_> = &[("title", &phrase(&self.cause.title))];
        let mut lines = vec![capital(&told("guide.answer", title))];
        let rules: Vec<&str> = rules_of(packs, &self.cause.symptom, &self.cause.rules)
            .map(|rule| rule.id.as_str())
            .collect();
        if !rules.is_empty() {
            lines.push(format!(
                "  {}",
                told("explain.rules", &[("rules", &rules.join(", "))])
            ));
        }
        if let Some((id, title)) = &self.node {
            let values: Values<'_> = &[("id", &for_terminal(id)), ("title", &for_terminal(title))];
            lines.push(format!("  {}", told("explain.guide", values)));
        }
        lines.join("\n") + "\n"
    }
}

/// The text with a capital letter at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
