//! Objects: names of types, text, content, properties ([MS-PSRP], section 2.2.5.2).

use super::element::{Container, Element};
use super::markup::{Tag, Token};
use super::tables::Size;
use super::{Clixml, is_list, primitive};
use crate::bag::Bag;
use crate::error::{Fault, Problem};
use crate::names::Name;
use crate::trouble::{Code, Troubles};
use crate::{Object, Omitted, Place, Types, Value};
use std::sync::Arc;

/// An object being read.
pub(super) struct Draft {
    number: Option<u64>,
    place: Place,
    /// Values of the record before it.
    before: u64,
    types: Types,
    text: Option<String>,
    own: Option<Value>,
    bag: Bag,
}

/// Properties that the cmdlets add for themselves: how to show the object, and a copy of it for the same program.
const INTERNAL: [&str; 2] = ["PSStandardMembers", "SerializationData"];

impl Clixml {
    /// The value of an element that was started; nothing when it is of no known kind.
    pub(super) fn value(
        &mut self,
        tag: Tag,
        depth: usize,
        troubles: &mut Troubles,
    ) -> Result<Option<Value>, Fault> {
        let place = tag.place;
        self.count(1)?;
        match tag.element {
            Element::Object if depth >= self.limits.depth => {
                self.markup.skip()?;
                troubles.note(Code::TooDeep, place, None, "");
                Ok(Some(Value::Omitted(Omitted::TooDeep)))
            }
            Element::Object => {
                let mut draft = self.begin(tag);
                self.fill(&mut draft, depth, troubles, false)?;
                Ok(Some(self.finish(draft)))
            }
            Element::Reference => {
                self.markup.skip()?;
                Ok(Some(self.resolve(&tag, troubles)))
            }
            Element::Primitive(primitive) => {
                let value = primitive::read(primitive, self.markup.text()?);
                if value == Value::Omitted(Omitted::Malformed) {
                    let name = tag.name.as_deref().map(|name| self.names.share(name));
                    troubles.note(Code::ValueMalformed, place, name.as_ref(), "");
                }
                Ok(Some(value))
            }
            Element::Nil => {
                self.markup.skip()?;
                Ok(Some(Value::Null))
            }
            Element::Secret => {
                self.markup.skip()?;
                Ok(Some(Value::Omitted(Omitted::Secret)))
            }
            _ => {
                self.pass_over(&tag, troubles)?;
                Ok(None)
            }
        }
    }

    fn pass_over(&mut self, tag: &Tag, troubles: &mut Troubles) -> Result<(), Fault> {
        if tag.element != Element::Progress {
            troubles.note(Code::ElementUnknown, tag.place, None, "");
        }
        self.markup.skip()
    }

    /// Counts values of the record.
    fn count(&mut self, values: u64) -> Result<(), Fault> {
        self.values += values;
        if self.values <= self.limits.values {
            return Ok(());
        }
        let (what, limit) = ("the number of values of a record", self.limits.values);
        Err(Fault::at(self.markup.place(), Problem::TooLarge { what, limit }))
    }

    fn resolve(&mut self, tag: &Tag, troubles: &mut Troubles) -> Value {
        let found = tag
            .number
            .map_or(Err(Omitted::Lost), |number| self.objects.get(number));
        match found {
            Ok((_, values)) if self.values + values > self.limits.values => {
                troubles.note(Code::TooLarge, tag.place, None, "");
                Value::Omitted(Omitted::TooLarge)
            }
            Ok((value, values)) => {
                self.values += values;
                value
            }
            Err(reason) => {
                // Circles are how objects point back at what holds them.
                if reason == Omitted::Lost {
                    troubles.note(Code::ReferenceLost, tag.place, None, "");
                }
                Value::Omitted(reason)
            }
        }
    }

    pub(super) fn begin(&mut self, tag: Tag) -> Draft {
        self.objects.open(tag.number);
        Draft {
            number: tag.number,
            place: tag.place,
            before: self.values,
            types: Types::default(),
            text: None,
            own: None,
            bag: Bag::default(),
        }
    }

    pub(super) fn finish(&mut self, draft: Draft) -> Value {
        let size = Size {
            values: (self.values - draft.before).max(1),
            octets: self.markup.place().offset.saturating_sub(draft.place.offset),
        };
        let value = Value::Object(Arc::new(Object {
            types: draft.types,
            text: draft.text,
            own: draft.own,
            properties: draft.bag.into_properties(),
        }));
        self.objects.keep(draft.number, &value, size);
        value
    }

    /// Reads the parts of an object up to its end. With `enter` it stops at the start of a list and returns true.
    pub(super) fn fill(
        &mut self,
        draft: &mut Draft,
        depth: usize,
        troubles: &mut Troubles,
        enter: bool,
    ) -> Result<bool, Fault> {
        loop {
            let place = self.markup.place();
            let tag = match self.markup.token()? {
                Token::Start(tag) => tag,
                Token::Close => return Ok(false),
                Token::Text(_) => return Err(Fault::malformed(place, "there is text inside an object")),
                Token::End => {
                    return Err(Fault::at(
                        draft.place,
                        Problem::Truncated("an object, which begins here"),
                    ));
                }
            };
            match tag.element {
                Element::Types => draft.types = self.read_types(tag.number)?,
                Element::TypesReference => {
                    self.markup.skip()?;
                    let known = tag.number.and_then(|number| self.types.get(number));
                    draft.types = known.cloned().unwrap_or_default();
                }
                Element::ToText => draft.text = Some(primitive::unescaped(self.markup.text()?)),
                Element::Adapted => self.properties(draft, false, depth, troubles)?,
                Element::Extended => self.properties(draft, true, depth, troubles)?,
                Element::Container(container) if is_list(container) && enter && draft.bag.is_empty() => {
                    return Ok(true);
                }
                Element::Container(Container::Dictionary) => self.dictionary(draft, depth, troubles)?,
                Element::Container(_) => draft.own = Some(self.list(depth, troubles)?),
                _ => {
                    if let Some(value) = self.value(tag, depth + 1, troubles)? {
                        draft.own = Some(value);
                    }
                }
            }
        }
    }

    fn read_types(&mut self, number: Option<u64>) -> Result<Types, Fault> {
        let start = self.markup.place();
        let mut names = Vec::new();
        loop {
            match self.markup.token()? {
                Token::Start(tag) if tag.element == Element::Type => {
                    let name = primitive::unescaped(self.markup.text()?);
                    names.push(self.names.share(&name));
                }
                Token::Start(_) => self.markup.skip()?,
                Token::Text(_) => {}
                Token::Close => break,
                Token::End => return Err(Fault::at(start, Problem::Truncated("the names of a type"))),
            }
        }
        let types = Types::read(names.iter().map(AsRef::as_ref));
        if let Some(number) = number {
            self.types.keep(number, &types);
        }
        Ok(types)
    }

    /// Reads named values. Those that were added to an object hide those of its type, as in PowerShell.
    fn properties(
        &mut self,
        draft: &mut Draft,
        added: bool,
        depth: usize,
        troubles: &mut Troubles,
    ) -> Result<(), Fault> {
        while let Some(tag) = self.part()? {
            let place = tag.place;
            let name: Option<Name> = tag.name.as_deref().map(|name| self.names.share(name));
            let internal = name
                .as_ref()
                .is_some_and(|name| INTERNAL.contains(&name.as_ref()));
            let Some(name) = name.filter(|_| !internal && tag.element != Element::Extended) else {
                self.markup.skip()?;
                continue;
            };
            let Some(value) = self.value(tag, depth + 1, troubles)? else {
                continue;
            };
            if added {
                draft.bag.put(name, value);
            } else if !draft.bag.add(Name::clone(&name), value) {
                troubles.note(Code::NameRepeated, place, Some(&name), "");
            }
        }
        Ok(())
    }

    fn list(&mut self, depth: usize, troubles: &mut Troubles) -> Result<Value, Fault> {
        let mut items = Vec::new();
        while let Some(tag) = self.part()? {
            items.extend(self.value(tag, depth + 1, troubles)?);
        }
        Ok(Value::List(items))
    }

    /// Reads a dictionary: its keys become names of properties.
    fn dictionary(&mut self, draft: &mut Draft, depth: usize, troubles: &mut Troubles) -> Result<(), Fault> {
        while let Some(tag) = self.part()? {
            let place = tag.place;
            if tag.element != Element::Entry {
                self.pass_over(&tag, troubles)?;
                continue;
            }
            let (mut key, mut value) = (None, None);
            while let Some(tag) = self.part()? {
                let is_key = tag.name.as_deref() == Some("Key");
                let read = self.value(tag, depth + 1, troubles)?;
                *(if is_key { &mut key } else { &mut value }) = read;
            }
            let name = key
                .as_ref()
                .and_then(Value::text)
                .map(|key| self.names.share(&key));
            let Some(name) = name else {
                troubles.note(Code::ValueMalformed, place, None, "a key of a dictionary");
                continue;
            };
            if !draft.bag.add(Name::clone(&name), value.unwrap_or(Value::Null)) {
                troubles.note(Code::NameRepeated, place, Some(&name), "");
            }
        }
        Ok(())
    }

    /// The next element inside the one that was started last; nothing at its end.
    fn part(&mut self) -> Result<Option<Tag>, Fault> {
        let start = self.markup.place();
        match self.markup.token()? {
            Token::Start(tag) => Ok(Some(tag)),
            Token::Close => Ok(None),
            Token::Text(_) => Err(Fault::malformed(start, "there is text between values")),
            Token::End => Err(Fault::at(start, Problem::Truncated("an object"))),
        }
    }
}
