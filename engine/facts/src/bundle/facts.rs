//! What a record says: facts, reasons and references, member by member.

use super::LineProblem;
use super::line::Reader;
use super::value::{Outcome, Target, Text, ValueSeed, shorten};
use crate::store::Stamp;
use crate::{FactId, KindId, Subject};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The `facts` of a record.
pub(super) struct Facts<'r, 's> {
    pub(super) reader: &'r mut Reader<'s>,
    pub(super) subject: Subject,
    pub(super) stamp: Stamp,
}

impl<'a> DeserializeSeed<'a> for Facts<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Facts<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of facts")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        let Facts {
            reader,
            subject,
            stamp,
        } = self;
        let mut before = None;
        while let Some(fact) = map.next_key_seed(FactName {
            reader,
            kind: subject.kind,
            before,
        })? {
            match fact {
                Some(fact) => {
                    reader.known(fact, subject.row, stamp, &mut map)?;
                    before = Some(fact);
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// A key that names a fact of a kind.
struct FactName<'r, 's> {
    pub(super) reader: &'r mut Reader<'s>,
    kind: KindId,
    before: Option<FactId>,
}

impl<'a> DeserializeSeed<'a> for FactName<'_, '_> {
    type Value = Option<FactId>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Option<FactId>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for FactName<'_, '_> {
    type Value = Option<FactId>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a fact")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<FactId>, E> {
        let before = self.reader.place_after(self.kind, self.before);
        self.reader
            .fact(self.kind, before, name)
            .map_err(|problem| self.reader.stop(problem))
    }
}

/// The `references` of a record.
pub(super) struct References<'r, 's> {
    pub(super) reader: &'r mut Reader<'s>,
    pub(super) subject: Subject,
}

impl<'a> DeserializeSeed<'a> for References<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for References<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of kinds and ids")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some((kind, id)) = map.next_entry::<Text<'a>, Text<'a>>()? {
            match self.reader.schema.kind(&kind.0) {
                Some(target) => self.reader.store.refer(self.subject, target, &id.0),
                None => self
                    .reader
                    .ignore(&format!("references to kind `{}`", shorten(&kind.0))),
            }
        }
        Ok(())
    }
}

/// The `unknown` of a record.
pub(super) struct Unknowns<'r, 's> {
    pub(super) reader: &'r mut Reader<'s>,
    pub(super) subject: Subject,
    pub(super) stamp: Stamp,
}

impl<'a> DeserializeSeed<'a> for Unknowns<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Unknowns<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of facts and reasons")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        let Unknowns {
            reader,
            subject,
            stamp,
        } = self;
        let mut before = None;
        while let Some(fact) = map.next_key_seed(FactName {
            reader,
            kind: subject.kind,
            before,
        })? {
            let why: Why<'a> = map.next_value()?;
            let Some(fact) = fact else { continue };
            before = Some(fact);
            reader
                .miss(fact, subject.row, &why, stamp)
                .map_err(|problem| reader.stop(problem))?;
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Reads the value of a fact.
    fn known<'a, M: MapAccess<'a>>(
        &mut self,
        fact: FactId,
        row: usize,
        stamp: Stamp,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let declared = self.schema.fact_of(fact);
        let target = Target::Fact {
            store: self.store,
            fact,
            row,
            stamp,
        };
        match map.next_value_seed(ValueSeed {
            ty: &declared.ty,
            target,
        })? {
            Outcome::Good => Ok(()),
            Outcome::Strange(word) => {
                self.strange(fact, row, &word, stamp);
                Ok(())
            }
            Outcome::Wrong(found) => {
                let (fact, declared) = (declared.name.clone(), declared.ty.to_string());
                Err(self.stop(LineProblem::WrongType {
                    fact,
                    declared,
                    found,
                }))
            }
        }
    }
}

/// Why a fact is not known.
#[derive(Deserialize)]
pub(super) struct Why<'a> {
    #[serde(borrow)]
    pub(super) reason: Text<'a>,
    #[serde(borrow, default)]
    pub(super) note: Option<Text<'a>>,
}
