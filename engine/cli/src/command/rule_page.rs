//! A rule as documentation: what it checks, why it matters, what to do, how to see that it is solved, what backs it.
//!
//! The same page is shown by `explain RULE` and `rules show`, and stands in the catalogue `rules/CATALOGUE.md`.

use crate::language;
use crate::speech::kind_in;
use imaprules_rules::{Pack, Packs, Rule};
use imaprules_words::{Catalogue, ENGLISH};
use std::fmt::Write;

/// The page in Markdown. Writing to a String cannot fail, so the results are dropped.
pub(super) fn page(words: &Catalogue, packs: &Packs, pack: &Pack, rule: &Rule) -> String {
    let kind = &packs.schema().kind_of(rule.kind).name;
    let mut page = format!("### {}\n\n{}\n\n", rule.id, rule.title.text());
    let known = if rule.aka.is_empty() {
        String::new()
    } else {
        words.told("page.known", &[("names", &rule.aka.join(", "))])
    };
    let severity = words.word(&format!("word.{}", rule.severity)).to_owned();
    let about = words.told(
        "page.about",
        &[
            ("severity", &severity),
            ("kind", &kind_in(words, kind)),
            ("pack", &pack.id),
            ("version", &pack.version),
            ("known", &known),
        ],
    );
    let _ = writeln!(page, "{about}\n");
    if let Some(by) = &rule.changed_by {
        let _ = writeln!(page, "{}\n", words.told("page.changed", &[("by", by)]));
    }
    let _ = writeln!(
        page,
        "{}\n",
        words.told("page.why", &[("text", &rule.why.text())])
    );
    steps(&mut page, words, rule);
    checks(&mut page, words, rule);
    verify(&mut page, words, packs, rule);
    let list = |page: &mut String, word: &str, items: &[String]| {
        if !items.is_empty() {
            let _ = writeln!(page, "**{word}.** {}\n", items.join(", "));
        }
    };
    list(&mut page, words.word("page.explains"), &rule.explains);
    list(&mut page, words.word("page.covers"), &rule.covers);
    list(&mut page, words.word("page.instead"), &rule.instead_of);
    if !rule.sources.is_empty() {
        let _ = writeln!(page, "{}\n", words.word("page.sources"));
        for source in &rule.sources {
            let _ = writeln!(page, "- {source}");
        }
        page.push('\n');
    }
    page
}

fn steps(page: &mut String, words: &Catalogue, rule: &Rule) {
    let _ = writeln!(page, "{}\n", words.word("page.do"));
    for (index, step) in rule.fix.iter().enumerate() {
        let _ = writeln!(page, "{}. {}", index + 1, step.text());
    }
    page.push('\n');
    for command in &rule.commands {
        let _ = writeln!(
            page,
            "```{}\n{}\n```\n",
            command.shell,
            command.text(words).trim_end()
        );
    }
}

fn checks(page: &mut String, words: &Catalogue, rule: &Rule) {
    let _ = writeln!(page, "{}\n\n```text", words.word("page.checks"));
    if let Some(given) = &rule.given {
        let _ = writeln!(page, "given {}", given.text().trim());
    }
    let _ = writeln!(page, "when  {}\n```\n", rule.when.text().trim());
}

/// The facts that decide the rule, and how each is obtained: looked at again, they show whether the fault is gone.
fn verify(page: &mut String, words: &Catalogue, packs: &Packs, rule: &Rule) {
    let _ = writeln!(page, "{}\n", words.word("page.verify"));
    for fact in rule.facts() {
        let fact = packs.schema().fact_of(fact);
        let _ = writeln!(page, "- `{}`: {} {}", fact.name, fact.about, fact.how);
    }
    page.push('\n');
}

/// The catalogue: every rule of the packs, pack by pack, in the order of the ids.
pub(super) fn catalogue(packs: &Packs) -> String {
    let words = language::catalogue(ENGLISH);
    let mut text = String::from(
        "# The shipped rules\n\nMade by `imaprules rules catalogue`; a test holds it to the rules. How rules are written is said in\n[README.md](README.md).\n\n",
    );
    for pack in packs.all() {
        let _ = writeln!(
            text,
            "- [{}](#{}): {} rules",
            pack.title,
            anchor(&pack.title),
            pack.rules.len()
        );
    }
    for pack in packs.all() {
        let _ = writeln!(text, "\n## {}\n", pack.title);
        let mut rules: Vec<&Rule> = pack.rules.iter().collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        for rule in rules {
            text.push_str(&page(&words, packs, pack, rule));
        }
    }
    format!("{}\n", text.trim_end())
}

/// The anchor that Markdown viewers make of a heading.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// The page for a terminal: without marks that only a viewer understands.
pub(super) fn plain(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.starts_with("```"));
    let plain = lines.map(|line| {
        line.trim_start_matches('#')
            .trim_start_matches(' ')
            .replace("**", "")
            .replace('`', "")
    });
    plain.collect::<Vec<_>>().join("\n") + "\n"
}
