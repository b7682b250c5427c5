//! `[[rule]]` and `[[derived]]` tables.

use super::keys;
use crate::Severity;
use crate::read::{AuthorText, Fields, Found, Node, Sink};
use crate::template::Shell;
use crate::text::SourceText;
use std::sync::Arc;

/// A `[[rule]]` as read.
#[derive(Debug, Clone)]
pub(crate) struct RawRule {
    pub(crate) id: AuthorText,
    pub(crate) kind: AuthorText,
    pub(crate) severity: Found<Severity>,
    pub(crate) given: Option<AuthorText>,
    pub(crate) when: AuthorText,
    pub(crate) title: AuthorText,
    pub(crate) why: AuthorText,
    pub(crate) fix: Vec<AuthorText>,
    pub(crate) commands: Vec<RawCommand>,
    pub(crate) instead_of: Vec<AuthorText>,
    pub(crate) explains: Vec<AuthorText>,
    pub(crate) covers: Vec<AuthorText>,
    pub(crate) aka: Vec<AuthorText>,
    pub(crate) sources: Vec<AuthorText>,
    pub(crate) since: Option<AuthorText>,
}

/// An `[[override]]`: what a pack changes of a rule, most often another pack's.
#[derive(Debug, Clone)]
pub(crate) struct RawChange {
    pub(crate) rule: AuthorText,
    pub(crate) severity: Option<Found<Severity>>,
    pub(crate) title: Option<AuthorText>,
    pub(crate) why: Option<AuthorText>,
    /// Empty where the steps stay.
    pub(crate) fix: Vec<AuthorText>,
}

/// One of a rule's `commands`.
#[derive(Debug, Clone)]
pub(crate) struct RawCommand {
    pub(crate) shell: Found<Shell>,
    pub(crate) given: Option<AuthorText>,
    pub(crate) session: Option<AuthorText>,
    pub(crate) about: Option<AuthorText>,
    pub(crate) record: Option<AuthorText>,
    pub(crate) run: AuthorText,
    pub(crate) undo: Option<AuthorText>,
    pub(crate) destroys: Option<AuthorText>,
    pub(crate) first: Option<AuthorText>,
}

/// A `[[derived]]` as read.
#[derive(Debug, Clone)]
pub(crate) struct RawDerived {
    pub(crate) name: AuthorText,
    pub(crate) kind: AuthorText,
    pub(crate) ty: AuthorText,
    pub(crate) about: AuthorText,
    pub(crate) value: AuthorText,
    /// Whether its text is a sentence that languages say in their own words.
    pub(crate) phrased: bool,
}

/// Reads a rule. Its id is handed out even where the rest is no use, so that tests of it are not blamed.
pub(super) fn read_rule(
    source: &Arc<SourceText>,
    sink: &Sink,
    node: &Node,
) -> (Option<AuthorText>, Option<RawRule>) {
    let Some(fields) = Fields::open(source, sink, node, "the rule", &keys::RULE) else {
        return (None, None);
    };
    let id = fields.required("id");
    let rule = id.clone().and_then(|id| rule(&fields, id));
    (id, rule)
}

fn rule(fields: &Fields, id: AuthorText) -> Option<RawRule> {
    // All are read before any is insisted on, so that every missing key is told at once.
    let (kind, when, title) = (
        fields.required("for"),
        fields.required("when"),
        fields.required("title"),
    );
    let (why, severity) = (fields.required("why"), severity(fields));
    if fields.get("fix").is_none() {
        fields.missing("fix");
    }
    Some(RawRule {
        id,
        given: fields.text("given"),
        fix: fields.texts("fix"),
        commands: fields
            .tables("commands")
            .iter()
            .filter_map(|node| command(fields, node))
            .collect(),
        instead_of: fields.texts("instead_of"),
        explains: fields.texts("explains"),
        covers: fields.texts("covers"),
        aka: fields.texts("aka"),
        sources: fields.texts("sources"),
        since: fields.text("since"),
        kind: kind?,
        severity: severity?,
        when: when?,
        title: title?,
        why: why?,
    })
}

fn severity(fields: &Fields) -> Option<Found<Severity>> {
    fields.word("severity", Severity::parse, &Severity::ALL.map(Severity::as_str))
}

fn command(fields: &Fields, node: &Node) -> Option<RawCommand> {
    let fields = Fields::open(fields.source, fields.sink, node, "a command", &keys::COMMAND)?;
    let shell = fields.word("shell", Shell::parse, &Shell::ALL.map(Shell::as_str));
    let run = fields.required("run");
    Some(RawCommand {
        shell: shell?,
        given: fields.text("given"),
        session: fields.text("session"),
        about: fields.text("about"),
        record: fields.text("record"),
        run: run?,
        undo: fields.text("undo"),
        destroys: fields.text("destroys"),
        first: fields.text("first"),
    })
}

pub(super) fn read_derived(source: &Arc<SourceText>, sink: &Sink, node: &Node) -> Option<RawDerived> {
    let fields = Fields::open(source, sink, node, "the derived fact", &keys::DERIVED)?;
    let (name, kind, ty) = (
        fields.required("name"),
        fields.required("for"),
        fields.required("type"),
    );
    let (about, value) = (fields.required("about"), fields.required("value"));
    Some(RawDerived {
        name: name?,
        kind: kind?,
        ty: ty?,
        about: about?,
        value: value?,
        phrased: fields.truth("phrased"),
    })
}

pub(super) fn read_change(source: &Arc<SourceText>, sink: &Sink, node: &Node) -> Option<RawChange> {
    let fields = Fields::open(source, sink, node, "the override", &keys::CHANGE)?;
    Some(RawChange {
        severity: fields.get("severity").and_then(|_| severity(&fields)),
        title: fields.text("title"),
        why: fields.text("why"),
        fix: fields.texts("fix"),
        rule: fields.required("rule")?,
    })
}
