//! Values as they stand in JSON, before anybody has looked at what they should be. Texts are borrowed where they can be.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Text, borrowed from the line unless it holds escapes.
#[derive(Debug)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl Text<'_> {
    pub(super) fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
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
        deserializer.deserialize_str(Texts)
    }
}

/// Any value.
#[derive(Debug)]
pub(super) enum Any<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Text<'a>),
    List(Vec<Any<'a>>),
    /// What no fact can be: what it is.
    Wrong(&'static str),
}

impl<'de: 'a, 'a> Deserialize<'de> for Any<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Any<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Any<'de>, E> {
        Ok(Any::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Any<'de>, E> {
        Ok(Any::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Any<'de>, E> {
        Ok(i64::try_from(value).map_or(Any::Wrong("a number beyond 64 bits"), Any::Int))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Any<'de>, E> {
        Ok(Any::Float(value))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Any<'de>, E> {
        Ok(Any::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Any<'de>, E> {
        Ok(Any::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Any<'de>, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Any::List(items))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Any<'de>, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Any::Wrong("an object"))
    }

    fn visit_unit<E: Error>(self) -> Result<Any<'de>, E> {
        Ok(Any::Wrong("null"))
    }
}

/// The members of an object, in their order.
#[derive(Debug)]
pub(super) struct Members<'a, V>(pub(super) Vec<(Text<'a>, V)>);

impl<V> Default for Members<'_, V> {
    fn default() -> Self {
        Members(Vec::new())
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Members<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Object<V> {
            type Value = Members<'de, V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members<'de, V>, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object(PhantomData))
    }
}
