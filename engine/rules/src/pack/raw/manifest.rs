//! `pack.toml`: what the pack is, its parameters, the functions of its scripts.

use super::keys;
use super::own::{self, RawImport, RawOwnFact};
use crate::read::{AuthorText, Entry, Fields, Node, Sink, parse};
use crate::text::SourceText;
use std::sync::Arc;

/// `pack.toml` as read.
#[derive(Debug, Clone)]
pub(crate) struct RawManifest {
    pub(crate) id: AuthorText,
    pub(crate) version: AuthorText,
    pub(crate) title: AuthorText,
    pub(crate) providers: Vec<AuthorText>,
    pub(crate) params: Vec<RawParam>,
    pub(crate) functions: Vec<RawFunction>,
    /// Facts of the pack's own.
    pub(crate) facts: Vec<RawOwnFact>,
    pub(crate) imports: Vec<RawImport>,
    pub(crate) license: Option<AuthorText>,
    /// The versions of the engine it works with.
    pub(crate) engine: Option<AuthorText>,
    /// The packs it needs.
    pub(crate) needs: Vec<RawNeed>,
}

/// A line of `[needs]`: a pack, and which versions of it.
#[derive(Debug, Clone)]
pub(crate) struct RawNeed {
    pub(crate) pack: AuthorText,
    pub(crate) versions: AuthorText,
}

/// A `[params.NAME]` table.
#[derive(Debug, Clone)]
pub(crate) struct RawParam {
    pub(crate) name: AuthorText,
    pub(crate) ty: AuthorText,
    pub(crate) default: Node,
    pub(crate) about: AuthorText,
    pub(crate) source: Option<AuthorText>,
}

/// A line of `[functions]`.
#[derive(Debug, Clone)]
pub(crate) struct RawFunction {
    pub(crate) name: AuthorText,
    pub(crate) signature: AuthorText,
}

pub(super) fn read(source: &Arc<SourceText>, sink: &Sink) -> Option<RawManifest> {
    let root = parse(source).map_err(|problems| sink.extend(problems)).ok()?;
    let fields = Fields::open(source, sink, &root, "`pack.toml`", &keys::MANIFEST)?;
    let params = fields
        .entries("params")
        .iter()
        .filter_map(|entry| param(source, sink, entry))
        .collect();
    let functions = fields
        .entries("functions")
        .iter()
        .filter_map(|entry| function(source, sink, entry))
        .collect();
    let Some(pack) = fields.get("pack") else {
        fields.missing("pack");
        return None;
    };
    let pack = Fields::open(source, sink, pack, "[pack]", &keys::PACK)?;
    let (id, version, title) = (
        pack.required("id"),
        pack.required("version"),
        pack.required("title"),
    );
    Some(RawManifest {
        id: id?,
        version: version?,
        title: title?,
        providers: pack.texts("providers"),
        params,
        functions,
        facts: fields
            .tables("fact")
            .iter()
            .filter_map(|node| own::fact(source, sink, node))
            .collect(),
        imports: fields
            .tables("import")
            .iter()
            .filter_map(|node| own::import(source, sink, node))
            .collect(),
        license: pack.text("license"),
        engine: pack.text("engine"),
        needs: fields
            .entries("needs")
            .iter()
            .filter_map(|entry| need(source, sink, entry))
            .collect(),
    })
}

fn need(source: &Arc<SourceText>, sink: &Sink, entry: &Entry) -> Option<RawNeed> {
    let crate::read::Data::Text(versions) = &entry.node.data else {
        let message = format!("the versions of `{}` must be a string", entry.key);
        let diagnostic = crate::Diagnostic::error(crate::Code::WrongValue, message);
        sink.push(
            diagnostic
                .at(source, entry.node.span.clone())
                .help("write for instance imap = \">=0.1\""),
        );
        return None;
    };
    Some(RawNeed {
        pack: AuthorText::new(&entry.key, source, entry.span.clone()),
        versions: AuthorText::new(versions, source, entry.node.span.clone()),
    })
}

fn param(source: &Arc<SourceText>, sink: &Sink, entry: &Entry) -> Option<RawParam> {
    let what = format!("the parameter `{}`", entry.key);
    let fields = Fields::open(source, sink, &entry.node, &what, &keys::PARAM)?;
    let (ty, about) = (fields.required("type"), fields.required("about"));
    let default = fields.get("default");
    if default.is_none() {
        fields.missing("default");
    }
    Some(RawParam {
        name: AuthorText::new(&entry.key, source, entry.span.clone()),
        ty: ty?,
        default: default?.clone(),
        about: about?,
        source: fields.text("source"),
    })
}

fn function(source: &Arc<SourceText>, sink: &Sink, entry: &Entry) -> Option<RawFunction> {
    let crate::read::Data::Text(signature) = &entry.node.data else {
        let message = format!(
            "the types of `{}` must be a string, not {}",
            entry.key,
            entry.node.type_name()
        );
        let diagnostic = crate::Diagnostic::error(crate::Code::WrongValue, message);
        sink.push(
            diagnostic
                .at(source, entry.node.span.clone())
                .help("write for instance \"(text) -> text\""),
        );
        return None;
    };
    Some(RawFunction {
        name: AuthorText::new(&entry.key, source, entry.span.clone()),
        signature: AuthorText::new(signature, source, entry.node.span.clone()),
    })
}
