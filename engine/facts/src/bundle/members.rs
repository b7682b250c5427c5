//! The members of a line, in whatever order they stand.

use super::LineProblem;
use super::facts::{Facts, References, Unknowns};
use super::line::{Line, Reader, Target};
use super::value::{Moment, Text, shorten};
use crate::Subject;
use crate::store::Stamp;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// A member of a line that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Bundle,
    Subject,
    Id,
    Parent,
    References,
    Source,
    Place,
    At,
    Facts,
    Unknown,
    Provider,
    Name,
    Live,
    End,
}

impl Member {
    fn named(name: &str) -> Option<Member> {
        Some(match name {
            "bundle" => Member::Bundle,
            "subject" => Member::Subject,
            "id" => Member::Id,
            "parent" => Member::Parent,
            "references" => Member::References,
            "source" => Member::Source,
            "place" => Member::Place,
            "at" => Member::At,
            "facts" => Member::Facts,
            "unknown" => Member::Unknown,
            "provider" => Member::Provider,
            "name" => Member::Name,
            "live" => Member::Live,
            "end" => Member::End,
            _ => return None,
        })
    }

    /// Whether it can only be used once the subject, and for facts the source and the time, are known.
    fn waits(self) -> bool {
        matches!(
            self,
            Member::Parent | Member::References | Member::Facts | Member::Unknown
        )
    }
}

/// Reads the members of a line.
pub(super) struct LineSeed<'r, 's, 'l, 'a> {
    pub(super) reader: &'r mut Reader<'s>,
    pub(super) line: &'l mut Line<'a>,
}

impl<'a> DeserializeSeed<'a> for LineSeed<'_, '_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for LineSeed<'_, '_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(mut self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<Text<'a>>()? {
            match Member::named(&name.0) {
                Some(member) if member.waits() => self.waiting(member, &mut map)?,
                Some(_) if self.line.second => drop(map.next_value::<IgnoredAny>()?),
                Some(member) => self.simple(member, &mut map)?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                    if !self.line.second {
                        self.reader.ignore(&format!("member `{}`", shorten(&name.0)));
                    }
                }
            }
        }
        Ok(())
    }
}

impl<'a> LineSeed<'_, '_, '_, 'a> {
    fn simple<M: MapAccess<'a>>(&mut self, member: Member, map: &mut M) -> Result<(), M::Error> {
        let line = &mut *self.line;
        match member {
            Member::Subject => line.kind = Some(map.next_value()?),
            Member::Id => line.id = Some(map.next_value()?),
            Member::Source => line.source = Some(map.next_value()?),
            Member::Place => line.place = Some(map.next_value()?),
            Member::Provider => line.provider = Some(map.next_value()?),
            Member::Name => line.name = Some(map.next_value()?),
            Member::Live => line.live = map.next_value()?,
            Member::End => line.end = Some(map.next_value()?),
            Member::At => match map.next_value::<Moment>()? {
                Moment::At(at) => line.at = Some(at),
                Moment::Wrong(found) => {
                    return Err(self.reader.stop(LineProblem::Time { member: "at", found }));
                }
            },
            _ => {
                line.header |= member == Member::Bundle;
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn waiting<M: MapAccess<'a>>(&mut self, member: Member, map: &mut M) -> Result<(), M::Error> {
        if self.line.second && !self.line.later.contains(&member) {
            return map.next_value::<IgnoredAny>().map(drop);
        }
        let needs_stamp = matches!(member, Member::Facts | Member::Unknown);
        let stamp = if needs_stamp {
            self.reader
                .stamp(self.line)
                .map_err(|problem| self.reader.stop(problem))?
        } else {
            None
        };
        match self.reader.target(self.line) {
            Target::Subject(subject) if needs_stamp == stamp.is_some() => {
                self.used(member, subject, stamp, map)
            }
            Target::Undeclared => map.next_value::<IgnoredAny>().map(drop),
            _ => {
                self.line.later.push(member);
                map.next_value::<IgnoredAny>().map(drop)
            }
        }
    }

    fn used<M: MapAccess<'a>>(
        &mut self,
        member: Member,
        subject: Subject,
        stamp: Option<Stamp>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let reader = &mut *self.reader;
        match (member, stamp) {
            (Member::Facts, Some(stamp)) => map.next_value_seed(Facts {
                reader,
                subject,
                stamp,
            }),
            (Member::Unknown, Some(stamp)) => map.next_value_seed(Unknowns {
                reader,
                subject,
                stamp,
            }),
            (Member::Parent, _) => {
                let parent: Text<'a> = map.next_value()?;
                reader.store.put_under(subject, &parent.0);
                Ok(())
            }
            _ => map.next_value_seed(References { reader, subject }),
        }
    }
}
