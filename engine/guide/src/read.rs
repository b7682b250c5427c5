//! Reading a guide from its files, collecting every problem.
//!
//! A guide is one file, or one and further ones in a folder of its name. What the names in it stand for is compared in
//! [`link`](crate::link).

use crate::guide::{Choice, Ending, Guide, Instruction, Kind, Node, Step, Written};
use crate::shape;
use imaprules_rules::read::{AuthorText, Data, Fields, Node as Tree, Sink, parse};
use imaprules_rules::{Code, Diagnostic, Problems, SourceText};
use std::sync::Arc;

/// A file of a guide, held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideFile {
    /// As shown in messages: `rules/guides/imap-migration.toml`.
    pub name: String,
    /// What it says.
    pub text: String,
}

const GUIDE: [&str; 11] = [
    "id", "version", "title", "start", "variants", "ask", "yes", "no", "solved", "literal", "about",
];
const NODE: [&str; 20] = [
    "id", "kind", "number", "title", "text", "question", "why", "choice", "rules", "settles", "step",
    "steps", "command", "symptoms", "errors", "covers", "sources", "ending", "next", "when",
];
const CHOICE: [&str; 8] = ["id", "text", "to", "when", "each", "rules", "errors", "variant"];

/// The ids of the choices that every cause has.
pub(crate) const SOLVED: &str = "solved";
pub(crate) const NEXT: &str = "next";

impl Guide {
    /// Reads a guide: the file with `[guide]` first, then those that only add nodes.
    ///
    /// # Errors
    /// Everything that is wrong with it: words, ways that lead nowhere, nodes nobody reaches.
    pub fn read(files: &[GuideFile]) -> Result<Guide, Problems> {
        let sink = Sink::default();
        let mut head: Option<Head> = None;
        let mut trees = Vec::new();
        for file in files {
            let source = Arc::new(SourceText::new(&file.name, &file.text));
            match parse(&source) {
                Ok(root) => trees.push((source, root)),
                Err(problems) => sink.extend(problems),
            }
        }
        for (source, root) in &trees {
            let keys: &[&str] = if head.is_none() {
                &["guide", "node"]
            } else {
                &["node"]
            };
            let Some(fields) = Fields::open(source, &sink, root, "a file of a guide", keys) else {
                continue;
            };
            if head.is_none() {
                let Some(node) = fields.get("guide") else {
                    fields.missing("guide");
                    continue;
                };
                head = read_head(source, &sink, node);
            }
        }
        let Some(head) = head else {
            return Err(Problems::sorted(sink.into_all()));
        };
        let mut guide = head.guide;
        for (source, root) in &trees {
            let unheard = Sink::default();
            if let Some(fields) =
                Fields::open(source, &unheard, root, "a file of a guide", &["guide", "node"])
            {
                let nodes = fields.tables("node");
                let read: Vec<Node> = nodes
                    .iter()
                    .filter_map(|node| read_node(source, &sink, node, &guide))
                    .collect();
                guide.nodes.extend(read);
            }
        }
        shape::check(&guide, &head.named, &sink);
        let problems = sink.into_all();
        if problems.iter().any(Diagnostic::is_error) {
            return Err(Problems::sorted(problems));
        }
        Ok(guide)
    }
}

/// `[guide]`, and the nodes that it names.
struct Head {
    guide: Guide,
    named: Vec<AuthorText>,
}

fn read_head(source: &Arc<SourceText>, sink: &Sink, node: &Tree) -> Option<Head> {
    let fields = Fields::open(source, sink, node, "the guide", &GUIDE)?;
    let (id, version, title) = (
        fields.required("id"),
        fields.required("version"),
        fields.required("title"),
    );
    let (start, solved, variants) = (
        fields.required("start"),
        fields.required("solved"),
        fields.text("variants"),
    );
    let (ask, yes, no) = (
        fields.required("ask"),
        fields.required("yes"),
        fields.required("no"),
    );
    let (id, start, solved) = (id?, start?, solved?);
    kebab(&id, sink);
    Some(Head {
        guide: Guide {
            version: version?.value,
            title: title?.value,
            start: start.value.clone(),
            variants: variants.as_ref().map(|node| node.value.clone()),
            ask: ask?.value,
            yes: yes?.value,
            no: no?.value,
            solved: solved.value.clone(),
            literal: plain(&fields.texts("literal")),
            nodes: Vec::new(),
            place: id.place.clone(),
            id: id.value,
        },
        named: [Some(start), Some(solved), variants]
            .into_iter()
            .flatten()
            .collect(),
    })
}

fn read_node(source: &Arc<SourceText>, sink: &Sink, tree: &Tree, guide: &Guide) -> Option<Node> {
    let fields = Fields::open(source, sink, tree, "the node", &NODE)?;
    let (id, title) = (fields.required("id"), fields.required("title"));
    let kind = fields.word("kind", Kind::parse, &Kind::WORDS);
    let (id, title, kind) = (id?, title?, kind?.value);
    kebab(&id, sink);
    let written = Written {
        rules: fields.texts("rules"),
        covers: fields.texts("covers"),
        symptoms: fields.texts("symptoms"),
        errors: fields.texts("errors"),
    };
    let mut choices = ways_of_cause(&fields, kind, guide);
    choices.extend(
        fields
            .tables("choice")
            .iter()
            .filter_map(|tree| read_choice(source, sink, tree)),
    );
    Some(Node {
        kind,
        number: fields.text("number").map(|number| number.value),
        title: title.value,
        text: plain(&fields.texts("text")),
        question: fields.text("question").map(|text| text.value),
        why: fields.text("why").map(|text| text.value),
        choices,
        rules: plain(&written.rules),
        settles: truth(&fields, "settles"),
        when: fields.text("when"),
        steps: read_steps(source, sink, &fields),
        commands: fields
            .tables("command")
            .iter()
            .filter_map(|tree| read_command(source, sink, tree))
            .collect(),
        symptoms: plain(&written.symptoms),
        errors: plain(&written.errors),
        covers: plain(&written.covers),
        sources: plain(&fields.texts("sources")),
        ending: read_ending(&fields, kind),
        place: id.place.clone(),
        id: id.value,
        written,
    })
}

/// What every cause asks: did it help, and if not, what is next.
fn ways_of_cause(fields: &Fields<'_>, kind: Kind, guide: &Guide) -> Vec<Choice> {
    let way = |id: &str, text: &str, to: &str, target: Option<AuthorText>| Choice {
        id: id.to_owned(),
        text: text.to_owned(),
        to: Some(to.to_owned()),
        rules: Vec::new(),
        errors: Vec::new(),
        variant: None,
        when: None,
        each: Vec::new(),
        target,
        written: Written::default(),
    };
    match (kind, fields.text(NEXT)) {
        (Kind::Cause, Some(next)) => vec![
            way(SOLVED, &guide.yes, &guide.solved, None),
            way(NEXT, &guide.no, &next.value.clone(), Some(next)),
        ],
        (Kind::Cause, None) => {
            fields.missing(NEXT);
            Vec::new()
        }
        (_, Some(next)) => {
            let message = "only a cause has `next`: it is where the answer no leads";
            fields.sink.push(
                next.error(Code::UnknownKey, message)
                    .help("write a [[node.choice]]"),
            );
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn read_choice(source: &Arc<SourceText>, sink: &Sink, tree: &Tree) -> Option<Choice> {
    let fields = Fields::open(source, sink, tree, "the choice", &CHOICE)?;
    let (id, text, target) = (fields.required("id"), fields.required("text"), fields.text("to"));
    let variant = fields.text("variant");
    if target.is_none() && variant.is_none() {
        fields.missing("to");
    }
    let written = Written {
        rules: fields.texts("rules"),
        errors: fields.texts("errors"),
        ..Written::default()
    };
    let id = id?;
    kebab(&id, sink);
    Some(Choice {
        id: id.value,
        text: text?.value,
        to: target.as_ref().map(|to| to.value.clone()),
        rules: plain(&written.rules),
        errors: plain(&written.errors),
        variant: variant.map(|variant| variant.value),
        when: fields.text("when"),
        each: read_each(source, sink, &fields),
        target,
        written,
    })
}

/// `each = [{ for = "KIND", when = '...' }]`.
fn read_each(source: &Arc<SourceText>, sink: &Sink, fields: &Fields<'_>) -> Vec<(AuthorText, AuthorText)> {
    let one = |tree: &Tree| {
        let fields = Fields::open(source, sink, tree, "the condition", &["for", "when"])?;
        let (kind, when) = (fields.required("for"), fields.required("when"));
        Some((kind?, when?))
    };
    fields.tables("each").iter().filter_map(one).collect()
}

/// `steps = ["..."]` for everybody, then `[[node.step]]` where variants differ.
fn read_steps(source: &Arc<SourceText>, sink: &Sink, fields: &Fields<'_>) -> Vec<Step> {
    let all = fields.texts("steps").into_iter().map(|text| Step {
        text: text.value,
        variants: Vec::new(),
    });
    let varied = fields.tables("step").iter().filter_map(|tree| {
        let fields = Fields::open(source, sink, tree, "the step", &["text", "for"])?;
        Some(Step {
            text: fields.required("text")?.value,
            variants: plain(&fields.texts("for")),
        })
    });
    all.chain(varied).collect()
}

fn read_command(source: &Arc<SourceText>, sink: &Sink, tree: &Tree) -> Option<Instruction> {
    let fields = Fields::open(
        source,
        sink,
        tree,
        "the command",
        &["about", "shell", "run", "destroys"],
    )?;
    let (about, shell, run) = (
        fields.required("about"),
        fields.required("shell"),
        fields.required("run"),
    );
    Some(Instruction {
        about: about?.value,
        shell: shell?.value,
        run: run?.value,
        destroys: truth(&fields, "destroys"),
    })
}

fn read_ending(fields: &Fields<'_>, kind: Kind) -> Option<Ending> {
    let parse = |word: &str| match word {
        "solved" => Some(Ending::Solved),
        "escalate" => Some(Ending::Escalate),
        _ => None,
    };
    match kind {
        Kind::End => fields
            .word("ending", parse, &["solved", "escalate"])
            .map(|found| found.value),
        _ => None,
    }
}

fn truth(fields: &Fields<'_>, key: &str) -> bool {
    match fields.get(key).map(|node| (&node.data, node)) {
        None => false,
        Some((Data::Bool(truth), _)) => *truth,
        Some((_, node)) => {
            let message = format!("`{key}` must be true or false, not {}", node.type_name());
            fields
                .sink
                .push(Diagnostic::error(Code::WrongValue, message).at(fields.source, node.span.clone()));
            false
        }
    }
}

fn plain(texts: &[AuthorText]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

fn kebab(id: &AuthorText, sink: &Sink) {
    let word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !id.value.split('-').all(word) {
        let message = format!("`{}` cannot be an id here", id.value);
        let help = "use lower-case words joined by hyphens, as in `mailbox-full`";
        sink.push(id.error(Code::MalformedId, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{GUIDE, guide, problems};
    use crate::{Ending, Kind};

    #[test]
    fn a_guide_is_read_with_the_ways_of_its_causes() {
        let guide = guide(GUIDE);
        let cause = guide.node("wrong-key").unwrap();
        assert_eq!(cause.kind, Kind::Cause);
        let ways: Vec<_> = cause
            .choices
            .iter()
            .map(|way| (way.id.as_str(), way.to.as_deref()))
            .collect();
        assert_eq!(ways, [("solved", Some("done")), ("next", Some("rusty-lock"))]);
        assert_eq!(guide.question(cause), Some("Did that help?"));
        assert_eq!(guide.node("done").unwrap().ending, Some(Ending::Solved));
        assert_eq!(guide.find("d3").unwrap().id, "rusty-lock");
        assert_eq!(guide.of_symptom("door-stuck").unwrap().id, "door");
    }

    #[test]
    fn what_is_miswritten_is_told_with_its_place() {
        let told = |from: &str, to: &str| problems(&GUIDE.replace(from, to));
        assert!(told("kind = \"cause\"", "kind = \"couse\"").contains("did you mean `cause`?"));
        assert!(told("settles = true", "settles = 1").contains("must be true or false"));
        assert!(told("id = \"rusty-lock\"", "id = \"Rusty\"").contains("malformed-id"));
        assert!(told("next = \"rusty-lock\"", "").contains("needs `next`"));
        assert!(told("ending = \"solved\"", "").contains("needs `ending`"));
        assert!(told("[guide]", "[gide]").contains("unknown-key"));
        assert!(problems("[guide").contains("syntax"));
    }
}
