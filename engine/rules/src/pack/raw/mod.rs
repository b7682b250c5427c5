//! The first of two steps: the files of a pack as their author wrote them, well-formed but not yet checked against
//! facts, functions and each other.

mod case;
pub(crate) mod keys;
mod locale;
mod manifest;
mod own;
mod rule;
mod snapshot;

pub(crate) use case::{RawCase, RawChild, RawFact, RawFixture};
pub(crate) use locale::{RawLocale, RawPhrase, RawWords};
pub(crate) use manifest::{RawFunction, RawManifest, RawParam};
pub(crate) use own::{RawImport, RawOwnFact};
pub(crate) use rule::{RawChange, RawCommand, RawDerived, RawRule};
pub(crate) use snapshot::Snapshot;

use super::Languages;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{MANIFEST, PackFiles};
use crate::read::{AuthorText, Fields, Sink, parse};
use crate::text::SourceText;
use std::sync::Arc;

/// No pack has more rules.
const MAX_RULES: usize = 10_000;

/// A pack as read.
#[derive(Debug, Clone)]
pub(crate) struct RawPack {
    pub(crate) name: String,
    pub(crate) shipped: bool,
    pub(crate) manifest: RawManifest,
    pub(crate) rules: Vec<RawRule>,
    pub(crate) derived: Vec<RawDerived>,
    /// What it changes of rules, its own or those of other packs.
    pub(crate) changes: Vec<RawChange>,
    pub(crate) scripts: Vec<Arc<SourceText>>,
    pub(crate) cases: Vec<RawCase>,
    pub(crate) locales: Vec<RawLocale>,
    pub(crate) snapshots: Vec<Snapshot>,
    /// Ids of all rules, those included that could not be read otherwise.
    pub(crate) ids: Vec<AuthorText>,
    /// Whether every file could be read as TOML, so that what is missing is really missing.
    pub(crate) whole: bool,
}

/// Reads the files of a pack; nothing when there is no usable `pack.toml`.
pub(crate) fn read(files: &PackFiles, languages: &Languages, sink: &Sink) -> Option<RawPack> {
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
        rest.file(path, &source(path, text), languages, sink);
    }
    for case in &mut rest.cases {
        case.stand_on(&rest.fixtures, sink);
    }
    Some(RawPack {
        name: files.name.clone(),
        shipped: files.shipped,
        manifest: manifest?,
        rules: rest.rules,
        derived: rest.derived,
        changes: rest.changes,
        scripts: rest.scripts,
        cases: rest.cases,
        locales: rest.locales,
        snapshots: rest.snapshots,
        ids: rest.ids,
        whole: rest.whole,
    })
}

/// The language of a translation file, by its name without the ending: `tr` of `tr` and of `tr.facts`.
fn language(stem: &str) -> &str {
    stem.split_once('.').map_or(stem, |(language, _)| language)
}

/// What stands beside `pack.toml`.
#[derive(Default)]
struct Rest {
    rules: Vec<RawRule>,
    derived: Vec<RawDerived>,
    changes: Vec<RawChange>,
    scripts: Vec<Arc<SourceText>>,
    cases: Vec<RawCase>,
    fixtures: Vec<RawFixture>,
    snapshots: Vec<Snapshot>,
    locales: Vec<RawLocale>,
    ids: Vec<AuthorText>,
    whole: bool,
}

impl Rest {
    /// What a file is, is told by where it stands.
    fn file(&mut self, path: &str, source: &Arc<SourceText>, languages: &Languages, sink: &Sink) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        match (folder, extension) {
            ("", "rhai") => self.scripts.push(Arc::clone(source)),
            ("", "toml") => self.rules(source, sink),
            ("tests", "toml") => self.cases(source, sink),
            ("snapshots", "toml") => self.snapshots.extend(snapshot::read(stem, source, sink)),
            ("locale", "toml") if languages.wants(language(stem)) => {
                self.locale(language(stem), source, sink);
            }
            ("locale", "toml") => {}
            // Guides stand beside the rules they rest on; whoever shows them reads them.
            (folder, "toml") if folder.split('/').next() == Some("guides") => {}
            _ => {
                let message = format!("{} is read by nobody", source.name);
                let help = "rules and scripts stand in the pack's root, test cases in `tests/`, translations in `locale/`, accepted findings in `snapshots/`";
                sink.push(Diagnostic::warning(Code::StrayFile, message).help(help));
            }
        }
    }

    fn rules(&mut self, source: &Arc<SourceText>, sink: &Sink) {
        let Some(root) = self.parse(source, sink) else {
            return;
        };
        let Some(fields) = Fields::open(source, sink, &root, "a rule file", &keys::RULE_FILE) else {
            return;
        };
        let changes = fields.tables("override").iter();
        self.changes
            .extend(changes.filter_map(|node| rule::read_change(source, sink, node)));
        let rules = fields.tables("rule");
        if self.ids.len() + rules.len() > MAX_RULES {
            let message = format!("{} has more than 10,000 rules with this file", source.name);
            let help = "nobody reads so many; compute what differs from subject to subject as a fact, and ask for it in one rule";
            sink.push(Diagnostic::error(Code::TooMany, message).help(help));
            return;
        }
        for node in rules {
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
        let Some(fields) = Fields::open(source, sink, &root, "a file of test cases", &keys::CASE_FILE) else {
            return;
        };
        let fixtures = fields.tables("fixture").iter();
        self.fixtures
            .extend(fixtures.filter_map(|node| case::fixture(source, sink, node)));
        self.cases.extend(
            fields
                .tables("case")
                .iter()
                .filter_map(|node| case::read(source, sink, node)),
        );
    }

    fn locale(&mut self, language: &str, source: &Arc<SourceText>, sink: &Sink) {
        if let Some(root) = self.parse(source, sink) {
            self.locales.push(locale::read(language, source, &root, sink));
        }
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
