//! A walk without a terminal: answers come as JSON, one value a line, and each page goes out as a line of JSON. So the guide
//! can sit behind a chat or a web page.
//!
//! An answer is the id of a choice, `"yes"`, or an object: `{"choice": "yes"}`, with `"node"` to make sure that it is the
//! page that is meant; or `{"action": "back" | "why" | "check" | "none-of-these" | "quit"}`, or `{"visit": "N07"}`.

use super::Party;
use super::again::{self, Again};
use crate::collect;
use crate::error::Failure;
use imaprules_guide::Page;
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use imaprules_report::exit;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The form of what is printed.
const FORMAT: &str = "imaprules-guide/1";

/// No answer is longer; what is, is something else.
const LONGEST: u64 = 1 << 20;

/// An answer as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Answer {
    Choice(String),
    Order(Order),
}

/// An answer with more than a choice.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct Order {
    node: Option<String>,
    choice: Option<String>,
    action: Option<String>,
    visit: Option<String>,
}

/// Plays the answers. A wrong one changes nothing; in a file it ends the walk, on standard input another may follow.
pub(super) fn run(party: &mut Party<'_>, file: &Path) -> Result<u8, Failure> {
    let live = file == Path::new("-");
    let input: Box<dyn Read> = if live {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(file).map_err(|error| Failure::unreadable(file, &error))?)
    };
    let mut input = BufReader::new(input);
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    tell(party, &catalogue, None)?;
    let mut number = 0;
    loop {
        let Some(line) = next_line(&mut input, file)? else {
            return Ok(party.code(exit::INCOMPLETE));
        };
        number += 1;
        if line.trim().is_empty() {
            continue;
        }
        match take(party, &line) {
            Ok(Taken::Quit) => return Ok(exit::OK),
            Ok(Taken::Stays(again)) => tell(party, &catalogue, again.as_ref())?,
            Err(problem) if live => print(&json!({ "format": FORMAT, "error": problem }))?,
            Err(problem) => {
                party.session.keep(&party.walk)?;
                let place = format!("{}, line {number}: {problem}", file.display());
                return Err(Failure::usage(
                    place,
                    "the pages before it were printed; a walk kept with --resume stands before this answer",
                ));
            }
        }
        // After every answer, so that nothing is lost whatever happens next.
        party.session.keep(&party.walk)?;
    }
}

/// What an answer did.
enum Taken {
    Stays(Option<Again>),
    Quit,
}

fn take(party: &mut Party<'_>, line: &str) -> Result<Taken, String> {
    let answer: Answer = serde_json::from_str(line).map_err(|_| {
        "an answer is the id of a choice in quotes, or an object with `choice`, `action` or `visit`, one a line".to_owned()
    })?;
    let order = match answer {
        Answer::Choice(choice) => Order {
            choice: Some(choice),
            ..Order::default()
        },
        Answer::Order(order) => order,
    };
    expects(party, order.node.as_deref())?;
    let at = collect::now();
    let done = match (
        order.choice.as_deref(),
        order.action.as_deref(),
        order.visit.as_deref(),
    ) {
        (Some(choice), None, None) => party.walk.choose(choice, at),
        (None, None, Some(node)) => party.walk.visit(node, at),
        (None, Some("back"), None) => party.walk.back(at),
        (None, Some("none-of-these"), None) => {
            party.walk.none_of_these(at);
            Ok(())
        }
        (None, Some("why"), None) => Ok(()),
        (None, Some("quit"), None) => return Ok(Taken::Quit),
        (None, Some("check"), None) => {
            let again =
                again::look(&mut party.scene, &mut party.walk, at).map_err(|failure| failure.to_string())?;
            return Ok(Taken::Stays(Some(again)));
        }
        (None, Some(action), None) => {
            return Err(format!(
                "there is no action `{action}`; there are back, why, check, none-of-these, quit"
            ));
        }
        _ => return Err("an answer holds one of `choice`, `action`, `visit`".to_owned()),
    };
    done.map_err(|error| error.to_string())?;
    Ok(Taken::Stays(None))
}

/// Makes sure that the answer is meant for the page at hand.
fn expects(party: &Party<'_>, node: Option<&str>) -> Result<(), String> {
    let Some(name) = node else {
        return Ok(());
    };
    let guide = party.walk.guide();
    let Some(meant) = guide.find(name) else {
        return Err(format!("the guide has no node `{name}`"));
    };
    match party.walk.node() {
        Some(at) if at.id == meant.id => Ok(()),
        Some(at) => Err(format!(
            "the answer is for `{}`, and the walk is at `{}`",
            meant.id, at.id
        )),
        None => Err("the walk is nowhere".to_owned()),
    }
}

/// The next line, without its end; one that is too long is a mistake.
fn next_line(input: &mut impl BufRead, file: &Path) -> Result<Option<String>, Failure> {
    let mut octets = Vec::new();
    let read = input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut octets);
    let read = read.map_err(|error| Failure::unreadable(file, &error))?;
    if read == 0 {
        return Ok(None);
    }
    if octets.len() as u64 > LONGEST {
        return Err(Failure::usage(
            format!("{}: a line is longer than {LONGEST} octets", file.display()),
            "an answer is one short JSON value a line; hand over long texts with --text - or --report FILE",
        ));
    }
    let text = String::from_utf8_lossy(&octets);
    Ok(Some(text.trim_start_matches('\u{FEFF}').to_owned()))
}

fn tell(party: &Party<'_>, catalogue: &ErrorCatalogue, again: Option<&Again>) -> Result<(), Failure> {
    let Some(page) = party.walk.page(crate::language::speech()) else {
        return Ok(());
    };
    let mut value = json!({
        "format": FORMAT,
        "guide": party.walk.guide().id,
        "answers": party.walk.answers(),
        "page": page,
    });
    if let Some(fields) = value.as_object_mut() {
        let examples = examples(catalogue, &page);
        if !examples.is_empty() {
            fields.insert("seen_as".to_owned(), json!(examples));
        }
        if let Some(again) = again {
            fields.insert("checked".to_owned(), json!(again));
        }
    }
    print(&value)
}

/// The texts that people see when it is this, in every language that is known.
pub(super) fn examples(catalogue: &ErrorCatalogue, page: &Page) -> Vec<String> {
    let entries = page.errors.iter().filter_map(|id| catalogue.entry(id));
    entries.flat_map(|entry| entry.examples.iter().cloned()).collect()
}

/// One line of JSON, with whatever would steer a terminal written out.
fn print(value: &Value) -> Result<(), Failure> {
    let text =
        imaprules_render::json_for_terminal(value).map_err(|error| Failure::Internal(error.to_string()))?;
    // Indented JSON has line breaks between its parts only: those of texts are escaped.
    let line: String = text.lines().map(str::trim_start).collect();
    crate::command::print_as_is(&format!("{line}\n"))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Order, next_line};
    use std::path::Path;

    #[test]
    fn answers_are_choices_or_orders() {
        let read = |text: &str| serde_json::from_str::<Answer>(text).ok();
        assert_eq!(read("\"yes\""), Some(Answer::Choice("yes".into())));
        let order = Order {
            action: Some("back".into()),
            ..Order::default()
        };
        assert_eq!(read("{\"action\":\"back\"}"), Some(Answer::Order(order)));
        for bad in ["yes", "{\"chioce\":\"yes\"}", "7", "[\"yes\"]"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn lines_are_read_one_by_one_and_not_without_end() {
        let mut input = "\u{feff}\"a\"\r\n\"b\"".as_bytes();
        let mut next = || next_line(&mut input, Path::new("x")).unwrap();
        assert_eq!(next().as_deref().map(str::trim), Some("\"a\""));
        assert_eq!(next().as_deref(), Some("\"b\""));
        assert_eq!(next(), None);
        let long = vec![b'x'; 2 << 20];
        assert!(next_line(&mut long.as_slice(), Path::new("x")).is_err());
    }
}
