//! A bundle as a script would read it: JSON Lines, by field names, without the program's own types.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// What a bundle says of one fact of one subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Its value.
    Known(Value),
    /// Why there is none.
    Unknown(String),
}

/// A parsed bundle. Where several lines tell the same fact, a value counts more than none, and the last more than the first.
#[derive(Debug, Clone)]
pub struct Bundle {
    subjects: BTreeMap<(String, String), BTreeMap<String, Fact>>,
    /// Whether the last line says that the collection went to its end.
    pub complete: bool,
    /// The first line.
    pub header: Value,
}

impl Bundle {
    /// Reads a file, compressed when its name ends in `.zst`.
    #[track_caller]
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let packed = path.extension().is_some_and(|e| e == "zst");
        let bytes = if packed {
            zstd::decode_all(bytes.as_slice()).expect("zstd")
        } else {
            bytes
        };
        Self::parse(&String::from_utf8(bytes).expect("UTF-8"))
    }

    /// Parses a text. Every line must be whole: a bundle that is finished has no half lines.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let mut lines = text
            .lines()
            .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l:.300}")));
        let header: Value = lines.next().expect("a header line");
        assert_eq!(header["bundle"], "imaprules-bundle/1");
        let mut bundle = Self {
            subjects: BTreeMap::new(),
            complete: false,
            header,
        };
        lines.for_each(|line: Value| bundle.add(&line));
        bundle
    }

    fn add(&mut self, line: &Value) {
        if line["end"].is_object() {
            self.complete = line["end"]["complete"] == true;
        }
        let (Some(kind), Some(id)) = (line["subject"].as_str(), line["id"].as_str()) else {
            return;
        };
        let facts = self.subjects.entry((kind.to_owned(), id.to_owned())).or_default();
        for (name, why) in line["unknown"].as_object().into_iter().flatten() {
            let reason = why["reason"].as_str().expect("a reason").to_owned();
            facts.entry(name.clone()).or_insert(Fact::Unknown(reason));
        }
        for (name, value) in line["facts"].as_object().into_iter().flatten() {
            facts.insert(name.clone(), Fact::Known(value.clone()));
        }
    }

    /// The ids of the subjects of a kind, sorted.
    pub fn ids(&self, kind: &str) -> Vec<&str> {
        self.subjects
            .keys()
            .filter(|(k, _)| k == kind)
            .map(|(_, id)| id.as_str())
            .collect()
    }

    /// A fact of a subject; `None` when no line tells it.
    pub fn fact(&self, kind: &str, id: &str, name: &str) -> Option<&Fact> {
        self.subjects.get(&(kind.to_owned(), id.to_owned()))?.get(name)
    }

    /// The value of a fact that must be known.
    #[track_caller]
    pub fn value(&self, kind: &str, id: &str, name: &str) -> &Value {
        match self.fact(kind, id, name) {
            Some(Fact::Known(value)) => value,
            other => panic!(
                "{name} of {kind} {id} is {other:?}; told are {:#?}",
                self.all(kind, id)
            ),
        }
    }

    /// Why a fact that must be unknown is.
    #[track_caller]
    pub fn reason(&self, kind: &str, id: &str, name: &str) -> &str {
        match self.fact(kind, id, name) {
            Some(Fact::Unknown(reason)) => reason,
            other => panic!("{name} of {kind} {id} is {other:?}"),
        }
    }

    /// The value of a fact of the only server.
    #[track_caller]
    pub fn server(&self, name: &str) -> &Value {
        let ids = self.ids("server");
        assert_eq!(ids.len(), 1, "servers: {ids:?}");
        self.value("server", ids[0], name)
    }

    fn all(&self, kind: &str, id: &str) -> Option<&BTreeMap<String, Fact>> {
        self.subjects.get(&(kind.to_owned(), id.to_owned()))
    }

    /// Every fact whose name and value a search for a text would find, for "this stands nowhere".
    pub fn mentions(&self, text: &str) -> Vec<String> {
        let all = self
            .subjects
            .iter()
            .flat_map(|(subject, facts)| facts.iter().map(move |f| (subject, f)));
        let told = all.map(|((kind, id), (name, fact))| format!("{kind} {id}: {name} = {fact:?}"));
        told.filter(|line| line.contains(text)).collect()
    }
}
