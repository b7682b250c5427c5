//! Texts that somebody pasted: an answer of a server somewhere in the words of a mail program, a log or the migration
//! service.

use super::table::{Answer, When};
use super::{Catalogue, Ranking, Sign};
use crate::wire::Condition;

/// Longer texts are read to here.
const LONGEST: usize = 20_000;

impl Catalogue {
    /// The causes that a text names, the likeliest first; nothing where it holds no answer that is known. `family` is the value of
    /// `server.family`, where it is known: without it, answers of every product come into question.
    pub fn recognise(&self, text: &str, family: Option<&str>, signs: &[Sign]) -> Option<Ranking<'_>> {
        let answers = conditions(text).into_iter().find_map(|said| {
            let found = self.fitting(&said, family);
            (!found.is_empty()).then_some(found)
        })?;
        let mut causes: Vec<String> = Vec::new();
        for cause in answers.iter().flat_map(|answer| &answer.entry.causes) {
            if !causes.contains(cause) {
                causes.push(cause.clone());
            }
        }
        Some(self.rank(&causes, signs))
    }

    /// The answers that fit: with a family the first, as at a sign-in; without one every answer down to the first that is
    /// of all products, that one first.
    fn fitting(&self, said: &Condition, family: Option<&str>) -> Vec<&Answer> {
        let code = said.code_name();
        let anywhere = |answer: &&Answer| {
            [When::SignIn, When::After, When::Greeting]
                .into_iter()
                .any(|when| answer.fits(when, said, code.as_deref()))
        };
        let mut fitting = self.answers.iter().filter(anywhere);
        if let Some(family) = family {
            return fitting.find(|answer| answer.is_of(family)).into_iter().collect();
        }
        let mut found: Vec<&Answer> = Vec::new();
        for answer in fitting {
            let general = answer.entry.family.is_empty();
            if general {
                found.insert(0, answer);
                break;
            }
            found.push(answer);
        }
        found
    }
}

/// The answers in a text, best first: lines of a log; what follows NO, BAD or BYE; or all of it as a refusal.
fn conditions(text: &str) -> Vec<Condition> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        for word in ["NO ", "BAD ", "BYE "] {
            let starts = line.match_indices(word).map(|(at, _)| at).filter(|at| {
                !line
                    .get(..*at)
                    .is_some_and(|before| before.ends_with(char::is_alphanumeric))
            });
            let said = starts.filter_map(|at| line.get(at..)).filter_map(said);
            found.extend(said);
        }
    }
    found.extend(said(&format!(
        "NO {}",
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    )));
    found
}

fn said(line: &str) -> Option<Condition> {
    Condition::read(format!("A1 {}", line.trim_end_matches(['\'', '"', '.', ' '])).as_bytes())
}
