//! One value of a fact, checked against its declared type and written into its column as it is parsed.

use crate::column::ListColumn;
use crate::moment as time;
use crate::store::Stamp;
use crate::{FactId, FactStore, FactType, Value};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Text, borrowed from the line unless it holds escapes.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// A time: RFC 3339, or bare milliseconds beyond what that can write.
pub(super) enum Moment {
    At(i64),
    /// Something else, for the message.
    Wrong(String),
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MomentVisitor)
    }
}

struct MomentVisitor;

impl Visitor<'_> for MomentVisitor {
    type Value = Moment;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time such as \"2026-11-24T10:00:00Z\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Moment, E> {
        Ok(time::read(text).map_or_else(|| Moment::Wrong(quoted(text)), Moment::At))
    }

    fn visit_i64<E: Error>(self, millis: i64) -> Result<Moment, E> {
        Ok(Moment::At(millis))
    }

    fn visit_u64<E: Error>(self, millis: u64) -> Result<Moment, E> {
        Ok(i64::try_from(millis).map_or_else(|_| Moment::Wrong(millis.to_string()), Moment::At))
    }
}

/// The first forty characters, for messages.
pub(super) fn shorten(text: &str) -> &str {
    text.char_indices()
        .nth(40)
        .and_then(|(end, _)| text.get(..end))
        .unwrap_or(text)
}

fn quoted(text: &str) -> String {
    format!("`{}`", shorten(text))
}

/// What became of a value.
pub(super) enum Outcome {
    /// Written.
    Good,
    /// A word of an enum that is not declared: a newer program wrote it, and nothing can be concluded.
    Strange(String),
    /// Not of the declared type; what it is.
    Wrong(String),
}

/// Where values go.
pub(super) enum Target<'a> {
    /// A fact of a subject.
    Fact {
        store: &'a mut FactStore,
        fact: FactId,
        row: usize,
        stamp: Stamp,
    },
    /// A list that is new in its column.
    NewList(&'a mut ListColumn),
    /// A list that has to be compared with what another source says.
    List(&'a mut Vec<Value>),
}

impl Target<'_> {
    fn again(&mut self) -> Target<'_> {
        match self {
            Target::Fact {
                store,
                fact,
                row,
                stamp,
            } => Target::Fact {
                store,
                fact: *fact,
                row: *row,
                stamp: *stamp,
            },
            Target::NewList(column) => Target::NewList(column),
            Target::List(values) => Target::List(values),
        }
    }

    fn put(&mut self, value: Value) -> Outcome {
        match self {
            Target::Fact {
                store,
                fact,
                row,
                stamp,
            } => store.set(*fact, *row, &value, *stamp),
            Target::NewList(column) => column.push(&value),
            Target::List(values) => values.push(value),
        }
        Outcome::Good
    }

    fn put_text(&mut self, text: &str) -> Outcome {
        match self {
            Target::Fact {
                store,
                fact,
                row,
                stamp,
            } if is_new(store, *fact, *row) => {
                store.column_mut(*fact).set_text(*row, text, stamp.source());
            }
            Target::NewList(column) => column.push_text(text),
            _ => return self.put(Value::from(text)),
        }
        Outcome::Good
    }
}

/// Whether no source has said anything about a fact yet, so that nothing has to be compared.
fn is_new(store: &FactStore, fact: FactId, row: usize) -> bool {
    !store.column(fact).valid().get(row)
}

/// A value of a declared type on its way to its target.
pub(super) struct ValueSeed<'t, 'a> {
    pub(super) ty: &'t FactType,
    pub(super) target: Target<'a>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ty)
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<Outcome, E> {
        Ok(match self.ty {
            FactType::Bool => self.target.put(Value::Bool(value)),
            _ => Outcome::Wrong(format!("`{value}`")),
        })
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<Outcome, E> {
        Ok(match self.ty {
            // A float written as a whole number; the store knows.
            ty if ty.is_integral() || *ty == FactType::Float => self.target.put(Value::Int(value)),
            _ => Outcome::Wrong(format!("`{value}`")),
        })
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) if *self.ty == FactType::Float => self.visit_f64(value as f64),
            Err(_) => Ok(Outcome::Wrong(format!(
                "`{value}`, which needs more than 64 bits,"
            ))),
        }
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<Outcome, E> {
        Ok(match self.ty {
            FactType::Float => self.target.put(Value::Float(value)),
            _ => Outcome::Wrong(format!("`{value}`")),
        })
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<Outcome, E> {
        Ok(match self.ty {
            FactType::Text => self.target.put_text(text),
            FactType::Enum(words) if words.iter().any(|word| word == text) => self.target.put_text(text),
            FactType::Enum(_) => Outcome::Strange(shorten(text).to_owned()),
            FactType::Time => match time::read(text) {
                Some(millis) => self.target.put(Value::Int(millis)),
                None => Outcome::Wrong(quoted(text)),
            },
            _ => Outcome::Wrong(quoted(text)),
        })
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Outcome, S::Error> {
        let outcome = match (self.ty, self.target) {
            (
                FactType::List(item),
                Target::Fact {
                    store,
                    fact,
                    row,
                    stamp,
                },
            ) => list(&mut seq, item, store, (fact, row), stamp)?,
            _ => Outcome::Wrong("a list".to_owned()),
        };
        if !matches!(outcome, Outcome::Good) {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(outcome)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Outcome, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Outcome::Wrong("an object".to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Wrong(
            "`null` (leave the fact out, or say why under `unknown`)".to_owned(),
        ))
    }
}

fn list<'de, S: SeqAccess<'de>>(
    seq: &mut S,
    item: &FactType,
    store: &mut FactStore,
    (fact, row): (FactId, usize),
    stamp: Stamp,
) -> Result<Outcome, S::Error> {
    if !is_new(store, fact, row) {
        let mut values = Vec::new();
        let outcome = items(seq, item, &mut Target::List(&mut values))?;
        if matches!(outcome, Outcome::Good) {
            store.set(fact, row, &Value::List(values), stamp);
        }
        return Ok(outcome);
    }
    let Some(column) = store.column_mut(fact).list_mut() else {
        return Ok(Outcome::Good);
    };
    let start = column.items().len();
    let outcome = items(seq, item, &mut Target::NewList(&mut *column))?;
    if matches!(outcome, Outcome::Good) {
        column.close(row, start);
        store.column_mut(fact).mark(row, stamp.source());
    }
    Ok(outcome)
}

fn items<'de, S: SeqAccess<'de>>(
    seq: &mut S,
    ty: &FactType,
    target: &mut Target<'_>,
) -> Result<Outcome, S::Error> {
    while let Some(outcome) = seq.next_element_seed(ValueSeed {
        ty,
        target: target.again(),
    })? {
        match outcome {
            Outcome::Good => {}
            Outcome::Strange(word) => return Ok(Outcome::Strange(word)),
            Outcome::Wrong(found) => return Ok(Outcome::Wrong(format!("a list with {found}"))),
        }
    }
    Ok(Outcome::Good)
}
