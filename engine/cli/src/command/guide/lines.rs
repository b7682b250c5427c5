//! A page as lines of text.

use crate::speech::{Values, counted, phrase, told, word};
use imaprules_guide::{Candidate, Page, Standing};
use imaprules_render::for_terminal;
use imaprules_report::{Evidence, Finding};

/// Columns where there is no terminal to ask, and the most that are read with ease.
pub(super) const WIDTH: usize = 100;

/// Everything: what it is about, what was found, what to do.
pub(super) fn page(page: &Page, width: usize) -> Vec<String> {
    let mut lines = head(page, width);
    lines.extend(steps(page, width));
    lines
}

/// What it is about, and what was found.
pub(super) fn head(page: &Page, width: usize) -> Vec<String> {
    let mut lines = top(page, width);
    for text in &page.text {
        lines.push(String::new());
        lines.extend(wrapped(text, "", width));
    }
    lines.extend(findings(page, width, true));
    lines.extend(named(word("guide.ruled_out"), &page.ruled_out, width));
    lines
}

/// What was found alone, with what proves it or without, for screens that have no room for more.
pub(super) fn brief(page: &Page, width: usize, proven: bool) -> Vec<String> {
    let mut lines = top(page, width);
    lines.extend(findings(page, width, proven));
    lines.extend(named(word("guide.ruled_out"), &page.ruled_out, width));
    lines
}

/// Texts one below the other.
pub(super) fn listed(texts: &[String], width: usize) -> Vec<String> {
    let lines = texts.iter().flat_map(|text| wrapped(text, "  - ", width));
    lines.collect()
}

/// The title, and how the cause stands.
fn top(page: &Page, width: usize) -> Vec<String> {
    let mut lines = vec![title(page)];
    if let Some((at, of)) = page.place.filter(|(_, of)| *of > 1) {
        lines.push(told(
            "guide.cause_of",
            &[("at", &at), ("of", &of), ("standing", &standing(page.standing))],
        ));
    } else if page.standing == Some(Standing::Found) {
        lines.push(word("guide.found_in_data").to_owned());
    } else if page.standing == Some(Standing::RuledOut) {
        lines.push(word("guide.ruled_out_data").to_owned());
    }
    lines.extend(named(word("guide.decided"), &page.skipped, width));
    lines
}

/// What to do.
pub(super) fn steps(page: &Page, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, step) in page.steps.iter().enumerate() {
        let number = format!("{:>2}. ", at + 1);
        if at == 0 {
            lines.push(String::new());
        }
        lines.extend(wrapped(step, &number, width));
    }
    if !page.commands.is_empty() {
        lines.push(String::new());
    }
    for command in &page.commands {
        let warning = if command.destroys {
            word("guide.removes")
        } else {
            ""
        };
        lines.extend(wrapped(&format!("{}{warning}:", command.about), "", width));
        // A command is never broken: it is there to be pasted.
        lines.push(format!("    {}", for_terminal(&command.run)));
    }
    if !page.sources.is_empty() {
        lines.push(String::new());
        let label = if page.sources.len() == 1 {
            word("guide.source")
        } else {
            word("guide.sources")
        };
        lines.extend(wrapped(
            &format!("{label}: {}", page.sources.join(" ")),
            "",
            width,
        ));
    }
    lines
}

/// Why it is asked, and what would decide it.
pub(super) fn why(page: &Page, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = page
        .why
        .iter()
        .flat_map(|text| wrapped(text, "", width))
        .collect();
    if !page.missing.is_empty() {
        lines.push(word("guide.would_decide").to_owned());
    }
    for Candidate { id, title } in &page.missing {
        lines.extend(wrapped(&format!("{id}: {title}"), "  - ", width));
    }
    if !page.remaining.is_empty() {
        lines.push(word("guide.come_after").to_owned());
        lines.extend(
            page.remaining
                .iter()
                .flat_map(|next| wrapped(&next.title, "  - ", width)),
        );
    }
    lines
}

fn title(page: &Page) -> String {
    let number = page
        .number
        .as_ref()
        .map(|number| format!("  ({number})"))
        .unwrap_or_default();
    format!("== {}{number}", for_terminal(&page.title))
}

fn standing(standing: Option<Standing>) -> &'static str {
    match standing {
        Some(Standing::Found) => word("guide.standing_found"),
        Some(Standing::Unlikely) => word("guide.standing_unlikely"),
        _ => "",
    }
}

/// What the store says of values that no provider gave.
const COMPUTED: &str = "computed from other facts";

fn findings(page: &Page, width: usize, proven: bool) -> Vec<String> {
    if page.findings.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        String::new(),
        told("guide.found", &[("subjects", &counted(page.found, kind(page)))]),
    ];
    for Finding { title, facts, .. } in &page.findings {
        lines.extend(wrapped(title, "  ! ", width));
        // What the title says already, and what was only computed, proves nothing more. The report speaks the language of the page.
        let computed = phrase(COMPUTED);
        let new = |fact: &&Evidence| {
            let seen = fact.source.as_deref().is_some_and(|source| source != computed);
            seen && !fact.value.is_null() && !title.contains(&shown(fact))
        };
        let facts = facts.iter().filter(new).take(if proven { 2 } else { 0 });
        for fact in facts {
            let value = shown(fact);
            let source = fact.source.as_deref().unwrap_or_default();
            let values: Values<'_> = &[("fact", &fact.name), ("value", &value), ("source", &source)];
            let line = told("guide.evidence", values);
            lines.extend(wrapped(&line, "      ", width));
        }
    }
    lines
}

/// What is counted: mailboxes, or else whatever was found.
fn kind(page: &Page) -> &'static str {
    let mailboxes = page.findings.iter().all(|found| found.subject.kind == "mailbox");
    if mailboxes { "mailbox" } else { "finding" }
}

fn shown(fact: &Evidence) -> String {
    fact.shown.clone().unwrap_or_else(|| plain(&fact.value))
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn named(label: &str, nodes: &[Candidate], width: usize) -> Vec<String> {
    if nodes.is_empty() {
        return Vec::new();
    }
    let titles: Vec<&str> = nodes.iter().map(|node| node.title.as_str()).collect();
    wrapped(&format!("{label}: {}", titles.join("; ")), "", width)
}

/// The text in lines of that width; the first begins with something, the others are as far in.
fn wrapped(text: &str, begin: &str, width: usize) -> Vec<String> {
    let blank = " ".repeat(begin.chars().count());
    let options = textwrap::Options::new(width.max(20))
        .initial_indent(begin)
        .subsequent_indent(&blank)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let text = for_terminal(text);
    textwrap::wrap(&text, options)
        .into_iter()
        .map(|line| line.into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{page, wrapped};
    use crate::guides::of_the_program;
    use imaprules_guide::{Evidence, Start, Walk};

    #[test]
    fn no_line_of_the_guide_is_wider_than_the_terminal_but_commands_and_addresses() {
        let (_, ready) = of_the_program();
        let guide = &ready[0].guide;
        for node in &guide.nodes {
            // Beside a mark and what says that the data points to it, a choice has so much room on a narrow terminal.
            let long = node
                .choices
                .iter()
                .find(|choice| choice.text.chars().count() > 62);
            assert!(
                long.is_none() && node.title.chars().count() <= 76,
                "{}: {long:?}",
                node.id
            );
            let walk = Walk::begin(guide, Evidence::default(), &Start::Node(node.id.clone()), "", 0).unwrap();
            for width in [80, 100] {
                for line in page(&walk.page(crate::language::speech()).unwrap(), width) {
                    let free = line.starts_with("    ") || line.contains("http") || line.starts_with("==");
                    assert!(free || line.chars().count() <= width, "{}: {line}", node.id);
                }
            }
        }
    }

    #[test]
    fn foreign_text_stays_one_line_and_steers_nothing() {
        assert_eq!(wrapped("a\u{1b}[31m\nb", "- ", 80), ["- a\\u{1b}[31m b"]);
    }
}
