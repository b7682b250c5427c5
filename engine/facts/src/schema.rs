//! Declared kinds of subjects and declared facts, read from `facts.toml` texts and merged over providers.

use crate::store::check_record;
use crate::{FactType, IdCase, Record, RecordError};
use serde::Deserialize;
use std::collections::HashMap;
use thiserror::Error;

/// Index of a kind in its [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(pub(crate) u16);

/// Index of a fact in its [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactId(pub(crate) u16);

impl KindId {
    /// As an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl FactId {
    /// As an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A kind of subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its name: `mailbox`.
    pub name: String,
    /// The kind its subjects belong to; only the root has none.
    pub parent: Option<KindId>,
    /// Kinds its subjects may refer to, besides the parent.
    pub references: Vec<KindId>,
    /// One sentence.
    pub about: String,
    /// Whether ids differ by case.
    pub id_case: IdCase,
    /// A fact of the parent without which nobody knows whether all subjects of this kind were found.
    pub listed_by: Option<String>,
}

/// A declared fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name: `csv.user_name`.
    pub name: String,
    /// The kind of subject it is about.
    pub kind: KindId,
    /// Its type.
    pub ty: FactType,
    /// One sentence: what it is, unit, shape.
    pub about: String,
    /// How to obtain it.
    pub how: String,
    /// Whether its text is a sentence of the program's own, which another language says in its own words: neither a quote nor a code.
    pub phrased: bool,
    /// Its column among the facts of its kind.
    pub slot: usize,
}

/// All kinds and facts of a run.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    kinds: Vec<Kind>,
    facts: Vec<Fact>,
    kind_names: HashMap<String, KindId>,
    fact_names: HashMap<String, FactId>,
    slots: Vec<Vec<FactId>>,
}

/// What is wrong with a declaration.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The text is no TOML of the expected shape.
    #[error("{file}: {problem}")]
    Syntax {
        /// Name of the text.
        file: String,
        /// The parser's words, with line and column.
        problem: String,
    },
    /// A declaration contradicts another or names what does not exist.
    #[error("{file}: `{name}`: {problem}")]
    Declaration {
        /// Name of the text.
        file: String,
        /// The kind or fact.
        name: String,
        /// What is wrong, and what to write.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSchema {
    #[serde(default)]
    kind: Vec<RawKind>,
    #[serde(default)]
    fact: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    name: String,
    parent: Option<String>,
    #[serde(default)]
    references: Vec<String>,
    about: String,
    #[serde(default)]
    id_case: IdCase,
    listed_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFact {
    name: String,
    r#for: String,
    r#type: String,
    about: String,
    how: String,
    #[serde(default)]
    phrased: bool,
}

impl Schema {
    /// Reads and merges declarations. Identical declarations merge; a kind must be declared before it is named.
    ///
    /// # Errors
    /// The first declaration that cannot be used, with the name of its text.
    pub fn read<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Schema, SchemaError> {
        let mut schema = Schema::default();
        for (file, text) in texts {
            schema.add(file, text)?;
        }
        Ok(schema)
    }

    /// Adds the declarations of one text.
    ///
    /// # Errors
    /// As [`Schema::read`].
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), SchemaError> {
        let raw: RawSchema = toml::from_str(text).map_err(|error| SchemaError::Syntax {
            file: file.to_owned(),
            problem: error.to_string(),
        })?;
        for kind in raw.kind {
            self.add_kind(file, kind)?;
        }
        for fact in raw.fact {
            let wrong = |problem| SchemaError::Declaration {
                file: file.to_owned(),
                name: fact.name.clone(),
                problem,
            };
            let kind = self.kind(&fact.r#for).ok_or_else(|| {
                wrong(format!(
                    "`for = \"{}\"` is no declared kind; declare it with [[kind]] first",
                    fact.r#for
                ))
            })?;
            let ty = FactType::parse(&fact.r#type).map_err(wrong)?;
            let id = self
                .declare(&fact.name, kind, ty, &fact.about, &fact.how)
                .map_err(wrong)?;
            if fact.phrased {
                self.mark_phrased(id).map_err(wrong)?;
            }
        }
        Ok(())
    }

    fn add_kind(&mut self, file: &str, raw: RawKind) -> Result<(), SchemaError> {
        let wrong = |problem: String| SchemaError::Declaration {
            file: file.to_owned(),
            name: raw.name.clone(),
            problem,
        };
        let named = |name: &String| {
            self.kind(name)
                .ok_or_else(|| wrong(format!("`{name}` is no kind declared before this one")))
        };
        let kind = Kind {
            name: raw.name.clone(),
            parent: raw.parent.as_ref().map(named).transpose()?,
            references: raw.references.iter().map(named).collect::<Result<_, _>>()?,
            about: raw.about.clone(),
            id_case: raw.id_case,
            listed_by: raw.listed_by.clone(),
        };
        if let Some(known) = self.kind(&raw.name).and_then(|id| self.kinds.get(id.index())) {
            // The words are for people, and a plugin may be older than the program. What nobody else declares it may leave out.
            let same = (known.parent, known.id_case) == (kind.parent, kind.id_case)
                && kind.references.iter().all(|to| known.references.contains(to))
                && (kind.listed_by.is_none() || kind.listed_by == known.listed_by);
            return if same {
                Ok(())
            } else {
                Err(wrong("declared before, and differently".to_owned()))
            };
        }
        let id = u16::try_from(self.kinds.len()).map_err(|_| wrong("too many kinds".to_owned()))?;
        self.kind_names.insert(raw.name, KindId(id));
        self.kinds.push(kind);
        self.slots.push(Vec::new());
        Ok(())
    }

    /// Declares one fact; used for facts that a pack derives.
    ///
    /// # Errors
    /// A sentence, when the name is malformed or taken by a different declaration.
    pub fn declare(
        &mut self,
        name: &str,
        kind: KindId,
        ty: FactType,
        about: &str,
        how: &str,
    ) -> Result<FactId, String> {
        if !well_formed(name) {
            return Err("a fact's name is `area.snake_case`, in lower case".to_owned());
        }
        let slots = self.slots.get_mut(kind.index()).ok_or("no such kind")?;
        let fact = Fact {
            name: name.to_owned(),
            kind,
            ty,
            about: about.to_owned(),
            how: how.to_owned(),
            phrased: false,
            slot: slots.len(),
        };
        if let Some(&id) = self.fact_names.get(name) {
            let same = self
                .facts
                .get(id.index())
                .is_some_and(|known| (known.kind, &known.ty) == (kind, &fact.ty));
            return if same {
                Ok(id)
            } else {
                Err("declared before, and differently".to_owned())
            };
        }
        let id = FactId(u16::try_from(self.facts.len()).map_err(|_| "too many facts".to_owned())?);
        slots.push(id);
        self.fact_names.insert(name.to_owned(), id);
        self.facts.push(fact);
        Ok(id)
    }

    /// Notes that the text of a fact is a sentence of the program's own.
    ///
    /// # Errors
    /// A sentence, when the fact holds no text.
    pub fn mark_phrased(&mut self, id: FactId) -> Result<(), String> {
        let Some(fact) = self.facts.get_mut(id.index()) else {
            return Err("no such fact".to_owned());
        };
        let item = match &fact.ty {
            FactType::List(item) => item,
            ty => ty,
        };
        if *item != FactType::Text {
            return Err(format!("`phrased` is for text and list<text>, not {}", fact.ty));
        }
        fact.phrased = true;
        Ok(())
    }

    /// Puts other words in the place of what kinds and facts are and how they are obtained, wherever there are such.
    pub fn reword(&mut self, words: impl Fn(&str) -> Option<String>) {
        let kinds = self.kinds.iter_mut().map(|kind| &mut kind.about);
        let facts = self
            .facts
            .iter_mut()
            .flat_map(|fact| [&mut fact.about, &mut fact.how]);
        for text in kinds.chain(facts) {
            if let Some(other) = words(text) {
                *text = other;
            }
        }
    }

    /// The kind of that name.
    pub fn kind(&self, name: &str) -> Option<KindId> {
        self.kind_names.get(name).copied()
    }

    /// The fact of that name.
    pub fn fact(&self, name: &str) -> Option<FactId> {
        self.fact_names.get(name).copied()
    }

    /// Declaration of a kind of this schema.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are only made by the schema that holds them"
    )]
    pub fn kind_of(&self, id: KindId) -> &Kind {
        &self.kinds[id.index()]
    }

    /// Declaration of a fact of this schema.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are only made by the schema that holds them"
    )]
    pub fn fact_of(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    /// All kinds, parents before children.
    pub fn kinds(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        (0u16..).map(KindId).zip(&self.kinds)
    }

    /// All facts, in the order of their declaration.
    pub fn facts(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        (0u16..).map(FactId).zip(&self.facts)
    }

    /// Whether a record follows these declarations.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn accepts(&self, record: &Record) -> Result<(), RecordError> {
        check_record(self, record)
    }

    /// The facts of one kind, by slot.
    pub fn facts_for(&self, kind: KindId) -> &[FactId] {
        self.slots.get(kind.index()).map_or(&[], Vec::as_slice)
    }
}

/// `area.snake_case`, possibly with more parts.
fn well_formed(name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    name.contains('.') && name.split('.').all(part)
}
