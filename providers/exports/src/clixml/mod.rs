//! CLIXML, the XML in which PowerShell keeps objects: `Export-Clixml`, and what `powershell.exe` writes behind `#< CLIXML`.
//!
//! The form is that of [MS-PSRP], section 2.2.5
//! (<https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/>). Objects at the top are handed out one by one,
//! and so are the items of a list that stands there alone, since that is what `Export-Clixml -InputObject $list` writes.
//!
//! References share objects, circles are cut, and what they add up to is limited. Secure strings are never kept.

mod element;
mod escape;
mod markup;
mod object;
mod primitive;
mod references;
mod tables;
#[cfg(test)]
mod tests;

pub(crate) use references::wanted;

use crate::error::{Fault, Problem};
use crate::names::Names;
use crate::records::Records;
use crate::text::Text;
use crate::trouble::{Code, Troubles};
use crate::{Limits, Record, Value};
use element::{Container, Element};
use markup::{Markup, Tag, Token};
use std::collections::HashSet;
use tables::{Objects, TypeTable};

/// Reads CLIXML.
pub(crate) struct Clixml {
    markup: Markup,
    limits: Limits,
    names: Names,
    types: TypeTable,
    objects: Objects,
    /// Values of the record that is being read, with all that its references point at.
    values: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside a document: before the first, between two, behind the last.
    Outside { first: bool },
    /// In a document.
    Inside,
    /// In lists at the top of a document, so many within one another.
    Items { lists: usize },
}

impl Clixml {
    /// `wanted` are the objects that references point at, when the text was looked through before.
    pub(crate) fn new(text: Text, wanted: Option<HashSet<u64>>, limits: &Limits) -> Self {
        Clixml {
            markup: Markup::new(text),
            limits: *limits,
            names: Names::new(limits.names),
            types: TypeTable::new(limits.names),
            objects: Objects::new(wanted, limits.remembered),
            values: 0,
            state: State::Outside { first: true },
        }
    }

    /// Outside a document: false at the end of the text.
    fn outside(&mut self, first: bool) -> Result<bool, Fault> {
        self.markup.begin_record();
        self.markup.skip_banner()?;
        let place = self.markup.place();
        match self.markup.token()? {
            Token::Start(tag) if tag.element == Element::Objs => {
                self.state = State::Inside;
                self.types.clear();
                self.objects.clear();
                Ok(true)
            }
            Token::End if !first => Ok(false),
            Token::End => Err(Fault::at(place, Problem::Truncated("the start of the document"))),
            _ if first => Err(Fault::malformed(place, "the document does not begin with <Objs>")),
            _ => Err(Fault::at(place, Problem::Trailing)),
        }
    }

    /// In a document, outside its objects: the next record, if one begins here.
    fn inside(&mut self, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        let place = self.markup.place();
        self.markup.begin_record();
        self.values = 0;
        match self.markup.token()? {
            Token::Start(tag) => self.top(tag, troubles),
            Token::Close => {
                self.state = State::Outside { first: false };
                Ok(None)
            }
            Token::Text(_) => Err(Fault::malformed(place, "there is text between the objects")),
            Token::End => Err(Fault::at(self.markup.place(), Problem::Truncated("the document"))),
        }
    }

    /// A value at the top.
    fn top(&mut self, tag: Tag, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        if tag
            .stream
            .as_deref()
            .is_some_and(|stream| !stream.eq_ignore_ascii_case("output"))
        {
            self.spoken(tag, troubles)?;
            return Ok(None);
        }
        if tag.element == Element::Object {
            return self.top_object(tag, troubles);
        }
        let place = tag.place;
        let value = self.value(tag, 0, troubles)?;
        Ok(value.map(|value| Record::of(value, place)))
    }

    /// An object at the top; one that is a list is entered, so that its items become records.
    fn top_object(&mut self, tag: Tag, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        let place = tag.place;
        let mut draft = self.begin(tag);
        let list = self.fill(&mut draft, 0, troubles, true)?;
        if list {
            self.state = State::Items {
                lists: self.lists() + 1,
            };
            return Ok(None);
        }
        let value = self.finish(draft);
        Ok(Some(Record::of(value, place)))
    }

    fn lists(&self) -> usize {
        match self.state {
            State::Items { lists } => lists,
            _ => 0,
        }
    }

    /// In a list at the top: the next item, or the end of the list and of the object that it is.
    fn item(&mut self, lists: usize, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        let place = self.markup.place();
        self.markup.begin_record();
        self.values = 0;
        match self.markup.token()? {
            Token::Start(Tag { place, .. }) if lists >= self.limits.depth => {
                self.markup.skip()?;
                troubles.note(Code::TooDeep, place, None, "");
                Ok(None)
            }
            Token::Start(tag) => self.top(tag, troubles),
            Token::Close => {
                // What stands behind the list are properties of the list, such as its length.
                self.markup.skip()?;
                self.state = match lists {
                    0 | 1 => State::Inside,
                    _ => State::Items { lists: lists - 1 },
                };
                Ok(None)
            }
            Token::Text(_) => Err(Fault::malformed(place, "there is text between the objects")),
            Token::End => Err(Fault::at(self.markup.place(), Problem::Truncated("a list"))),
        }
    }

    /// What the cmdlet wrote on another stream than its output. Progress is nobody's concern.
    fn spoken(&mut self, tag: Tag, troubles: &mut Troubles) -> Result<(), Fault> {
        let place = tag.place;
        let stream = tag.stream.clone().unwrap_or_default();
        let value = self.value(tag, 0, &mut Troubles::default())?;
        let heard = ["error", "warning"]
            .iter()
            .any(|known| stream.eq_ignore_ascii_case(known));
        if let Some(text) = value.as_ref().filter(|_| heard).and_then(Value::text) {
            troubles.note(Code::CmdletSpoke, place, None, text.trim());
        }
        Ok(())
    }
}

/// Whether a container is a list, not a dictionary.
fn is_list(container: Container) -> bool {
    container != Container::Dictionary
}

impl Records for Clixml {
    fn next(&mut self, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        loop {
            let record = match self.state {
                State::Outside { first } => match self.outside(first)? {
                    true => None,
                    false => return Ok(None),
                },
                State::Inside => self.inside(troubles)?,
                State::Items { lists } => self.item(lists, troubles)?,
            };
            if record.is_some() {
                return Ok(record);
            }
        }
    }

    fn text(&self) -> &Text {
        self.markup.text_source()
    }
}
