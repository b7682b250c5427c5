//! One line after the header: a source, a record or the end. Facts go into their columns as they are parsed.

use super::LineProblem;
use super::facts::Why;
use super::members::{LineSeed, Member};
use super::value::{Text, shorten};
use crate::moment as time;
use crate::store::Stamp;
use crate::{FactId, FactStore, KindId, Reason, Schema, Source, Subject, Unknown};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Error};
use std::collections::{BTreeMap, HashMap};

/// What a line was.
pub(super) enum Content {
    /// Blank, or of a kind that only newer programs know.
    Nothing,
    /// A source, with its number in the file.
    Source(u64, Source),
    /// A record; its facts are in the store.
    Record,
    /// The end.
    End(Ended),
}

/// What the end line says. Nothing of it is said of a collection that was broken off.
#[derive(Default)]
pub(super) struct Ended {
    pub(super) complete: bool,
    pub(super) finished: Option<i64>,
    pub(super) notes: Vec<String>,
}

/// What is kept from line to line.
pub(super) struct Reader<'s> {
    pub(super) schema: &'s Schema,
    pub(super) store: &'s mut FactStore,
    sources: HashMap<u64, u16>,
    /// The fact that stood after each fact, and then, the one that stood first for each kind, when last looked:
    /// lines mostly name the same facts in the same order, so comparing one name saves a look-up.
    after: Vec<Option<FactId>>,
    /// How many facts are declared.
    facts: usize,
    ignored: BTreeMap<String, usize>,
    /// Set before the parser is told to stop, since its own error holds only words.
    problem: Option<LineProblem>,
    /// Reused for every reason and note.
    unknown: Unknown,
}

impl<'s> Reader<'s> {
    pub(super) fn new(schema: &'s Schema, store: &'s mut FactStore) -> Self {
        let facts = schema.facts().count();
        Reader {
            schema,
            store,
            sources: HashMap::new(),
            after: vec![None; facts + schema.kinds().count()],
            facts,
            ignored: BTreeMap::new(),
            problem: None,
            unknown: Unknown::because(Reason::NotCollected),
        }
    }

    /// What was skipped, and how often.
    pub(super) fn ignored(self) -> Vec<String> {
        let times = |(what, times)| {
            if times == 1 {
                what
            } else {
                format!("{what} ({times} times)")
            }
        };
        self.ignored.into_iter().map(times).collect()
    }

    /// Notes that something was skipped.
    pub(super) fn ignore(&mut self, what: &str) {
        match self.ignored.get_mut(what) {
            Some(times) => *times += 1,
            None => drop(self.ignored.insert(what.to_owned(), 1)),
        }
    }

    /// Stops the parser with a problem of ours.
    pub(super) fn stop<E: Error>(&mut self, problem: LineProblem) -> E {
        self.problem = Some(problem);
        E::custom("stopped")
    }

    /// Reads a line.
    pub(super) fn line(&mut self, text: &str) -> Result<Content, LineProblem> {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return Ok(Content::Nothing);
        }
        if self.quick(text).is_some() {
            return Ok(Content::Record);
        }
        let mut line = Line::default();
        self.parse(text, &mut line)?;
        if line.header {
            return Err(LineProblem::SecondHeader);
        }
        if let Some(end) = line.end.take() {
            return Ok(Content::End(Ended {
                complete: end.complete,
                finished: end.finished.as_deref().and_then(time::read),
                notes: end.notes,
            }));
        }
        if line.kind.is_some() {
            return self.record(text, line);
        }
        if line.provider.is_some() {
            return self.source(line);
        }
        if line.id.is_some() || line.at.is_some() || !line.later.is_empty() {
            return Err(LineProblem::Missing { member: "subject" });
        }
        if line.source.is_some() {
            return Err(LineProblem::Missing { member: "provider" });
        }
        self.ignore("lines of a kind that this version does not know");
        Ok(Content::Nothing)
    }

    fn parse<'a>(&mut self, text: &'a str, line: &mut Line<'a>) -> Result<(), LineProblem> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let parsed = LineSeed { reader: self, line }
            .deserialize(&mut parser)
            .and_then(|()| parser.end());
        parsed.map_err(|error| self.problem.take().unwrap_or_else(|| syntax(&error)))
    }

    /// Does what could not be done while parsing, because members stood in another order.
    fn record<'a>(&mut self, text: &'a str, mut line: Line<'a>) -> Result<Content, LineProblem> {
        let missing = |member| LineProblem::Missing { member };
        line.id.as_ref().ok_or(missing("id"))?;
        line.source.ok_or(missing("source"))?;
        line.at.ok_or(missing("at"))?;
        if !line.later.is_empty() {
            line.second = true;
            self.parse(text, &mut line)?;
        }
        // The subject comes into being even when nothing is said about it, and the place may have come last.
        self.stamp(&mut line)?;
        if line.place.is_some() && !line.placed {
            line.stamp = None;
            self.stamp(&mut line)?;
        }
        Ok(Content::Record)
    }

    fn source(&mut self, line: Line<'_>) -> Result<Content, LineProblem> {
        let number = line.source.ok_or(LineProblem::Missing { member: "source" })?;
        let provider = line
            .provider
            .ok_or(LineProblem::Missing { member: "provider" })?
            .0
            .into_owned();
        let name = line
            .name
            .ok_or(LineProblem::Missing { member: "name" })?
            .0
            .into_owned();
        let source = Source {
            provider,
            name,
            live: line.live,
        };
        self.sources.insert(number, self.store.source_number(&source));
        Ok(Content::Source(number, source))
    }

    /// The subject of a line, as soon as its kind and id are known.
    pub(super) fn target(&mut self, line: &mut Line<'_>) -> Target {
        if let (Target::Open, Some(kind), Some(id)) = (line.target, &line.kind, &line.id) {
            line.target = match self.schema.kind(&kind.0) {
                Some(kind) => Target::Subject(Subject {
                    kind,
                    row: self.store.subject_row(kind, &id.0),
                }),
                None => {
                    self.ignore(&format!("subjects of kind `{}`", shorten(&kind.0)));
                    Target::Undeclared
                }
            };
        }
        line.target
    }

    /// Source and time of a line's facts, as soon as they and the subject are known.
    pub(super) fn stamp(&mut self, line: &mut Line<'_>) -> Result<Option<Stamp>, LineProblem> {
        if line.stamp.is_some() {
            return Ok(line.stamp);
        }
        if let (Target::Subject(subject), Some(number), Some(at)) = (self.target(line), line.source, line.at)
        {
            let source = *self
                .sources
                .get(&number)
                .ok_or(LineProblem::NoSource { number })?;
            let place = line.place.as_ref().map(|place| &*place.0);
            line.placed = place.is_some();
            line.stamp = Some(self.store.stamp(subject, source, at, place));
        }
        Ok(line.stamp)
    }

    /// The fact of a name for subjects of a kind; nothing when it is not declared.
    pub(super) fn fact(
        &mut self,
        kind: KindId,
        before: usize,
        name: &str,
    ) -> Result<Option<FactId>, LineProblem> {
        let guess = self.after(before);
        if let Some(guess) = guess.filter(|guess| self.schema.fact_of(*guess).name == name) {
            return Ok(Some(guess));
        }
        let Some(fact) = self.schema.fact(name) else {
            self.ignore(&format!("fact `{}`", shorten(name)));
            return Ok(None);
        };
        let declared = self.schema.fact_of(fact).kind;
        if declared != kind {
            return Err(LineProblem::WrongKind {
                fact: name.to_owned(),
                declared: self.schema.kind_of(declared).name.clone(),
                found: self.schema.kind_of(kind).name.clone(),
            });
        }
        self.comes_after(before, fact);
        Ok(Some(fact))
    }

    /// What stood at a place of [`Reader::place_after`] when last looked.
    pub(super) fn after(&self, place: usize) -> Option<FactId> {
        self.after.get(place).copied().flatten()
    }

    /// Notes what stands there now.
    pub(super) fn comes_after(&mut self, place: usize, fact: FactId) {
        if let Some(after) = self.after.get_mut(place) {
            *after = Some(fact);
        }
    }

    /// Notes why a fact is not known.
    pub(super) fn miss(
        &mut self,
        fact: FactId,
        row: usize,
        why: &Why<'_>,
        stamp: Stamp,
    ) -> Result<(), LineProblem> {
        let reason = Reason::parse(&why.reason.0).ok_or_else(|| LineProblem::Reason {
            fact: self.schema.fact_of(fact).name.clone(),
            found: shorten(&why.reason.0).to_owned(),
        })?;
        self.unknown.reason = reason;
        match (&mut self.unknown.note, &why.note) {
            (Some(kept), Some(note)) => {
                kept.clear();
                kept.push_str(&note.0);
            }
            (kept, note) => *kept = note.as_ref().map(|note| note.0.clone().into_owned()),
        }
        self.store.miss(fact, row, &self.unknown, stamp);
        Ok(())
    }

    /// Notes that a fact is given in a word that this version does not know.
    pub(super) fn strange(&mut self, fact: FactId, row: usize, word: &str, stamp: Stamp) {
        self.ignore(&format!("word `{word}` of `{}`", self.schema.fact_of(fact).name));
        let note = format!("`{word}` is no word of it that this version knows");
        self.store
            .miss(fact, row, &Unknown::noted(Reason::Malformed, note), stamp);
    }

    /// Where [`Reader::after`] keeps what follows a fact, or what comes first for a kind.
    pub(super) fn place_after(&self, kind: KindId, before: Option<FactId>) -> usize {
        before.map_or(self.facts + kind.index(), FactId::index)
    }
}

/// The parser's own complaint, without its position, which is given apart.
pub(super) fn syntax(error: &serde_json::Error) -> LineProblem {
    let what = error.to_string();
    let what = what
        .rsplit_once(" at line ")
        .map_or(what.as_str(), |(what, _)| what)
        .to_owned();
    LineProblem::Syntax {
        what,
        column: error.column(),
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Target {
    /// Kind or id not met yet.
    #[default]
    Open,
    /// Of a kind that is not declared.
    Undeclared,
    Subject(Subject),
}

/// What of a line was met so far.
#[derive(Default)]
pub(super) struct Line<'a> {
    pub(super) header: bool,
    pub(super) kind: Option<Text<'a>>,
    pub(super) id: Option<Text<'a>>,
    pub(super) source: Option<u64>,
    pub(super) at: Option<i64>,
    pub(super) place: Option<Text<'a>>,
    pub(super) provider: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) live: bool,
    pub(super) end: Option<End>,
    pub(super) target: Target,
    pub(super) stamp: Option<Stamp>,
    /// Whether the place went into the stamp.
    pub(super) placed: bool,
    /// Members that stood before what is needed to use them, left for a second reading.
    pub(super) later: Vec<Member>,
    /// Whether this is the second reading.
    pub(super) second: bool,
}

#[derive(Deserialize)]
pub(super) struct End {
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    finished: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
}
