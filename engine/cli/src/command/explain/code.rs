//! The page of a code of lint: what it means, how it is mended, and an example before and after.

use crate::args::Plain;
use crate::command::{print, print_json};
use crate::error::Failure;
use crate::language;
use imaprules_rules::{Code, Example, Examples};
use imaprules_words::Catalogue;
use serde_json::json;
use std::fmt::Write;

/// The code that was asked for; ids of rules have a dot, codes have none.
pub(super) fn asked(what: &[String]) -> Option<Code> {
    match what {
        [word] => Code::of(word),
        _ => None,
    }
}

pub(super) fn show(code: Code, format: Plain) -> Result<(), Failure> {
    let examples = Examples::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    let example = examples.of(code);
    match format {
        Plain::Json => print_json(&json!({
            "code": code.as_str(), "about": code.about(), "mend": code.mend(), "example": example,
        })),
        Plain::Text => print(&page(language::speech(), code, example)),
    }
}

/// Writing to a String cannot fail, so the results are dropped.
fn page(words: &Catalogue, code: Code, example: Option<&Example>) -> String {
    let mend = plain(&words.told("code.mend", &[("text", &code.mend())]));
    let mut page = format!("{code}\n\n{}\n", code.about(), code = code.as_str());
    let _ = writeln!(page, "{}\n\n{mend}", plain(words.word("code.known")));
    if let Some(example) = example {
        shown(&mut page, words, example);
    }
    page
}

fn shown(page: &mut String, words: &Catalogue, example: &Example) {
    let head = match (&example.wrong, &example.right) {
        (Some(_), Some(_)) => "code.wrong",
        (Some(_), None) => "code.stray",
        (None, _) => "code.missing",
    };
    let _ = writeln!(page, "\n{}", plain(&words.told(head, &[("file", &example.file)])));
    if let Some(wrong) = &example.wrong {
        lines(page, wrong);
    }
    if !example.also.is_empty() {
        let _ = writeln!(page, "\n{}: {}", words.word("code.also"), example.also.join(", "));
    }
    match &example.right {
        Some(right) => {
            let _ = writeln!(page, "\n{}", plain(words.word("code.right")));
            lines(page, right);
        }
        None => {
            let _ = writeln!(page, "\n{}", words.word("code.gone"));
        }
    }
}

/// Lines of a file, set apart.
fn lines(page: &mut String, text: &str) {
    page.push('\n');
    for line in text.lines() {
        let _ = writeln!(page, "{}", format!("    {line}").trim_end());
    }
}

/// Words without marks that only a viewer understands. What is set in backticks is written so in files.
fn plain(text: &str) -> String {
    text.replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::{asked, page};
    use crate::language;
    use imaprules_rules::{Code, Examples};

    fn told(language: &str, code: Code) -> String {
        let examples = Examples::shipped().unwrap_or_else(|error| panic!("{error}"));
        page(&language::catalogue(language), code, examples.of(code))
    }

    #[test]
    fn a_code_is_one_word_and_nothing_else_is_one() {
        let asked = |what: &[&str]| asked(&what.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(asked(&["one-way"]), Some(Code::OneWay));
        assert_eq!(asked(&["csv.empty"]), None);
        assert_eq!(asked(&["one-way", "street"]), None);
        assert_eq!(asked(&["One-way"]), None);
    }

    #[test]
    fn a_page_has_an_example_before_and_after() {
        let page = told("en", Code::OneWay);
        assert!(page.starts_with("one-way\n\n"), "{page}");
        assert!(
            page.contains(Code::OneWay.about()) && page.contains(Code::OneWay.mend()),
            "{page}"
        );
        let wrong = page.find("\n    when     = 'mine.free < 1MB and mine.free > 2MB'\n");
        let right = page.find("\n    when     = 'mine.free < 1MB'\n");
        assert!(wrong.is_some() && wrong < right, "{page}");
    }

    #[test]
    fn every_code_has_a_page_in_every_language() {
        for language in ["en", "tr"] {
            for code in Code::ALL {
                let page = told(language, *code);
                assert!(page.contains(code.mend()) && !page.contains("**"), "{page}");
            }
        }
        assert!(told("en", Code::NoManifest).contains("A pack without pack.toml."));
        assert!(told("en", Code::StrayFile).contains("Move the file, or remove it."));
        assert!(told("en", Code::Function).contains("follow from it: condition"));
        assert!(!told("en", Code::TooMany).contains("What provokes it"));
    }
}
