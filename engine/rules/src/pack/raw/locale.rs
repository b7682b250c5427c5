//! `locale/LANGUAGE.toml` and `locale/LANGUAGE.*.toml`: the words of a pack in another language, one table a rule, named by the rule's
//! id; and phrases, for sentences that come as values.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Data, Entry, Fields, Node, Sink};
use crate::text::SourceText;
use std::sync::Arc;

/// The table that holds the pack's own title. No rule can have this id: ids of rules have an area and a dot.
const PACK: &str = "pack";

/// The tables of phrases. Neither can a rule have this id.
const PHRASE: &str = "phrase";

/// A translation file as read.
#[derive(Debug, Clone)]
pub(crate) struct RawLocale {
    /// The language, from the file's name: `tr`.
    pub(crate) language: String,
    pub(crate) source: Arc<SourceText>,
    /// The pack's title.
    pub(crate) title: Option<AuthorText>,
    pub(crate) words: Vec<RawWords>,
    pub(crate) phrases: Vec<RawPhrase>,
}

/// An English sentence, and what the language says for it.
#[derive(Debug, Clone)]
pub(crate) struct RawPhrase {
    pub(crate) of: AuthorText,
    pub(crate) say: AuthorText,
}

/// The words of one rule.
#[derive(Debug, Clone)]
pub(crate) struct RawWords {
    pub(crate) rule: AuthorText,
    /// The fingerprint of the words that were translated.
    pub(crate) of: AuthorText,
    pub(crate) title: AuthorText,
    pub(crate) why: AuthorText,
    pub(crate) fix: Vec<AuthorText>,
}

/// Reads a translation file.
pub(super) fn read(language: &str, source: &Arc<SourceText>, root: &Node, sink: &Sink) -> RawLocale {
    let mut locale = RawLocale {
        language: language.to_owned(),
        source: Arc::clone(source),
        title: None,
        words: Vec::new(),
        phrases: Vec::new(),
    };
    let Data::Table(entries) = &root.data else {
        return locale;
    };
    for entry in entries {
        if entry.key == PACK {
            let fields = Fields::open(source, sink, &entry.node, "the pack", &["title"]);
            locale.title = fields.and_then(|fields| fields.required("title"));
        } else if entry.key == PHRASE {
            locale.phrases = phrases(source, entry, sink);
        } else {
            locale.words.extend(words(source, entry, sink));
        }
    }
    locale
}

fn phrases(source: &Arc<SourceText>, entry: &Entry, sink: &Sink) -> Vec<RawPhrase> {
    let Data::List(items) = &entry.node.data else {
        let message = "`phrase` must be an array of tables";
        sink.push(
            Diagnostic::error(Code::WrongValue, message)
                .at(source, entry.span.clone())
                .help("write [[phrase]] with of and say"),
        );
        return Vec::new();
    };
    let one = |node: &Node| {
        let fields = Fields::open(source, sink, node, "the phrase", &["of", "say"])?;
        let (of, say) = (fields.required("of"), fields.required("say"));
        Some(RawPhrase { of: of?, say: say? })
    };
    items.iter().filter_map(one).collect()
}

fn words(source: &Arc<SourceText>, entry: &Entry, sink: &Sink) -> Option<RawWords> {
    if !matches!(entry.node.data, Data::Table(_)) || !dotted(entry) {
        let message = format!("`{}` is no table of a rule's words", entry.key);
        let help = "write the id between quotes: [\"csv.too-many-rows\"]";
        sink.push(
            Diagnostic::error(Code::WrongValue, message)
                .at(source, entry.span.clone())
                .help(help),
        );
        return None;
    }
    let keys = ["of", "title", "why", "fix"];
    let fields = Fields::open(source, sink, &entry.node, "the translation", &keys)?;
    let (of, title, why) = (
        fields.required("of"),
        fields.required("title"),
        fields.required("why"),
    );
    Some(RawWords {
        rule: AuthorText::new(&entry.key, source, entry.span.clone()),
        of: of?,
        title: title?,
        why: why?,
        fix: fields.texts("fix"),
    })
}

/// `[csv.too-many-rows]` without quotes is a table in a table, a mistake everybody makes once.
fn dotted(entry: &Entry) -> bool {
    match &entry.node.data {
        Data::Table(inner) => {
            inner.is_empty() || inner.iter().any(|one| !matches!(one.node.data, Data::Table(_)))
        }
        _ => false,
    }
}
