//! Whether a graph holds together: every way lands, every node is reached, every node has a way to an end.

use crate::guide::{Guide, Kind, Node};
use imaprules_rules::read::{AuthorText, Sink};
use imaprules_rules::{Code, Diagnostic, nearest};
use std::collections::HashSet;

/// Reports whatever is wrong. `named` are the nodes that the guide itself names.
pub(crate) fn check(guide: &Guide, named: &[AuthorText], sink: &Sink) {
    twice(guide, sink);
    for name in named {
        lands(guide, name, sink);
    }
    for node in &guide.nodes {
        for target in node.choices.iter().filter_map(|choice| choice.target.as_ref()) {
            lands(guide, target, sink);
        }
        words(guide, node, sink);
    }
    if sink.errors() == 0 {
        reached(guide, sink);
        ends(guide, sink);
    }
}

fn at(node: &Node, code: Code, message: String, help: &str) -> Diagnostic {
    Diagnostic {
        place: Some(node.place.clone()),
        ..Diagnostic::error(code, message).help(help)
    }
}

fn twice(guide: &Guide, sink: &Sink) {
    let mut seen = HashSet::new();
    for node in &guide.nodes {
        for name in [Some(&node.id), node.number.as_ref()].into_iter().flatten() {
            if !seen.insert(name.to_ascii_lowercase()) {
                let message = format!("there is a node `{name}` already");
                sink.push(at(
                    node,
                    Code::Duplicate,
                    message,
                    "ids and numbers name one node each",
                ));
            }
        }
        let mut ways = HashSet::new();
        for choice in node.choices.iter().filter(|choice| !ways.insert(&choice.id)) {
            let message = format!("`{}` has two choices `{}`", node.id, choice.id);
            sink.push(at(
                node,
                Code::Duplicate,
                message,
                "give each choice an id of its own",
            ));
        }
    }
}

fn lands(guide: &Guide, name: &AuthorText, sink: &Sink) {
    if guide.node(&name.value).is_some() {
        return;
    }
    let near = nearest(&name.value, guide.nodes.iter().map(|node| node.id.as_str()));
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let message = format!("there is no node `{}`", name.value);
    sink.push(name.error(Code::UnknownNode, message).maybe_help(help));
}

/// What a node of its kind needs.
fn words(guide: &Guide, node: &Node, sink: &Sink) {
    let missing = |what: &str, help: &str| {
        let message = format!("`{}` has {what}", node.id);
        sink.push(at(node, Code::MissingWords, message, help));
    };
    if node.title.trim().is_empty() || node.text.iter().any(|text| text.trim().is_empty()) {
        missing("an empty text", "say it or leave it out");
    }
    match node.kind {
        Kind::Question if node.question.is_none() => missing("nothing to ask", "add `question`"),
        Kind::Question if node.why.is_none() => missing("no reason for its question", "add `why`"),
        Kind::Cause if node.steps.is_empty() => missing("nothing to do", "add `steps`"),
        Kind::Cause | Kind::Page if node.text.is_empty() => missing("nothing to say", "add `text`"),
        _ => {}
    }
    if node.kind != Kind::End && node.choices.is_empty() {
        let message = format!("there is no way on from `{}`", node.id);
        sink.push(at(
            node,
            Code::DeadEnd,
            message,
            "add a [[node.choice]], or make it an end",
        ));
    }
    let asks = guide.variants.as_ref() == Some(&node.id);
    for choice in node.choices.iter().filter(|choice| choice.to.is_none() && !asks) {
        let message = format!("the choice `{}` of `{}` leads nowhere", choice.id, node.id);
        sink.push(at(
            node,
            Code::DeadEnd,
            message,
            "add `to`; only the node that asks for the variant goes without",
        ));
    }
    let known = variants(guide);
    for variant in node.steps.iter().flat_map(|step| &step.variants) {
        if !known.contains(&variant.as_str()) {
            let message = format!("`{variant}` is no variant of this guide");
            sink.push(at(
                node,
                Code::WrongValue,
                message,
                "variants are those of the node that asks for them",
            ));
        }
    }
}

/// The variants that can be chosen.
pub(crate) fn variants(guide: &Guide) -> Vec<&str> {
    let node = guide.variants.as_deref().and_then(|id| guide.node(id));
    let choices = node.iter().flat_map(|node| &node.choices);
    choices.filter_map(|choice| choice.variant.as_deref()).collect()
}

/// The nodes that a node leads to.
pub(crate) fn targets(node: &Node) -> impl Iterator<Item = &str> {
    node.choices.iter().filter_map(|choice| choice.to.as_deref())
}

/// Entrances are the start, the node of the variants, and nodes that a symptom or an error names.
fn reached(guide: &Guide, sink: &Sink) {
    let mut reached: HashSet<&str> = HashSet::new();
    let mut open: Vec<&str> = vec![&guide.start];
    open.extend(guide.variants.as_deref());
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(guide.node(id).into_iter().flat_map(targets));
        }
    }
    for node in guide
        .nodes
        .iter()
        .filter(|node| !reached.contains(node.id.as_str()))
    {
        let message = format!("no way leads to `{}`", node.id);
        sink.push(at(node, Code::Orphan, message, "let a choice lead to it"));
    }
}

/// From every node an end must be in reach, so no circle keeps anybody.
fn ends(guide: &Guide, sink: &Sink) {
    let of_kind = guide.nodes.iter().filter(|node| node.kind == Kind::End);
    let mut good: HashSet<&str> = of_kind.map(|node| node.id.as_str()).collect();
    loop {
        let before = good.len();
        for node in &guide.nodes {
            if targets(node).any(|to| good.contains(to)) || guide.variants.as_ref() == Some(&node.id) {
                good.insert(&node.id);
            }
        }
        if good.len() == before {
            break;
        }
    }
    for node in guide.nodes.iter().filter(|node| !good.contains(node.id.as_str())) {
        let message = format!("from `{}` no end can be reached", node.id);
        sink.push(at(
            node,
            Code::DeadEnd,
            message,
            "let a choice lead out of the circle",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{GUIDE, problems};

    fn told(from: &str, to: &str) -> String {
        assert!(GUIDE.contains(from), "{from}");
        problems(&GUIDE.replace(from, to))
    }

    #[test]
    fn ways_that_land_nowhere_are_told_with_the_nearest_node() {
        let shown = told("next = \"rusty-lock\"", "next = \"rusty-lok\"");
        assert!(
            shown.contains("error[unknown-node]") && shown.contains("did you mean `rusty-lock`?"),
            "{shown}"
        );
        assert!(told("start = \"door\"", "start = \"dor\"").contains("unknown-node"));
    }

    #[test]
    fn nodes_nobody_reaches_and_circles_without_exit_are_told() {
        let orphan = "[[node]]\nid = \"alone\"\nkind = \"end\"\nending = \"escalate\"\ntitle = \"Alone\"\n";
        assert!(problems(&format!("{GUIDE}\n{orphan}")).contains("no way leads to `alone`"));
        let circle = "[[node]]\nid = \"a\"\nkind = \"page\"\ntitle = \"A\"\ntext = [\"x\"]\n[[node.choice]]\nid = \"b\"\ntext = \"B\"\nto = \"b\"\n\
                      [[node]]\nid = \"b\"\nkind = \"page\"\ntitle = \"B\"\ntext = [\"x\"]\n[[node.choice]]\nid = \"a\"\ntext = \"A\"\nto = \"a\"\n";
        let shown = problems(&format!(
            "{}\n{circle}",
            GUIDE.replace("to = \"help\"", "to = \"a\"")
        ));
        assert!(
            shown.contains("from `a` no end") && shown.contains("from `b` no end"),
            "{shown}"
        );
        let stuck = "[[node]]\nid = \"a\"\nkind = \"page\"\ntitle = \"A\"\ntext = [\"x\"]\n";
        let shown = problems(&format!(
            "{}\n{stuck}",
            GUIDE.replace("to = \"help\"", "to = \"a\"")
        ));
        assert!(shown.contains("no way on from `a`"), "{shown}");
    }

    #[test]
    fn words_that_a_reader_needs_are_demanded() {
        assert!(told("why = \"Keys and hinges differ.\"\n", "").contains("no reason for its question"));
        assert!(told("steps = [\"Take the other key.\"]", "").contains("nothing to do"));
        assert!(told("for = [\"wood\"]", "for = [\"glass\"]").contains("`glass` is no variant"));
        assert!(told("id = \"rusty-lock\"", "id = \"wrong-key\"").contains("already"));
    }
}
