//! `[[fact]]` and `[[import]]` of `pack.toml`: facts of the pack's own, and the files that hold them.

use super::keys;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Data, Fields, Node, Sink};
use crate::text::SourceText;
use std::sync::Arc;

/// A `[[fact]]` as read.
#[derive(Debug, Clone)]
pub(crate) struct RawOwnFact {
    pub(crate) name: AuthorText,
    pub(crate) kind: AuthorText,
    pub(crate) ty: AuthorText,
    pub(crate) about: AuthorText,
    pub(crate) how: Option<AuthorText>,
    /// Whether its text is a sentence that languages say in their own words.
    pub(crate) phrased: bool,
}

/// An `[[import]]` as read.
#[derive(Debug, Clone)]
pub(crate) struct RawImport {
    pub(crate) files: AuthorText,
    pub(crate) kind: AuthorText,
    pub(crate) key: AuthorText,
    /// Facts with the columns they stand in.
    pub(crate) columns: Vec<(AuthorText, AuthorText)>,
}

pub(super) fn fact(source: &Arc<SourceText>, sink: &Sink, node: &Node) -> Option<RawOwnFact> {
    let fields = Fields::open(source, sink, node, "the fact", &keys::FACT)?;
    let (name, kind, ty, about) = (
        fields.required("name"),
        fields.required("for"),
        fields.required("type"),
        fields.required("about"),
    );
    Some(RawOwnFact {
        name: name?,
        kind: kind?,
        ty: ty?,
        about: about?,
        how: fields.text("how"),
        phrased: fields.truth("phrased"),
    })
}

pub(super) fn import(source: &Arc<SourceText>, sink: &Sink, node: &Node) -> Option<RawImport> {
    let fields = Fields::open(source, sink, node, "the import", &keys::IMPORT)?;
    let (files, kind, key) = (
        fields.required("files"),
        fields.required("for"),
        fields.required("key"),
    );
    if fields.get("columns").is_none() {
        fields.missing("columns");
    }
    let mut columns = Vec::new();
    for entry in fields.entries("columns") {
        match &entry.node.data {
            Data::Text(column) => columns.push((
                AuthorText::new(&entry.key, source, entry.span.clone()),
                AuthorText::new(column, source, entry.node.span.clone()),
            )),
            _ => sink.push(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("`{}` must be the name of a column", entry.key),
                )
                .at(source, entry.span.clone())
                .help("write the fact's name between quotes: \"customer.wave\" = \"Wave\""),
            ),
        }
    }
    Some(RawImport {
        files: files?,
        kind: kind?,
        key: key?,
        columns,
    })
}
