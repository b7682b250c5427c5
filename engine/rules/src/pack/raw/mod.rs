//! The first of two steps: the files of a pack as their author wrote them, well-formed but not yet checked against
//! facts, functions and each other.

mod case;
mod manifest;
mod rule;

pub(crate) use case::{RawCase, RawChild, RawFact};
pub(crate) use manifest::{RawFunction, RawManifest, RawParam};
pub(crate) use rule::{RawCommand, RawDerived, RawRule};

use crate::diagnostic::{Code, Diagnostic};
use crate::files::{MANIFEST, PackFiles};
use crate::read::{AuthorText, Fields, Sink, parse};
use crate::text::SourceText;
use std::sync::Arc;

/// A pack as read.
#[derive(Debug, Clone)]
pub(crate) struct RawPack {
    pub(crate) name: String,
    pub(crate) shipped: bool,
    pub(crate) manifest: RawManifest,
    pub(crate) rules: Vec<RawRule>,
    pub(crate) derived: Vec<RawDerived>,
    pub(crate) scripts: Vec<Arc<SourceText>>,
    pub(crate) cases: Vec<RawCase>,
    /// Ids of all rules, those included that could not be read otherwise.
    pub(crate) ids: Vec<AuthorText>,
    /// Whether every file could be read as TOML, so that what is missing is really missing.
    pub(crate) whole: bool,
}

/// Reads the files of a pack; nothing when there is no usable `pack.toml`.
pub(crate) fn read(files: &PackFiles, sink: &Sink) -> Option<RawPack> {
    let source = |path: &str, text: &str| Arc::new(SourceText::new(format!("{}/{path}", files.name), text));
    let Some((path, text)) = files.files.iter().find(|(path, _)| path == MANIFEST) else {
        let message = format!("{} has no `{MANIFEST}`", files.name);
        sink.push(
            Diagnostic::error(Code::NoManifest, message)
                .help("every pack has one, with [pack] id, version, title"),
        );
        return None;
    };
    let manifest = manifest::read(&source(path, text), sink);
    let mut rest = Rest {
        whole: manifest.is_some(),
        ..Rest::default()
    };
    for (path, text) in files.files.iter().filter(|(path, _)| path != MANIFEST) {
        rest.file(path, &source(path, text), sink);
    }
    Some(RawPack {
        name: files.name.clone(),
        shipped: files.shipped,
        manifest: manifest?,
        rules: rest.rules,
        derived: rest.derived,
        scripts: rest.scripts,
        cases: rest.cases,
        ids: rest.ids,
        whole: rest.whole,
    })
}

/// What stands beside `pack.toml`.
#[derive(Default)]
struct Rest {
    rules: Vec<RawRule>,
    derived: Vec<RawDerived>,
    scripts: Vec<Arc<SourceText>>,
    cases: Vec<RawCase>,
    ids: Vec<AuthorText>,
    whole: bool,
}

impl Rest {
    /// What a file is, is told by where it stands.
    fn file(&mut self, path: &str, source: &Arc<SourceText>, sink: &Sink) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        match (folder, name.rsplit_once('.').map(|(_, extension)| extension)) {
            ("", Some("rhai")) => self.scripts.push(Arc::clone(source)),
            ("", Some("toml")) => self.rules(source, sink),
            ("tests", Some("toml")) => self.cases(source, sink),
            // Translations have their place and no reader yet.
            ("locale", Some("toml")) => {}
            // Guides stand beside the rules they rest on; whoever shows them reads them.
            (folder, Some("toml")) if folder.split('/').next() == Some("guides") => {}
            _ => {
                let message = format!("{} is read by nobody", source.name);
                let help = "rules and scripts stand in the pack's root, test cases in `tests/`, translations in `locale/`";
                sink.push(Diagnostic::warning(Code::StrayFile, message).help(help));
            }
        }
    }

    fn rules(&mut self, source: &Arc<SourceText>, sink: &Sink) {
        let Some(root) = self.parse(source, sink) else {
            return;
        };
        let Some(fields) = Fields::open(source, sink, &root, "a rule file", &["rule", "derived"]) else {
            return;
        };
        for node in fields.tables("rule") {
            let (id, rule) = rule::read_rule(source, sink, node);
            self.ids.extend(id);
            self.rules.extend(rule);
        }
        self.derived.extend(
            fields
                .tables("derived")
                .iter()
                .filter_map(|node| rule::read_derived(source, sink, node)),
        );
    }

    fn cases(&mut self, source: &Arc<SourceText>, sink: &Sink) {
        let Some(root) = self.parse(source, sink) else {
            return;
        };
        let Some(fields) = Fields::open(source, sink, &root, "a file of test cases", &["case"]) else {
            return;
        };
        self.cases.extend(
            fields
                .tables("case")
                .iter()
                .filter_map(|node| case::read(source, sink, node)),
        );
    }

    fn parse(&mut self, source: &Arc<SourceText>, sink: &Sink) -> Option<crate::read::Node> {
        parse(source)
            .map_err(|problems| {
                self.whole = false;
                sink.extend(problems);
            })
            .ok()
    }
}
