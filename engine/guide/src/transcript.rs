//! What happened on a walk, as Markdown for a ticket.
//!
//! Foreign text stands in it as the guide, the findings and the pasted error have it; it is made harmless for Markdown
//! here, and for whatever shows it elsewhere by whoever shows it.

use crate::guide::{Ending, Guide};
use crate::walk::{Deed, Walk};
use imaprules_report::reveal;
use imaprules_words::Catalogue;
use std::fmt::{Display, Write};

/// The transcript, in these words: [`MESSAGES`](crate::MESSAGES) in some language. `when` writes a moment, in
/// milliseconds since 1970-01-01 UTC, for people.
pub fn transcript(walk: &Walk<'_>, words: &Catalogue, when: &dyn Fn(i64) -> String) -> String {
    let guide = walk.guide();
    let mut out = format!("# {}\n\n", line(&guide.title));
    let head: [(&str, &dyn Display); 2] = [("id", &guide.id), ("version", &line(&guide.version))];
    let _ = writeln!(out, "{}\n", words.told("transcript.guide", &head));
    if !walk.text.is_empty() {
        let seen = words.word("transcript.seen");
        let _ = writeln!(out, "{seen}\n\n{}\n", block(&walk.text));
    }
    for event in walk.events() {
        let told = told(walk, &event.deed, words);
        if !told.is_empty() {
            let _ = writeln!(out, "- {} {told}", when(event.at));
        }
    }
    let _ = writeln!(out, "\n{}", words.word(result(walk)));
    out
}

fn told(walk: &Walk<'_>, deed: &Deed, words: &Catalogue) -> String {
    let guide = walk.guide();
    let say = |key: &str, values: &[(&str, &dyn Display)]| words.told(&format!("transcript.{key}"), values);
    let answer = |key: &str, node: &str, choice: &str| {
        let (question, answer) = (question(guide, node), choice_text(guide, node, choice));
        say(key, &[("question", &question), ("answer", &answer)])
    };
    match deed {
        Deed::Began { with } => say("began", &[("with", &line(with))]),
        Deed::Came { node } => came(walk, node, words),
        Deed::Answered { node, choice } => answer("answered", node, choice),
        Deed::RuledOut { node } => say("ruled_out", &[("title", &title(guide, node))]),
        Deed::Chose { node, choice } => answer("chose", node, choice),
        Deed::WentBack { node } => say("back", &[("title", &title(guide, node))]),
        Deed::Checked { node, result } => say(
            "checked",
            &[("title", &title(guide, node)), ("result", &line(result))],
        ),
    }
}

/// A page that was shown: of a cause its title and what was found.
fn came(walk: &Walk<'_>, id: &str, words: &Catalogue) -> String {
    let Some(node) = walk.guide().node(id) else {
        return String::new();
    };
    let number = node
        .number
        .as_ref()
        .map(|number| format!(" ({number})"))
        .unwrap_or_default();
    let title = format!("{}{number}", title(walk.guide(), id));
    let mut told = words.told("transcript.shown", &[("title", &title)]);
    let said = node
        .rules
        .iter()
        .filter_map(|rule| walk.evidence().rules.get(rule));
    for finding in said.flat_map(|said| &said.findings).take(5) {
        let _ = write!(
            told,
            "\n  - {} (`{}`, {})",
            line(&finding.title),
            finding.rule,
            line(&finding.subject.id)
        );
    }
    told
}

fn result(walk: &Walk<'_>) -> &'static str {
    match walk.ending() {
        Some(Ending::Solved) => "transcript.solved",
        Some(Ending::Escalate) => "transcript.escalated",
        None => "transcript.unfinished",
    }
}

fn title(guide: &Guide, id: &str) -> String {
    guide.node(id).map_or(id.to_owned(), |node| line(&node.title))
}

fn question(guide: &Guide, id: &str) -> String {
    let asked = guide
        .node(id)
        .and_then(|node| guide.question(node).map(|asked| (node, asked)));
    match asked {
        Some((node, asked)) if node.question.is_none() => format!("{} - {}", line(&node.title), line(asked)),
        Some((_, asked)) => line(asked),
        None => title(guide, id),
    }
}

fn choice_text(guide: &Guide, node: &str, choice: &str) -> String {
    let found = guide.node(node).and_then(|node| node.choice(choice));
    found.map_or(choice.to_owned(), |choice| line(&choice.text))
}

/// One line of Markdown in which nothing is markup.
fn line(text: &str) -> String {
    let text = reveal(text).replace('\n', " ");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A block of text word for word; its fence is longer than any in it.
fn block(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", reveal(text.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::transcript;
    use crate::testkit::{GUIDE, evidence, guide, words};
    use crate::{Start, Walk};

    #[test]
    fn a_transcript_tells_what_was_asked_answered_and_found() {
        let guide = guide(GUIDE);
        let known = evidence(&[], &["door.key"], &[("door", "locked")]);
        let mut walk = Walk::begin(
            &guide,
            known,
            &Start::Node("door".into()),
            "the symptom `door-stuck`",
            0,
        )
        .unwrap();
        walk.text = "locked```\u{1b}[31m".into();
        walk.choose("wood", 1).unwrap();
        walk.back(2).unwrap();
        walk.choose("wood", 3).unwrap();
        walk.choose("solved", 4).unwrap();
        let told = transcript(&walk, &words("en"), &|at| format!("T{at}"));
        for part in [
            "# A door that stays shut",
            "T0 \"What is it?\": the collected data says \"It is locked\".",
            "T0 Ruled out by the collected data: The key is another one's.",
            "T1 \"What is it made of?\": **Wood**",
            "T2 Went back to",
            "Result: solved.",
            "````text\nlocked```\\u{1b}[31m\n````",
        ] {
            assert!(told.contains(part), "{part}\n{told}");
        }
        assert!(!told.contains('\u{1b}'));
        let told = transcript(&walk, &words("tr"), &|at| format!("T{at}"));
        assert!(
            told.contains("- yanıt: **Wood**") && told.contains("Sonuç: çözüldü."),
            "{told}"
        );
    }
}
