//! What somebody saw: an error text or a report of errors, and the node of the guide it leads to.

use super::scrub;
use crate::args::Guide as Arguments;
use crate::command::explain;
use crate::error::Failure;
use crate::guides::Ready;
use crate::speech::{counted, percent, phrase, told, word};
use imaprules_guide::Guide;
use imaprules_provider_imap::answers;
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use std::path::Path;

/// Longer texts are kept to here in transcripts; all of a text is looked at for what it means.
const KEPT: usize = 4_000;

/// What was seen, and where that leads.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The text, without secrets.
    pub(super) text: String,
    /// The error of the catalogue.
    pub(super) error: Option<String>,
    /// The node.
    pub(super) node: Option<String>,
    /// The mailbox that the text names.
    pub(super) mailbox: Option<String>,
    /// All of that in words.
    pub(super) words: String,
}

impl Seen {
    /// What an earlier walk began with.
    pub(super) fn before(text: &str, error: Option<String>) -> Self {
        Seen {
            text: text.to_owned(),
            error,
            ..Seen::default()
        }
    }
}

/// Looks at what the command line names.
pub(super) fn look(arguments: &Arguments, ready: &Ready) -> Result<Seen, Failure> {
    let texts = match (&arguments.text, &arguments.report) {
        (Some(dash), _) if dash == "-" => explain::of_standard_input()?,
        (Some(text), _) => vec![text.clone()],
        (None, Some(file)) => of_report(file)?,
        (None, None) => {
            return Ok(Seen {
                words: word("guide.only_data").to_owned(),
                ..Seen::default()
            });
        }
    };
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(commonest(&catalogue, &ready.guide, &texts))
}

fn of_report(file: &Path) -> Result<Vec<String>, Failure> {
    let texts = explain::of_file(file)?;
    if texts.iter().all(|text| text.trim().is_empty()) {
        let problem = format!("{}: there is no text in it", file.display());
        return Err(Failure::usage(
            problem,
            "give the error report as it was downloaded",
        ));
    }
    Ok(texts)
}

/// The meaning that most texts have.
fn commonest(catalogue: &ErrorCatalogue, guide: &Guide, texts: &[String]) -> Seen {
    let mut met: Vec<(Seen, usize)> = Vec::new();
    for text in texts {
        let seen = understand(catalogue, guide, text);
        match met
            .iter_mut()
            .find(|(known, _)| known.node == seen.node && known.error == seen.error)
        {
            Some((_, times)) => *times += 1,
            None => met.push((seen, 1)),
        }
    }
    // Texts that mean something stand before those that do not, whatever their number.
    met.sort_by_key(|(seen, times)| (seen.node.is_none(), std::cmp::Reverse(*times)));
    let kinds = met.len();
    let Some((mut seen, times)) = met.into_iter().next() else {
        return Seen::default();
    };
    if texts.len() > 1 {
        seen.mailbox = None;
        let others = if kinds > 1 {
            word("guide.most_frequent")
        } else {
            ""
        };
        seen.words = told(
            "guide.of_texts",
            &[
                ("times", &times),
                ("texts", &counted(texts.len(), "error text")),
                ("others", &others),
                ("what", &seen.words),
            ],
        );
    }
    seen
}

/// The node of one text: by the service's catalogue, or else by what servers answer.
pub(super) fn understand(catalogue: &ErrorCatalogue, guide: &Guide, text: &str) -> Seen {
    let mut seen = Seen {
        text: kept(text),
        words: word("guide.not_known").to_owned(),
        ..Seen::default()
    };
    let plain = explain::plain(text);
    if let Some(found) = catalogue.recognise(&plain)
        && let Some(entry) = found.entry
    {
        let node = node_of(guide, &entry.id, entry.symptom.as_deref());
        seen.node = node.map(|node| node.id.clone());
        seen.error = Some(entry.id.clone());
        seen.words = told(
            "guide.the_error",
            &[
                ("title", &phrase(&entry.title)),
                ("id", &entry.id),
                ("sure", &percent(found.confidence)),
            ],
        );
        if !found.captures.is_empty() {
            let named: Vec<String> = found
                .captures
                .iter()
                .map(|(name, value)| format!("{name} = {value}"))
                .collect();
            let values = scrub::secrets(&named.join(", "));
            seen.words
                .push_str(&told("guide.which_names", &[("values", &values)]));
        }
        let address = found.captures.iter().find(|(name, _)| name == "address");
        seen.mailbox = address.map(|(_, value)| value.clone());
    } else if let Some(cause) = explain::cause_of(&plain) {
        seen.node = node_of_cause(guide, cause).map(|node| node.id.clone());
        seen.words = told("guide.answer", &[("title", &phrase(&cause.title))]);
    }
    seen
}

/// The node of an error of the catalogue.
pub(in crate::command) fn node_of<'a>(
    guide: &'a Guide,
    error: &str,
    symptom: Option<&str>,
) -> Option<&'a imaprules_guide::Node> {
    guide.of_error(error).or_else(|| guide.of_symptom(symptom?))
}

/// The node of what a server's answer means.
pub(in crate::command) fn node_of_cause<'a>(
    guide: &'a Guide,
    cause: &answers::Cause,
) -> Option<&'a imaprules_guide::Node> {
    let of_rule = |rule: &String| guide.nodes.iter().find(|node| node.rules.contains(rule));
    let node = cause.rules.iter().find_map(of_rule);
    node.or_else(|| guide.of_symptom(&cause.symptom))
}

fn kept(text: &str) -> String {
    let text = scrub::secrets(text);
    let cut: String = text.chars().take(KEPT).collect();
    if cut.len() < text.len() {
        let count = text.chars().count();
        format!("{cut}\n{}", told("guide.cut", &[("count", &count)]))
    } else {
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::{commonest, understand};
    use crate::guides::of_the_program;
    use imaprules_provider_microsoft365::errors::ErrorCatalogue;

    #[test]
    fn every_example_of_the_catalogue_leads_to_a_node_of_its_error() {
        let (_, ready) = of_the_program();
        let guide = &ready[0].guide;
        let catalogue = ErrorCatalogue::shipped().unwrap();
        for entry in catalogue.entries() {
            assert!(
                super::node_of(guide, &entry.id, entry.symptom.as_deref()).is_some(),
                "{}: {} leads nowhere",
                entry.id,
                entry.title
            );
            for example in &entry.examples {
                let seen = understand(
                    &catalogue,
                    guide,
                    &format!("On Monday we got: \u{201c}{example}\u{201d}\r\nWhat now?"),
                );
                assert_eq!(seen.error.as_deref(), Some(entry.id.as_str()), "{example}");
                let node = guide.node(seen.node.as_deref().unwrap()).unwrap();
                assert!(node.errors.contains(&entry.id), "{}: {}", entry.id, node.id);
            }
        }
    }

    #[test]
    fn answers_of_servers_lead_to_the_cause_they_state() {
        let (_, ready) = of_the_program();
        let guide = &ready[0].guide;
        let catalogue = ErrorCatalogue::shipped().unwrap();
        let node = |text: &str| understand(&catalogue, guide, text).node;
        assert_eq!(
            node("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)").as_deref(),
            Some("sign-in-credentials")
        );
        assert_eq!(node("NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)").as_deref(), Some("imap-off"));
        assert_eq!(node("the weather is fine"), None);
    }

    #[test]
    fn of_many_texts_the_most_frequent_meaning_counts() {
        let (_, ready) = of_the_program();
        let catalogue = ErrorCatalogue::shipped().unwrap();
        let texts: Vec<String> = [
            "good morning",
            "good evening",
            "good night",
            "This mailbox is full. Please free up some space",
            "We had trouble signing in to this account",
            "We had trouble signing in to this account",
        ]
        .map(str::to_owned)
        .to_vec();
        let seen = commonest(&catalogue, &ready[0].guide, &texts);
        assert_eq!(seen.error.as_deref(), Some("E02"));
        assert!(seen.words.starts_with("2 of 6 error texts"), "{}", seen.words);
    }
}
