//! A guide as a picture: the text of a Mermaid or Graphviz diagram.

use crate::guide::{Guide, Kind, Node};
use std::fmt::Write;

/// The language of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// <https://mermaid.js.org/syntax/flowchart.html>
    Mermaid,
    /// <https://graphviz.org/doc/info/lang.html>
    Dot,
}

/// Longer words of a way make a picture nobody can read.
const LABEL: usize = 40;

/// The picture. Writing to a String cannot fail, so the results are dropped.
pub fn graph(guide: &Guide, format: GraphFormat) -> String {
    let mut out = String::new();
    match format {
        GraphFormat::Mermaid => out.push_str("flowchart TD\n"),
        GraphFormat::Dot => {
            let _ = writeln!(out, "digraph {} {{\n  node [shape=box];", quoted(&guide.id));
        }
    }
    for node in &guide.nodes {
        let _ = match format {
            GraphFormat::Mermaid => writeln!(out, "  {}{}", name(guide, node), mermaid(node)),
            GraphFormat::Dot => writeln!(
                out,
                "  {} [label={}{}];",
                quoted(&node.id),
                quoted(&label(node)),
                shape(node.kind)
            ),
        };
    }
    for (from, label, to) in edges(guide) {
        let _ = match format {
            GraphFormat::Mermaid => {
                writeln!(
                    out,
                    "  {} -->|\"{}\"| {}",
                    name(guide, from),
                    escaped(&label),
                    name(guide, to)
                )
            }
            GraphFormat::Dot => {
                writeln!(
                    out,
                    "  {} -> {} [label={}];",
                    quoted(&from.id),
                    quoted(&to.id),
                    quoted(&label)
                )
            }
        };
    }
    if format == GraphFormat::Dot {
        out.push_str("}\n");
    }
    out
}

/// Every way from a node to a node.
fn edges(guide: &Guide) -> impl Iterator<Item = (&Node, String, &Node)> {
    guide.nodes.iter().flat_map(move |node| {
        let ways = node.choices.iter();
        ways.filter_map(move |choice| {
            let to = guide.node(choice.to.as_deref()?)?;
            Some((node, short(&choice.text), to))
        })
    })
}

/// Ids have hyphens, which Mermaid reads as arrows; places in the guide have none.
fn name(guide: &Guide, node: &Node) -> String {
    let at = guide
        .nodes
        .iter()
        .position(|other| other.id == node.id)
        .unwrap_or_default();
    format!("n{at}")
}

fn label(node: &Node) -> String {
    match &node.number {
        Some(number) => format!("{number} {}", node.title),
        None => node.title.clone(),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LABEL {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LABEL - 3).collect();
    format!("{}...", cut.trim_end())
}

fn mermaid(node: &Node) -> String {
    let words = escaped(&label(node));
    match node.kind {
        Kind::Question => format!("{{\"{words}\"}}"),
        Kind::Cause => format!("[\"{words}\"]"),
        Kind::Page => format!("[/\"{words}\"/]"),
        Kind::End => format!("([\"{words}\"])"),
    }
}

fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Question => ", shape=diamond",
        Kind::Cause => "",
        Kind::Page => ", shape=note",
        Kind::End => ", shape=oval",
    }
}

/// Mermaid's own escapes, as <https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters> has them.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;")
        .replace('"', "#quot;")
        .replace('<', "#lt;")
        .replace('>', "#gt;")
        .replace('\n', " ")
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
    )
}

#[cfg(test)]
mod tests {
    use super::{GraphFormat, graph};
    use crate::testkit::{GUIDE, guide};

    #[test]
    fn every_way_is_drawn_once() {
        let guide = guide(GUIDE);
        let ways: usize = guide
            .nodes
            .iter()
            .flat_map(|node| &node.choices)
            .filter(|choice| choice.to.is_some())
            .count();
        let mermaid = graph(&guide, GraphFormat::Mermaid);
        assert_eq!(mermaid.matches("-->").count(), ways);
        assert!(mermaid.contains("n0{\"D1 What about the door?\"}"), "{mermaid}");
        assert!(mermaid.contains("n0 -->|\"It is locked\"| n1"), "{mermaid}");
        let dot = graph(&guide, GraphFormat::Dot);
        assert_eq!(dot.matches(" -> ").count(), ways);
        assert!(
            dot.starts_with("digraph \"door\" {") && dot.ends_with("}\n"),
            "{dot}"
        );
    }

    #[test]
    fn quotes_in_words_do_not_end_a_label() {
        let guide = guide(
            &GUIDE
                .replace("A door", "A \\\"door\\\"")
                .replace("The lock is rusty", "A \\\"#1\\\" <lock>"),
        );
        assert!(graph(&guide, GraphFormat::Mermaid).contains("A #quot;#35;1#quot; #lt;lock#gt;"));
        assert!(graph(&guide, GraphFormat::Dot).contains("A \\\"#1\\\" <lock>"));
    }
}
